import copy

import matplotlib.pyplot as plt
import torch
from torch import nn, optim

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
torch.manual_seed(1640)
start = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10)).double()
batches = [torch.randperm(len(images))[:64] for _ in range(80)]  # (1)!


def losses(kind, lr, **options):
    model, found = copy.deepcopy(start), []  # (2)!
    optimizer = kind(model.parameters(), lr=lr, **options)  # (3)!
    for batch in batches:
        loss = nn.functional.cross_entropy(model(images[batch].double()), labels[batch])  # ()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        found.append(loss.item())
    return found


figure, (upper, lower) = plt.subplots(2, 1, figsize=(6, 7.4), layout="tight")
kinds = [("SGD", optim.SGD, {}), ("SGD + momentum", optim.SGD, {"momentum": 0.9})]
kinds += [(k.__name__, k, {}) for k in (optim.Adagrad, optim.RMSprop, optim.Adam, optim.AdamW)]
for name, kind, options in kinds:
    runs = {lr: losses(kind, lr, **options) for lr in (0.001, 0.01, 0.03, 0.1, 0.3, 1, 3)}
    ends = {lr: sum(found[-20:]) / 20 for lr, found in runs.items()}
    best = min(ends, key=ends.get)
    upper.plot(runs[best], "--" if name == "AdamW" else "-", label=f"{name}, {best:g}")
    lower.plot(*zip(*[pair for pair in ends.items() if pair[0] <= best], strict=True), "o-")
    print(f"{name:15} best rate {best:<5g} loss {ends[best]:.4f}   at 0.001: {ends[0.001]:.4f}")
upper.set(yscale="log", xlabel="step", ylabel="loss", title="each at its best rate")
upper.legend(frameon=False, ncols=2)
lower.set(xscale="log", yscale="log", xlabel="learning rate", title="mean of the last 20 losses")
figure.savefig("race.svg")
