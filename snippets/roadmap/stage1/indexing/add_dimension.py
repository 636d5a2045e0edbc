import torch

x = torch.tensor([7, 8, 9])  # (3,)
column = x[:, None]  # (3, 1)
row = x[None, :]  # (1, 3)
print(column)
print(row)
