import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder
from torchvision.models import ViT_B_16_Weights, vit_b_16


def make_model(num_classes):
    weights = ViT_B_16_Weights.IMAGENET1K_V1
    model = vit_b_16(weights=weights)
    for param in model.parameters():
        param.requires_grad = False
    model.heads.head = nn.Linear(model.heads.head.in_features, num_classes)
    return model, weights.transforms()


def train_epoch(model, loader, optimizer, device):
    model.train()
    loss_sum, n = 0.0, 0
    for img, lab in loader:
        img, lab = img.to(device), lab.to(device)
        loss = nn.functional.cross_entropy(model(img), lab)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * lab.size(0)
        n += lab.size(0)
    return loss_sum / n


def main():
    ap = argparse.ArgumentParser(description="linear probe on a frozen ViT")
    ap.add_argument("data")
    ap.add_argument("--num-classes", type=int, required=True)
    ap.add_argument("--epochs", type=int, default=5)
    ap.add_argument("--lr", type=float, default=1e-2)
    args = ap.parse_args()

    device = "cuda" if torch.cuda.is_available() else "cpu"
    model, preprocess = make_model(args.num_classes)
    model.to(device)
    loader = DataLoader(ImageFolder(args.data, preprocess), batch_size=64, shuffle=True, num_workers=8)
    trainable = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(trainable, lr=args.lr, momentum=0.9)
    for epoch in range(args.epochs):
        print(epoch, train_epoch(model, loader, optimizer, device))
    torch.save(model.heads.state_dict(), "probe.pt")


if __name__ == "__main__":
    main()
