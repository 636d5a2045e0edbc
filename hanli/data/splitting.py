"""A fair way to split samples."""

from __future__ import annotations

import torch
from torch import Tensor


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
