import matplotlib.pyplot as plt
import torch

sizes = torch.tensor([16, 16, 16, 2])  # (4,)
weights = {
    "mean / 4": torch.repeat_interleave(1 / (4 * sizes), sizes),
    "sum / 50": torch.full((50,), 1 / 50),
}

figure, axes = plt.subplots(1, 2, figsize=(8, 2.6), sharey=True)
for panel, (title, heights) in zip(axes, weights.items(), strict=True):
    panel.bar(range(50), heights.tolist(), color="C0", width=0.8)
    for edge in sizes.cumsum(0)[:-1]:
        panel.axvline(edge.item() - 0.5, color="gray", linestyle=":")
    panel.set(title=title, xlabel="sample")
axes[0].set(ylabel="weight", yticks=[0, 1 / 64, 1 / 8], yticklabels=["0", "1/64", "1/8"])
figure.savefig("weights.svg", bbox_inches="tight")
