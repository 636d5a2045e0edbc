import matplotlib.pyplot as plt
import torch
from PIL import Image
from skimage import data

corners = {data.chelsea: (20, 110), data.coffee: (60, 160), data.astronaut: (0, 90)}
squares = [
    torch.from_numpy(photo()[top : top + 256, left : left + 256])  # (1)!
    for photo, (top, left) in corners.items()
]
stacked = torch.stack(squares)  # (3, 256, 256, 3)
batch = stacked.permute(0, 3, 1, 2)  # (2)!
print(batch.shape, batch.dtype)
for number, image in enumerate(batch):
    print(number, "from", image.min().item(), "to", image.max().item())

figure, panels = plt.subplots(1, 3, figsize=(6, 2.2))
for number, (axes, image) in enumerate(zip(panels, batch, strict=True)):
    axes.imshow(image.permute(1, 2, 0).numpy())  # (3)!
    axes.set_title(f"batch[{number}]", fontsize=11)
    axes.axis("off")
figure.tight_layout()
figure.savefig("photos.png", dpi=100)
colours = Image.open("photos.png").convert("RGBA")
colours.quantize(256, Image.Quantize.FASTOCTREE).save("photos.png", optimize=True)  # (4)!
