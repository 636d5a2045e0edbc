import matplotlib.pyplot as plt
import torch

generator = torch.Generator().manual_seed(1640)
gallery = {
    "zeros(4, 4)": torch.zeros(4, 4),
    "ones(4, 4)": torch.ones(4, 4),
    "eye(4)": torch.eye(4),
    "arange(16)\n.reshape(4, 4)": torch.arange(16).reshape(4, 4) / 15,
    "linspace(0, 1, 4)\n.expand(4, 4)": torch.linspace(0, 1, 4).expand(4, 4),
    "rand(4, 4)": torch.rand(4, 4, generator=generator),
}
figure, panels = plt.subplots(2, 3, figsize=(6.4, 5.4))
for axes, (title, tensor) in zip(panels.flat, gallery.items(), strict=True):
    axes.pcolormesh(
        tensor.numpy(), vmin=-0.2, vmax=1, cmap="Blues", edgecolors="#333333", linewidth=1.5
    )
    axes.invert_yaxis()
    axes.set_title(title, fontsize=13, family="monospace")
    axes.set(xticks=[], yticks=[], aspect="equal")
figure.tight_layout()
figure.savefig("gallery.svg")
