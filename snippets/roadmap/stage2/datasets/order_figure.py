import matplotlib.pyplot as plt
import torch
from torch.utils.data import DataLoader

dice = torch.Generator().manual_seed(1640)
in_order = DataLoader(range(24), batch_size=6)
shuffled = DataLoader(range(24), batch_size=6, shuffle=True, generator=dice)
views = {
    "shuffle=False": in_order,
    "shuffle=True, epoch 1": shuffled,
    "shuffle=True, epoch 2": shuffled,
}

figure, panels = plt.subplots(1, 3, figsize=(8, 2.4))
for axes, (title, loader) in zip(panels, views.items(), strict=True):
    table = torch.stack(list(loader))  # (4, 6)
    axes.imshow(table.numpy(), cmap="viridis")
    for row in range(4):
        for column in range(6):
            number = int(table[row, column])
            axes.text(
                column,
                row,
                number,
                ha="center",
                va="center",
                color="white" if number < 16 else "black",
            )
    axes.set_title(title, fontsize=10)
    axes.set_xticks([])
    axes.set_yticks(range(4), [f"batch {row}" for row in range(4)], fontsize=8)
figure.tight_layout()
figure.savefig("order.svg")
