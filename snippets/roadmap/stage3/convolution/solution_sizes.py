import torch
from torch import nn

layers = [
    nn.Conv2d(1, 6, 5),
    nn.MaxPool2d(2),
    nn.Conv2d(6, 16, 3, stride=2, padding=1),
    nn.Conv2d(16, 16, 3, dilation=2),
    nn.Flatten(),
]
values = torch.zeros(1, 1, 28, 28)  # (1, 1, 28, 28)
for layer in layers:
    values = layer(values)
    count = sum(parameter.numel() for parameter in layer.parameters())
    print(f"{type(layer).__name__:9} {tuple(values.shape)!s:15} parameters {count:5,}")
