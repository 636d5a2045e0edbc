import matplotlib.pyplot as plt
import torch

causal = torch.ones(5, 5, dtype=torch.bool).tril()  # (5, 5)
padding = (torch.arange(5) < 3).view(1, 5)  # (1, 5)
masks = {"causal (T, T)": causal, "padding (1, T)": padding, "both (T, T)": causal & padding}

figure, panels = plt.subplots(1, 3, figsize=(7.5, 3))
for axes, (title, mask) in zip(panels, masks.items(), strict=True):
    for i, row in enumerate(mask.tolist()):
        for j, may_look in enumerate(row):
            color = "#0072B2" if may_look else "#DDDDDD"
            axes.add_patch(plt.Rectangle((j, i), 1, 1, fc=color, ec="white", lw=2))
    axes.set(xlim=(0, 5), ylim=(5, 0), xticks=[], yticks=[], aspect="equal")
    axes.set_title(title, fontsize=13, family="monospace")
    axes.set_xlabel("whom", fontsize=13)
    axes.spines[:].set_visible(False)
panels[0].set_ylabel("who looks", fontsize=13)
figure.tight_layout()
figure.savefig("masks.svg")
