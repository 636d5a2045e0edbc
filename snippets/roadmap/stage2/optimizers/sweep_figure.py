import matplotlib.pyplot as plt
import torch
from torch import nn, optim

from hanli.data import digits, split

images, labels = digits()  # (N, 1, 8, 8), (N,)
images, (training, validation) = images.double(), split(labels, 0.8, seed=1640)


def validation_loss(kind, lr, seed, **options):
    torch.manual_seed(seed)  # the start and the batches depend on the seed only
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10)).double()
    optimizer = kind(model.parameters(), lr=lr, **options)
    for batch in [training[torch.randperm(len(training))[:64]] for _ in range(80)]:
        nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
        optimizer.step()
        optimizer.zero_grad()
    return nn.functional.cross_entropy(model(images[validation]), labels[validation]).item()


kinds = [("SGD", optim.SGD, {}), ("SGD + momentum", optim.SGD, {"momentum": 0.9})]
kinds += [(k.__name__, k, {}) for k in (optim.Adagrad, optim.RMSprop, optim.Adam, optim.AdamW)]
rates = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3)
figure, (upper, lower) = plt.subplots(2, 1, figsize=(6, 7.6), layout="tight")
for (name, kind, options), mark in zip(kinds, "osD^vP", strict=True):
    found = [validation_loss(kind, lr, 1640, **options) for lr in rates]
    best = rates[found.index(min(found))]  # above it, losses over 0.5 differ between machines
    losses = [x if x < 0.5 or lr < best else 9.99 for lr, x in zip(rates, found, strict=True)]
    shown = [f"{x:.2f}".replace("9.99", ">0.5") for x in losses]
    starts = [validation_loss(kind, best, seed, **options) for seed in (1, 2, 3)]
    upper.plot(rates, losses, f"{mark}--" if name == "AdamW" else f"{mark}-", label=name)
    lower.plot(losses[:1], [name], "kx", [min(losses), *starts], [name] * 4, mark)
    print(f"{name:14}", *shown, " best", best, "  again", *(f"{x:.2f}" for x in starts))
upper.set(xscale="log", yscale="log", ylim=(0.1, 4), xlabel="learning rate", ylabel="loss")
upper.legend(ncols=2, frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1))
lower.set(xscale="log", xlabel="validation loss (x: at rate 0.001, other marks: at the best rate)")
lower.set_xticks([0.2, 0.5, 1, 2], ["0.2", "0.5", "1", "2"])
lower.xaxis.set_minor_formatter("")
figure.savefig("sweep.svg")
