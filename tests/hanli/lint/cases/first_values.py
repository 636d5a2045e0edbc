"""First values of parameters, layers that share them, and what reaches no layer."""

import copy

import torch
from torch import nn


def init_alike(m):
    if isinstance(m, nn.Linear):
        nn.init.zeros_(m.weight)  # expect: same-start
        nn.init.zeros_(m.bias)


def init_rightly(m):
    if isinstance(m, (nn.Linear, nn.Conv2d)):
        nn.init.kaiming_normal_(m.weight)
        nn.init.zeros_(m.bias)
    elif isinstance(m, nn.BatchNorm2d):
        nn.init.ones_(m.weight)


class Early(nn.Module):
    def __init__(self):
        super().__init__()
        self.apply(init_rightly)  # expect: start-without-layers
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 2)


class Late(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 2)
        self.apply(init_alike)
        for p in self.parameters():
            nn.init.constant_(p, 0.1)  # expect: same-start
        nn.init.zeros_(self.fc2.weight)


def make():
    model = Late()
    init_rightly(model)  # expect: start-without-layers
    model.apply(init_rightly)
    init_rightly(model.fc1)
    return model


class Encoder(nn.Module):
    def __init__(self, layer, n):
        super().__init__()
        self.layers = nn.ModuleList([layer] * n)  # expect: shared-layer
        self.copies = nn.ModuleList([copy.deepcopy(layer) for _ in range(n)])


def stack(n):
    layers, own = [], []
    block = nn.Linear(8, 8)
    for _ in range(n):
        layers.append(block)  # expect: shared-layer
        own.append(nn.Linear(8, 8))
    return nn.Sequential(*layers), nn.Sequential(*own), torch.zeros(n)
