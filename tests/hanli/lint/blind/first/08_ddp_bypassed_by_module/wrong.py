import os

import torch
import torch.distributed as dist
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset


class Autoencoder(nn.Module):
    def __init__(self, d_in=784, d_z=32):
        super().__init__()
        self.enc = nn.Sequential(nn.Linear(d_in, 256), nn.GELU(), nn.Linear(256, d_z))
        self.dec = nn.Sequential(nn.Linear(d_z, 256), nn.GELU(), nn.Linear(256, d_in))

    def forward(self, x):
        recon = self.dec(self.enc(x))
        return F.mse_loss(recon, x)


def worker(epochs=5):
    dist.init_process_group("nccl")
    rank, local = dist.get_rank(), int(os.environ["LOCAL_RANK"])
    torch.cuda.set_device(local)
    data = TensorDataset(torch.load("train_vectors.pt", map_location="cpu", weights_only=True))
    sampler = DistributedSampler(data, shuffle=True)
    loader = DataLoader(data, batch_size=256, sampler=sampler, pin_memory=True)

    model = DDP(Autoencoder().cuda(local), device_ids=[local])
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        sampler.set_epoch(epoch)
        model.train()
        for (x,) in loader:
            x = x.cuda(local, non_blocking=True)
            loss = model.module(x)
            opt.zero_grad(set_to_none=True)
            loss.backward()
            opt.step()
        if rank == 0:
            print(f"epoch {epoch} last loss {loss.item():.5f}")
            torch.save(model.module.state_dict(), "ae.pt")
    dist.destroy_process_group()


if __name__ == "__main__":
    worker()
