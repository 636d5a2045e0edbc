import torch
from torch import nn

layer = nn.Linear(3, 2)
inputs = torch.ones(4, 3)  # (4, 3)
outputs = layer(inputs)  # (4, 2)
print("input", tuple(inputs.shape), " output", tuple(outputs.shape))
print("weight", tuple(layer.weight.shape), " bias", tuple(layer.bias.shape))
