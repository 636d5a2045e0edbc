import torch
from torch import nn

torch.manual_seed(1640)
images = torch.rand(2, 64, 32, 32)  # (2, 64, 32, 32)
path = nn.Conv2d(64, 128, 3, stride=2, padding=1)
projection = nn.Conv2d(64, 128, 1, stride=2)
print("path       ", tuple(path(images).shape))
print("projection ", tuple(projection(images).shape))
print("sum        ", tuple((path(images) + projection(images)).shape))
