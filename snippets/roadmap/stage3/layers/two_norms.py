import torch
from torch import nn

values = torch.tensor([[1, 3], [5, 11]], dtype=torch.float64)  # (2, 2)
for layer in (nn.BatchNorm1d(2), nn.LayerNorm(2), nn.RMSNorm(2)):
    normalized = layer.double()(values).detach()  # (2, 2)
    print(f"{type(layer).__name__:11}", [[round(x, 3) for x in row] for row in normalized.tolist()])
