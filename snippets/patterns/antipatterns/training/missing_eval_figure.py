import matplotlib.pyplot as plt
import torch
from torch import nn

from hanli.data import digits

images, labels = digits()
images = images.flatten(1).double()  # (N, 64)
torch.manual_seed(0)
layers = [nn.Linear(64, 64), nn.BatchNorm1d(64), nn.Tanh(), nn.Dropout(0.5), nn.Linear(64, 10)]
model = nn.Sequential(*layers).double()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
batches = list(zip(images[:1397].split(128), labels[:1397].split(128), strict=True))
for inputs, targets in 4 * batches:
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(inputs), targets).backward()
    optimizer.step()

sizes = [2, 4, 8, 16, 40, 80, 200, 400]
figure, axes = plt.subplots(figsize=(6, 3.2))
# evaluation mode first: training mode moves the statistics
for mode, color in ((False, "#0072B2"), (True, "#D55E00")):
    model.train(mode)
    curve = []
    for size in sizes:
        with torch.no_grad():
            answers = torch.cat([model(part) for part in images[1397:].split(size)])  # (400, 10)
        curve.append((answers.argmax(1) == labels[1397:]).double().mean().item())
    axes.semilogx(sizes, curve, "o-", color=color, lw=2.5, label="train()" if mode else "eval()")
    print("train()" if mode else "eval()", [f"{value:.2f}" for value in curve])

axes.set(xlabel="batch size at validation", ylabel="accuracy", ylim=(0, 1), xticks=sizes)
axes.set_xticklabels(sizes)
axes.minorticks_off()
axes.legend(frameon=False, fontsize=12)
axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
figure.savefig("eval.svg")
