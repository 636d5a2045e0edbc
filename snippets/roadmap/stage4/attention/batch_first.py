import torch
from torch import nn

inputs = torch.randn(
    2, 5, 16, dtype=torch.float64, generator=torch.Generator().manual_seed(1640)
)  # (2, 5, 16)
changed = inputs.clone()
changed[0] = 0
for batch_first in (True, False):
    torch.manual_seed(1640)
    attention = nn.MultiheadAttention(16, 4, batch_first=batch_first).double()
    difference = (
        attention(changed, changed, changed)[0] - attention(inputs, inputs, inputs)[0]
    )  # (2, 5, 16)
    print(
        f"batch_first={batch_first!s:5} sample 1 changes by {difference[1].abs().max().item():.6f}"
    )
