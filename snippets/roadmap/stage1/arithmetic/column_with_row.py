import torch

row = torch.tensor([10, 20, 30])  # (3,)
column = torch.tensor([[100], [200]])  # (2, 1)
table = column + row  # (2, 3)
print(table)
