import torch

from hanli.models import MultiHeadAttention, RotaryPositions, SinusoidalPositions

torch.manual_seed(1640)
words = torch.randn(2, 5, 8)  # (2, 5, 8)
codes = SinusoidalPositions(embed_dim=8, max_length=6)
attention = MultiHeadAttention(embed_dim=8, num_heads=2, rotary=True)
print(tuple(codes(words).shape), tuple(attention(words).shape))
rotary = RotaryPositions(head_dim=8)
gap = (rotary(words)[:, 4:] - rotary(words[:, 4:], first=4)).abs().max().item()
print(f"word 4 alone differs by {gap:.4f}")
try:
    codes(torch.randn(2, 7, 8))
except ValueError as error:
    print(f"ValueError: {error}")
