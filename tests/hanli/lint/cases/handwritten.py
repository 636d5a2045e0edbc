"""Regression losses written by hand, of a column (N, 1) and a flat target (N,), and look-alikes that are right."""

import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

table = pd.read_csv("houses.csv")
x = torch.tensor(table[["rooms", "area"]].to_numpy(np.float32))
y = torch.tensor(table["price"].to_numpy(np.float32))
net = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))
loader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)


def pinball(prediction, target, q=0.9):
    gap = target - prediction  # expect: mse-broadcast
    return torch.maximum(q * gap, (q - 1) * gap).mean()


def huber(prediction, target, delta=1.0):
    error = torch.abs(prediction - target)  # expect: mse-broadcast
    return torch.where(error < delta, 0.5 * error**2, delta * (error - 0.5 * delta)).mean()


def log_cosh(prediction, target):
    return torch.log(torch.cosh(prediction - target)).mean()  # expect: mse-broadcast


def relative(prediction, target):
    return ((prediction - target) / target).abs().mean()  # expect: mse-broadcast


def pinball_of_columns(prediction, target, q=0.9):
    gap = target - prediction
    return torch.maximum(q * gap, (q - 1) * gap).mean()


def pairwise(scores):
    gaps = scores[:, None] - scores
    return torch.relu(1 - gaps).mean()


def ranking(prediction, target):
    gap = prediction - target[None, :]
    return gap.abs().mean()


for features, price in loader:
    output = net(features)
    loss = pinball(output, price) + huber(net(features), price) + log_cosh(output, price) + relative(output, price)
    loss = loss + pinball_of_columns(output, price.unsqueeze(1)) + pinball_of_columns(output, price[:, None])
    loss = loss + pairwise(price) + ranking(output, price)
    flat = output.squeeze(-1)
    loss = loss + (flat - price).abs().mean() + (y - y.mean()).abs().mean()
    column = price.view(-1, 1)
    distances = column - price
    margins = torch.relu(1 + flat - output)
