import torch

a = torch.tensor([[1.0, 2.0], [3.0, 4.0]])  # (2, 2)
b = torch.tensor([[10.0, 20.0], [30.0, 40.0]])  # (2, 2)
print(a * b)
print(b / a, a**2)
print(a >= 3)
print(torch.maximum(a, torch.tensor(2.5)))
print(a.clamp(min=2, max=3), (a - 2.5).sign())
