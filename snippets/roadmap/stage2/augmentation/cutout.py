import torch
from torch import nn


class Cutout(nn.Module):
    def __init__(self, length, fill=0, generator=None):
        super().__init__()
        if length < 1:
            raise ValueError(f"length must be at least 1, got {length}")
        self.length, self.fill, self.generator = length, fill, generator

    def forward(self, image):
        y, x = (self.draw(size) for size in image.shape[-2:])
        top, left = y - self.length // 2, x - self.length // 2
        bottom, right = top + self.length, left + self.length  # (1)!
        image = image.clone()  # (2)!
        image[..., max(top, 0) : bottom, max(left, 0) : right] = self.fill  # (3)!
        return image

    def draw(self, size):
        device = None if self.generator is None else self.generator.device
        return int(torch.randint(size, (), generator=self.generator, device=device))


torch.manual_seed(1640)
image = torch.ones(3, 7, 7, dtype=torch.uint8)
cut = Cutout(3)(image)  # (3, 7, 7)
print(cut[0])
print(cut.dtype, "| the original is untouched:", bool(image.all()))
