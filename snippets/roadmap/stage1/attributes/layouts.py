import matplotlib.pyplot as plt
import torch

storage = torch.arange(12)  # (12,)
table = storage.view(3, 4)  # (3, 4)
views = {
    "storage": storage.unsqueeze(0),
    "table": table,
    "table.T": table.T,
    "table[:, 1:3]": table[:, 1:3],
    "table[0].expand(3, 4)": table[0].expand(3, 4),
}
figure, panels = plt.subplots(5, 1, figsize=(6, 10.5), height_ratios=(1, 3, 4, 3, 3))

for axes, (name, view) in zip(panels, views.items(), strict=True):
    for i, row in enumerate(view.tolist()):
        for j, value in enumerate(row):
            color = plt.cm.viridis(0.45 + value / 21)
            axes.add_patch(plt.Rectangle((j, i), 1, 1, fc=color, ec="#333333", lw=1.5))
            axes.text(j + 0.5, i + 0.5, value, ha="center", va="center", fontsize=13)
    if name != "storage":
        facts = f"stride {view.stride()}\ncontiguous: {view.is_contiguous()}"
        axes.text(4.6, 1, facts, va="center", fontsize=13, family="monospace")
    axes.set(xlim=(-0.1, 12.1), ylim=(view.shape[0] + 0.1, -0.1))
    axes.set_title(name, loc="left", fontsize=13, family="monospace")
    axes.axis("off")
figure.tight_layout()
figure.savefig("layouts.svg")
