import torch
from torch import nn

torch.manual_seed(1640)
layer = nn.MultiheadAttention(8, 2, batch_first=True)
queries, keys = torch.randn(3, 4, 8), torch.randn(3, 6, 8)  # (3, 4, 8), (3, 6, 8)
outputs, weights = layer(queries, keys, keys)  # (3, 4, 8), (3, 4, 6)
print("outputs", tuple(outputs.shape), " weights", tuple(weights.shape))
print("sum of each row:", [round(number, 4) for number in weights.sum(-1)[0].tolist()])
