"""A tiny data set in the files of Pascal VOC."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

SIZES = {"train": [(20, 30)] * 11 + [(33, 25)], "val": [(21, 30), (16, 16), (40, 24)]}


@pytest.fixture
def voc() -> Callable[[Path], None]:
    """Writes 12 pictures to train and 3 to test: JPEG, masks with a palette and ignored contours, lists of names."""

    def write(root: Path) -> None:
        folder = root / "VOCdevkit/VOC2012"
        for name in ("ImageSets/Segmentation", "JPEGImages", "SegmentationClass"):
            (folder / name).mkdir(parents=True)
        for part, sizes in SIZES.items():
            names = [f"{part}_{number}" for number in range(len(sizes))]
            (folder / f"ImageSets/Segmentation/{part}.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
            for name, (height, width) in zip(names, sizes, strict=True):
                _write_pair(folder, name, height, width)

    return write


def _write_pair(folder: Path, name: str, height: int, width: int) -> None:
    """A picture in one color, and a mask with class 15 inside, a border of 0 and a row of 255."""
    values = np.zeros((height, width), np.uint8)
    values[2:-2, 2:-2] = 15
    values[2, 2:-2] = 255
    mask = Image.new("P", (width, height))
    mask.putdata(values.flatten().tolist())
    mask.putpalette([value for level in range(256) for value in (level, 0, 255 - level)])
    mask.save(folder / f"SegmentationClass/{name}.png")
    Image.fromarray(np.full((height, width, 3), (255, 128, 0), np.uint8)).save(folder / f"JPEGImages/{name}.jpg")
