import argparse

import torch
from torch import nn, optim
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


def run_epoch(net, loader, opt, lossf, dev):
    for img, lab in loader:
        img, lab = img.to(dev), lab.to(dev)
        opt.zero_grad()
        loss = lossf(net(img), lab)
        loss.backward()
        opt.step()


@torch.no_grad()
def accuracy(net, loader, dev):
    net.eval()
    hits, seen = 0, 0
    for img, lab in loader:
        out = net(img.to(dev)).argmax(1).cpu()
        hits += (out == lab).sum().item()
        seen += lab.numel()
    return hits / seen


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", default="./data")
    ap.add_argument("--epochs", type=int, default=15)
    ap.add_argument("--lr", type=float, default=1e-3)
    args = ap.parse_args()
    dev = "cuda" if torch.cuda.is_available() else "cpu"

    tf = transforms.ToTensor()
    tr = DataLoader(datasets.MNIST(args.data, True, tf, download=True), 128, shuffle=True, num_workers=2)
    te = DataLoader(datasets.MNIST(args.data, False, tf, download=True), 512, num_workers=2)

    net = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.4), nn.Linear(64 * 25, 10)).to(dev)
    opt = optim.Adam(net.parameters(), lr=args.lr)
    lossf = nn.CrossEntropyLoss()

    for ep in range(args.epochs):
        net.train()
        run_epoch(net, tr, opt, lossf, dev)
        print(f"epoch {ep:02d}  test acc {accuracy(net, te, dev):.4f}")


if __name__ == "__main__":
    main()
