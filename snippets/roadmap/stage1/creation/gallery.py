import matplotlib.pyplot as plt
import torch

generator = torch.Generator().manual_seed(1640)
gallery = {
    "zeros(4, 4)": torch.zeros(4, 4),
    "ones(4, 4)": torch.ones(4, 4),
    "eye(4)": torch.eye(4),
    "full((4, 4), 0.5)": torch.full((4, 4), 0.5),
    "linspace(0, 1, 4)": torch.linspace(0, 1, 4).reshape(1, 4),
    "rand(4, 4)": torch.rand(4, 4, generator=generator),
}
figure, panels = plt.subplots(2, 3, figsize=(7.2, 5.4))
for axes, (title, tensor) in zip(panels.flat, gallery.items(), strict=True):
    axes.pcolormesh(
        tensor.numpy(), vmin=0, vmax=2.4, cmap="Blues", edgecolors="#333333", linewidth=1.5
    )
    for i, row in enumerate(tensor.tolist()):
        for j, value in enumerate(row):
            axes.text(j + 0.5, i + 0.5, f"{value:.1f}", ha="center", va="center", fontsize=11)
    axes.invert_yaxis()
    axes.set_title(title, fontsize=13, family="monospace")
    axes.set(xticks=[], yticks=[], aspect="equal")
figure.tight_layout()
figure.savefig("gallery.svg")
