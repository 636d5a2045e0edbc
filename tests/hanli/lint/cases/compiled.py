"""What is compiled at each step, and tensors that a module doesn't know."""

import torch
import torch.nn.functional as F
from torch import nn

device = torch.device("cuda")


def train(model, loader, optimizer):
    quick = torch.compile(model)
    for x, y in loader:
        fast = torch.compile(model)  # expect: compiled-in-loop
        optimizer.zero_grad()
        F.cross_entropy(fast(x) + quick(x), y).backward()
        optimizer.step()


class Positions(nn.Module):
    def __init__(self, width, length):
        super().__init__()
        self.block = nn.Linear(width, width)
        self.fast = torch.compile(self.block)
        self.table = torch.randn(1, length, width)  # expect: unregistered-tensor
        self.mean = torch.zeros(width)
        self.register_buffer("scale", torch.ones(width))

    def forward(self, x):
        x = x + self.table[:, : x.size(1)] - self.mean.to(x.device)
        return torch.compile(self.block)(x) + self.fast(x) * self.scale  # expect: compiled-in-loop


network = Positions(8, 16).to(device)


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, batch_first=True)

    def forward(self, x):
        state = torch.zeros(1, x.size(0), 16)  # expect: cpu-state
        first, _ = self.gru(x, state)
        there = torch.zeros(1, x.size(0), 16, device=x.device)
        second, _ = self.gru(x, there)
        third, _ = self.gru(x, torch.zeros(1, x.size(0), 16).to(x))
        return first + second + third
