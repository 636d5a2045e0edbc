import torch
from torch import nn

torch.manual_seed(1640)
conv = nn.Conv2d(3, 4, 3, dtype=torch.float64)
norm = nn.BatchNorm2d(4, dtype=torch.float64)
images = torch.rand(8, 3, 10, 10, dtype=torch.float64)
before = norm(conv(images))
with torch.no_grad():
    conv.bias += 100
after = norm(conv(images))
print(f"mean of the convolution {conv(images).mean().item():.1f}")
print("outputs changed by less than 1e-9:", (after - before).abs().max().item() < 1e-9)
(after**3).sum().backward()  # (1)!
print("gradient of the bias below 1e-9:", conv.bias.grad.abs().max().item() < 1e-9)
