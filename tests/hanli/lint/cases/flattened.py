"""Targets that a data set flattens or gets from its maker, against columns of a model; with look-alikes that are right."""

import csv

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, Dataset, random_split


class Loads(Dataset):
    def __init__(self, path):
        arrays = np.load(path)
        self.x = torch.from_numpy(arrays["x"]).float()
        self.y = torch.flatten(torch.from_numpy(arrays["y"]).float())

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


class Pairs(Dataset):
    def __init__(self, inputs, targets):
        self.inputs = torch.tensor(inputs, dtype=torch.float32)
        self.targets = torch.tensor(targets, dtype=torch.float32)

    def __len__(self):
        return len(self.inputs)

    def __getitem__(self, index):
        return self.inputs[index], self.targets[index]


class Windows(Dataset):
    def __init__(self, path, window):
        self.window = window
        self.values = np.loadtxt(path, delimiter=",")[:, -1].astype(np.float32)

    def __len__(self):
        return len(self.values) - self.window

    def __getitem__(self, start):
        return self.values[start : start + self.window], self.values[start + self.window]


class Rows(Dataset):
    def __init__(self, path):
        with open(path) as file:
            rows = list(csv.reader(file))
        self.x = torch.tensor([[float(one) for one in row[:-1]] for row in rows])
        self.y = torch.tensor([float(row[-1]) for row in rows])

    def __getitem__(self, index):
        return {"x": self.x[index], "y": self.y[index]}


class Net(nn.Module):
    def __init__(self, size, flat=False):
        super().__init__()
        self.hidden, self.last = nn.Linear(size, 32), nn.Linear(32, 1)

    def forward(self, x):
        return self.last(torch.relu(self.hidden(x)))


class FlatNet(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.hidden, self.last = nn.Linear(size, 32), nn.Linear(32, 1)

    def forward(self, x):
        return self.last(torch.relu(self.hidden(x))).squeeze(-1)


def fit_loads(path):
    net, criterion = Net(8), nn.MSELoss()
    train_part, _ = random_split(Loads(path), [0.8, 0.2])
    for x, y in DataLoader(train_part, 32, shuffle=True):
        yield criterion(net(x), y)  # expect: mse-broadcast
        yield criterion(net(x), y[:, None]) + criterion(net(x)[:, 0], y)


def fit_pairs(table):
    targets = np.ravel(table["y"])
    x_train, x_test, y_train, y_test = train_test_split(table["x"], targets)
    net, criterion = Net(8), nn.L1Loss()
    train_data = Pairs(x_train, y_train)
    for x, y in DataLoader(train_data, 32, shuffle=True):
        yield criterion(net(x), y)  # expect: mse-broadcast
        yield criterion(net(x).flatten(), y)


def fit_windows(path):
    net = Net(24)
    for window, following in DataLoader(Windows(path, 24), 32, shuffle=True):
        yield F.mse_loss(net(window), following)  # expect: mse-broadcast
        yield F.mse_loss(net(window), following.unsqueeze(1))


def fit_rows(path):
    net = Net(8)
    for batch in DataLoader(Rows(path), 32, shuffle=True):
        yield F.huber_loss(net(batch["x"]), batch["y"])  # expect: mse-broadcast
        yield F.huber_loss(net(batch["x"]), batch["y"].view(-1, 1))


# -- right ------------------------------------------------------------------------------------------------------------


class Columns(Dataset):
    def __init__(self, path):
        arrays = np.load(path)
        self.x, self.y = arrays["x"], arrays["y"].ravel().reshape(-1, 1)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


class FlatItems(Dataset):
    def __init__(self, arrays):
        self.x, self.y = arrays["x"], arrays["y"]

    def __getitem__(self, index):
        return self.x[index], self.y[index].ravel()


class Many(Dataset):
    def __init__(self, rows):
        self.x = torch.tensor([row[:-2] for row in rows])
        self.y = torch.tensor([row[-2:] for row in rows])

    def __getitem__(self, index):
        return {"x": self.x[index], "y": self.y[index]}


def right(path, arrays, rows, criterion=F.mse_loss):
    net, flat = Net(8), FlatNet(8)
    for x, y in DataLoader(Columns(path), 32):
        yield F.mse_loss(net(x), y)
    for x, y in DataLoader(FlatItems(arrays), 32):
        yield F.mse_loss(net(x), y)
    for x, y in DataLoader(Loads(path), 32):
        yield F.mse_loss(flat(x), y)
    for x, y in DataLoader(Columns(path), 32):
        yield F.mse_loss(flat(x), y)  # expect: mse-broadcast
    for batch in DataLoader(Many(rows), 32):
        yield F.mse_loss(net(batch["x"]), batch["y"])


class Either(Dataset):
    def __init__(self, inputs, targets):
        self.inputs, self.targets = inputs, targets

    def __getitem__(self, index):
        return self.inputs[index], self.targets[index]


def two_kinds(inputs, targets):
    net = Net(8)
    first, second = Either(inputs, targets.reshape(-1, 1)), Either(inputs, targets.reshape(-1))
    for x, y in DataLoader(first, 32):
        yield F.mse_loss(net(x), y)
    for x, y in DataLoader(second, 32):
        yield F.mse_loss(net(x)[:, 0], y)
