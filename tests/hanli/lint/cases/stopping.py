"""Weights that an object keeps, a loss that is handed on by name, and a model that its loader switches to evaluation mode."""

import torch
from torch import nn
from torch.utils.data import DataLoader


class EarlyStopping:
    def __init__(self):
        self.best, self.best_weights, self.kept = float("inf"), None, None

    def step(self, loss, model):
        if loss < self.best:
            self.best = loss
            self.best_weights = model.state_dict()  # expect: state-alias
            self.kept = {name: value.clone() for name, value in model.state_dict().items()}


def judge(model, loader, loss_fn):
    model.eval()
    total = 0.0
    with torch.no_grad():
        for x, y in loader:
            loss = loss_fn(model(x), y)
            total += loss.item()
    return total / len(loader.dataset)  # expect: mean-over-samples


def fit(model, dataset):
    loss_fn = nn.CrossEntropyLoss()
    stopping = EarlyStopping()
    for _ in range(9):
        stopping.step(judge(model, DataLoader(dataset, 32), loss_fn), model)
