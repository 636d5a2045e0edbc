"""CIFAR-10 training with gradient accumulation, mixed precision, EMA weights and resume."""
import argparse
import copy
import os
import random

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms


def parse_args():
    p = argparse.ArgumentParser()
    p.add_argument("--data", default="./data")
    p.add_argument("--epochs", type=int, default=30)
    p.add_argument("--batch-size", type=int, default=128)
    p.add_argument("--accum", type=int, default=4)
    p.add_argument("--lr", type=float, default=0.2)
    p.add_argument("--ema", type=float, default=0.999)
    p.add_argument("--ckpt", default="last.pt")
    p.add_argument("--best", default="best.pt")
    p.add_argument("--seed", type=int, default=1)
    return p.parse_args()


def seed_all(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def loaders(args):
    norm = transforms.Normalize((0.4914, 0.4822, 0.4465), (0.247, 0.243, 0.262))
    aug = transforms.Compose([transforms.RandomCrop(32, padding=4), transforms.RandomHorizontalFlip(),
                              transforms.ToTensor(), norm])
    plain = transforms.Compose([transforms.ToTensor(), norm])
    train = datasets.CIFAR10(args.data, train=True, transform=aug, download=True)
    test = datasets.CIFAR10(args.data, train=False, transform=plain, download=True)
    common = dict(num_workers=4, pin_memory=True, persistent_workers=True)
    return (DataLoader(train, args.batch_size, shuffle=True, drop_last=True, **common),
            DataLoader(test, 2 * args.batch_size, **common))


@torch.no_grad()
def ema_update(avg, model, decay):
    for a, b in zip(avg.state_dict().values(), model.state_dict().values()):
        if a.dtype.is_floating_point:
            a.lerp_(b, 1.0 - decay)
        else:
            a.copy_(b)


@torch.inference_mode()
def evaluate(model, loader, device):
    model.eval()
    loss_sum, right, n = torch.zeros((), device=device), torch.zeros((), device=device), 0
    for x, y in loader:
        x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
        out = model(x)
        loss_sum += nn.functional.cross_entropy(out, y, reduction="sum")
        right += (out.argmax(1) == y).sum()
        n += y.numel()
    return loss_sum.item() / n, right.item() / n


def main():
    args = parse_args()
    seed_all(args.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    use_amp = device.type == "cuda"
    torch.backends.cudnn.benchmark = use_amp

    train_dl, test_dl = loaders(args)
    model = models.resnet18(num_classes=10).to(device, memory_format=torch.channels_last)
    avg = copy.deepcopy(model).requires_grad_(False)

    decay, no_decay = [], []
    for p in model.parameters():
        (decay if p.ndim > 1 else no_decay).append(p)
    opt = torch.optim.SGD([{"params": decay, "weight_decay": 5e-4}, {"params": no_decay, "weight_decay": 0.0}],
                          lr=args.lr, momentum=0.9, nesterov=True)
    updates = -(-len(train_dl) // args.accum)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, args.lr, epochs=args.epochs, steps_per_epoch=updates)
    scaler = torch.amp.GradScaler(device.type, enabled=use_amp)
    crit = nn.CrossEntropyLoss(label_smoothing=0.1)

    start, best = 0, 0.0
    if os.path.exists(args.ckpt):
        state = torch.load(args.ckpt, map_location=device, weights_only=True)
        model.load_state_dict(state["model"])
        avg.load_state_dict(state["avg"])
        opt.load_state_dict(state["opt"])
        sched.load_state_dict(state["sched"])
        scaler.load_state_dict(state["scaler"])
        start, best = state["epoch"] + 1, state["best"]

    for epoch in range(start, args.epochs):
        model.train()
        running = torch.zeros((), device=device)
        for i, (x, y) in enumerate(train_dl):
            x = x.to(device, memory_format=torch.channels_last, non_blocking=True)
            y = y.to(device, non_blocking=True)
            last = i + 1 == len(train_dl)
            group_start = i - i % args.accum
            group = min(args.accum, len(train_dl) - group_start)
            with torch.autocast(device.type, dtype=torch.float16, enabled=use_amp):
                loss = crit(model(x), y)
            scaler.scale(loss / group).backward()
            running += loss.detach()
            if (i + 1) % args.accum == 0 or last:
                scaler.unscale_(opt)
                nn.utils.clip_grad_norm_(model.parameters(), 5.0)
                before = scaler.get_scale()
                scaler.step(opt)
                scaler.update()
                opt.zero_grad(set_to_none=True)
                if scaler.get_scale() >= before:
                    ema_update(avg, model, args.ema)
                    sched.step()
        val_loss, acc = evaluate(avg, test_dl, device)
        print(f"{epoch:03d} train {running.item() / len(train_dl):.4f} val {val_loss:.4f} acc {acc:.4f}")
        if acc > best:
            best = acc
            torch.save(avg.state_dict(), args.best)
        torch.save({"model": model.state_dict(), "avg": avg.state_dict(), "opt": opt.state_dict(),
                    "sched": sched.state_dict(), "scaler": scaler.state_dict(),
                    "epoch": epoch, "best": best}, args.ckpt)


if __name__ == "__main__":
    main()
