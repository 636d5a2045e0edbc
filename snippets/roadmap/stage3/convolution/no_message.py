import torch
from torch import nn

torch.manual_seed(1640)
layer = nn.Conv2d(3, 8, 3, padding=1)
pictures = torch.randn(4, 3, 16, 3)  # (1)!
with torch.no_grad():
    wrong = layer(pictures)  # (4, 8, 16, 3)
    right = layer(pictures.permute(0, 3, 1, 2))  # (4, 8, 3, 16)
print("wrong", tuple(wrong.shape), "  right", tuple(right.shape))
