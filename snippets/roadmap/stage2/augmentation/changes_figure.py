import matplotlib.pyplot as plt
import torch
from PIL import Image
from skimage import data
from torchvision.transforms import v2

photo = v2.functional.to_image(data.chelsea())[:, 20:212:2, 110:302:2]  # (3, 96, 96)
views = {
    "original": v2.Identity(),
    "RandomHorizontalFlip": v2.RandomHorizontalFlip(p=1),
    "RandomCrop": v2.RandomCrop(96, padding=16),
    "RandomResizedCrop": v2.RandomResizedCrop(96, scale=(0.4, 0.6)),
    "RandomRotation": v2.RandomRotation((15, 15)),
    "ColorJitter": v2.ColorJitter(brightness=(1.5, 1.5), contrast=0.5),
}
torch.manual_seed(1640)
figure, panels = plt.subplots(3, 2, figsize=(4.2, 6.3))
for axes, (title, transform) in zip(panels.flat, views.items(), strict=True):
    axes.imshow(transform(photo).permute(1, 2, 0).numpy())
    axes.set_title(title, fontsize=11)
    axes.axis("off")
figure.tight_layout()
figure.savefig("changes.png", dpi=80)
colors = Image.open("changes.png").convert("RGBA")
colors.quantize(96, Image.Quantize.FASTOCTREE).save("changes.png", optimize=True)  # (1)!
