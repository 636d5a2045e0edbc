from pathlib import Path

import torch
from PIL import Image
from torch.utils.data import Subset, random_split
from torchvision.datasets import ImageFolder
from torchvision.transforms import v2

Path("flags/a").mkdir(parents=True, exist_ok=True)
for brightness in range(200, 204):
    pixels = torch.full((1, 3), 100, dtype=torch.uint8)  # (1, 3)
    pixels[0, 0], pixels[0, 2] = 0, brightness
    Image.fromarray(pixels.numpy()).save(f"flags/a/{brightness}.png")

flip = v2.Compose([v2.PILToTensor(), v2.RandomHorizontalFlip(p=1)])
changed = ImageFolder("flags", transform=flip)
plain = ImageFolder("flags", transform=v2.PILToTensor())
generator = torch.Generator().manual_seed(1640)
training, validation = random_split(plain, [2, 2], generator=generator)
training = Subset(changed, training.indices)  # (1)!
for name, part in {"training": training, "validation": validation}.items():
    print(name, [picture[0].tolist() for picture, label in part])
