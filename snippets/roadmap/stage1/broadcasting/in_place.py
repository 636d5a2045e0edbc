import torch

total = torch.zeros(2, 3)  # (2, 3)
total += torch.tensor([1.0, 2.0, 3.0])  # (2, 3)
print(total)

row = torch.zeros(3)  # (3,)
row += torch.ones(2, 3)
