import torch

counts = torch.tensor([[3, 1, 2], [0, 5, 4]])  # (2, 3)
print(counts.float().mean())
counts.mean()
