import matplotlib.pyplot as plt
import torch
from torch import nn

from hanli.data import mnist_small, split

torch.manual_seed(1640)
images, labels = mnist_small()  # (N, 1, 28, 28), (N,)
train, val = split(labels, 0.8, seed=1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 10))
nn.init.zeros_(model[1].weight)  # (1)!
optimizer = torch.optim.SGD(model.parameters(), lr=0.5, weight_decay=1e-3)
for _ in range(60):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(images[train]), labels[train]).backward()
    optimizer.step()
with torch.inference_mode():
    accuracy = (model(images[val]).argmax(1) == labels[val]).double().mean()
print(f"validation accuracy >= 0.80: {accuracy >= 0.80}")

figure, panels = plt.subplots(2, 5, figsize=(7, 3.2))
weights = model[1].weight.detach().reshape(10, 28, 28)  # (10, 28, 28)
limit = weights.abs().max().item()
for digit, axes in enumerate(panels.flat):
    axes.imshow(weights[digit].numpy(), cmap="PuOr", vmin=-limit, vmax=limit)
    axes.set_title(digit, fontsize=14)
    axes.axis("off")
figure.tight_layout()
figure.savefig("weights.png")
