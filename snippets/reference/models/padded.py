import torch

from hanli.models import MultiHeadAttention

torch.manual_seed(1640)
attention = MultiHeadAttention(embed_dim=8, num_heads=2)
inputs = torch.randn(2, 5, 8)  # (2, 5, 8)
mask = torch.arange(5) < torch.tensor([[5], [3]])  # (2, 5)
outputs = attention(inputs, mask, causal=True)  # (2, 5, 8)
weights = attention.weights(inputs, mask, causal=True)  # (2, 2, 5, 5)
print(tuple(outputs.shape), tuple(weights.shape))
try:
    attention(inputs, mask[:, :4])
except ValueError as error:
    print(f"ValueError: {error}")
