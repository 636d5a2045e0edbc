import torch

a = torch.tensor([7, -7])  # (2,)
print(a / 2)  # (1)!
print(a // 2, a % 2)  # (2)!
print(torch.div(a, 2, rounding_mode="trunc"), a.fmod(2))  # (3)!
print(torch.tensor([1.0, -1.0, 0.0]) / 0)  # (4)!

whole = torch.tensor([1, 2])  # (2,)
for other in (3, 0.5, torch.tensor([0.5]), torch.tensor([0.5], dtype=torch.float64)):
    print((whole + other).dtype)  # (5)!
