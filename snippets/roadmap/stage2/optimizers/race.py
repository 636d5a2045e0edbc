import copy

import torch
from torch import nn, optim

from hanli.data import digits, split

images, labels = digits()  # (N, 1, 8, 8), (N,)
images = images.double()  # (N, 1, 8, 8)
training, validation = split(labels, 0.8, seed=1640)
torch.manual_seed(1640)
start = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10)).double()
batches = [training[torch.randperm(len(training))[:64]] for _ in range(800)]  # (1)!


def validation_loss(kind, lr, steps=80):
    model = copy.deepcopy(start)  # (2)!
    optimizer = kind(model.parameters(), lr=lr)  # (3)!
    for batch in batches[:steps]:
        loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])  # ()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        logits = model(images[validation])  # (M, 10)
        return nn.functional.cross_entropy(logits, labels[validation]).item()


print(f"both at 0.001:       SGD {validation_loss(optim.SGD, 0.001):.4f}", end="   ")
print(f"AdamW {validation_loss(optim.AdamW, 0.001):.4f}")
print(f"each at its best:    SGD {validation_loss(optim.SGD, 1):.4f}", end="   ")
print(f"AdamW {validation_loss(optim.AdamW, 0.03):.4f}")
print(f"0.001, 800 steps:    AdamW {validation_loss(optim.AdamW, 0.001, steps=800):.4f}")
