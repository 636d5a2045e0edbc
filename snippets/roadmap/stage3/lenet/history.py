import torch
from torch import nn

from hanli.data import mnist_small, split

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
rest, test = split(labels, 0.8, seed=1640)
first, second = split(labels[rest], 0.875, seed=1640)
training, validation = rest[first], rest[second]


def build(activation, pooling):
    first_stage = [nn.Conv2d(1, 6, 5, padding=2), activation(), pooling(2)]
    second_stage = [nn.Conv2d(6, 16, 5), activation(), pooling(2)]
    head = [nn.Linear(400, 120), activation(), nn.Linear(120, 84), activation(), nn.Linear(84, 10)]
    return nn.Sequential(*first_stage, *second_stage, nn.Flatten(), *head)


scores = {}
for name, activation, pooling in (
    ("1998", nn.Tanh, nn.AvgPool2d),
    ("today", nn.ReLU, nn.MaxPool2d),
):
    torch.manual_seed(1640)
    model = build(activation, pooling)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for batch in training[torch.randperm(len(training))].split(25):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
        optimizer.step()
    with torch.no_grad():
        correct = model(images[validation]).argmax(dim=1) == labels[validation]  # (500,)
    scores[name] = correct.double().mean().item()
    count = sum(parameter.numel() for parameter in model.parameters())
    print(f"{name}: {count} parameters, validation accuracy above 0.85:", scores[name] > 0.85)
print("today is better than 1998 after one epoch:", scores["today"] > scores["1998"])
