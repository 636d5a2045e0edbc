import torch
from torch import nn


class Parity(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.rnn = nn.RNN(1, width, batch_first=True)
        self.head = nn.Linear(width, 2)

    def forward(self, inputs):
        outputs, _ = self.rnn(inputs)
        return self.head(outputs)


def draw(count, length, generator):
    bits = torch.randint(2, (count, length), generator=generator)
    return bits.unsqueeze(2).double(), bits.cumsum(1) % 2


torch.manual_seed(1640)
model = Parity(8).double()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
generator = torch.Generator().manual_seed(1640)
for _ in range(400):
    inputs, labels = draw(32, 8, generator)  # (B, 8, 1), (B, 8)
    loss = nn.functional.cross_entropy(model(inputs).mT, labels)  # (1)!
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
for length in (8, 100):
    inputs, labels = draw(500, length, generator)  # (500, length, 1), (500, length)
    with torch.no_grad():
        right = (model(inputs).argmax(2) == labels).double()  # (500, length)
    print(f"length {length:3}: all steps {right.mean():.2f}, last step {right[:, -1].mean():.2f}")
