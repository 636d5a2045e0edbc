"""The network of the project: a small U-Net."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn


class UNet(nn.Module):
    """Give every pixel of a picture its logits: down to few pixels with many channels, and up again.

    On the way up each stage also gets the channels of the same size from the way down (skip connections), which
    know where an edge is exactly. Unlike in the paper, convolutions are padded, so the output is as large as the input.

    Args:
        in_channels: 1 for gray pictures, 3 for color.
        num_classes: How many logits there are for each pixel.
        width: The channels of the first stage; each stage below has twice as many.
        depth: How often height and width are halved; they must be multiples of `2**depth`.

    Raises:
        ValueError: An argument is less than 1.

    Source: <https://arxiv.org/abs/1505.04597> (Ronneberger et al., 2015)
    """

    def __init__(self, in_channels: int = 1, num_classes: int = 2, width: int = 12, depth: int = 3) -> None:
        super().__init__()
        sizes = {"in_channels": in_channels, "num_classes": num_classes, "width": width, "depth": depth}
        for name, value in sizes.items():
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        channels = [width * 2**stage for stage in range(depth + 1)]
        steps = list(pairwise(channels))  # the channels above and below each halving
        self.multiple = 2**depth
        self.first = build_block(in_channels, width)
        self.down = nn.ModuleList(build_block(above, below) for above, below in steps)
        self.up = nn.ModuleList(nn.ConvTranspose2d(below, above, kernel_size=2, stride=2) for above, below in steps)
        self.merge = nn.ModuleList(build_block(2 * above, above) for above in channels[:-1])
        self.classifier = nn.Conv2d(width, num_classes, kernel_size=1)

    def forward(self, images: Tensor) -> Tensor:
        """From pictures (B, in_channels, H, W) to logits (B, num_classes, H, W).

        Raises:
            ValueError: H or W is no multiple of `2**depth`.
        """
        if images.shape[2] % self.multiple or images.shape[3] % self.multiple:
            raise ValueError(
                f"height and width must be multiples of {self.multiple}, got {images.shape[2]}×{images.shape[3]}: "
                "pad the pictures, as hanli.projects.segmentation.pad does"
            )
        features = self.first(images)  # as large as the images
        skips = []
        for block in self.down:
            skips.append(features)
            features = block(nn.functional.max_pool2d(features, 2))
        for up, merge, skip in zip(reversed(self.up), reversed(self.merge), reversed(skips), strict=True):
            features = merge(torch.cat([skip, up(features)], dim=1))
        logits: Tensor = self.classifier(features)
        return logits


def build_block(in_channels: int, out_channels: int) -> nn.Sequential:
    """Two convolutions of 3×3, each with batch normalization and ReLU; the size stays."""
    layers: list[nn.Module] = []
    for channels in (in_channels, out_channels):
        layers += [nn.Conv2d(channels, out_channels, kernel_size=3, padding=1, bias=False)]
        layers += [nn.BatchNorm2d(out_channels), nn.ReLU()]
    return nn.Sequential(*layers)
