import torch

x = torch.tensor([[0, 1, 2], [10, 11, 12]])  # (2, 3)
print(x.T)
print(x.reshape(3, 2))
