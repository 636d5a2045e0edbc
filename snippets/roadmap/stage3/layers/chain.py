import torch
from torch import nn

model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(30, 10))
values = torch.zeros(5, 64)  # (5, 64)
for layer in model:
    try:
        values = layer(values)
        print(f"{type(layer).__name__:6}", tuple(values.shape))
    except RuntimeError as error:
        print(f"{type(layer).__name__:6}", error)
