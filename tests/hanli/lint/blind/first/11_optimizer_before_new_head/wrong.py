import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import models
from torchvision.datasets import ImageFolder


def build(num_classes, lr, device):
    weights = models.ResNet50_Weights.IMAGENET1K_V2
    net = models.resnet50(weights=weights)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9, weight_decay=1e-4)
    net.fc = nn.Linear(net.fc.in_features, num_classes)
    net = net.to(device)
    return net, optimizer, weights.transforms()


def main(argv=None):
    parser = argparse.ArgumentParser(description="Fine-tune on a folder of images")
    parser.add_argument("root")
    parser.add_argument("--lr", type=float, default=0.005)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--out", default="finetuned.pth")
    opts = parser.parse_args(argv)

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    classes = ImageFolder(opts.root).classes
    net, optimizer, tfm = build(len(classes), opts.lr, device)
    loader = DataLoader(ImageFolder(opts.root, transform=tfm), batch_size=32, shuffle=True,
                        num_workers=4, pin_memory=True)
    criterion = nn.CrossEntropyLoss()

    net.train()
    for epoch in range(opts.epochs):
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(net(images), targets)
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}/{opts.epochs} last batch loss {loss.item():.4f}")
    torch.save({"model": net.state_dict(), "classes": classes}, opts.out)


if __name__ == "__main__":
    main()
