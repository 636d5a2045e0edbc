"""What a batch and a loss are for everything that trains or measures, and checks that they are so."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor
from torch.utils._pytree import tree_leaves, tree_map_only

Loss = Callable[[Any, Any], Any]
"""From outputs and targets to one number, a mean, or to the pair (sum, what to divide it by).

The mean may be over samples, or over what counts in them (tokens, pixels that are not ignored); the
pair says so itself, as `(losses[mask].sum(), mask.sum())`.
"""

Loader = Iterable[Any]
"""Pairs (inputs, targets), anew at each `iter`; the samples lie along the first dimension.

Both may be tensors, or tuples, lists and dictionaries of them, nested. Batches of another form need `split`.
"""

Split = Callable[[Any], tuple[Any, Any]]
"""From a batch of any form to (inputs, targets), as `lambda batch: (batch["image"], batch["label"])`."""


def check_batch(batch: object) -> None:
    """Refuse what is no pair of inputs and targets with one entry a sample."""
    if not isinstance(batch, tuple | list) or len(batch) != 2:
        told = f"{type(batch).__name__} of {len(batch)}" if isinstance(batch, tuple | list) else type(batch).__name__
        raise TypeError(
            f"a batch must be a pair (inputs, targets), got {told}: "
            "pass split=, a function from your batch to this pair, as lambda batch: (batch['x'], batch['y'])"
        )
    count_samples(*batch)


def count_samples(inputs: Any, targets: Any) -> int:
    """How many samples a batch has: the first dimension of its targets; of its inputs, if the targets are None."""
    of, name = (inputs, "inputs") if targets is None else (targets, "targets")
    tensors = [leaf for leaf in tree_leaves(of) if isinstance(leaf, Tensor)]
    if not tensors or any(tensor.ndim == 0 for tensor in tensors):
        raise TypeError(f"the {name} of a batch must be a tensor with one entry a sample along its first dimension")
    sizes = {tensor.shape[0] for tensor in tensors}
    if len(sizes) > 1:
        raise TypeError(
            f"the {name} of a batch must have one entry a sample along the first dimension of each tensor, "
            f"got {sorted(sizes)} entries"
        )
    return int(tensors[0].shape[0])


def count_steps(loader: Loader, accumulate: int) -> int | None:
    """How many steps of the optimizer an epoch has; None if the loader does not tell its length."""
    try:
        return math.ceil(len(loader) / accumulate)  # type: ignore[arg-type]
    except (TypeError, NotImplementedError):
        return None


def move(data: Any, device: torch.device) -> Any:
    """The tensors of nested data on a device; what is no tensor stays as it is."""
    return tree_map_only(Tensor, lambda tensor: tensor.to(device, non_blocking=True), data)


def check_loss(loss: Loss) -> None:
    """Refuse a loss that says of itself that it is no mean."""
    reduction = getattr(loss, "reduction", "mean")
    if reduction != "mean":
        raise ValueError(
            f"loss must be a mean over the batch, got reduction={reduction!r}: "
            "use 'mean', or a function that returns the pair (sum, what to divide it by)"
        )
