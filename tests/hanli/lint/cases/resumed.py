"""A run that goes on from a saved epoch with a new optimizer."""

import torch

from training import train_epoch


def save(model, optimizer, epoch):
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}, "last.pt")


def train(model, loader, resume):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    start_epoch = 0
    if resume:
        checkpoint = torch.load("last.pt")
        model.load_state_dict(checkpoint["model"])
        start_epoch = checkpoint["epoch"] + 1  # expect: unresumed-state
    for epoch in range(start_epoch, 100):
        train_epoch(model, loader, optimizer)
        save(model, optimizer, epoch)
