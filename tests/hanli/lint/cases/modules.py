"""Modules: faulty forms, and look-alikes that are fine."""

import torch
import torch.nn as nn
from torch import nn as layers


class Listed(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = [nn.Linear(3, 3) for _ in range(3)]  # expect: module-list
        self.heads = {"a": nn.Linear(3, 3), "b": layers.Linear(3, 3)}  # expect: module-list
        self.later = []  # expect: module-list
        for _ in range(3):
            self.later.append(layers.Linear(3, 3))


class Base(nn.Module):
    pass


class Inherits(Base):
    def __init__(self, sizes):
        super().__init__()
        made = []
        for size in sizes:
            made.append(nn.Linear(size, size))
        self.made = made  # expect: module-list
        self.table = {}  # expect: module-list
        self.table["first"] = Listed()


class Registered(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Linear(3, 3) for _ in range(3)])
        self.heads = nn.ModuleDict({"a": nn.Linear(3, 3)})
        made = []
        for size in sizes:
            made.append(nn.Linear(size, size))
        self.chain = nn.Sequential(*made)
        self.sizes = [size for size in sizes]
        self.names = {"first": "conv1"}
        self.history = []


class RegistersLater(nn.Module):
    def __init__(self):
        super().__init__()
        self.chain = []
        for _ in range(3):
            self.chain.append(nn.Linear(3, 3))
        self.chain = nn.Sequential(*self.chain)


class Plain:
    """No module, so nothing would be registered anyhow."""

    def __init__(self):
        self.models = [nn.Linear(3, 3), nn.Linear(3, 3)]


class Forgets(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(3, 3)  # expect: missing-super-init


class Late(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(3, 3)  # expect: missing-super-init
        super().__init__()


class OldStyle(nn.Module):
    def __init__(self):
        super(OldStyle, self).__init__()
        self.fc = nn.Linear(3, 3)


class Explicit(nn.Module):
    def __init__(self, size):
        nn.Module.__init__(self)
        self.fc = nn.Linear(size, size)


class NoLayers(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size


class Masks(nn.Module):
    def __init__(self):
        super().__init__()
        self.project = nn.Linear(3, 3)

    def forward(self, x):
        T = x.shape[1]
        mask = torch.triu(torch.ones(T, T), diagonal=1).bool()  # expect: mask-each-forward
        return self.project(x).masked_fill(mask, 0)


class MasksByHand(nn.Module):
    def forward(self, x):
        T = x.shape[1]
        mask = torch.zeros(T, T)
        for i in range(T):
            for j in range(T):
                if j > i:
                    mask[i, j] = float("-inf")  # expect: mask-each-forward
        return x + mask


class MasksByMethod(nn.Module):
    def forward(self, x):
        return x + nn.Transformer.generate_square_subsequent_mask(x.shape[1])  # expect: mask-each-forward


class MaskKept(nn.Module):
    def __init__(self, T):
        super().__init__()
        self.register_buffer("mask", torch.triu(torch.ones(T, T), diagonal=1).bool())

    def forward(self, x):
        scores = torch.tril(x @ x.mT)
        filled = torch.zeros_like(x)
        for i in range(3):
            filled[i] = x[i]
        return scores.masked_fill(self.mask, 0), filled, torch.nn.functional.softmax(x, dim=1)


def mask_of_an_experiment(T):
    return torch.triu(torch.ones(T, T))


def saving(model, path):
    torch.save(model, path)  # expect: pickled-model
    torch.save(model.state_dict(), path)
    torch.save({"model": model.state_dict(), "epoch": 3}, path)
    loaded = torch.load(path)  # expect: pickled-model
    loaded.eval()
    everything = torch.load(path, weights_only=False)  # expect: pickled-model
    state = torch.load(path, weights_only=True)
    model.load_state_dict(torch.load(path))
    numbers = torch.load(path)
    print(numbers["epoch"], everything)
    torch.save(torch.rand(3), path)
    return state


def saving_what_was_made(path):
    net = torch.compile(nn.Linear(3, 3))
    torch.save(net, path)  # expect: pickled-model
    torch.save(obj=net.state_dict(), f=path)
    torch.load(path).eval()  # expect: pickled-model


class Gathers(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 3)
        self.second = nn.Linear(3, 3)
        self.both = [self.first, self.second]
