import torch

from hanli.models import RotaryPositions

torch.manual_seed(1640)
inputs = torch.randn(5, 12, dtype=torch.float64)  # (5, 12)
query, key = torch.randn(2, 8, 12, dtype=torch.float64)  # (8, 12), (8, 12)
order = torch.arange(8).view(4, 2).T.flatten()  # (8,)
print("order", order.tolist())
pairs, halves = RotaryPositions(8), RotaryPositions(8, interleaved=False)


def scores(rotary, query, key):
    return rotary(inputs @ query.T) @ rotary(inputs @ key.T).T


trained = scores(pairs, query, key)  # (5, 5)
for name, rows in (("as loaded", torch.arange(8)), ("reordered", order)):
    gap = (scores(halves, query[rows], key[rows]) - trained).abs().max().item()
    print(f"{name}: scores differ by {gap:.4f}")
