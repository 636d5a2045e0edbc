import torch
from torch import nn


def convolutions(padding):
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=padding),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
    )


head = nn.Linear(400, 10)
for padding in (2, 0):
    for size in (28, 32):
        features = convolutions(padding)(torch.zeros(1, 1, size, size))
        try:
            result = tuple(head(features).shape)
        except RuntimeError as error:
            result = error
        print(f"padding {padding}, pictures {size}x{size}: {features.shape[1]} numbers -> {result}")
