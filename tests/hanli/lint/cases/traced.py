"""Modules that are traced, with branches on values of tensors and without; the deprecation stands beside."""

import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(4, 4)

    def forward(self, x):
        state = torch.zeros_like(x)
        for _ in range(20):
            state = self.cell(x, state)
            if bool((state > 0).all()):
                break
        return state


class Gated(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x


class Chosen(nn.Module):
    def forward(self, x):
        return x / x.max() if torch.any(x > 1) else x


class Repeated(nn.Module):
    def forward(self, x, lengths):
        parts = []
        for step in range(int(lengths.max())):
            parts.append(x[:, step])
        return torch.stack(parts, dim=1)


class Normalized(nn.Module):
    def forward(self, x):
        largest = x.abs().max()
        while largest.item() > 1:
            x = x / 2
            largest = x.abs().max()
        return x


class Plain(nn.Module):
    def __init__(self, deep):
        super().__init__()
        self.deep = deep
        self.register_buffer("flags", torch.ones(3))

    def forward(self, x, mask=None):
        if self.deep and x.size(1) > 3:
            x = x[:, :3]
        if mask is not None:
            x = x.masked_fill(mask, 0.0)
        if self.flags.any():
            x = x + 1
        if not torch.isfinite(x).all():
            raise ValueError("x is not finite")
        for step in range(x.shape[1]):
            x = x + step
        return torch.where(x > 0, x, -x)


class Telling(nn.Module):
    def forward(self, x):
        if not torch.jit.is_tracing() and x.sum() > 0:
            return x
        return -x


def export(x, lengths):
    decoder = Decoder().eval()
    torch.jit.trace(decoder, x)  # expect: dead-api, traced-branch
    torch.jit.trace(Gated(), (x,))  # expect: dead-api, traced-branch
    torch.jit.trace(Chosen(), x)  # expect: dead-api, traced-branch
    torch.jit.trace(Repeated(), (x, lengths))  # expect: dead-api, traced-branch
    trace_any(Normalized(), x)
    torch.jit.trace(Plain(True), x)  # expect: dead-api
    torch.jit.trace(Telling(), x)  # expect: dead-api
    torch.jit.trace(nn.Linear(4, 4), x)  # expect: dead-api
    return torch.jit.script(decoder), torch.export.export(Plain(False), (x,))  # expect: dead-api


def trace_any(module, x):
    return torch.jit.trace(module, x)  # expect: dead-api, traced-branch
