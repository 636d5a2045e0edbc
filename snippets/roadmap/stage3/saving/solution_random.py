import random

import torch


def train(steps, checkpoint=None, with_random=True):
    random.seed(7)
    weight, start = torch.zeros(1, dtype=torch.float64), 0
    if checkpoint:
        weight, start = checkpoint["weight"], checkpoint["step"]
        if with_random:
            random.setstate(checkpoint["random"])
    for _ in range(start, steps):
        weight = 0.9 * weight + random.gauss(1, 0.1)
    return {"weight": weight, "step": steps, "random": random.getstate()}


print(f"whole          {train(20)['weight'].item():.4f}")
torch.save(train(10), "checkpoint.pt")
for with_random in (True, False):
    checkpoint = torch.load("checkpoint.pt", weights_only=True)
    resumed = train(20, checkpoint, with_random)
    print(f"random {with_random!s:5}   {resumed['weight'].item():.4f}")
