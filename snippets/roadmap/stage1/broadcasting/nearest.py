import torch

caves = torch.tensor([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0]])  # (3, 2)
visitors = torch.tensor([[1.0, 1.0], [4.0, 1.0]])  # (2, 2)
print(caves.shape, visitors.shape)
