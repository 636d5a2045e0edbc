import copy

import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
old = labels < 5
torch.manual_seed(1640)
body = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
    nn.Conv2d(16, 32, 3, stride=2), nn.BatchNorm2d(32), nn.ReLU(), nn.Flatten(),
)  # fmt: skip
model = nn.Sequential(body, nn.Linear(288, 5))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(30):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(images[old]), labels[old]).backward()
    optimizer.step()


def accuracy(model):
    with torch.no_grad():
        correct = model.eval()(images[old]).argmax(dim=1) == labels[old]
    return f"accuracy on the old digits {correct.double().mean():.2f}"


model.requires_grad_(False)
print("before:", accuracy(model))
for factor in (1, 3, 16):
    changed = copy.deepcopy(model).train()  # (1)!
    with torch.no_grad():
        for _ in range(20):
            changed(factor * images[~old])  # (2)!
    weight = (changed[0][0].weight - body[0].weight).abs().max()
    mean = (changed[0][1].running_mean - body[1].running_mean).abs().max()
    print(f"x {factor}: weight moved by {weight:.1f}, mean by {mean:.1f}, {accuracy(changed)}")
