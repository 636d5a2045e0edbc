import matplotlib.pyplot as plt
import torch

torch.manual_seed(1640)
b, a = torch.randn(12, 2), torch.randn(2, 12)
figure, axes = plt.subplots(1, 4, figsize=(7, 1.9))
parts = {"W": torch.randn(12, 12), "B": b, "A": a, "W + B·A": None}
parts["W + B·A"] = parts["W"] + b @ a
for one, (name, matrix) in zip(axes, parts.items(), strict=True):
    one.pcolormesh(
        matrix.flip(0), cmap="coolwarm", vmin=-3, vmax=3, edgecolors="gray", linewidth=0.2
    )
    one.set_title(name)
    one.set_aspect("equal")
    one.axis("off")
figure.savefig("picture.svg", bbox_inches="tight")
