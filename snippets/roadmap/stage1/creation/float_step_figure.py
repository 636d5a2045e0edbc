import matplotlib.pyplot as plt
import torch

ways = {
    "arange(0, 0.3, 0.1)": torch.arange(0, 0.3, 0.1),
    "arange(1, 1.3, 0.1)": torch.arange(1, 1.3, 0.1),
    "1 + arange(3) * 0.1": 1 + torch.arange(3) * 0.1,
    "linspace(1, 1.3, 4)": torch.linspace(1, 1.3, 4),
}
figure, axes = plt.subplots(figsize=(6.4, 2.6))
for row, points in enumerate(ways.values()):
    axes.plot(points - points[0], [row] * len(points), "o-", ms=9)
axes.axvline(0.3, color="#333333", ls="--", lw=1)
axes.text(0.305, -0.7, "end", fontsize=12)
axes.set_yticks(range(len(ways)), list(ways), family="monospace", fontsize=11)
axes.set(
    xticks=(0, 0.1, 0.2, 0.3), xlim=(-0.02, 0.35), ylim=(3.5, -1), xlabel="distance from the start"
)
axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
figure.savefig("float_step.svg")
