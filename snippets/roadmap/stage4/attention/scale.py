import math

import torch

torch.manual_seed(1640)
embed_dim, num_heads, length = 512, 8, 64
head_dim = embed_dim // num_heads
queries = torch.randn(1000, head_dim, dtype=torch.float64)  # (1000, 64)
keys = torch.randn(length, head_dim, dtype=torch.float64)  # (64, 64)
print(f"divisor  std  largest weight  entropy (at most ln {length} = {math.log(length):.2f})")
for divisor in (1.0, head_dim**0.5, embed_dim**0.5):
    scores = queries @ keys.mT / divisor  # (1000, 64)
    weights = scores.softmax(dim=-1)  # (1000, 64)
    entropy = torch.special.entr(weights).sum(dim=-1).mean().item()  # (1)!
    largest = weights.amax(dim=-1).mean().item()
    print(f"{divisor:7.2f} {scores.std().item():4.2f} {largest:15.3f} {entropy:8.2f}")
