import copy

import torch
from torch import nn

from hanli.data import mnist_small


def train(model, x, y, steps, rates, wait=0):
    optimizer = torch.optim.Adam(model[3].parameters(), lr=rates[0])
    for step in range(steps):
        part = len(optimizer.param_groups)
        if part < len(rates) and step >= wait * part:  # (1)!
            optimizer.add_param_group({"params": model[3 - part].parameters(), "lr": rates[part]})
        batch = torch.randperm(len(x))[:50]
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
        optimizer.step()


torch.manual_seed(1640)
convs = [nn.Conv2d(1, 8, 3, 2, 1), nn.Conv2d(8, 16, 3, 2, 1), nn.Conv2d(16, 32, 3, 2, 1)]
parts = [nn.Sequential(conv, nn.BatchNorm2d(conv.out_channels), nn.ReLU()) for conv in convs]
untrained = nn.Sequential(*parts, nn.Sequential(nn.Flatten(), nn.Linear(512, 5)))
images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
pretrained = copy.deepcopy(untrained)
train(pretrained, images[:2500], labels[:2500], 100, [0.01] * 4)
x, y = images[2500:], labels[2500:] - 5  # (2500, 1, 28, 28), (2500,)
ways = [("scratch", [3e-3] * 4), ("head", [3e-3]), ("all", [3e-3] * 4), ("slow", [1e-3] * 4)]
ways.append(("stages", [3e-3, 1e-3, 3e-4, 1e-4], 10))  # (2)!
for count, (name, *options) in [(n, way) for n in (3, 10) for way in ways]:
    line = f"{count:2} labels a class, {name:7}"
    for seed in (0, 1, 2):
        torch.manual_seed(seed)
        model = copy.deepcopy(untrained if name == "scratch" else pretrained.eval())
        model[3][1].reset_parameters()
        few = (torch.arange(5)[:, None] * 500 + torch.randperm(500)[:count]).flatten()
        train(model, x[few], y[few], 40, *options)
        line += f" {(model.eval()(x).argmax(dim=1) == y).double().mean():.2f}"  # (3)!
    print(line)
