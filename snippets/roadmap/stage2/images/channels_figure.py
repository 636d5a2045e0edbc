import matplotlib.pyplot as plt
from PIL import Image
from skimage import data
from torchvision.transforms import v2

image = v2.functional.to_image(data.chelsea())  # (3, 300, 451)
small = v2.functional.resize(image, 150)  # (3, 150, 225)
figure, panels = plt.subplots(2, 2, figsize=(5.6, 4))
panels[0, 0].imshow(small.permute(1, 2, 0).numpy())  # (1)!
panels[0, 0].set_title("image", fontsize=11)
names = ("image[0]: red", "image[1]: green", "image[2]: blue")
for panel, name, channel in zip(panels.flat[1:], names, small, strict=True):
    panel.imshow(channel.numpy(), cmap="gray", vmin=0, vmax=255)
    panel.set_title(name, fontsize=11)
for panel in panels.flat:
    panel.axis("off")
figure.tight_layout()
figure.savefig("channels.png", dpi=80)
colors = Image.open("channels.png").convert("RGBA")
colors.quantize(96, Image.Quantize.FASTOCTREE).save("channels.png", optimize=True)
