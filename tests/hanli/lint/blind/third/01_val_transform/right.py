"""Cassava leaf disease baseline: EfficientNet-B0 on an image folder."""
import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, random_split
from torchvision import datasets, models
from torchvision.transforms import v2

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


def make_transform(augment, size=224):
    if augment:
        geometry = [
            v2.RandomResizedCrop(size, scale=(0.5, 1.0), antialias=True),
            v2.RandomHorizontalFlip(),
            v2.RandomVerticalFlip(),
            v2.ColorJitter(0.3, 0.3, 0.2),
        ]
    else:
        geometry = [v2.Resize(size + 32, antialias=True), v2.CenterCrop(size)]
    return v2.Compose(
        [v2.ToImage(), *geometry, v2.ToDtype(torch.float32, scale=True), v2.Normalize(IMAGENET_MEAN, IMAGENET_STD)]
    )


def make_loaders(root, batch_size, workers):
    leaves = datasets.ImageFolder(root, transform=make_transform(augment=True))
    n_val = int(0.15 * len(leaves))
    split_rng = torch.Generator().manual_seed(13)
    train_set, val_set = random_split(leaves, [len(leaves) - n_val, n_val], generator=split_rng)
    val_set.dataset = datasets.ImageFolder(root, transform=make_transform(augment=False))
    common = dict(batch_size=batch_size, num_workers=workers, pin_memory=True)
    train_loader = DataLoader(train_set, shuffle=True, drop_last=True, **common)
    val_loader = DataLoader(val_set, shuffle=False, **common)
    return train_loader, val_loader, len(leaves.classes)


@torch.no_grad()
def accuracy(net, loader, device):
    net.eval()
    hits = seen = 0
    for x, y in loader:
        pred = net(x.to(device)).argmax(dim=1).cpu()
        hits += (pred == y).sum().item()
        seen += y.numel()
    return hits / seen


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("root")
    ap.add_argument("--epochs", type=int, default=15)
    ap.add_argument("--batch-size", type=int, default=64)
    ap.add_argument("--workers", type=int, default=8)
    args = ap.parse_args()

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    train_loader, val_loader, n_classes = make_loaders(args.root, args.batch_size, args.workers)

    net = models.efficientnet_b0(weights="IMAGENET1K_V1")
    net.classifier[1] = nn.Linear(net.classifier[1].in_features, n_classes)
    net.to(device)
    opt = torch.optim.AdamW(net.parameters(), lr=3e-4, weight_decay=0.02)

    for epoch in range(args.epochs):
        net.train()
        for x, y in train_loader:
            x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
            loss = F.cross_entropy(net(x), y, label_smoothing=0.1)
            opt.zero_grad(set_to_none=True)
            loss.backward()
            opt.step()
        print(f"epoch {epoch:02d}  loss {loss.item():.3f}  val acc {accuracy(net, val_loader, device):.4f}")
    torch.save(net.state_dict(), "cassava_b0.pt")


if __name__ == "__main__":
    main()
