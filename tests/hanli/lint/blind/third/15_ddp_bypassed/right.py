"""Convolutional VAE on cell-painting crops, data parallel over all local GPUs."""
import os

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler

from cellpaint import CropDataset  # float crops in [0, 1], shape (5, 64, 64)


class ConvVAE(nn.Module):
    def __init__(self, channels=5, latent=64):
        super().__init__()
        self.enc = nn.Sequential(
            nn.Conv2d(channels, 32, 4, 2, 1), nn.SiLU(),
            nn.Conv2d(32, 64, 4, 2, 1), nn.SiLU(),
            nn.Conv2d(64, 128, 4, 2, 1), nn.SiLU(),
            nn.Flatten(), nn.Linear(128 * 8 * 8, 2 * latent),
        )
        self.dec = nn.Sequential(
            nn.Linear(latent, 128 * 8 * 8), nn.Unflatten(1, (128, 8, 8)), nn.SiLU(),
            nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.SiLU(),
            nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.SiLU(),
            nn.ConvTranspose2d(32, channels, 4, 2, 1),
        )

    def elbo(self, x):
        mu, logvar = self.enc(x).chunk(2, dim=1)
        z = mu + torch.randn_like(mu) * (0.5 * logvar).exp()
        rec = F.binary_cross_entropy_with_logits(self.dec(z), x, reduction="none").flatten(1).sum(1)
        kl = 0.5 * (mu.pow(2) + logvar.exp() - 1.0 - logvar).sum(1)
        return -(rec + kl)

    def forward(self, x):
        return self.elbo(x)


def worker(epochs=100, batch_size=256):
    dist.init_process_group(backend="nccl")
    gpu = int(os.environ["LOCAL_RANK"])
    torch.cuda.set_device(gpu)

    crops = CropDataset("crops.zarr")
    sampler = DistributedSampler(crops)
    loader = DataLoader(crops, batch_size, sampler=sampler, num_workers=4, pin_memory=True)

    vae = DistributedDataParallel(ConvVAE().cuda(gpu), device_ids=[gpu])
    optimizer = torch.optim.Adam(vae.parameters(), lr=1e-3)

    for epoch in range(epochs):
        sampler.set_epoch(epoch)
        for x in loader:
            x = x.cuda(gpu, non_blocking=True)
            loss = -vae(x).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if dist.get_rank() == 0:
            print(f"{epoch:03d} loss {loss.item():.2f}")
            torch.save(vae.module.state_dict(), "vae.pt")
    dist.destroy_process_group()


if __name__ == "__main__":
    worker()
