"""torchrun --nproc_per_node=8 train_plankton.py"""
import os

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader, DistributedSampler, Subset
from torchvision.models import convnext_tiny

from plankton.data import PlanktonImages

EPOCHS = 60


def validate(net, loader, device):
    net.eval()
    sums = torch.zeros(2, device=device, dtype=torch.float64)
    with torch.no_grad():
        for img, taxon in loader:
            img, taxon = img.to(device), taxon.to(device)
            sums[0] += (net(img).argmax(1) == taxon).sum()
            sums[1] += taxon.numel()
    dist.all_reduce(sums)
    return (sums[0] / sums[1]).item()


def main():
    dist.init_process_group("nccl")
    rank, world = dist.get_rank(), dist.get_world_size()
    local_rank = int(os.environ["LOCAL_RANK"])
    torch.cuda.set_device(local_rank)
    device = torch.device("cuda", local_rank)

    train_set = PlanktonImages("plankton/train", augment=True)
    val_set = PlanktonImages("plankton/val", augment=False)
    sampler = DistributedSampler(train_set, shuffle=True, seed=5)
    train_loader = DataLoader(train_set, 64, sampler=sampler, num_workers=6, pin_memory=True, drop_last=True)
    val_shard = Subset(val_set, range(rank, len(val_set), world))
    val_loader = DataLoader(val_shard, 128, num_workers=6, pin_memory=True)

    net = convnext_tiny(num_classes=train_set.n_taxa).to(device)
    ddp = DDP(net, device_ids=[local_rank])
    opt = torch.optim.AdamW(ddp.parameters(), lr=4e-4, weight_decay=0.05)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, EPOCHS)

    best = 0.0
    for epoch in range(EPOCHS):
        sampler.set_epoch(epoch)
        ddp.train()
        for img, taxon in train_loader:
            img, taxon = img.to(device, non_blocking=True), taxon.to(device, non_blocking=True)
            loss = F.cross_entropy(ddp(img), taxon, label_smoothing=0.1)
            opt.zero_grad(set_to_none=True)
            loss.backward()
            opt.step()
        sched.step()

        if rank == 0:
            acc = validate(net, val_loader, device)
            print(f"epoch {epoch}: val acc {acc:.4f}", flush=True)
            if acc > best:
                best = acc
                torch.save(net.state_dict(), "plankton_best.pt")

    dist.destroy_process_group()


if __name__ == "__main__":
    main()
