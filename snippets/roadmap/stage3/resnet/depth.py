import torch
from torch import nn

from hanli.data import digits, split


class Block(nn.Sequential):
    def forward(self, inputs):
        hidden = super().forward(inputs)
        return torch.relu(hidden + inputs if shortcut else hidden)  # (1)!


def pair():
    return nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8)


def build(depth):
    start = [nn.Conv2d(1, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU()]
    blocks = [Block(*pair(), nn.ReLU(), *pair()) for _ in range((depth - 2) // 2)]  # (2)!
    return nn.Sequential(*start, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10))


torch.set_default_dtype(torch.float64)
images, labels = digits()  # (N, 1, 8, 8), (N,)
images = images.double()
training, held_out = split(labels, 0.5, seed=1640)
for shortcut, depth in ((False, 8), (False, 20), (True, 8), (True, 20)):
    torch.manual_seed(1640)
    model = build(depth)
    count = sum(parameter.numel() for parameter in model.parameters())
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    for batch in training[torch.randperm(len(training))].split(16):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
        optimizer.step()
    with torch.no_grad():  # (3)!
        loss = nn.functional.cross_entropy(model(images[training]), labels[training])
        other = nn.functional.cross_entropy(model(images[held_out]), labels[held_out])
    name = f"{'residual' if shortcut else 'plain':8} {depth:2} layers, {count:6,} parameters"
    print(f"{name}: training loss {loss:.2f}, held out {other:.2f}")
