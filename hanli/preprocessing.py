"""What was done to a picture before the network saw it in training, as a record that a server can apply again.

It needs no torch: `hanli.export` writes it into the description of a bundle, `hanli.serve` applies it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

INTERPOLATIONS = ("nearest", "bilinear", "bicubic")
"""How a picture may be resized, by Pillow's names in lower case."""


@dataclass(frozen=True)
class Preprocessing:
    """How a picture becomes the input of a network: resize, crop the centre, numbers from 0 to 1, normalize.

    The same as `Resize(size)`, `CenterCrop(crop)` and `Normalize(mean, std)` of torchvision on a Pillow image.

    Attributes:
        size: The length of the shorter side after resizing, or (height, width). None: as small as covers the crop.
        crop: (height, width) of the part that is cut out of the centre, the network's own. None: that of the network.
        mean: Subtracted from each channel, one number or one a channel; empty if nothing is.
        std: What is divided by then, as many as `mean`.
        interpolation: One of `INTERPOLATIONS`.

    Raises:
        ValueError: A value is out of its range.

    Source: <https://docs.pytorch.org/vision/stable/transforms.html>
    """

    size: int | Sequence[int] | None = None
    crop: Sequence[int] | None = None
    mean: Sequence[float] = ()
    std: Sequence[float] = ()
    interpolation: str = "bilinear"

    def __post_init__(self) -> None:
        size = self.size if self.size is None or _is_length(self.size) else _as_lengths(self.size, "size")
        object.__setattr__(self, "size", size)
        object.__setattr__(self, "crop", None if self.crop is None else _as_lengths(self.crop, "crop"))
        for name in ("mean", "std"):
            object.__setattr__(self, name, _as_numbers(getattr(self, name), name))
        if len(self.mean) != len(self.std):
            raise ValueError(f"mean and std must have the same length, got {len(self.mean)} and {len(self.std)}")
        if not all(value > 0 for value in self.std):
            raise ValueError(f"std must be above 0, got {self.std}")
        if self.interpolation not in INTERPOLATIONS:
            raise ValueError(f"interpolation must be one of {', '.join(INTERPOLATIONS)}, got {self.interpolation!r}")

    def check_fit(self, shape: Sequence[int]) -> None:
        """Refuse what does not lead to the input of a network.

        Args:
            shape: That of one sample, (C, H, W), or any other if there is no picture to resize.

        Raises:
            ValueError: It leads elsewhere; the message names the attribute.
        """
        if len(self.mean) not in (0, 1, shape[0]):
            raise ValueError(f"mean and std must have 1 or {shape[0]} numbers for the shape {tuple(shape)}")
        if self.size is None and self.crop is None:
            return
        if len(shape) != 3:
            raise ValueError(f"size and crop need a network that takes (C, H, W), got {tuple(shape)}")
        height, width = shape[1:]
        if self.crop is not None and tuple(self.crop) != (height, width):
            raise ValueError(f"crop must be what the network takes, {height}×{width}, got {tuple(self.crop)}")
        tall, wide = (self.size,) * 2 if isinstance(self.size, int) else self.size or (height, width)
        if tall < height or wide < width:
            raise ValueError(f"size must be at least what the network takes, {height}×{width}, got {self.size}")

    def describe(self) -> dict[str, Any]:
        """The attributes as JSON knows them."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}


def _is_length(value: object) -> bool:
    return type(value) is int and 0 < value <= 10_000


def _as_lengths(values: object, name: str) -> tuple[int, int]:
    """(height, width)."""
    if not isinstance(values, (list, tuple)) or len(values) != 2 or not all(map(_is_length, values)):
        raise ValueError(f"{name} must be a height and a width from 1 to 10000, got {values!r}")
    return values[0], values[1]


def _as_numbers(values: object, name: str) -> tuple[float, ...]:
    """Finite numbers."""
    if not isinstance(values, (list, tuple)) or not all(
        type(one) in (int, float) and math.isfinite(one) for one in values
    ):
        raise ValueError(f"{name} must be finite numbers, one for each channel, got {values!r}")
    return tuple(float(one) for one in values)
