"""Scores of a model over many batches: loss, accuracy and metrics of one's own, each weighed as it must be."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Mapping
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from hanli.batches import Loss
from hanli.loss_weights import BINARY_LOSSES, LossCall, Seen, Weight, divide, watch_loss


@runtime_checkable
class RunningMetric(Protocol):
    """A metric that gathers batches itself, as those of torchmetrics do."""

    def update(self, outputs: Any, targets: Any, /) -> object:
        """Take a batch in."""

    def compute(self) -> Any:
        """The value over all batches since the last `reset`, or a dictionary of values."""

    def reset(self) -> object:
        """Forget all batches."""


Metric = Callable[[Any, Any], Any] | RunningMetric
"""From outputs and targets to a number, the mean over the samples, or to (sum, weight); or a `RunningMetric`."""

RESERVED_NAMES = ("loss", "accuracy", "samples")


def check_metrics(metrics: Mapping[str, Metric]) -> None:
    """Refuse names that are taken, and what cannot be called or updated."""
    if not isinstance(metrics, Mapping):
        raise TypeError(f"metrics must be a dictionary from names to metrics, got {type(metrics).__name__}")
    for name, metric in metrics.items():
        if not isinstance(name, str) or name in RESERVED_NAMES:
            raise ValueError(f"metrics must have names other than {', '.join(RESERVED_NAMES)}, got {name!r}")
        if isinstance(metric, type) or not (isinstance(metric, RunningMetric) or callable(metric)):
            raise TypeError(
                f"metrics[{name!r}] must be a function of outputs and targets, or have update, compute and reset, "
                f"got {metric!r}"
            )


class Tally:
    """Gathers what is needed for the scores, batch by batch; the device is waited for only at the end.

    Args:
        loss: As for `watch_loss`.
        metrics: By name.
        device: Where outputs and targets are.
    """

    def __init__(self, loss: Loss, metrics: Mapping[str, Metric], device: torch.device) -> None:
        self._loss = loss
        self._device = device
        self._running = {name: metric for name, metric in metrics.items() if isinstance(metric, RunningMetric)}
        self._functions = {name: metric for name, metric in metrics.items() if name not in self._running}
        self._means: dict[str, list[tuple[Any, Weight]]] = {name: [] for name in ("loss", *self._functions)}
        self._hits: list[tuple[Tensor, Tensor]] | None = []
        self.samples = 0
        for metric in self._running.values():
            if isinstance(metric, nn.Module):
                metric.to(device)
            metric.reset()

    def add(self, outputs: Any, targets: Any, samples: int) -> None:
        """Take a batch in."""
        seen = watch_loss(self._loss, outputs, targets)
        self._means["loss"].append((seen.mean, samples if seen.weight is None else seen.weight))
        self.samples += samples
        hits = None if self._hits is None else count_hits(seen, outputs, targets)
        self._hits = None if hits is None or self._hits is None else [*self._hits, hits]
        for name, function in self._functions.items():
            value = function(outputs, targets)  # type: ignore[operator]
            total, weight = value if isinstance(value, tuple) else (value, None)
            mean = total if weight is None else divide(torch.as_tensor(total), weight)
            self._means[name].append((_check_number(name, mean), samples if weight is None else weight))
        for metric in self._running.values():
            metric.update(outputs, targets)

    def sums(self) -> Tensor:
        """What can be added up over processes: for the accuracy, the loss and each function, a sum and its weight.

        The accuracy's weight is nan if it is not known; shape (2 + functions, 2), float64, on the CPU.
        """
        hits = [(math.nan, math.nan)] if self._hits is None else self._hits
        rows = [_add_up(hits, self._device)]
        for pairs in self._means.values():
            means, weights = (
                _stack([mean for mean, _ in pairs], self._device),
                _stack([w for _, w in pairs], self._device),
            )
            rows.append(torch.stack([torch.where(weights == 0, 0, means * weights).sum(), weights.sum()]))
        return torch.stack(rows)

    def finish(self, sums: Tensor) -> tuple[float, float | None, dict[str, float]]:
        """Loss, accuracy and metrics, from the sums of all processes."""
        (hits, guesses), *rest = sums.tolist()
        means = {
            name: total / weight if weight else math.nan
            for name, (total, weight) in zip(self._means, rest, strict=True)
        }
        loss = means.pop("loss")
        for name, metric in self._running.items():
            means |= _name_values(name, metric.compute())
        return loss, hits / guesses if guesses > 0 else None, means


def count_hits(seen: Seen, outputs: Any, targets: Any) -> tuple[Tensor, Tensor] | None:
    """How many guesses are right, and how many there are, both of shape (); None if that is not certain.

    What counts is what the loss compared: targets that it ignores are no guesses. A loss that is not one of
    torch's, and gives no weight by which to check, is taken at the shapes of outputs and targets.
    """
    comparing = [call for call in seen.calls if call.compares_classes or call.function in BINARY_LOSSES]
    if len(comparing) > 1 or (seen.calls and not comparing):
        return None
    if not comparing:
        found = _count_by_shape(outputs, targets, checked=seen.weight is not None)
    elif comparing[0].compares_classes:
        found = _count_classes(comparing[0])
    else:
        found = _count_binary(comparing[0])
    vouched = bool(comparing) and comparing[0].arguments["reduction"] == "mean"
    if found is None or vouched or (seen.weight is None and not comparing):
        return found
    return found if seen.weight is not None and float(found[1]) == float(seen.weight) else None


def _count_classes(call: LossCall) -> tuple[Tensor, Tensor]:
    """Hits among the class indices that the loss counts; scores of shape (C,) or (N, C, …)."""
    scores, targets = call.arguments["input"], call.arguments["target"]
    counted = targets != call.arguments["ignore_index"]
    guesses = scores.argmax(1 if scores.ndim > 1 else 0)
    return ((guesses == targets) & counted).sum(), counted.sum()


def _count_binary(call: LossCall) -> tuple[Tensor, Tensor] | None:
    """Hits of one logit, or one probability, a sample or pixel; None for several labels, and for soft ones."""
    scores, targets = call.arguments["input"], call.arguments["target"]
    one_each = scores.ndim <= 1 or scores.shape[1] == 1
    if not one_each or scores.shape != targets.shape or not bool(((targets == 0) | (targets == 1)).all()):
        return None
    threshold = 0.5 if call.function is torch.nn.functional.binary_cross_entropy else 0
    return ((scores > threshold) == (targets == 1)).sum(), torch.tensor(targets.numel(), device=targets.device)


def _count_by_shape(outputs: Any, targets: Any, *, checked: bool) -> tuple[Tensor, Tensor] | None:
    """Hits where shapes leave no doubt which dimension holds the classes; targets that are no class do not count."""
    if not isinstance(outputs, Tensor) or not isinstance(targets, Tensor):
        return None
    if targets.is_floating_point() or targets.is_complex() or outputs.ndim != targets.ndim + 1:
        return None
    if targets.ndim > 1 and not checked:
        return None
    places = {dim for dim in (1, outputs.ndim - 1) if outputs.shape[:dim] + outputs.shape[dim + 1 :] == targets.shape}
    if len(places) != 1 or outputs.shape[place := places.pop()] < 2:
        return None
    counted = (targets >= 0) & (targets < outputs.shape[place])
    return ((outputs.argmax(place) == targets) & counted).sum(), counted.sum()


def _check_number(name: str, value: Any) -> Any:
    """Refuse what is not one number."""
    if isinstance(value, numbers.Real) or (isinstance(value, Tensor) and value.numel() == 1):
        return value
    told = f"a tensor of shape {tuple(value.shape)}" if isinstance(value, Tensor) else type(value).__name__
    raise TypeError(f"metrics[{name!r}] must give one number, got {told}")


def _name_values(name: str, value: Any) -> dict[str, float]:
    """The value of a metric; of a collection each, as `name/key`."""
    if isinstance(value, Mapping):
        return {f"{name}/{key}": float(_check_number(f"{name}/{key}", one)) for key, one in value.items()}
    return {name: float(_check_number(name, value))}


def _stack(values: list[Any], device: torch.device) -> Tensor:
    """Numbers and tensors of one number as one vector, float64, on the CPU."""
    if not any(isinstance(value, Tensor) for value in values):
        return torch.tensor(values, dtype=torch.float64)
    tensors = [torch.as_tensor(value, device=device).detach().reshape(()) for value in values]
    precise = torch.float32 if device.type == "mps" else torch.float64
    return torch.stack([tensor.to(precise) for tensor in tensors]).cpu().double()


def _add_up(pairs: list[tuple[Any, Any]], device: torch.device) -> Tensor:
    """The sum of each part of the pairs, shape (2,)."""
    return torch.stack([_stack([pair[part] for pair in pairs], device).sum() for part in (0, 1)])
