"""Nuclei of cells: pieces of one real picture, with a box around each nucleus of its mask."""

from __future__ import annotations

import torch
from torch import Tensor
from torchvision.ops import masks_to_boxes  # type: ignore[import-untyped]

from hanli.projects.detection.scenes import Scenes

COLUMNS = {"training": (0, 256), "validation": (256, 336), "test": (336, 512)}
SMALLEST = 4  # pixels: less of a nucleus at the edge is no object


def boxes_of(mask: Tensor) -> Tensor:
    """The box of each object of a mask (H, W), where 0 is the ground and every object has a number of its own, (M, 4).

    Boxes reach to the far edge of their last pixel. Objects of which fewer than `SMALLEST` rows or columns are seen,
    at the edge of the picture, are left out.
    """
    numbers = torch.unique(mask)
    numbers = numbers[numbers > 0]
    if not len(numbers):
        return torch.zeros(0, 4)
    boxes: Tensor = masks_to_boxes(mask == numbers[:, None, None])
    boxes[:, 2:] += 1
    return boxes[(boxes[:, 2:] - boxes[:, :2]).amin(dim=1) >= SMALLEST]


def load_nuclei(part: str) -> Scenes:
    """One part of the picture as a single scene: columns 0 to 255 train, 256 to 335 validate, 336 to 511 test.

    Args:
        part: `"training"`, `"validation"` or `"test"`.

    Returns:
        A scene (1, 512, 256), (1, 512, 80) or (1, 512, 176) with one class.

    Raises:
        ValueError: There is no such part.
        hanli.fetch.MissingData: The picture was not fetched.
    """
    if part not in COLUMNS:
        raise ValueError(f"part must be one of {', '.join(COLUMNS)}, got {part!r}")
    image, mask = read_part(part)
    return pack([image], [boxes_of(mask)])


def cut_nuclei(count: int, *, seed: int, size: int = 96) -> Scenes:
    """Random squares of the part that trains, each with the boxes of the nuclei that are seen in it.

    Args:
        count: How many.
        seed: Of their places.
        size: Their height and width, a multiple of 8 up to 256.

    Returns:
        The scenes, the same at each call.
    """
    image, mask = read_part("training")
    generator = torch.Generator().manual_seed(seed)
    images, boxes = [], []
    for _ in range(count):
        top = int(torch.randint(mask.shape[0] - size + 1, (), generator=generator))
        left = int(torch.randint(mask.shape[1] - size + 1, (), generator=generator))
        images.append(image[:, top : top + size, left : left + size])
        boxes.append(boxes_of(mask[top : top + size, left : left + size]))
    return pack(images, boxes)


def read_part(part: str) -> tuple[Tensor, Tensor]:
    """The pixels (1, 512, W) of bytes and the mask (512, W) of a part."""
    from hanli import data

    image, mask = data.nuclei()
    first, last = COLUMNS[part]
    pixels = (image.reshape(1, 512, 512)[..., first:last] * 255).round().to(torch.uint8)
    return pixels, mask.reshape(512, 512)[:, first:last]


def pack(images: list[Tensor], boxes: list[Tensor]) -> Scenes:
    """Scenes of one class from pictures of one size and their boxes, filled up to the same number."""
    most = max(1, *(len(one) for one in boxes))
    filled, labels = torch.zeros(len(boxes), most, 4), torch.full((len(boxes), most), -1)
    for index, one in enumerate(boxes):
        filled[index, : len(one)], labels[index, : len(one)] = one, 0
    return Scenes(torch.stack(images), filled, labels)
