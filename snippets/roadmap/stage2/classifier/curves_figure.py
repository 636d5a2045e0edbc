import matplotlib.pyplot as plt
import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
generator = torch.Generator().manual_seed(1640)
order = torch.randperm(len(labels), generator=generator)
images, labels = images[order].double(), labels[order]
seen, answers = images[1197:1497], labels[1197:1497]

figure, panels = plt.subplots(1, 2, figsize=(6.4, 3.4), sharey=True)
for panel, count in zip(panels, (100, 1197), strict=True):
    torch.manual_seed(1640)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).double()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    training, validation = [], []
    for _ in range(500):
        with torch.no_grad():
            validation.append(nn.functional.cross_entropy(model(seen), answers))
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images[:count]), labels[:count])  # ()
        loss.backward()
        optimizer.step()
        training.append(loss.detach())
    training, validation = torch.stack(training).tolist(), torch.stack(validation).tolist()
    best = validation.index(min(validation))
    panel.plot(training, "--", c="C0", lw=2, label="training")
    panel.plot(validation, c="C1", lw=2.5, label="validation")
    panel.plot(best, validation[best], "o", c="C3", ms=9, label="lowest")
    panel.set(yscale="log", xlabel="step", title=f"{count:,} training images")
    print(f"{count:4} images: validation loss", end=" ")
    print(f"lowest {validation[best]:.3f}, last {validation[-1]:.3f}")
panels[0].set_ylabel("loss")
panels[1].legend(frameon=False)
figure.tight_layout()
figure.savefig("curves.svg")
