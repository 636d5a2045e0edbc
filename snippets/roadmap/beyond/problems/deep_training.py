import torch
from deep_network import build, labels, pixels, ways
from torch import nn


def train(model):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(8):
        for batch in torch.randperm(1197).split(64):
            loss = nn.functional.cross_entropy(model(pixels[batch]), labels[batch])  # ()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    correct = model(pixels[1197:]).argmax(dim=1) == labels[1197:]  # (600,)
    return loss.item(), correct.double().mean().item()


for name, options in ways.items():
    losses, accuracies = zip(*(train(build(seed, **options)) for seed in (0, 1, 2)), strict=True)
    texts = [" ".join(f"{value:4.2f}" for value in values) for values in (losses, accuracies)]
    print(f"{name:16} loss {texts[0]:16} accuracy {texts[1]}")
