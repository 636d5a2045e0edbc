import torch

x = torch.zeros(2, 3)  # (2, 3)
print(x)
print(x.dtype)
