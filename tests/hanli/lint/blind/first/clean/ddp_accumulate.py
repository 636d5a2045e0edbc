"""torchrun --nproc-per-node=8 ddp_accumulate.py --data /datasets/imagenet"""
import argparse
import contextlib
import os
import time

import torch
import torch.distributed as dist
import torch.nn as nn
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler
from torchvision import datasets, models, transforms


def log(*msg):
    if dist.get_rank() == 0:
        print(*msg, flush=True)


def build_loaders(root, bs):
    norm = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    tr_tf = transforms.Compose([transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(),
                                transforms.ToTensor(), norm])
    va_tf = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), norm])
    tr = datasets.ImageFolder(os.path.join(root, "train"), tr_tf)
    va = datasets.ImageFolder(os.path.join(root, "val"), va_tf)
    rank, world = dist.get_rank(), dist.get_world_size()
    va_part = torch.utils.data.Subset(va, range(rank, len(va), world))
    sampler = DistributedSampler(tr, shuffle=True, drop_last=True)
    train = DataLoader(tr, bs, sampler=sampler, num_workers=8, pin_memory=True, drop_last=True)
    val = DataLoader(va_part, bs, num_workers=8, pin_memory=True)
    return train, sampler, val


def validate(model, loader, device):
    net = model.module
    net.eval()
    tally = torch.zeros(3, dtype=torch.float64, device=device)
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
            logits = net(x)
            tally[0] += nn.functional.cross_entropy(logits, y, reduction="sum")
            tally[1] += (logits.argmax(1) == y).sum()
            tally[2] += y.size(0)
    dist.all_reduce(tally, op=dist.ReduceOp.SUM)
    loss, hits, n = tally.tolist()
    return loss / n, hits / n


def train_epoch(model, loader, opt, sched, crit, device, accum):
    model.train()
    opt.zero_grad(set_to_none=True)
    usable = len(loader) - len(loader) % accum
    total = torch.zeros((), device=device)
    for i, (x, y) in enumerate(loader):
        if i == usable:
            break
        x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
        sync = (i + 1) % accum == 0
        with contextlib.nullcontext() if sync else model.no_sync():
            with torch.autocast("cuda", dtype=torch.bfloat16):
                loss = crit(model(x), y) / accum
            loss.backward()
        total += loss.detach()
        if sync:
            opt.step()
            sched.step()
            opt.zero_grad(set_to_none=True)
    total *= accum / usable
    dist.all_reduce(total, op=dist.ReduceOp.SUM)
    return total.item() / dist.get_world_size()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--epochs", type=int, default=90)
    ap.add_argument("--bs", type=int, default=128)
    ap.add_argument("--accum", type=int, default=2)
    ap.add_argument("--lr", type=float, default=0.8)
    ap.add_argument("--resume", default="")
    ap.add_argument("--out", default="ckpt.pt")
    args = ap.parse_args()

    dist.init_process_group("nccl")
    local = int(os.environ["LOCAL_RANK"])
    torch.cuda.set_device(local)
    device = torch.device("cuda", local)

    train, sampler, val = build_loaders(args.data, args.bs)
    net = nn.SyncBatchNorm.convert_sync_batchnorm(models.resnet50()).to(device)
    model = DDP(net, device_ids=[local], gradient_as_bucket_view=True)
    opt = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9, weight_decay=5e-5)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=args.epochs * (len(train) // args.accum))
    crit = nn.CrossEntropyLoss(label_smoothing=0.1)

    first = 0
    if args.resume:
        blob = torch.load(args.resume, map_location=device, weights_only=True)
        model.module.load_state_dict(blob["net"])
        opt.load_state_dict(blob["opt"])
        sched.load_state_dict(blob["sched"])
        first = blob["epoch"] + 1

    for epoch in range(first, args.epochs):
        sampler.set_epoch(epoch)
        t0 = time.time()
        tr_loss = train_epoch(model, train, opt, sched, crit, device, args.accum)
        va_loss, va_acc = validate(model, val, device)
        log(f"epoch {epoch} train {tr_loss:.4f} val {va_loss:.4f} acc {va_acc:.4f} time {time.time() - t0:.0f}s")
        if dist.get_rank() == 0:
            torch.save({"net": model.module.state_dict(), "opt": opt.state_dict(),
                        "sched": sched.state_dict(), "epoch": epoch}, args.out)
        dist.barrier()
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
