"""The gradient of a large batch, computed in parts."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._pytree import tree_leaves, tree_map_only

from hanli.batches import Loss, check_loss
from hanli.loss_weights import Shares, WeighedLoss, Weight
from hanli.memory.mixed_precision import MixedPrecision
from hanli.memory.step_in_backward import steps_in_backward


def accumulate(
    model: nn.Module,
    loss: Loss,
    inputs: Any,
    targets: Any,
    *,
    parts: int,
    precision: MixedPrecision | None = None,
) -> Tensor:
    """Forward and backward in parts; the gradients are those of the whole batch at once.

    The parts differ in size by one sample at most, each weighs as much as its loss was divided by, and none
    is lost: 10 samples in 4 parts are 3, 3, 2, 2. With more parts than samples there is a part for
    each sample. Gradients are added to those that are there, as `backward` does; where only the loss tells
    its weight, those are kept aside meanwhile, which takes their memory once more. BatchNorm sees
    the parts, not the batch: with it the result is another one.

    Args:
        model: Takes inputs, returns outputs.
        loss: A mean, or the pair (sum, what to divide it by). In torch's own losses it is seen what they
            were divided by, for example the targets that are not ignored; see `hanli.train.fit`.
        inputs: The batch; samples lie along the first dimension. A tensor, or tuples, lists and
            dictionaries of them, nested; what is no tensor goes to each part.
        targets: Its targets, as many, of the same forms.
        parts: In how many parts.
        precision: Mixed precision, which also scales the loss where that is needed.

    Returns:
        The mean loss of the batch, without a graph, a tensor of shape (). On the CPU, parts in which nothing
        counts are left out; where nothing counts at all, it is nan. An accelerator is not waited for to see
        this: there, one such part makes the whole value nan if `loss` gives a mean, which is 0/0, and a loss
        whose backward multiplies by this makes the gradients nan too. A loss that returns the pair does neither.

    Raises:
        TypeError: `loss` gives neither a tensor nor a pair.
        ValueError: `parts` is below 1, the batch is empty, the sizes differ, `loss` is no mean, or it is a sum
            of means over different numbers of targets, which cannot be put together from parts.
        RuntimeError: The model steps inside backward, so that each part would be a step.

    Source: <https://docs.pytorch.org/docs/stable/notes/amp_examples.html#gradient-accumulation>
    """
    if parts < 1:
        raise ValueError(f"parts must be at least 1, got {parts}")
    size = _check_sizes(inputs, targets)
    check_loss(loss)
    if parts > 1 and steps_in_backward(model):
        raise RuntimeError("model steps inside backward, so each part would be a step: use parts=1, or remove() that")
    precision = precision or MixedPrecision("cpu", "fp32")
    count = min(parts, size)
    weighed = WeighedLoss(loss, joins=count > 1)
    shares: Shares | None = None
    earlier: list[tuple[nn.Parameter, Tensor]] = []
    total: Any = 0.0
    for some, expected, samples in _cut(inputs, targets, size, count):
        with precision.autocast():
            mean, weight = weighed.measure(model(some), expected)
        weight = samples if weight is None else _as_double(weight)
        if shares is None:
            shares = Shares(size, None if count == 1 else _foresee(weighed, targets, size))
            if count > 1 and weighed.count is None:
                earlier = _put_aside(model)
        share = shares.take(samples, weight)
        if count > 1 and _is_nothing(weight):
            continue  # nothing in it counts, its mean is 0/0
        part = mean if count == 1 else mean * share
        precision.scale(part).backward()  # type: ignore[no-untyped-call]
        total = total + _as_double(mean.detach()) * weight
    assert shares is not None
    if count > 1:
        shares.correct(model.parameters())
    for parameter, gradient in earlier:
        parameter.grad = gradient if parameter.grad is None else gradient.add_(parameter.grad)
    value = torch.as_tensor(total / shares.weight if shares.weight.__class__ is Tensor or shares.weight else torch.nan)
    return value.to(torch.get_default_dtype())


def _check_sizes(inputs: Any, targets: Any) -> int:
    """Refuse inputs and targets that do not have as many samples; returns how many."""
    tensors = [leaf for leaf in tree_leaves(inputs) if isinstance(leaf, Tensor)]
    size = tensors[0].shape[0] if tensors and tensors[0].ndim else 0
    if size == 0:
        told = f"shape {tuple(tensors[0].shape)}" if tensors else type(inputs).__name__
        raise ValueError(f"inputs must hold at least one sample, got {told}")
    for name, data in (("inputs", inputs), ("targets", targets)):
        for leaf in tree_leaves(data):
            if isinstance(leaf, Tensor) and (leaf.ndim == 0 or leaf.shape[0] != size):
                raise ValueError(f"{name} must have {size} samples as inputs have, got shape {tuple(leaf.shape)}")
    return int(size)


def _cut(inputs: Any, targets: Any, size: int, count: int) -> Iterator[tuple[Any, Any, int]]:
    """The parts of inputs and targets, and how many samples each has."""
    start = 0
    for number in range(count):
        stop = start + size // count + (number < size % count)
        part = slice(start, stop)
        some, expected = tree_map_only(Tensor, itemgetter(part), (inputs, targets))
        yield some, expected, stop - start
        start = stop


def _foresee(weighed: WeighedLoss, targets: Any, size: int) -> Weight | None:
    """What the whole batch is divided by; None if only the loss can tell."""
    if weighed.count is None:
        return None
    weight = weighed.count(targets)
    return size if weight is None else _as_double(weight)


def _put_aside(model: nn.Module) -> list[tuple[nn.Parameter, Tensor]]:
    """Take the gradients that are there out of the way of a correction."""
    earlier = [(parameter, parameter.grad) for parameter in model.parameters() if parameter.grad is not None]
    for parameter, _ in earlier:
        parameter.grad = None
    return earlier


def _as_double(weight: Any) -> Any:
    """On the CPU a number; elsewhere a tensor, so that nobody waits for it, as precise as the device can be."""
    if not isinstance(weight, Tensor):
        return weight
    if weight.device.type == "cpu":
        return weight.item()
    return weight if weight.device.type == "mps" else weight.double()


def _is_nothing(weight: Any) -> bool:
    """Whether a part is known to weigh nothing."""
    return not isinstance(weight, Tensor) and weight == 0
