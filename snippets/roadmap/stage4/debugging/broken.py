import torch
from torch import nn

from hanli.data import digits


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second, self.head = nn.Linear(64, 64), nn.Linear(64, 64), nn.Linear(64, 10)

    def forward(self, pixels):
        hidden = torch.relu(self.first(pixels)).detach()
        return self.head(torch.relu(self.second(hidden)))


images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels = images.flatten(1)  # (N, 64)
generator = torch.Generator().manual_seed(1640)
order = torch.randperm(len(labels), generator=generator)
inputs, targets = pixels[order[:1197]], labels[:1197]  # (1197, 64), (1197,)
held_out, answers = pixels[order[1197:]], labels[order[1197:]]  # (600, 64), (600,)

torch.manual_seed(1640)
network = Network()
optimizer = torch.optim.SGD(network.parameters(), lr=30)
network.head = nn.Linear(64, 10)
nn.init.normal_(network.head.weight, std=5)

for _ in range(10):
    for batch in torch.randperm(1197, generator=generator).split(64):
        loss = nn.functional.cross_entropy(network(inputs[batch]), targets[batch])  # ()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

accuracy = (network(held_out).argmax(dim=1) == answers).double().mean().item()
print(f"accuracy on held-out digits: {accuracy:.1f}")
