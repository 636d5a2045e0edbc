from pathlib import Path

import torch
from PIL import Image
from torchvision.datasets import ImageFolder
from torchvision.transforms import v2

for name, brightness in {"1": 10, "2": 20, "10": 100}.items():
    folder = Path("pictures") / name  # (1)!
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(2):
        pixels = torch.full((2, 2), brightness + number, dtype=torch.uint8)  # (2, 2)
        Image.fromarray(pixels.numpy()).save(folder / f"{number}.png")

pictures = ImageFolder("pictures", transform=v2.PILToTensor())  # (2)!
print(pictures.class_to_idx)
print(len(pictures), pictures.targets)
picture, label = pictures[3]
print(picture.shape, picture[:, 0, 0], label, pictures.classes[label])
