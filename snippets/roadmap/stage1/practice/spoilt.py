import matplotlib.pyplot as plt
import torch
from PIL import Image
from skimage import data

photo = torch.from_numpy(data.coffee()[60:316, 160:416])  # (256, 256, 3)
right = photo.permute(2, 0, 1)  # (3, 256, 256)
scrambled = photo.reshape(3, 256, 256)  # (1)!
print("same shape:  ", right.shape == scrambled.shape)
print("same picture:", torch.equal(right, scrambled))

wrapped = right + 90  # (2)!
brighter = (right.int() + 90).clamp(max=255).to(torch.uint8)  # (3, 256, 256)
print("200 + 90 in uint8:", (torch.tensor([200], dtype=torch.uint8) + 90).item())
print(f"darker after adding: {(wrapped < right).float().mean():.0%} of the numbers")

figure, panels = plt.subplots(1, 4, figsize=(7, 2.1))
pictures = {
    "permute": right,
    "reshape": scrambled,
    "uint8 + 90": wrapped,
    "int, clamp": brighter,
}
for axes, (title, image) in zip(panels, pictures.items(), strict=True):
    axes.imshow(image.permute(1, 2, 0).numpy())
    axes.set_title(title, fontsize=11)
    axes.axis("off")
figure.tight_layout()
figure.savefig("spoilt.png", dpi=80)
colours = Image.open("spoilt.png").convert("RGBA")
colours.quantize(256, Image.Quantize.FASTOCTREE).save("spoilt.png", optimize=True)
