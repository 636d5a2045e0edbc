import torch

table = torch.tensor([[i * j for j in range(1, 10)] for i in range(1, 10)])  # (9, 9)
print(table.shape, table.dtype)
print(table[6])
