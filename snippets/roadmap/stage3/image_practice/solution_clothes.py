import torch
from torch import nn

from hanli.data import fashion_mnist, mnist_small

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
images, labels = images[labels > 4].double(), labels[labels > 4] - 5
clothes, names = (part[:3000] for part in fashion_mnist())


def network(classes=5):
    body = [nn.Conv2d(1, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU()]
    body += [nn.Conv2d(8, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.Flatten()]
    return nn.Sequential(nn.Sequential(*body), nn.Linear(784, classes)).double()


def train(model, samples, targets, steps, frozen=False):
    model[0].train(not frozen)
    optimizer = torch.optim.AdamW((model[1] if frozen else model).parameters(), lr=0.01)
    for chosen in (torch.randperm(len(targets))[:50] for _ in range(steps)):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(samples[chosen]), targets[chosen]).backward()
        optimizer.step()


torch.manual_seed(1640)
trained = network(classes=10)
train(trained, clothes.double(), names, steps=100)
for how in ("scratch", "frozen"):
    scores = []
    for seed in range(5):
        torch.manual_seed(seed)
        order, model = torch.randperm(2500), network()
        few = torch.cat([order[labels[order] == digit][:3] for digit in range(5)])
        model[0].load_state_dict((model if how == "scratch" else trained)[0].state_dict())
        train(model, images[few], labels[few], 40, how == "frozen")
        with torch.no_grad():
            correct = model.eval()(images[order[-500:]]).argmax(1) == labels[order[-500:]]
        scores.append(correct.double().mean().item())
    print(f"{how}, mean between 0.57 and 0.65:", 0.57 < sum(scores) / 5 < 0.65)
