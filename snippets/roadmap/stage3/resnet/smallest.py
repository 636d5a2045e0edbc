import torch
from torch import nn

layer = nn.Linear(3, 3, bias=False)
nn.init.zeros_(layer.weight)
inputs = torch.tensor([1.0, 2.0, 3.0])  # (3,)
print("layer(inputs)         ", layer(inputs).tolist())
print("inputs + layer(inputs)", (inputs + layer(inputs)).tolist())
