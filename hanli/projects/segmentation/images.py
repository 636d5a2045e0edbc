"""The data of the project: pictures with a class for every pixel, random windows to train on, and whole pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import Dataset

from hanli import data

Pair = tuple[Tensor, Tensor]
IGNORE = 255
"""The value of mask pixels that count nowhere: undecided ones, and those that padding added."""

TRAINING, VALIDATION, TEST = slice(0, 208), slice(240, 304), slice(336, 512)
"""The columns of the image of nuclei. No nucleus lies in two of these parts."""


class Pictures(Protocol):
    """Pictures by index: pairs of an image (C, H, W) from 0 to 1 and a mask (H, W) of classes."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, index: int, /) -> Pair:
        """One of them."""


@dataclass(frozen=True)
class DataSet:
    """Pictures and masks for training, validation and test, and what the masks mean.

    Attributes:
        training: The pictures that windows are drawn from.
        validation: Pictures that choose the epoch.
        test: Pictures that are measured once.
        classes: The name of each class, the background first.
        side: Height and width of the training windows.
        windows: How many windows an epoch draws from each training picture.
        turns: Whether a picture that is turned by 90 degrees is as likely as it was.
    """

    training: Pictures
    validation: Pictures
    test: Pictures
    classes: tuple[str, ...]
    side: int
    windows: int = 1
    turns: bool = False


