import matplotlib.pyplot as plt
import torch
from torch import nn

from hanli.data import mnist_small, split

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
training, validation = split(labels, 0.8, seed=1640)
torch.manual_seed(1640)
model = nn.Sequential(nn.Conv2d(1, 8, 7, stride=2), nn.ReLU(), nn.Flatten(), nn.Linear(968, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(2):
    for batch in training[torch.randperm(len(training))].split(64):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
        optimizer.step()

few = images[validation[:200]]  # (200, 1, 28, 28)
model[0].stride = 1  # (1)!
with torch.no_grad():
    outputs = model[0](few).movedim(1, 0).flatten(1)  # (8, 96800)
windows = nn.functional.unfold(few, 7).transpose(1, 2).reshape(-1, 7, 7)  # (2)!
best = windows[outputs.topk(100).indices].mean(dim=1)  # (8, 7, 7)
digit = few[3:4]
figure, panels = plt.subplots(3, 8, figsize=(8, 3.5))
for number in range(8):
    weights = model[0].weight[number, 0].detach()
    with torch.no_grad():
        response = model[:2](digit)[0, number]
    panels[0, number].imshow(weights.numpy(), cmap="RdBu_r", vmin=-0.5, vmax=0.5)
    panels[0, number].set_title(f"filter {number}", fontsize=10)
    panels[1, number].imshow(best[number].numpy(), cmap="gray_r", vmin=0, vmax=1)
    panels[2, number].imshow(response.numpy(), cmap="gray_r")
for panel, name in zip(panels[:, 0], ("weights", "best windows", "output"), strict=True):
    panel.set_ylabel(name, fontsize=9)
for panel in panels.flat:
    panel.set(xticks=[], yticks=[])
figure.tight_layout()
figure.savefig("learned.png", dpi=90)
