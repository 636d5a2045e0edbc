import torch

x = torch.zeros(2, 4, dtype=torch.int64)  # (2, 4)
row = x[0]  # a view
row[1] = 7
print("through a view:      ", x.tolist())

taken = x[[0]]  # a copy
taken[0, 2] = 8
print("into a copy:         ", x.tolist())

x[[0, 1], [3, 0]] = 9  # (1)!
print("index on the left:   ", x.tolist())

x[x > 0] -= 5  # (2)!
print("mask on the left:    ", x.tolist())
