from pathlib import Path

import torch
from PIL import Image
from torch.utils.data import random_split
from torchvision.datasets import ImageFolder
from torchvision.transforms import v2

Path("flags/a").mkdir(parents=True, exist_ok=True)
for brightness in range(200, 204):
    pixels = torch.full((1, 3), 100, dtype=torch.uint8)  # (1, 3)
    pixels[0, 0], pixels[0, 2] = 0, brightness
    Image.fromarray(pixels.numpy()).save(f"flags/a/{brightness}.png")

flags = ImageFolder("flags", transform=v2.PILToTensor())
generator = torch.Generator().manual_seed(1640)
training, validation = random_split(flags, [2, 2], generator=generator)
print("before:", validation[0][0][0].tolist())
flip = v2.RandomHorizontalFlip(p=1)  # (1)!
training.dataset.transform = v2.Compose([v2.PILToTensor(), flip])  # (2)!
print("after: ", validation[0][0][0].tolist())
print("one dataset behind both:", training.dataset is validation.dataset)
