import matplotlib.pyplot as plt
import torch
from torch import nn

nets = {
    "one 3×3 layer": [nn.Conv2d(1, 1, 3, padding=1)],
    "two 3×3 layers": [nn.Conv2d(1, 1, 3, padding=1) for _ in range(2)],
    "three 3×3 layers": [nn.Conv2d(1, 1, 3, padding=1) for _ in range(3)],
    "one 3×3, dilation 3": [nn.Conv2d(1, 1, 3, padding=3, dilation=3)],
}
figure, panels = plt.subplots(1, 4, figsize=(8, 2.4))
for panel, (title, layers) in zip(panels, nets.items(), strict=True):
    for layer in layers:
        nn.init.ones_(layer.weight)
    pixels = torch.zeros(1, 1, 9, 9, requires_grad=True)  # (1, 1, 9, 9)
    nn.Sequential(*layers)(pixels)[0, 0, 4, 4].backward()
    paths = pixels.grad[0, 0].int()  # (9, 9)
    for row in range(9):
        for column in range(9):
            seen = paths[row, column].item() > 0
            color = "C0" if seen else "#cbd5e1"
            panel.add_patch(plt.Rectangle((column, -row), 0.9, -0.9, facecolor=color, lw=0))
    panel.add_patch(plt.Rectangle((4, -4), 0.9, -0.9, fill=False, edgecolor="C1", lw=2.5))
    panel.set_title(title, fontsize=11)
    panel.set(xlim=(-0.2, 9.1), ylim=(-9.1, 0.2), aspect="equal")
    panel.axis("off")
figure.tight_layout()
figure.savefig("receptive.svg")
