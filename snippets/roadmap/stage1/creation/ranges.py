import torch

print(torch.arange(5))
print(torch.arange(2, 10, 3))
print(torch.linspace(0, 1, 5))
