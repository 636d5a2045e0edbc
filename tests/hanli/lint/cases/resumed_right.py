"""A run that goes on from a saved epoch with all that belongs to it."""

import torch

from training import train_epoch


def train(model, loader, path):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=100)
    state = torch.load(path)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    scheduler.load_state_dict(state["scheduler"])
    start = state["epoch"] + 1
    for _ in range(start, 100):
        train_epoch(model, loader, optimizer)
        scheduler.step()
