import matplotlib.pyplot as plt
import torch
from PIL import Image
from skimage import data
from torchvision.transforms import v2

photo = v2.functional.to_image(data.chelsea())[:, 20:212:2, 120:312:2]  # (3, 96, 96)
mean = photo.float().mean((1, 2)).tolist()
holes = {"scale": (0.1, 0.1), "ratio": (1.0, 1.0), "p": 1.0}
views = {
    "original": v2.Identity(),
    "noise, sigma 0.05": v2.GaussianNoise(sigma=0.05),
    "noise, sigma 0.2": v2.GaussianNoise(sigma=0.2),
    "hole, filled with 0": v2.RandomErasing(**holes, value=0),
    "hole, filled with mean": v2.RandomErasing(**holes, value=mean),
    "hole, then noise": v2.Compose([v2.RandomErasing(**holes), v2.GaussianNoise(sigma=0.1)]),
}
torch.manual_seed(1640)
figure, panels = plt.subplots(3, 2, figsize=(4.2, 6.3))
for axes, (title, transform) in zip(panels.flat, views.items(), strict=True):
    axes.imshow(transform(photo).permute(1, 2, 0).numpy())
    axes.set_title(title, fontsize=11)
    axes.axis("off")
figure.tight_layout()
figure.savefig("samples.png", dpi=80)
colors = Image.open("samples.png").convert("RGBA")
colors.quantize(96, Image.Quantize.FASTOCTREE).save("samples.png", optimize=True)  # (1)!
