import matplotlib.pyplot as plt
import torch

from hanli.projects.gan import find_nearest, generate, load_data, load_generator

training = load_data("fashion").training[:16000]
pictures = generate(load_generator("fashion"), 10)  # (10, 1, 28, 28)
_, indices = find_nearest(pictures, training)
rows = {"generated": pictures, "nearest": training[indices]}
figure, axes = plt.subplots(2, 1, figsize=(7, 1.7))
for axis, (name, some) in zip(axes, rows.items(), strict=True):
    row = torch.cat(list(some[:, 0]), dim=1)  # (28, 280)
    axis.imshow(row.numpy(), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    axis.set(xticks=[], yticks=[])
    axis.set_ylabel(name, rotation=0, ha="right", va="center")
figure.tight_layout()
figure.savefig("nearest.png", dpi=90)
