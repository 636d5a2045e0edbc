import torch
from torch import nn

from hanli.models import MultiHeadAttention


class Market(nn.Module):
    def __init__(self, num_heads):
        super().__init__()
        self.has, self.wants, self.name = (nn.Embedding(12, 16) for _ in range(3))
        self.attention = MultiHeadAttention(48, num_heads)
        self.head = nn.Linear(48, 24)

    def forward(self, has, wants, names):
        vectors = torch.cat([self.has(has), self.wants(wants), self.name(names)], dim=-1)
        return self.head(self.attention(vectors)).unflatten(-1, (2, 12))


def draw(count):
    has, wants = (torch.rand(count, 6).argsort(dim=1) for _ in range(2))  # (1)!
    names = torch.rand(count, 12).argsort(dim=1)[:, :6]
    match = (wants.unsqueeze(2) == has.unsqueeze(1)).int()
    answers = [names.gather(1, match.argmax(dim=dim)) for dim in (2, 1)]  # (2)!
    return (has, wants, names), torch.stack(answers, dim=-1)


for num_heads in (1, 2):
    torch.manual_seed(1640)
    model = Market(num_heads).double()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(150):
        people, labels = draw(64)
        loss = nn.functional.cross_entropy(model(*people).flatten(0, 2), labels.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    people, labels = draw(1000)
    right = (model(*people).argmax(dim=-1) == labels).double()  # (1000, 6, 2)
    seller, buyer = right.mean(dim=(0, 1)).tolist()
    print(f"heads {num_heads}: seller {seller:.1f}, buyer {buyer:.1f}")
