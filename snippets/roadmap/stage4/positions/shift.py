import math

import torch

from hanli.models import SinusoidalPositions

table = SinusoidalPositions(4, 200).table.double()  # (200, 4)
for shift in (3, 50):
    blocks = []
    for frequency in (1, 1 / 100):
        sine, cosine = math.sin(shift * frequency), math.cos(shift * frequency)
        blocks.append(torch.tensor([[cosine, sine], [-sine, cosine]]).double())
    matrix = torch.block_diag(*blocks)  # (4, 4)
    for position in (0, 10, 140):
        start, end = table[position], table[position + shift]  # (4,), (4,)
        gap = (matrix @ start - end).abs().max().item()
        product = (start @ end).item()
        where = f"{position:3} to {position + shift:3}"
        print(f"{where}: differs by {gap:.5f}, dot product {product:.4f}")
