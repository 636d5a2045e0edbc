import torch

print(torch.tensor([1, 2, 3]), torch.tensor([1, 2, 3]).dtype)
print(torch.Tensor([1, 2, 3]), torch.Tensor([1, 2, 3]).dtype)  # (1)!
print(torch.tensor(3).shape, torch.Tensor(3).shape)  # (2)!

big = 2**24 + 1
print(big, torch.tensor([big]).item(), torch.Tensor([big]).item())  # (3)!
