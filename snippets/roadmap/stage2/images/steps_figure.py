import matplotlib.pyplot as plt
from PIL import Image
from skimage import data
from torchvision.transforms import v2

image = v2.functional.to_image(data.chelsea())  # (3, 300, 451)
small = v2.functional.resize(image, 64)  # (3, 64, 96)
square = v2.functional.center_crop(small, 64)  # (3, 64, 64)
squeezed = v2.functional.resize(image, (64, 64))  # (3, 64, 64)
pictures = {
    "Resize(64)": small,
    "Resize(64), CenterCrop(64)": square,
    "Resize((64, 64))": squeezed,
}
figure, panels = plt.subplots(1, 3, figsize=(7.6, 2.7), width_ratios=[96 / 64, 1, 1])
for panel, (title, picture) in zip(panels, pictures.items(), strict=True):
    panel.imshow(picture.permute(1, 2, 0).numpy())
    panel.set_title(f"{title}\n{picture.shape[1]} × {picture.shape[2]}", fontsize=10)
    panel.axis("off")
figure.tight_layout()
figure.savefig("steps.png", dpi=80)
colors = Image.open("steps.png").convert("RGBA")
colors.quantize(96, Image.Quantize.FASTOCTREE).save("steps.png", optimize=True)
