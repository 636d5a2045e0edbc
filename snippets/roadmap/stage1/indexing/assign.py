import torch

x = torch.zeros(2, 4, dtype=torch.int64)  # (2, 4)
selected = x[[0]]  # a copy
selected[0, 2] = 8
print("write into a copy:", x.tolist())

x[[0, 1], [3, 0]] = 9
print("list on the left: ", x.tolist())

x[x > 0] = 5
print("mask on the left: ", x.tolist())
