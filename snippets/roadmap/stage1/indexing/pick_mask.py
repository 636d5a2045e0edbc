import torch

x = torch.arange(12).reshape(3, 4)  # (3, 4)
mask = x % 5 == 0  # (3, 4)
print(mask)
print(x[mask])  # (1)!
print(mask.nonzero().tolist())  # where they were
print(x[(x > 2) & (x < 7)])  # (2)!
print(x[x.sum(dim=1) > 10])  # (3)!
