import torch
from torch.nn.functional import scaled_dot_product_attention

from hanli.models import RotaryPositions, SinusoidalPositions

torch.manual_seed(1640)
vectors = torch.randn(3, 1, 5, 8, dtype=torch.float64)  # (3, 1, 5, 8)
queries, keys, values = vectors  # (1, 5, 8), (1, 5, 8), (1, 5, 8)
rotary, table = RotaryPositions(8), SinusoidalPositions(8).table.double()


def added(first):
    codes = table[first : first + 5]  # (5, 8)
    return scaled_dot_product_attention(queries + codes, keys + codes, values)


def turned(first):
    return scaled_dot_product_attention(rotary(queries, first), rotary(keys, first), values)


def values_too(first):
    turned = [rotary(vectors, first) for vectors in (queries, keys, values)]
    return scaled_dot_product_attention(*turned)


for name, attend in (("added", added), ("rotary", turned), ("rotary, values too", values_too)):
    gaps = [(attend(first) - attend(0)).abs().max().item() for first in (1, 100)]
    print(f"{name:18} shifted by 1: {gaps[0]:.4f}, by 100: {gaps[1]:.4f}")
