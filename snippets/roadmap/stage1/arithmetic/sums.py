import torch

x = torch.tensor([[1, 2, 3], [4, 5, 6]])  # (2, 3)
print(x.sum())
print(x.sum(dim=0))
print(x.sum(dim=1))
