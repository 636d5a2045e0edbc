"""What a batch and a loss are for everything that trains or measures, and checks that they are so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from torch import Tensor

Loss = Callable[[Tensor, Tensor], Tensor]
"""From outputs and targets to one number: the mean over the samples of the batch."""

Loader = Iterable[Sequence[Tensor]]
"""Pairs (inputs, targets), anew at each `iter`; the samples lie along the first dimension."""


def check_batch(batch: object) -> None:
    """Refuse what is no pair of inputs and targets with one entry a sample."""
    if not isinstance(batch, tuple | list) or len(batch) != 2:
        raise TypeError(f"a batch must be a pair (inputs, targets), got {type(batch).__name__}")
    if not isinstance(batch[1], Tensor) or batch[1].ndim == 0:
        raise TypeError("the targets of a batch must be a tensor with one entry a sample along its first dimension")


def check_loss(loss: Callable[[Tensor, Tensor], Tensor]) -> None:
    """Refuse a loss that says of itself that it is no mean."""
    reduction = getattr(loss, "reduction", "mean")
    if reduction != "mean":
        raise ValueError(f"loss must be a mean over the batch, got reduction={reduction!r}")


def are_class_indices(outputs: Tensor, targets: Tensor) -> bool:
    """Whether the targets are class indices, and the outputs have a score for each class."""
    integers = not (targets.is_floating_point() or targets.is_complex())
    return integers and outputs.ndim == targets.ndim + 1
