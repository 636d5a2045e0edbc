import torch

print(torch.zeros(2, 3))
print(torch.ones(3, dtype=torch.int64))
print(torch.full((2, 2), 7.0))
print(torch.eye(3))
print(torch.arange(5))
print(torch.arange(2, 10, 3))  # (1)!
print(torch.linspace(0, 1, 5))  # (2)!
