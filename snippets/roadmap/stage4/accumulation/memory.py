import torch
from torch import nn

from hanli.memory import saved_bytes

model = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 16, 3, padding=1))
parameters = sum(parameter.nbytes for parameter in model.parameters())
print(f"parameters: {parameters:,} bytes")
for size in (8, 16, 32, 64):
    with saved_bytes(model) as kept:  # (1)!
        model(torch.rand(size, 3, 32, 32)).square().mean().backward()
    print(f"{size:2} samples: {kept.peak:,} bytes")
