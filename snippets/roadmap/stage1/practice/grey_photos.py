import matplotlib.pyplot as plt
import torch
from PIL import Image
from skimage import data

corners = {data.chelsea: (20, 110), data.coffee: (60, 160), data.astronaut: (0, 90)}
photos = [
    torch.from_numpy(photo()[top : top + 256, left : left + 256])
    for photo, (top, left) in corners.items()
]
batch = torch.stack(photos).permute(0, 3, 1, 2)  # (3, 3, 256, 256)

luma = torch.tensor([0.299, 0.587, 0.114])  # (3,)
weighted = (batch * luma[:, None, None]).sum(dim=1)  # (3, 256, 256)
plain = batch.float().mean(dim=1)  # (3, 256, 256)
difference = weighted - plain  # (3, 256, 256)
for number, image in enumerate(difference):
    largest = image.flatten().abs().argmax()
    print(f"{number}: mean {image.mean():.1f}, largest {image.flatten()[largest]:.1f}")

figure, panels = plt.subplots(3, 3, figsize=(6, 6.3))
columns = {"luma": weighted, "plain mean": plain, "luma - mean": difference}
for column, (title, images) in enumerate(columns.items()):
    panels[0, column].set_title(title, fontsize=12)
    for axes, image in zip(panels[:, column], images, strict=True):
        if column < 2:
            axes.imshow(image.numpy(), cmap="gray", vmin=0, vmax=255)
        else:
            axes.imshow(image.numpy(), cmap="RdBu_r", vmin=-20, vmax=20)  # red: luma is brighter
        axes.axis("off")
figure.tight_layout()
figure.savefig("grey.png", dpi=80)
colours = Image.open("grey.png").convert("RGBA")
colours.quantize(256, Image.Quantize.FASTOCTREE).save("grey.png", optimize=True)
