"""The gradient of one step of all processes, from one batch or several; it is sent once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.fsdp import FSDPModule
from torch.distributed.tensor import DTensor
from torch.nn.parallel import DistributedDataParallel
from torch.utils._pytree import tree_leaves

from hanli.batches import count_samples, move
from hanli.distributed.world import World
from hanli.loss_weights import WeighedLoss, Weight
from hanli.precision import AUTOCAST_DTYPES

Compute = Callable[[Any, Any], tuple[Any, Tensor, Weight | None]]
"""From inputs and targets to the outputs, the mean loss, and what that was divided by, None for the samples."""


def autocast(function: Any, world: World, precision: str) -> Any:
    """A function, computed in the precision asked for."""
    if precision == "fp32":
        return function
    return torch.autocast(world.device.type, dtype=AUTOCAST_DTYPES[precision])(function)


def make_compute(model: nn.Module, weighed: WeighedLoss) -> Compute:
    """The forward pass with the loss."""

    def compute(inputs: Any, targets: Any) -> tuple[Any, Tensor, Weight | None]:
        outputs = model(inputs)
        return outputs, *weighed.measure(outputs, targets)

    return compute


def compute_gradients(
    model: nn.Module, compute: Compute, batches: list[tuple[Any, Any]], world: World, samples: int
) -> Tensor:
    """Forward and backward of a step; its gradient is that of one batch with the samples of all processes.

    Args:
        model: As `spread` returned it.
        compute: Of `make_compute`.
        batches: This process's shares of the batches of the step, as many in each process.
        world: The processes.
        samples: Of all batches of all processes.

    Returns:
        This process's part of the loss: the mean over the processes is that of the step. Shape (), no graph.
    """
    if len(batches) == 1:
        part = _compute_part(compute, move(batches[0], world.device), world)
        part.backward()  # type: ignore[no-untyped-call]
        return part.detach()
    looks = world.device.type == "cpu"  # elsewhere, to look at a number is to wait for the device
    weights, total = _zero(world), _zero(world)
    for number, batch in enumerate(batches, start=1):
        with _sending_gradients(model, number == len(batches)):
            inputs, targets = move(batch, world.device)
            outputs, mean, weight = compute(inputs, targets)
            own = _zero(world) + (count_samples(inputs, targets) if weight is None else weight)
            if looks and own == 0:  # its mean is 0/0
                _make_zero(outputs).backward()  # type: ignore[no-untyped-call]
                continue
            # What all are divided by together is known only after the last: until then, by the samples.
            (mean * (own * world.size / samples).to(mean.dtype)).backward()  # type: ignore[no-untyped-call]
            weights += own
            total += mean.detach() * own
    together = weights.clone()
    dist.all_reduce(together)
    if not looks or together != samples:
        _scale_gradients(model, samples / together)
    return total * world.size / together


def _compute_part(compute: Compute, batch: tuple[Any, Any], world: World) -> Tensor:
    """This process's part of the loss, such that the mean over the processes is that of the whole batch."""
    outputs, mean, weight = compute(*batch)
    if world.size == 1:
        return mean
    own = _zero(world) + (count_samples(*batch) if weight is None else weight)
    together = own.clone()
    dist.all_reduce(together)
    share = own * world.size / together
    if world.device.type == "cpu":
        if own == 0 and together > 0:  # its mean is 0/0, but the others wait for its gradients
            return _make_zero(outputs)
        if share == 1:
            return mean
    return mean * share.to(mean.dtype)


def _zero(world: World) -> Tensor:
    """A zero of shape (), as precise as the device can be."""
    precise = torch.float32 if world.device.type == "mps" else torch.float64
    return torch.zeros((), dtype=precise, device=world.device)


def _make_zero(outputs: Any) -> Tensor:
    """A zero whose gradient reaches all that outputs were made from, and is zero there."""
    return sum((leaf.sum() * 0 for leaf in tree_leaves(outputs) if isinstance(leaf, Tensor)), torch.zeros(()))


@contextmanager
def _sending_gradients(model: nn.Module, sends: bool) -> Iterator[None]:
    """Inside, backward sends gradients to the other processes, or keeps them to send them with later ones."""
    if isinstance(model, DistributedDataParallel) and not sends:
        with model.no_sync():
            yield
    elif isinstance(model, FSDPModule):
        model.set_requires_gradient_sync(sends)
        try:
            yield
        finally:
            model.set_requires_gradient_sync(True)
    else:
        yield


def _scale_gradients(model: nn.Module, factor: Tensor) -> None:
    """Multiply the gradients that this process holds."""
    for parameter in model.parameters():
        gradient = parameter.grad
        if gradient is not None:
            (gradient.to_local() if isinstance(gradient, DTensor) else gradient).mul_(factor)
