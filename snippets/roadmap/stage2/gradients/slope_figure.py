import matplotlib.pyplot as plt
import torch

x = torch.linspace(0.5, 3.4, 100)  # (100,)
figure, axes = plt.subplots(figsize=(6.4, 4))
axes.plot(x, x**2, color="#333333", lw=2)
axes.text(0.6, 1.2, "y = x²", fontsize=13, color="#333333")
for slope, color, label in ((5, "#C25100", "h = 1, slope 5"), (4, "#0072B2", "tangent, slope 4")):
    axes.plot(x, 4 + slope * (x - 2), color=color, lw=1.8, label=label)
axes.plot([2, 3], [4, 9], "o", color="#333333")
axes.text(2.06, 3.2, "x = 2", fontsize=13)
axes.text(3.06, 8.2, "x = 3", fontsize=13)
axes.set_xlabel("x", fontsize=13)
axes.set_ylabel("y", fontsize=13)
axes.set_ylim(-2.5, 12)
axes.legend(fontsize=13, frameon=False, loc="upper left")
axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
figure.savefig("slope.svg")
