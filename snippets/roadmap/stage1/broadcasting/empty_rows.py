import torch

scores = torch.zeros(2, 3)  # (2, 3)
allowed = torch.tensor([[True, True, False], [False, False, False]])  # (2, 3)
empty = ~allowed.any(dim=-1, keepdim=True)  # (2, 1)
masked = scores.masked_fill(~(allowed | empty), -torch.inf)  # (1)!
weights = masked.softmax(dim=-1).masked_fill(empty, 0.0)  # (2)!
print(weights)
