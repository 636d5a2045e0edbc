import torch

votes = torch.tensor([2, 0, 2, 2])  # (4,)
counts = torch.zeros(3, dtype=torch.int64)  # (3,)
counts[votes] += 1
print(counts)

counts = torch.zeros(3, dtype=torch.int64)  # (3,)
print(counts.index_add(0, votes, torch.ones_like(votes)))
print(torch.bincount(votes))
