import matplotlib.pyplot as plt
import torch
from skimage import data
from torchvision.transforms import v2


def tiles(photo):
    small = v2.functional.to_image(photo)[:, ::3, ::3]
    grid = small.unfold(1, 32, 32).unfold(2, 32, 32)
    return grid.flatten(1, 2).transpose(0, 1)


photos = data.chelsea(), data.coffee(), data.rocket(), data.astronaut()
reds = torch.cat([tiles(photo)[:, 0] for photo in photos]).double() / 255  # (N, 32, 32)
of_each = reds.std(dim=(1, 2), correction=0)  # (N,)

figure, axes = plt.subplots(figsize=(6, 2.6))
axes.hist(of_each.numpy(), bins=40, color="tab:gray")
axes.axvline(of_each.mean().item(), color="tab:red", label="mean of per-image stds")
axes.axvline(reds.std(correction=0).item(), color="tab:blue", label="std of all pixels")
axes.set(xlabel="std of one tile, red channel", ylabel="tiles")
axes.legend(loc="upper left", bbox_to_anchor=(0, 1.28), ncols=2, frameon=False)
figure.tight_layout()
figure.savefig("two_stds.svg")
