import argparse
import json

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms
from torchvision.models import resnet18


class Normalize(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean).view(1, -1, 1, 1))
        self.register_buffer("std", torch.tensor(std).view(1, -1, 1, 1))

    def forward(self, x):
        return (x - self.mean) / self.std


def load_model(path, device):
    backbone = resnet18(num_classes=10)
    backbone.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    backbone.maxpool = nn.Identity()
    backbone.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    model = nn.Sequential(Normalize((0.4914, 0.4822, 0.4465), (0.247, 0.2435, 0.2616)), backbone)
    model.to(device).eval()
    for p in model.parameters():
        p.requires_grad_(False)
    return model


def pgd(model, x, y, eps, alpha, steps):
    delta = torch.empty_like(x).uniform_(-eps, eps)
    delta = (x + delta).clamp(0, 1) - x
    for _ in range(steps):
        delta.requires_grad_(True)
        loss = F.cross_entropy(model(x + delta), y)
        (grad,) = torch.autograd.grad(loss, delta)
        with torch.no_grad():
            delta = (delta + alpha * grad.sign()).clamp(-eps, eps)
            delta = (x + delta).clamp(0, 1) - x
    return (x + delta).detach()


def cw_margin_attack(model, x, y, steps=50, lr=0.01, c=1.0):
    w = torch.atanh((x * 2 - 1).clamp(-0.9999, 0.9999)).clone().requires_grad_(True)
    optimizer = torch.optim.Adam([w], lr=lr)
    one_hot = F.one_hot(y, 10).bool()
    best = x.clone()
    for _ in range(steps):
        adv = (torch.tanh(w) + 1) / 2
        logits = model(adv)
        real = logits[one_hot]
        other = logits.masked_fill(one_hot, float("-inf")).amax(dim=1)
        loss = ((adv - x) ** 2).flatten(1).sum(1) + c * (real - other).clamp(min=0)
        optimizer.zero_grad()
        loss.sum().backward()
        optimizer.step()
        fooled = (other > real).view(-1, 1, 1, 1)
        best = torch.where(fooled, adv.detach(), best)
    return best


def saliency(model, x):
    x = x.clone().requires_grad_(True)
    score = model(x).max(dim=1).values.sum()
    score.backward()
    return x.grad.abs().amax(dim=1)


def evaluate(model, loader, device, eps):
    counts = {"clean": 0, "pgd": 0, "cw": 0, "total": 0}
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        x_pgd = pgd(model, x, y, eps, alpha=eps / 4, steps=10)
        x_cw = cw_margin_attack(model, x, y)
        with torch.no_grad():
            for key, inp in (("clean", x), ("pgd", x_pgd), ("cw", x_cw)):
                counts[key] += (model(inp).argmax(dim=1) == y).sum().item()
        counts["total"] += y.size(0)
    total = counts.pop("total")
    return {k: v / total for k, v in counts.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint")
    parser.add_argument("--eps", type=float, default=8 / 255)
    parser.add_argument("--n", type=int, default=1000)
    parser.add_argument("--out", default="robust.json")
    args = parser.parse_args()

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    test_set = datasets.CIFAR10("data", train=False, download=True, transform=transforms.ToTensor())
    loader = DataLoader(Subset(test_set, range(args.n)), batch_size=100, shuffle=False)
    model = load_model(args.checkpoint, device)
    result = evaluate(model, loader, device, args.eps)
    x0, _ = next(iter(loader))
    torch.save(saliency(model, x0[:16].to(device)).cpu(), "saliency.pt")
    with open(args.out, "w") as fh:
        json.dump(result, fh, indent=2)
    print(result)


if __name__ == "__main__":
    main()
