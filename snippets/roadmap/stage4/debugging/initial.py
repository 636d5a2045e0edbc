import math

import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels = images.flatten(1)  # (N, 64)
print(f"expected: ln 10 = {math.log(10):.2f}")
for std in (5, None):
    torch.manual_seed(1640)
    hidden = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU())
    head = nn.Linear(64, 10)
    if std:
        nn.init.normal_(head.weight, std=std)
    with torch.no_grad():
        logits = head(hidden(pixels))  # (N, 10)
    loss = nn.functional.cross_entropy(logits, labels).item()
    name = f"normal, std={std}" if std else "PyTorch's own"
    print(f"{name:15} logits std {logits.std().item():.1f}   loss {loss:.1f}")
