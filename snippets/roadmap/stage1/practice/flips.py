import matplotlib.pyplot as plt
import torch
from PIL import Image
from skimage import data

photo = torch.from_numpy(data.chelsea()[20:276, 110:366])  # (256, 256, 3)
batch = torch.stack([photo, photo // 2, 255 - photo, photo]).permute(0, 3, 1, 2)  # (1)!

mirrored = batch.flip(-1)  # (2)!
print("left column is now the right:", torch.equal(mirrored[..., 0], batch[..., -1]))
print("twice is not at all:", torch.equal(mirrored.flip(-1), batch))

heads = torch.tensor([True, False, False, True])  # (4,)
some = torch.where(heads[:, None, None, None], mirrored, batch)  # (3)!
print([torch.equal(after, before) for after, before in zip(some, batch, strict=True)])

figure, panels = plt.subplots(1, 4, figsize=(7, 2.1))
turns = {"batch": batch, "flip(-1)": mirrored, "flip(-2)": batch.flip(-2), "flip(1)": batch.flip(1)}
for axes, (title, images) in zip(panels, turns.items(), strict=True):
    axes.imshow(images[0].permute(1, 2, 0).numpy())
    axes.set_title(title, fontsize=11)
    axes.axis("off")
figure.tight_layout()
figure.savefig("flips.png", dpi=80)
colours = Image.open("flips.png").convert("RGBA")
colours.quantize(256, Image.Quantize.FASTOCTREE).save("flips.png", optimize=True)
