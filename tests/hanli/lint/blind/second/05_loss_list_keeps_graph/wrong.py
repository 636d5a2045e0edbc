import argparse
import logging

import torch
import torch.nn as nn
from torch.utils.data import DataLoader

log = logging.getLogger("segment")


class TinyUNet(nn.Module):
    def __init__(self, n_out):
        super().__init__()
        self.down1 = nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.ReLU())
        self.down2 = nn.Sequential(nn.Conv2d(32, 64, 3, stride=2, padding=1), nn.ReLU())
        self.up = nn.ConvTranspose2d(64, 32, 2, stride=2)
        self.head = nn.Conv2d(64, n_out, 1)

    def forward(self, img):
        a = self.down1(img)
        b = self.up(self.down2(a))
        return self.head(torch.cat([a, b], dim=1))


def mean(values):
    return sum(values) / len(values)


def train(dataset, args):
    device = torch.device(args.device)
    loader = DataLoader(dataset, batch_size=args.bs, shuffle=True, num_workers=4, drop_last=True)
    model = TinyUNet(args.classes).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr, weight_decay=1e-2)
    ce = nn.CrossEntropyLoss(ignore_index=255)
    history = []
    for epoch in range(args.epochs):
        model.train()
        epoch_losses = []
        for img, mask in loader:
            img, mask = img.to(device), mask.to(device)
            optimizer.zero_grad()
            loss = ce(model(img), mask)
            loss.backward()
            optimizer.step()
            epoch_losses.append(loss)
        history.append(mean(epoch_losses))
        log.info("epoch %d loss %.4f", epoch, history[-1])
    return model, history


def get_args():
    p = argparse.ArgumentParser()
    p.add_argument("--device", default="cuda")
    p.add_argument("--bs", type=int, default=8)
    p.add_argument("--classes", type=int, default=21)
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--epochs", type=int, default=50)
    return p.parse_args()
