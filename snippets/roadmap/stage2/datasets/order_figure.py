from itertools import product

import matplotlib.pyplot as plt
import torch
from torch.utils.data import DataLoader

generator = torch.Generator().manual_seed(1640)
in_order = DataLoader(range(24), batch_size=6)
shuffled = DataLoader(range(24), batch_size=6, shuffle=True, generator=generator)
views = {
    "shuffle=False": in_order,
    "shuffle=True, epoch 1": shuffled,
    "shuffle=True, epoch 2": shuffled,
}

figure, panels = plt.subplots(3, 1, figsize=(4.4, 6.6))
for axes, (title, loader) in zip(panels, views.items(), strict=True):
    table = torch.stack(list(loader))  # (4, 6)
    axes.imshow(table.numpy(), cmap="viridis")
    for row, column in product(range(4), range(6)):
        number = int(table[row, column])
        color = "white" if number < 16 else "black"
        axes.text(column, row, number, ha="center", va="center", color=color)
    axes.set_title(title, fontsize=12)
    axes.set_xticks([])
    axes.set_yticks(range(4), [f"batch {row}" for row in range(4)])
figure.tight_layout()
figure.savefig("order.svg")
