import torch

table = torch.arange(12).reshape(3, 4)  # (3, 4)
print(table)
print(table.stride())
