import torch
from torch import nn

from hanli.memory import saved_bytes

model = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 16, 3, padding=1))


def part_loss():
    return model(torch.rand(16, 3, 32, 32)).square().mean() / 4


with saved_bytes(model) as kept:
    for _ in range(4):
        part_loss().backward()
print(f"backward after each part: {kept.peak:,} bytes")

with saved_bytes(model) as kept:
    sum(part_loss() for _ in range(4)).backward()
print(f"one backward of the sum:  {kept.peak:,} bytes")
