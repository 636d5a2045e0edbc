import matplotlib.pyplot as plt
import torch
from PIL import Image
from skimage import data

square = torch.from_numpy(data.astronaut()[:256, 90:346])  # (256, 256, 3)
batch = (square / 255).permute(2, 0, 1).expand(4, 3, 256, 256)  # (1)!

mixtures = torch.tensor(
    [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],  # as it is
        [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]],  # red and blue exchanged
        [[0.299, 0.587, 0.114]] * 3,  # grey, three times
        [[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]],  # sepia
    ]
)  # (4, 3, 3)
pixels = batch.flatten(2)  # (4, 3, 65536)
mixed = (mixtures @ pixels).unflatten(2, (256, 256))  # (2)!
print(mixtures.shape, pixels.shape, mixed.shape)
one_by_one = [torch.einsum("dc,chw->dhw", *pair) for pair in zip(mixtures, batch, strict=True)]
print("same as one by one:", torch.allclose(mixed, torch.stack(one_by_one)))

figure, panels = plt.subplots(1, 4, figsize=(7, 2.1))
titles = ("identity", "red <-> blue", "grey", "sepia")
for axes, image, title in zip(panels, mixed, titles, strict=True):
    axes.imshow(image.clamp(0, 1).permute(1, 2, 0).numpy())  # (3)!
    axes.set_title(title, fontsize=11)
    axes.axis("off")
figure.tight_layout()
figure.savefig("mixed.png", dpi=80)
colours = Image.open("mixed.png").convert("RGBA")
colours.quantize(256, Image.Quantize.FASTOCTREE).save("mixed.png", optimize=True)
