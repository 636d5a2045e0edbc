import torch
from torch import nn

torch.manual_seed(1640)
words = torch.randn(64, 10, 32)  # (B, L, E)
norm, dropout, sublayer = nn.LayerNorm(32), nn.Dropout(0.1), nn.Linear(32, 32)
results = {
    "dropout(norm(x + f(x)))": dropout(norm(words + sublayer(words))),
    "norm(x + dropout(f(x)))": norm(words + dropout(sublayer(words))),
    "x + dropout(f(norm(x)))": words + dropout(sublayer(norm(words))),
}
for order, result in results.items():
    print(f"{order}: {(result == 0).double().mean().item():.1%} zeros")
