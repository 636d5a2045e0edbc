import torch
from torch import nn

from hanli.models import LearnedPositions, MultiHeadAttention, SinusoidalPositions

ADDED = {"sinusoidal": SinusoidalPositions, "learned": LearnedPositions}


class Reader(nn.Module):
    def __init__(self, kind, width=32):
        super().__init__()
        self.embedding = nn.Embedding(8, width)
        self.positions = ADDED[kind](width, 32) if kind in ADDED else nn.Identity()
        self.attention = MultiHeadAttention(width, 2, rotary=kind == "rotary")
        self.head = nn.Linear(width, 8)

    def forward(self, tokens):
        return self.head(self.attention(self.positions(self.embedding(tokens))))


def draw(count, length):
    tokens = torch.randint(8, (count, length))
    return tokens, tokens.roll(1, dims=1)  # (1)!


for kind in ("none", "sinusoidal", "learned", "rotary"):
    torch.manual_seed(1640)
    model = Reader(kind).double()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(100):
        inputs, labels = draw(32, 8)
        loss = nn.functional.cross_entropy(model(inputs)[:, 1:].flatten(0, 1), labels[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    scores = []
    for length in (8, 16, 32):
        inputs, labels = draw(200, length)
        right = model(inputs).argmax(dim=-1) == labels
        scores.append(right[:, 1:].double().mean().item())
    print(f"{kind:10}", " ".join(f"{score:.1f}" for score in scores))
