"""The network of the project: a picture goes in, and each cell of a grid says whether an object has its center there."""

from __future__ import annotations

from torch import Tensor, nn

STRIDE = 8


class GridDetector(nn.Module):
    """A one-stage detector: convolutions halve the picture three times, so each cell of the grid stands for 8×8 pixels.

    Args:
        in_channels: 1 for gray pictures, 3 for color.
        num_classes: How many kinds of objects there are.
        width: The channels of the first block; the last ones have four times as many.

    Raises:
        ValueError: An argument is less than 1.
    """

    def __init__(self, in_channels: int = 3, num_classes: int = 10, width: int = 16) -> None:
        super().__init__()
        for name, value in (("in_channels", in_channels), ("num_classes", num_classes), ("width", width)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        self.num_classes = num_classes
        self.features = nn.Sequential(
            *_build_block(in_channels, width, stride=2),
            *_build_block(width, 2 * width, stride=2),
            *_build_block(2 * width, 4 * width, stride=2),
            *_build_block(4 * width, 4 * width),
            *_build_block(4 * width, 4 * width),
        )
        self.head = nn.Conv2d(4 * width, 5 + num_classes, kernel_size=1)
        nn.init.constant_(self.head.bias[:1], -4.0)  # type: ignore[index]  # most cells hold no object

    def forward(self, images: Tensor) -> Tensor:
        """From pictures (B, C, 8h, 8w) to raw numbers (B, 5 + num_classes, h, w).

        Channel 0 is the logit of an object, 1 and 2 place its center in the cell, 3 and 4 give its width and height,
        and the others are the logits of the classes.
        """
        raw: Tensor = self.head(self.features(images))
        return raw


def _build_block(in_channels: int, out_channels: int, stride: int = 1) -> list[nn.Module]:
    """A convolution without a bias, since the normalization has one."""
    convolution = nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=stride, padding=1, bias=False)
    return [convolution, nn.BatchNorm2d(out_channels), nn.ReLU()]
