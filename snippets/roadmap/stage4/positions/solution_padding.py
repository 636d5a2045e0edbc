import torch

from hanli.models import LearnedPositions, MultiHeadAttention, SinusoidalPositions

torch.manual_seed(1640)
words = torch.randn(1, 4, 8, dtype=torch.float64)  # (1, 4, 8)
padded = torch.cat([torch.zeros(1, 2, 8), words], dim=1)  # (1, 6, 8)
mask = torch.tensor([[False, False, True, True, True, True]])  # (1, 6)
positions = (mask.cumsum(dim=1) - 1).clamp(min=0)  # (1)!
print("positions", positions[0].tolist())


def gap(outputs, expected):
    return (outputs[:, 2:] - expected).abs().max().item()


for kind in (SinusoidalPositions, LearnedPositions, None):
    model = MultiHeadAttention(8, 2, rotary=kind is None).double()
    if kind is None:
        print(f"rotary: {gap(model(padded, mask), model(words)):.4f}")
        continue
    codes = kind(8, 10).double()
    expected = model(codes(words))  # (1, 4, 8)
    shifted = gap(model(codes(padded), mask), expected)
    table = codes(torch.zeros(1, 10, 8).double())[0]  # (10, 8)
    mended = gap(model(padded + table[positions], mask), expected)
    print(f"{kind.__name__}: {shifted:.4f}, with positions {mended:.4f}")
