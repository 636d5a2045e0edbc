import torch

column = torch.tensor([[1], [2], [3]])  # (3, 1)
row = torch.tensor([1, 2, 3, 4])  # (4,)
table = column * row  # (3, 4)
print(table)
print(torch.equal(table, torch.tensor([[i * j for j in (1, 2, 3, 4)] for i in (1, 2, 3)])))
