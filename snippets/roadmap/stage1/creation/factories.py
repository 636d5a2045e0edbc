import torch

print(torch.ones(3))
print(torch.ones(3, dtype=torch.int64))
print(torch.full((2, 3), 7.0))  # (1)!
print(torch.eye(3))
