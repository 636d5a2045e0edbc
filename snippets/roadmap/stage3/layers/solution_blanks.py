import torch
from torch import nn

layers = [
    nn.Conv2d(1, 8, 3, padding=1),
    nn.BatchNorm2d(8),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(8, 16, 3, stride=2, padding=1),
    nn.Flatten(),
    nn.Linear(784, 10),
]
values = torch.zeros(4, 1, 28, 28)  # (4, 1, 28, 28)
for layer in layers:
    values = layer(values)
    print(f"{type(layer).__name__:11}", tuple(values.shape))