class Windows(Dataset[Pair]):
    """Random square windows of pictures, flipped and turned at random by torch's global generator.

    Args:
        pictures: Where they are cut from; what is smaller than a window is padded, and the padding ignored.
        side: Height and width of a window.
        per_picture: How many windows each picture gives in an epoch.
        turns: Whether windows are also turned by multiples of 90 degrees; flips from left to right always happen.

    Raises:
        ValueError: `side` or `per_picture` is less than 1.
    """

    def __init__(self, pictures: Pictures, side: int, *, per_picture: int = 1, turns: bool = False) -> None:
        for name, value in (("side", side), ("per_picture", per_picture)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        self.pictures, self.side, self.per_picture, self.turns = pictures, side, per_picture, turns

    def __len__(self) -> int:
        return len(self.pictures) * self.per_picture

    def __getitem__(self, index: int) -> Pair:
        """A window: image (C, side, side) and mask (side, side)."""
        image, mask = self.pictures[index // self.per_picture]
        height, width = (max(0, self.side - size) for size in mask.shape)
        image, mask = _pad_by(image, mask, height, width)
        top, left = (int(torch.randint(size - self.side + 1, ())) for size in mask.shape)
        both = [part[..., top : top + self.side, left : left + self.side] for part in (image, mask)]
        if torch.rand(()) < 0.5:
            both = [part.flip(-1) for part in both]
        if self.turns:
            quarters = int(torch.randint(4, ()))
            both = [part.rot90(quarters, (-2, -1)) for part in both]
        return both[0].contiguous(), both[1].contiguous()


class Whole(Dataset[Pair]):
    """Whole pictures, padded to multiples of a size that the network takes.

    Args:
        pictures: The pictures.
        multiple: What height and width become multiples of.
    """

    def __init__(self, pictures: Pictures, multiple: int) -> None:
        self.pictures, self.multiple = pictures, multiple

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, index: int) -> Pair:
        """A padded picture: image (C, H, W) and mask (H, W)."""
        return pad(*self.pictures[index], self.multiple)


class PascalVOC(Dataset[Pair]):
    """Pictures of Pascal VOC as torchvision reads them, one at a time.

    Args:
        root: The folder that holds `VOCdevkit`.
        image_set: `"train"` or `"val"`.
        download: Whether torchvision may download the data into `root`.
        indices: Which of the pictures; all, if none are named.

    Raises:
        RuntimeError: The data is not in `root`, or damaged, and `download` is not set.

    Source: <http://host.robots.ox.ac.uk/pascal/VOC/voc2012/>
    """

    def __init__(
        self, root: Path, image_set: str, *, download: bool, indices: Callable[[int], Sequence[int]] = range
    ) -> None:
        from torchvision.datasets import VOCSegmentation  # type: ignore[import-untyped]

        self.read = VOCSegmentation(root, year="2012", image_set=image_set, download=download)
        self.indices = indices(len(self.read))

    def __len__(self) -> int:
        return len(self.indices)

    def __getitem__(self, index: int) -> Pair:
        """An image (3, H, W) from 0 to 1, and its mask (H, W): 0 to 20, and 255 along the contours."""
        picture, mask = self.read[self.indices[index]]  # the mask is a picture with a palette: its values are classes
        pixels = torch.from_numpy(np.array(picture.convert("RGB"))).permute(2, 0, 1).float().div_(255)
        return pixels, torch.from_numpy(np.array(mask)).long()


def pad(image: Tensor, mask: Tensor, multiple: int) -> Pair:
    """Pad a picture below and on the right, so that height and width are multiples of `multiple`.

    Args:
        image: (C, H, W); it is padded with 0.
        mask: (H, W); it is padded with `IGNORE`.
        multiple: At least 1.

    Returns:
        The padded image and mask; the same tensors, if nothing is to be added.

    Raises:
        ValueError: The sizes of image and mask differ, or `multiple` is less than 1.
    """
    if image.shape[-2:] != mask.shape:
        raise ValueError(f"mask must have the size of the image, {tuple(image.shape[-2:])}, got {tuple(mask.shape)}")
    if multiple < 1:
        raise ValueError(f"multiple must be at least 1, got {multiple}")
    height, width = (-size % multiple for size in mask.shape)
    return _pad_by(image, mask, height, width)


def load_data(name: str, root: str | Path = "data", *, download: bool = True) -> DataSet:
    """Load one of `DATA_SETS`.

    Args:
        name: `"nuclei"` (one image, cut into three parts, by `python -m hanli.fetch`) or `"voc"` (Pascal VOC 2012,
            read by torchvision, a tenth of its training pictures for validation, its `val` for the test).
        root: The folder of Pascal VOC.
        download: Whether torchvision may download Pascal VOC into `root`.

    Returns:
        The data set. The parts are the same at each call.

    Raises:
        ValueError: There is no data set of this name.
        ModuleNotFoundError: Pillow or torchvision is not installed.
        hanli.fetch.MissingData: The nuclei were not fetched.
        hanli.fetch.DamagedData: A file of the nuclei is not that of the data set.
        RuntimeError: Pascal VOC is not in `root`, or damaged, and `download` is not set.
    """
    if name not in DATA_SETS:
        raise ValueError(f"name must be one of {', '.join(DATA_SETS)}, got {name!r}")
    return _load_nuclei() if name == "nuclei" else _load_voc(Path(root), download)


def _load_nuclei() -> DataSet:
    """The image in three parts, two classes."""
    image, instances = data.nuclei()
    mask = (instances > 0).long()
    parts = [[(image[..., columns], mask[..., columns])] for columns in (TRAINING, VALIDATION, TEST)]
    return DataSet(parts[0], parts[1], parts[2], ("background", "nucleus"), side=64, windows=64, turns=True)


def _load_voc(root: Path, download: bool) -> DataSet:
    """Pascal VOC 2012 with its 20 classes; every tenth training picture validates."""

    def kept(count: int) -> list[int]:
        return [index for index in range(count) if index % 10]

    def set_aside(count: int) -> Sequence[int]:
        return range(0, count, 10)

    training = PascalVOC(root, "train", download=download, indices=kept)
    validation = PascalVOC(root, "train", download=False, indices=set_aside)
    return DataSet(training, validation, PascalVOC(root, "val", download=False), VOC_CLASSES, side=256)


def _pad_by(image: Tensor, mask: Tensor, height: int, width: int) -> Pair:
    """Add rows below and columns on the right."""
    if not height and not width:
        return image, mask
    added = (0, width, 0, height)
    return nn.functional.pad(image, added), nn.functional.pad(mask, added, value=IGNORE)


DATA_SETS = ("nuclei", "voc")
VOC_CLASSES = (
    "background",
    "aeroplane",
    "bicycle",
    "bird",
    "boat",
    "bottle",
    "bus",
    "car",
    "cat",
    "chair",
    "cow",
    "diningtable",
    "dog",
    "horse",
    "motorbike",
    "person",
    "pottedplant",
    "sheep",
    "sofa",
    "train",
    "tvmonitor",
)
