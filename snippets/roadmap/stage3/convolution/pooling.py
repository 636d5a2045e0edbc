import torch
from torch import nn

values = torch.tensor([[1, 2, 0, 1], [5, 0, 3, 4], [1, 1, 2, 2], [0, 6, 2, 6]])
values = values.double().reshape(1, 1, 4, 4)  # (1, 1, 4, 4)
for layer in (nn.MaxPool2d(2), nn.AvgPool2d(2)):
    print(type(layer).__name__, layer(values)[0, 0].tolist())
count = sum(parameter.numel() for parameter in nn.MaxPool2d(2).parameters())
print("parameters:", count)
