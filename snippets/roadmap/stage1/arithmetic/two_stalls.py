import torch

bought = torch.tensor([[2.0, 1.0, 0.0], [0.0, 3.0, 1.0]])  # (2, 3)
prices = torch.tensor([[1.0, 2.0], [2.0, 1.0], [9.0, 8.0]])  # (3, 2)
total = bought @ prices  # (2, 2)
print(total)
print(bought[1] @ prices[:, 0])
