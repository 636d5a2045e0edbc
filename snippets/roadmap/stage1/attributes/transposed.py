import torch

table = torch.arange(12).reshape(3, 4)  # (3, 4)
print(table.T)
print(table.T.stride(), table.T.is_contiguous())
