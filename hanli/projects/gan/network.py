"""The two networks of the project: one makes pictures out of random numbers, the other tells them from real ones."""

from __future__ import annotations

from torch import Tensor, nn


class Generator(nn.Module):
    """Make small pictures out of random vectors by two transposed convolutions, each doubling height and width.

    Args:
        latent: How many random numbers a picture is made of.
        width: The channels before the last layer.
        channels: 1 for gray pictures, 3 for color.
        side: The height and width of the pictures, a multiple of 4.

    Raises:
        ValueError: An argument is less than 1, or `side` is no multiple of 4.
    """

    def __init__(self, latent: int = 32, width: int = 24, channels: int = 1, side: int = 28) -> None:
        super().__init__()
        check_sizes(latent=latent, width=width, channels=channels, side=side)
        self.latent = latent
        start = (2 * width, side // 4, side // 4)
        self.layers = nn.Sequential(
            nn.Linear(latent, start[0] * start[1] * start[2], bias=False),
            nn.Unflatten(1, start),
            nn.BatchNorm2d(2 * width),
            nn.ReLU(),
            nn.ConvTranspose2d(2 * width, width, kernel_size=4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.ConvTranspose2d(width, channels, kernel_size=4, stride=2, padding=1),
            nn.Tanh(),
        )
        self.apply(initialize)

    def forward(self, noise: Tensor) -> Tensor:
        """From random numbers (B, latent) to pictures (B, channels, side, side) from -1 to 1."""
        pictures: Tensor = self.layers(noise)
        return pictures


class Discriminator(nn.Module):
    """Tell real pictures from generated ones by two convolutions, each halving height and width.

    Args:
        width: The channels of the first layer; the second has twice as many.
        channels: 1 for gray pictures, 3 for color.
        side: The height and width of the pictures, a multiple of 4.

    Raises:
        ValueError: An argument is less than 1, or `side` is no multiple of 4.
    """

    def __init__(self, width: int = 24, channels: int = 1, side: int = 28) -> None:
        super().__init__()
        check_sizes(width=width, channels=channels, side=side)
        self.layers = nn.Sequential(
            nn.Conv2d(channels, width, kernel_size=4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(width, 2 * width, kernel_size=4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(2 * width),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(2 * width * (side // 4) ** 2, 1),
        )
        self.apply(initialize)

    def forward(self, pictures: Tensor) -> Tensor:
        """From pictures (B, channels, side, side) from -1 to 1 to logits (B,): high for real, low for generated."""
        logits: Tensor = self.layers(pictures).squeeze(1)
        return logits


def initialize(layer: nn.Module) -> None:
    """Draw the weights of a layer from a normal distribution with the standard deviation 0.02, as DCGAN does."""
    if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
        nn.init.normal_(layer.weight, std=0.02)


def check_sizes(**sizes: int) -> None:
    """Refuse a size below 1, and a side that cannot be halved twice."""
    for name, value in sizes.items():
        if value < 1:
            raise ValueError(f"{name} must be at least 1, got {value}")
    if sizes["side"] % 4:
        raise ValueError(f"side must be a multiple of 4, got {sizes['side']}")
