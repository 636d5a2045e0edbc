import torch

table = torch.arange(12).reshape(3, 4)  # (3, 4)
print(table.view(12))
print(table.T.reshape(12))
print(table.T.contiguous().view(12))
