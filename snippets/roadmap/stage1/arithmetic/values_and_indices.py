import torch

x = torch.tensor([[3, 8, 1, 5], [9, 2, 7, 11], [4, 12, 6, 10]])  # (3, 4)
values, indices = x.max(dim=1)  # (1)!
print(values, indices)
print(x.take_along_dim(indices[:, None], dim=1))  # (2)!

top = x.topk(2, dim=1)
print(top.values.tolist(), top.indices.tolist())
