import torch

from hanli.models import RotaryPositions

rotary = RotaryPositions(head_dim=8)
torch.manual_seed(1640)
query, key = torch.randn(2, 1, 8, dtype=torch.float64)  # (1, 8), (1, 8)
queries, keys = query.expand(4, 8), key.expand(4, 8)  # (4, 8), (4, 8)
for first in (0, 100):
    scores = rotary(queries, first) @ rotary(keys, first).mT  # (4, 4)
    print(f"positions {first} to {first + 3}")
    for row in scores.tolist():
        print(" ".join(f"{value:7.4f}" for value in row))
