import torch

print(torch.tensor([1, 2, 3]).dtype, torch.Tensor([1, 2, 3]).dtype)  # (1)!
print(torch.tensor(3).shape, torch.Tensor(3).shape)  # (2)!
