import torch
from torch import nn

images = torch.rand(16, 1, 28, 28)  # (16, 1, 28, 28)
wrong = nn.Linear(28, 10)(images)  # (16, 1, 28, 10)
print(wrong.shape)

nn.Linear(28 * 28, 10)(images)
