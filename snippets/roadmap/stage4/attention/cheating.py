import math

import torch
from torch import nn

from hanli.models import MultiHeadAttention


class Predictor(nn.Module):
    def __init__(self, causal, tokens=8, length=6, width=32):
        super().__init__()
        self.causal = causal
        self.embedding = nn.Embedding(tokens, width)
        self.positions = nn.Embedding(length, width)  # (1)!
        self.attention = MultiHeadAttention(width, 2)
        self.head = nn.Linear(width, tokens)

    def forward(self, tokens):
        vectors = self.embedding(tokens) + self.positions.weight
        return self.head(self.attention(vectors, causal=self.causal))


for causal in (False, True):
    torch.manual_seed(1640)
    model = Predictor(causal).double()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(100):
        sequences = torch.randint(8, (32, 7))  # (32, 7)
        inputs, labels = sequences[:, :-1], sequences[:, 1:]
        loss = nn.functional.cross_entropy(model(inputs).mT, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    sequences = torch.randint(8, (2000, 7))  # (2000, 7)
    logits = model(sequences[:, :-1]).mT
    losses = nn.functional.cross_entropy(logits, sequences[:, 1:], reduction="none")  # (2000, 6)
    print(f"causal={causal}: loss by position", [round(x, 1) for x in losses.mean(dim=0).tolist()])
    print(f"accuracy {(logits.argmax(dim=1) == sequences[:, 1:]).double().mean().item():.2f}")
print(f"ln 8 = {math.log(8):.1f}")
