import matplotlib.pyplot as plt
import torch
from torch import nn

from hanli.models import MultiHeadAttention

torch.manual_seed(1640)
embeddings = nn.ModuleList(nn.Embedding(12, 16) for _ in range(3)).double()
attention, head = MultiHeadAttention(48, 2).double(), nn.Linear(48, 24).double()
parameters = [*embeddings.parameters(), *attention.parameters(), *head.parameters()]
optimizer = torch.optim.Adam(parameters, lr=0.01)


def read(people):
    return torch.cat([embed(x) for embed, x in zip(embeddings, people, strict=True)], dim=-1)


for _ in range(150):
    has, wants = (torch.rand(64, 6).argsort(dim=1) for _ in range(2))
    names = torch.rand(64, 12).argsort(dim=1)[:, :6]
    match = (wants.unsqueeze(2) == has.unsqueeze(1)).int()
    labels = torch.stack([names.gather(1, match.argmax(dim=dim)) for dim in (2, 1)], dim=-1)
    logits = head(attention(read([has, wants, names]))).unflatten(-1, (2, 12))
    loss = nn.functional.cross_entropy(logits.flatten(0, 2), labels.flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
has, wants = [0, 1, 2, 3, 4, 5], [3, 0, 4, 5, 1, 2]
weights = attention.weights(read([torch.tensor([row]) for row in (has, wants, has)])).detach()
words = [f"{'ABCDEF'[a]} for {'ABCDEF'[b]}" for a, b in zip(has, wants, strict=True)]
figure, panels = plt.subplots(1, 2, figsize=(8, 4.2))
for number, axes in enumerate(panels):
    axes.imshow(weights[0, number].numpy(), cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(6), words, rotation=90)
    axes.set_yticks(range(6), words)
    axes.set(title=f"head {number}", xlabel="key", ylabel="query")
figure.tight_layout()
figure.savefig("maps.svg")
