import torch

x = torch.zeros(2, 3)  # (2, 3)
y = x.to(torch.float64)  # (2, 3)
print(x.dtype, y.dtype)
