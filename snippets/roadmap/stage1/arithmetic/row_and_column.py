import torch

x = torch.tensor([[1, 2, 3], [4, 5, 6]])  # (2, 3)
row = torch.tensor([10, 20, 30])  # (3,)
column = torch.tensor([[100], [200]])  # (2, 1)
print(x * 10)
print(x + row)
print(x + column)
