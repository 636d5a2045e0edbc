import torch
from torch import nn

from hanli.models import LearnedPositions, MultiHeadAttention, SinusoidalPositions

added = {"sinusoidal": SinusoidalPositions, "learned": LearnedPositions}


class Reader(nn.Module):
    def __init__(self, kind, width=32):
        super().__init__()
        self.embedding = nn.Embedding(8, width)
        self.positions = added[kind](width, 32) if kind in added else nn.Identity()
        self.attention = MultiHeadAttention(width, 2, rotary=kind == "rotary")
        self.head = nn.Linear(width, 8)

    def forward(self, tokens):
        return self.head(self.attention(self.positions(self.embedding(tokens))))


for kind in ("none", "sinusoidal", "learned", "rotary"):
    torch.manual_seed(1640)
    model = Reader(kind).double()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(80):
        tokens = torch.randint(8, (32, 8))  # (32, 8)
        loss = nn.functional.cross_entropy(model(tokens)[:, 1:].mT, tokens[:, :-1])  # (1)!
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"{kind:10}", end="")
    for length in (8, 16, 32):
        tokens = torch.randint(8, (200, length))
        right = model(tokens)[:, 1:].argmax(dim=-1) == tokens[:, :-1]
        counted = right if length == 8 else right[:, 7:]  # (2)!
        print(f"  {length}: {counted.double().mean().item():.2f}", end="")
    print()
