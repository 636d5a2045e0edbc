import torch

prices = torch.tensor([1.0, 2.0, 9.0])  # (3,)
bought = torch.tensor([2.0, 1.0, 0.0])  # (3,)
print((bought * prices).sum())
print(bought @ prices)
