import torch
from torch import nn


class GaussianNoise(nn.Module):
    def __init__(self, sigma=0.1, generator=None):
        super().__init__()
        self.sigma, self.generator = sigma, generator

    def forward(self, image):
        if not (image.is_floating_point() or image.dtype == torch.uint8):
            raise TypeError(f"image must be uint8 or floating point, got {image.dtype}")
        device = image.device if self.generator is None else self.generator.device  # (1)!
        noise = torch.randn(image.shape, generator=self.generator, device=device).to(image.device)
        top = 1 if image.is_floating_point() else 255
        noisy = (image + noise * self.sigma * top).clamp(0, top)  # (2)!
        return (noisy if top == 1 else noisy.round()).to(image.dtype)  # (3)!


generator = torch.Generator().manual_seed(1640)
add_noise = GaussianNoise(0.1, generator)
white = torch.ones(3, 64, 64)  # (3, 64, 64)
for image in (white, white.half(), (white * 200).to(torch.uint8)):
    noisy = add_noise(image)
    print(f"{noisy.dtype!s:14}from {noisy.min().item():.1f} to {noisy.max().item():.1f}")
