import matplotlib.pyplot as plt
import torch

positions = torch.arange(4)  # (4,)
earlier = positions[None, :] <= positions[:, None]  # (4, 4)
real = (positions < 2)[None, :]  # (1, 4)
masks = {"earlier (T, T)": earlier, "real (1, T)": real, "earlier & real (T, T)": earlier & real}

figure, panels = plt.subplots(1, 3, figsize=(8.4, 3.1))
for axes, (title, mask) in zip(panels, masks.items(), strict=True):
    for row, line in enumerate(mask.tolist()):
        for column, value in enumerate(line):
            color = "#0072B2" if value else "#DDDDDD"
            axes.add_patch(plt.Rectangle((column, row), 1, 1, fc=color, ec="white", lw=2))
    axes.set(xlim=(0, 4), ylim=(4, 0), xticks=[], yticks=[], aspect="equal")
    axes.set_title(title, fontsize=12, family="monospace")
    axes.set_xlabel("second word j", fontsize=12)
    axes.spines[:].set_visible(False)
panels[0].set_ylabel("first word i", fontsize=12)
figure.tight_layout()
figure.savefig("masks.svg")
