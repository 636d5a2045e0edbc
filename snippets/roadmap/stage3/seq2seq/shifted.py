import math

import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self, size=18, width=32):
        super().__init__()
        self.embedding = nn.Embedding(size, width)
        self.recurrent = nn.GRU(width, width, batch_first=True)
        self.head = nn.Linear(width, size)

    def forward(self, tokens):
        states, _ = self.recurrent(self.embedding(tokens))
        return self.head(states)


for name in ("not shifted", "shifted"):
    torch.manual_seed(1640)
    model = Decoder().double()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(100):
        targets = torch.randint(18, (64, 8))  # (1)!
        if name == "shifted":
            inputs, labels = targets[:, :-1], targets[:, 1:]
        else:
            inputs, labels = targets, targets
        loss = nn.functional.cross_entropy(model(inputs).mT, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"{name:11} loss {loss.item():.2f}")
print(f"ln 18 = {math.log(18):.2f}")
