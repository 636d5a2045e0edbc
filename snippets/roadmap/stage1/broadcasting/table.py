import torch

column = torch.tensor([[1], [2], [3]])  # (3, 1)
row = torch.tensor([1, 2, 3, 4])  # (4,)
table = column * row  # (3, 4)
print(table)
