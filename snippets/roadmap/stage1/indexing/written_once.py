import torch

votes = torch.tensor([2, 0, 2, 2])  # (4,)
tally = torch.zeros(3, dtype=torch.int64)  # (3,)
tally[votes] += 1  # (1)!
print(tally.tolist())

tally.zero_()
tally.index_add_(0, votes, torch.ones_like(votes))  # (2)!
print(tally.tolist(), torch.bincount(votes).tolist())

x = torch.zeros(3)  # (3,)
x[[0, 2]][0] = 5  # (3)!
print(x.tolist())
