import torch

from hanli.models import MultiHeadAttention

torch.manual_seed(1640)
model = MultiHeadAttention(embed_dim=8, num_heads=2).double()
words = torch.randn(1, 3, 8, dtype=torch.float64)  # (1, 3, 8)
codes = torch.randn(3, 8, dtype=torch.float64)  # (3, 8)
for name, added in (("words alone", 0), ("with positions", codes)):
    forward = model(words + added)  # (1, 3, 8)
    backward = model(words.flip(1) + added).flip(1)  # (1, 3, 8)
    changes = (backward - forward).abs().amax(dim=-1)[0]  # (3,)
    print(f"{name:14}", [f"{change:.4f}" for change in changes.tolist()])
