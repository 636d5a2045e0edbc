import torch

caves = torch.tensor([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0]])  # (3, 2)
visitors = torch.tensor([[1.0, 1.0], [4.0, 1.0]])  # (2, 2)
differences = visitors[:, None] - caves[None, :]  # (2, 3, 2)
squared = (differences**2).sum(dim=-1)  # (2, 3)
print(squared)
print(squared.argmin(dim=1))

try:
    visitors - caves
except RuntimeError as error:
    print(error)
three = torch.tensor([[1.0, 1.0], [4.0, 1.0], [1.0, 2.0]])  # (3, 2)
print((three - caves).shape)
