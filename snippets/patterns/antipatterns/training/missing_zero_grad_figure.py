import matplotlib.pyplot as plt
import torch
from torch import nn

from hanli.data import digits

images, labels = digits()
images = images.double()  # (N, 1, 8, 8)


def losses(kind, rate, clear):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10)).double()
    optimizer = kind(model.parameters(), lr=rate)
    for _ in range(12):
        total = 0.0
        for inputs, targets in zip(images.split(128), labels.split(128), strict=True):
            if clear:
                optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(targets)
        yield total.item() / len(labels)


figure, panels = plt.subplots(1, 2, figsize=(8, 3.2))
for axes, kind, rate in zip(
    panels, (torch.optim.AdamW, torch.optim.SGD), (0.01, 0.05), strict=True
):
    for clear, color in ((False, "#D55E00"), (True, "#0072B2")):
        curve = list(losses(kind, rate, clear))
        name = "cleared" if clear else "not cleared"
        axes.plot(range(1, 13), curve, color=color, lw=2.5, label=name)
        print(f"{kind.__name__:5} {name:11}: last loss {curve[-1]:.4f}")
    axes.set(xlabel="epoch", ylabel="loss", ylim=(0, None), title=f"{kind.__name__}, lr={rate}")
    axes.spines[["top", "right"]].set_visible(False)
panels[0].legend(frameon=False, fontsize=12)
figure.tight_layout()
figure.savefig("zero_grad.svg")
