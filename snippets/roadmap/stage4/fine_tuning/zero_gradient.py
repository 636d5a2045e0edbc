import torch
from torch import nn


def move(name, optimizer_class, zero, **options):
    layer = nn.Linear(1, 1, bias=False)
    nn.init.ones_(layer.weight)
    optimizer = optimizer_class(layer.parameters(), lr=0.1, **options)
    layer(torch.ones(1, 1)).sum().backward()
    optimizer.step()
    start = layer.weight.item()
    layer.requires_grad_(False)  # (1)!
    optimizer.zero_grad(set_to_none=not zero)
    optimizer.step()
    print(f"{name:28} moved by {layer.weight.item() - start:.4f}")


for zero in (False, True):
    gradient = "gradient 0" if zero else "gradient None"
    move(f"SGD, {gradient}", torch.optim.SGD, zero)
    move(f"with momentum, {gradient}", torch.optim.SGD, zero, momentum=0.9)
    move(f"with decay, {gradient}", torch.optim.SGD, zero, weight_decay=0.5)
    move(f"Adam, {gradient}", torch.optim.Adam, zero)
