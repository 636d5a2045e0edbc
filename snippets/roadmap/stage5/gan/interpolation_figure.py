import matplotlib.pyplot as plt
import torch

from hanli.projects.gan import load_generator

generator = load_generator("fashion")
random = torch.Generator().manual_seed(3)
starts, ends = torch.randn(2, 4, 32, generator=random)  # (4, 32), (4, 32)
figure, axes = plt.subplots(4, 1, figsize=(7, 3.2))
for axis, start, end in zip(axes, starts, ends, strict=True):
    noise = torch.stack([torch.lerp(start, end, step / 9) for step in range(10)])  # (10, 32)
    with torch.no_grad():
        pictures = generator(noise)  # (10, 1, 28, 28)
    row = torch.cat(list(pictures[:, 0]), dim=1)  # (28, 280)
    axis.imshow(row.numpy(), cmap="gray_r", vmin=-1, vmax=1, interpolation="nearest")
    axis.set(xticks=[], yticks=[])
figure.tight_layout()
figure.savefig("interpolation.png", dpi=80)
