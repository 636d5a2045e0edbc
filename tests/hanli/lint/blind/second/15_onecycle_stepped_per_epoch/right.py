import argparse

import torch
import torch.nn.functional as F
from torch.optim.lr_scheduler import OneCycleLR
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms


def loaders(root, bs):
    norm = transforms.Normalize((0.4914, 0.4822, 0.4465), (0.247, 0.2435, 0.2616))
    tr = transforms.Compose([
        transforms.RandomCrop(32, padding=4), transforms.RandomHorizontalFlip(), transforms.ToTensor(), norm,
    ])
    te = transforms.Compose([transforms.ToTensor(), norm])
    a = datasets.CIFAR10(root, train=True, transform=tr, download=True)
    b = datasets.CIFAR10(root, train=False, transform=te, download=True)
    return DataLoader(a, bs, shuffle=True, num_workers=4), DataLoader(b, 2 * bs, num_workers=4)


@torch.no_grad()
def test(model, dl, dev):
    model.eval()
    good = sum((model(x.to(dev)).argmax(1).cpu() == y).sum().item() for x, y in dl)
    return good / len(dl.dataset)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--root", default="./data")
    p.add_argument("--epochs", type=int, default=24)
    p.add_argument("--bs", type=int, default=256)
    p.add_argument("--max-lr", type=float, default=0.4)
    a = p.parse_args()
    dev = torch.device("cuda:0")

    train_dl, test_dl = loaders(a.root, a.bs)
    model = models.resnet18(num_classes=10).to(dev)
    opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4, nesterov=True)
    sched = OneCycleLR(opt, max_lr=a.max_lr, epochs=a.epochs, steps_per_epoch=len(train_dl))

    for ep in range(a.epochs):
        model.train()
        for x, y in train_dl:
            loss = F.cross_entropy(model(x.to(dev)), y.to(dev))
            opt.zero_grad()
            loss.backward()
            opt.step()
            sched.step()
        print(ep, f"lr={sched.get_last_lr()[0]:.4f}", f"acc={test(model, test_dl, dev):.4f}")


if __name__ == "__main__":
    main()
