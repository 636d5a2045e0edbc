import matplotlib.pyplot as plt
import torch
from PIL import Image
from skimage import data
from torch import nn

photo = torch.from_numpy(data.chelsea())[:, :, 0].double()  # (300, 451)
vertical = torch.tensor([[-1, 0, 1]] * 3, dtype=torch.float64)  # (3, 3)
kernels = {
    "vertical edges": vertical,
    "horizontal edges": vertical.T,
    "9×9 mean: blur": torch.full((9, 9), 1 / 81, dtype=torch.float64),
}
figure, panels = plt.subplots(2, 2, figsize=(6.4, 4.7))
panels[0, 0].imshow(photo.numpy(), cmap="gray")
panels[0, 0].set_title("photo, red channel", fontsize=11)
for panel, (title, kernel) in zip(panels.flat[1:], kernels.items(), strict=True):
    output = nn.functional.conv2d(photo[None, None], kernel[None, None])[0, 0]  # (1)!
    limits = {"vmin": -150, "vmax": 150} if kernel.sum() == 0 else {}
    panel.imshow(output.numpy(), cmap="gray", **limits)
    panel.set_title(title, fontsize=11)
for panel in panels.flat:
    panel.axis("off")
figure.tight_layout()
figure.savefig("filters.png", dpi=90)
colors = Image.open("filters.png").convert("RGBA")
colors.quantize(64, Image.Quantize.FASTOCTREE).save("filters.png", optimize=True)
