import torch
from torch import nn

torch.manual_seed(1640)
layer = nn.Linear(64, 10)
flat = torch.rand(5, 64)  # (5, 64)
logits = layer(flat)  # (5, 10)
print("weight", tuple(layer.weight.shape), " bias", tuple(layer.bias.shape))
print("logits", tuple(logits.shape), " numbers to learn", 64 * 10 + 10)
print("by hand the same:", torch.allclose(logits, flat @ layer.weight.mT + layer.bias))
