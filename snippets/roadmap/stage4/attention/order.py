import torch

from hanli.models import MultiHeadAttention

torch.manual_seed(1640)
model = MultiHeadAttention(embed_dim=8, num_heads=2).double()
inputs = torch.randn(1, 4, 8, dtype=torch.float64)  # (1, 4, 8)
order = torch.tensor([2, 0, 3, 1])  # (4,)
for causal in (False, True):
    difference = model(inputs[:, order], causal=causal) - model(inputs, causal=causal)[:, order]
    print(f"causal {causal!s:5} differs by {difference.abs().max().item():.6f}")
