import math

import torch
from torch import nn

logits = torch.tensor([0.0, 5.0, 100.0], dtype=torch.float64)  # (3,)
for value in logits.tolist():
    row = torch.zeros(1, 10, dtype=torch.float64)
    row[0, 3] = value
    target = torch.tensor([3])  # (1,)
    right = nn.functional.cross_entropy(row, target).item()
    twice = nn.functional.cross_entropy(row.softmax(dim=1), target).item()
    print(f"logit {value:5.1f}: loss {right:.4f}   with softmax first {twice:.4f}")
print(f"lowest possible {math.log(math.e + 9) - 1:.4f}")
