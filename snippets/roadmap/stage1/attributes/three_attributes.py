import torch

x = torch.zeros(2, 3)  # (2, 3)
print(x.shape)
print(x.dtype)
print(x.device)
