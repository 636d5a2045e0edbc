import torch
from torch import nn

layers = [
    nn.Conv2d(3, 16, 3, padding=1),
    nn.BatchNorm2d(16),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3, stride=2, padding=1),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Linear(32, 10),
]
values = torch.zeros(4, 3, 28, 20)  # (4, 3, 28, 20)
for layer in layers:
    values = layer(values)
    print(f"{type(layer).__name__:17}", tuple(values.shape))
