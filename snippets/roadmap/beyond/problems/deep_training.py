import math

import torch
from deep_network import build, labels, pixels, ways
from torch import nn


def train(model, limit):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, fused=True)
    for _ in range(5):
        for batch in torch.randperm(1197).split(100):
            loss = nn.functional.cross_entropy(model(pixels[batch]), labels[batch])  # ()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), limit)
            optimizer.step()
    model.eval()
    with torch.no_grad():
        correct = model(pixels[1197:]).argmax(dim=1) == labels[1197:]  # (600,)
    return loss.item(), correct.double().mean().item()


inf, losses = math.inf, {}
for name, limit, low, high in [
    ("default", inf, 0, 0.15),
    ("std 0.3", inf, 0, 0.15),
    ("std 0.3", 1.0, 0, 0.5),
    ("Kaiming", inf, 0, 0.5),
    ("residual, norm", inf, 0.9, 1),
]:
    results = [train(build(seed, **ways[name]), limit) for seed in (0, 1, 2)]
    losses[name, limit], accuracies = zip(*results, strict=True)
    within = all(low <= accuracy <= high for accuracy in accuracies)
    print(f"{name:14}  limit {limit}  accuracy from {low} to {high}: {within}")
guessing = math.log(10)
print("default, loss near ln 10:", all(abs(x - guessing) < 0.05 for x in losses["default", inf]))
print("std 0.3, loss is nan:", all(map(math.isnan, losses["std 0.3", inf])))
