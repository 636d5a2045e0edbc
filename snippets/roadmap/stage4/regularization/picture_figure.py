import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from hanli.data import mnist_small

images, labels = mnist_small()  # (N, 1, 28, 28), (N,)
training, test = torch.arange(0, 5000, 10), torch.arange(5, 5000, 500)
torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
for _ in range(60):
    optimizer.zero_grad()
    cross_entropy(model(images[training]), labels[training]).backward()
    optimizer.step()

eps = 0.1
x = images[test].requires_grad_()  # (10, 1, 28, 28)
(gradient,) = torch.autograd.grad(cross_entropy(model(x), labels[test]), x)
attacked = (x + eps * gradient.sign()).clamp(0, 1).detach()
x = x.detach()
figure, panels = plt.subplots(3, 5, figsize=(6, 4))
for column, digit in enumerate((0, 3, 4, 7, 9)):
    rows = (x, attacked - x, attacked)
    for row, pictures in enumerate(rows):
        low, high = (-eps, eps) if row == 1 else (0, 1)
        panels[row, column].imshow(pictures[digit, 0].numpy(), cmap="gray_r", vmin=low, vmax=high)
        panels[row, column].set(xticks=[], yticks=[])
        if row != 1:
            probabilities = model(pictures[digit : digit + 1]).softmax(dim=1)[0]
            answer = probabilities.argmax().item()
            panels[row, column].set_title(
                f"{answer}  ({probabilities[answer].item():.2f})", fontsize=9
            )
for row, name in enumerate(("x", "r", "x + r")):
    panels[row, 0].set_ylabel(name, rotation=0, labelpad=18, va="center")
figure.tight_layout(pad=0.4)
figure.savefig("picture.png", dpi=80)
