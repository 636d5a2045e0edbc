import torch

a = torch.tensor([7, -7])  # (2,)
print(a / 2)
print(a // 2, a % 2)
print(torch.div(a, 2, rounding_mode="trunc"), a.fmod(2))
print(torch.tensor([1.0, -1.0, 0.0]) / 0)
