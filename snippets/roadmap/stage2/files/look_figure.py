from pathlib import Path

import matplotlib.pyplot as plt
import torch
from PIL import Image
from sklearn.datasets import load_digits
from torchvision.datasets import ImageFolder
from torchvision.transforms import v2

digits = load_digits()
for number in range(60):
    folder = Path("digits") / str(digits.target[number])
    folder.mkdir(parents=True, exist_ok=True)
    pixels = (digits.images[number] * 15).astype("uint8")  # (8, 8)
    Image.fromarray(pixels).save(folder / f"{number}.png")

pictures = ImageFolder("digits", transform=v2.PILToTensor())
generator = torch.Generator().manual_seed(1640)
chosen = torch.randperm(len(pictures), generator=generator)[:12]  # (12,)
figure, panels = plt.subplots(3, 4, figsize=(4.4, 4.2))
for axes, index in zip(panels.flat, chosen.tolist(), strict=True):
    picture, label = pictures[index]
    axes.imshow(picture[0].numpy(), cmap="gray", vmin=0, vmax=255)
    axes.set_title(f"{pictures.classes[label]} (index {index})", fontsize=9)
    axes.axis("off")
figure.tight_layout()
figure.savefig("samples.svg")
print("files of each class:", torch.tensor(pictures.targets).bincount().tolist())
