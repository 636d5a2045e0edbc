import torch

x = torch.tensor([[0, 1, 2, 3], [10, 11, 12, 13], [20, 21, 22, 23]])  # (3, 4)
mask = x > 11  # (3, 4)
print(x[mask])
print(x[~mask])
print(x[(x > 2) & (x < 12)])
print(x[(x < 2) | (x > 21)])
print(x[x[:, 0] > 5])
print((x > 21).nonzero())
