import matplotlib.pyplot as plt
import torch
from PIL import Image
from skimage import data

photo = torch.from_numpy(data.coffee()[60:316, 160:416])  # (256, 256, 3)
right = photo.permute(2, 0, 1)  # (3, 256, 256)
pictures = {
    "permute": right,
    "reshape": photo.reshape(3, 256, 256),
    "uint8 + 90": right + 90,
    "int, clamp": (right.int() + 90).clamp(max=255),
}
figure, panels = plt.subplots(1, 4, figsize=(7, 2.1))
for axes, (title, image) in zip(panels, pictures.items(), strict=True):
    axes.imshow(image.permute(1, 2, 0).numpy())
    axes.set_title(title, fontsize=11)
    axes.axis("off")
figure.tight_layout()
figure.savefig("spoilt.png", dpi=80)
colors = Image.open("spoilt.png").convert("RGBA")
colors.quantize(256, Image.Quantize.FASTOCTREE).save("spoilt.png", optimize=True)
