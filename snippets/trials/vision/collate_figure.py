import matplotlib.pyplot as plt
import torch
from torch.nn.functional import pad

from hanli.data import mnist_small

images, _ = mnist_small()  # (5000, 1, 28, 28), (5000,)
generator = torch.Generator().manual_seed(1640)
draws = [torch.randint(5000, (length,), generator=generator) for length in (1, 3, 4, 2)]
strips = [torch.cat(list(images[draw]), dim=2) for draw in draws]
widest = max(strip.shape[2] for strip in strips)

figure, panels = plt.subplots(2, 2, figsize=(6, 2.6))
for axes, strip, draw in zip(panels.flat, strips, draws, strict=True):
    width, length = strip.shape[2], len(draw)
    axes.imshow(pad(strip, (0, widest - width))[0].numpy(), cmap="gray_r")
    axes.axvspan(width - 0.5, widest - 0.5, color="#0072B2", alpha=0.4)
    axes.set_title(f"width {width}, {length} label{'s' * (length > 1)}", fontsize=12)
    axes.axis("off")
figure.tight_layout()
figure.savefig("strips.png", dpi=90)
