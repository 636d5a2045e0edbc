from itertools import product

import torch
from torch import nn


def size(n, k, s=1, p=0, d=1):
    return (n + 2 * p - d * (k - 1) - 1) // s + 1  # (1)!


checked, wrong = 0, []
for n, k, s, p, d in product(range(1, 16), range(1, 5), range(1, 4), range(3), range(1, 4)):
    if n + 2 * p < d * (k - 1) + 1:  # (2)!
        continue
    layer = nn.Conv2d(1, 1, k, stride=s, padding=p, dilation=d)
    found = tuple(layer(torch.zeros(1, 1, n, n + 3)).shape[2:])
    checked += 1
    if found != (size(n, k, s, p, d), size(n + 3, k, s, p, d)):
        wrong.append((n, k, s, p, d))
print("checked", checked, " wrong", len(wrong))
print("n=32 k=3 s=2 p=0:", size(32, 3, s=2), "  without rounding down:", (32 - 3) / 2 + 1)
print("n=32 k=3 d=2 p=0:", size(32, 3, d=2), "  without dilation:", size(32, 3))
