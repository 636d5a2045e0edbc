import torch
from torch import nn

from hanli.models import SinusoidalPositions

torch.manual_seed(1640)
codes = SinusoidalPositions(512, 100).table  # (100, 512)
norms = codes.norm(dim=1)  # (100,)
print(f"code of each position: {norms.min().item():.1f} to {norms.max().item():.1f}")
for std in (1, 0.02, 512**-0.5):
    embedding = nn.Embedding(1000, 512)
    nn.init.normal_(embedding.weight, std=std)
    norm = embedding.weight.norm(dim=1).mean().item()
    print(f"std {std:.3f}: word {norm:4.1f}, times the square root of 512 {norm * 512**0.5:5.1f}")
