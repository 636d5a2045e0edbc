import matplotlib.pyplot as plt
import torch
from PIL import Image
from skimage import data

photos = [
    data.chelsea()[20:276, 110:366],
    data.coffee()[60:316, 160:416],
    data.astronaut()[:256, 90:346],
]
stacked = torch.stack([torch.from_numpy(photo) for photo in photos])  # (3, 256, 256, 3)
batch = stacked.permute(0, 3, 1, 2)  # (3, 3, 256, 256)

luma = torch.tensor([[0.299, 0.587, 0.114]])  # (1, 3)
mixtures = torch.stack([torch.eye(3), torch.eye(3).flip(0), luma.expand(3, 3)])  # (3, 3, 3)
gray = (luma @ batch.flatten(2).float()).unflatten(2, (256, 256)).expand(3, 3, 256, 256)
mixed = (mixtures @ batch.flatten(2).float()).unflatten(2, (256, 256))  # (3, 3, 256, 256)
rows = {"batch": batch, "gray": gray, "flip(-1)": batch.flip(-1), "one matrix each": mixed}

figure, panels = plt.subplots(4, 3, figsize=(6, 8))
for line, (title, images) in zip(panels, rows.items(), strict=True):
    for axes, image in zip(line, images, strict=True):
        axes.imshow((image / 255).permute(1, 2, 0).numpy())
        axes.set(xticks=[], yticks=[])
    line[0].set_ylabel(title, fontsize=12)
figure.tight_layout()
figure.savefig("photos.png", dpi=80)
colors = Image.open("photos.png").convert("RGBA")
colors.quantize(256, Image.Quantize.FASTOCTREE).save("photos.png", optimize=True)
