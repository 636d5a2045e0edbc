import torch

table = torch.stack([row * torch.arange(1, 10) for row in range(1, 10)])  # (9, 9)
print(table[6].tolist())
print(table.dtype, table.diagonal().tolist())
