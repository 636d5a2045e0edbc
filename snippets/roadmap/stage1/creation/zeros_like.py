import torch

x = torch.ones(2, 3, dtype=torch.float64)  # (2, 3)
print(torch.zeros_like(x))
