"""What a loss was divided by, so that batches can be put together as if they had been one.

A loss that returns the pair (sum, weight) says it itself. In any other, torch's own losses are watched as
they are called: a `cross_entropy` divides by the targets that are not ignored, or by their class weights,
an `mse_loss` by the numbers compared. A loss that ends in a mean, or in a sum divided by something, is
seen too. What is not seen counts its samples.

Source: <https://docs.pytorch.org/docs/stable/torch.overrides.html>
"""

from __future__ import annotations

import inspect
import numbers
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from hanli.batches import Loss

Weight = Tensor | float
"""A number, or a tensor of shape () on the device of the loss, so that nobody waits for it."""

CLASS_LOSSES = {functional.cross_entropy, functional.nll_loss}
BINARY_LOSSES = {functional.binary_cross_entropy, functional.binary_cross_entropy_with_logits}
_NUMBER_LOSSES = {
    functional.mse_loss,
    functional.l1_loss,
    functional.smooth_l1_loss,
    functional.huber_loss,
    functional.kl_div,
    functional.poisson_nll_loss,
    functional.gaussian_nll_loss,
    functional.soft_margin_loss,
}
_SAMPLE_LOSSES = {
    functional.ctc_loss,
    functional.cosine_embedding_loss,
    functional.hinge_embedding_loss,
    functional.margin_ranking_loss,
    functional.multi_margin_loss,
    functional.multilabel_margin_loss,
    functional.multilabel_soft_margin_loss,
    functional.triplet_margin_loss,
}
_WATCHED = CLASS_LOSSES | BINARY_LOSSES | _NUMBER_LOSSES | _SAMPLE_LOSSES
_MEANS = {torch.mean, Tensor.mean}
_SUMS = {torch.sum, Tensor.sum}
_DIVISIONS = {torch.div, torch.true_divide, Tensor.div, Tensor.true_divide}


@dataclass(frozen=True, slots=True)
class LossCall:
    """One call of a loss of torch, as it was made.

    Attributes:
        function: Which loss, a function of `torch.nn.functional`.
        arguments: By name, its defaults included.
    """

    function: Callable[..., Tensor]
    arguments: dict[str, Any]

    @property
    def compares_classes(self) -> bool:
        """Whether its targets are class indices."""
        return self.function in CLASS_LOSSES and not self.arguments["target"].is_floating_point()

    @property
    def is_weighable(self) -> bool:
        """Whether it is a mean over something else than samples."""
        return self.arguments["reduction"] == "mean" and self.function not in _SAMPLE_LOSSES

    def weigh(self) -> Weight:
        """What its mean was divided by."""
        given, targets = self.arguments.get("input"), self.arguments["target"]
        assert isinstance(given, Tensor)
        if self.compares_classes:
            return weigh_classes(targets, self.arguments["ignore_index"], self.arguments["weight"])
        if self.function in CLASS_LOSSES:  # the targets are probabilities
            return given.numel() / given.shape[1 if given.ndim > 1 else 0]
        weights = self.arguments.get("weight")
        if self.function is functional.mse_loss and weights is not None:
            summed: Tensor = weights.expand_as(given).sum()
            return summed
        return float(np.prod(np.broadcast_shapes(given.shape, targets.shape)))

    def leaves_out(self) -> bool:
        """Whether it weighs some of its targets less than others, so that batches of one size may differ."""
        if self.compares_classes:
            targets, weights = self.arguments["target"], self.arguments["weight"]
            return weights is not None or bool((targets == self.arguments["ignore_index"]).any())
        return self.function is functional.mse_loss and self.arguments["weight"] is not None


def weigh_classes(targets: Tensor, ignore_index: int, class_weights: Tensor | None) -> Tensor:
    """What `cross_entropy` divides by: the targets that are not ignored, or their class weights; shape ()."""
    counted = targets != ignore_index
    if class_weights is None:
        return counted.sum()
    return (class_weights[targets.where(counted, 0)] * counted).sum()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a loss on one batch.

    Attributes:
        mean: Its value, a tensor of one number.
        weight: What that was divided by; None if it counts samples.
        told: Whether the loss said so itself, by returning a pair.
        mixed: Whether it is made of means over different numbers of targets, so that there is no such weight.
        calls: The losses of torch in it.
    """

    mean: Tensor
    weight: Weight | None
    told: bool
    mixed: bool
    calls: list[LossCall]


def watch_loss(loss: Loss, outputs: Any, targets: Any) -> Seen:
    """Compute a loss, and see what it was divided by.

    Raises:
        TypeError: It is no tensor, and no pair (sum, weight).
        ValueError: It is not one number.
    """
    with _Watch() as watch:
        value = getattr(loss, "_torchdynamo_orig_callable", getattr(loss, "_orig_mod", loss))(outputs, targets)
    if isinstance(value, tuple):
        return Seen(divide(*_check_pair(value)), value[1], True, False, watch.calls)
    if not isinstance(value, Tensor):
        raise TypeError(f"loss must give a tensor, or the pair (sum, weight), got {type(value).__name__}")
    _check_one_number(value)
    quotient = next((weight for result, weight in watch.quotients if result is value), None)
    if quotient is not None:
        return Seen(value, quotient, False, False, watch.calls)
    weighable = [call for call in watch.calls if call.is_weighable]
    weights = [call.weigh() for call in weighable]
    if len(weights) > 1 and any(float(weight) != float(weights[0]) for weight in weights):
        return Seen(value, None, False, any(call.leaves_out() for call in weighable), watch.calls)
    return Seen(value, weights[0] if weights else None, False, False, watch.calls)


def divide(total: Tensor, weight: Weight) -> Tensor:
    """The mean; where nothing counts, and so the sum is 0 too, it is 0 and has a gradient of 0."""
    if isinstance(weight, Tensor):
        return total / weight.where(weight != 0, 1)
    return total / weight if weight else total


class WeighedLoss:
    """A loss with what each of its values was divided by. The first batch shows how that is known.

    Args:
        loss: A mean, or the pair (sum, weight).
        joins: Whether batches are put together to one step, for which a mixed loss is refused.

    Attributes:
        measure: From outputs and targets to the mean and its weight, None for the number of samples.
        count: From targets to the weight, where they alone tell it; None where only the loss does.
    """

    def __init__(self, loss: Loss, *, joins: bool) -> None:
        self._loss = loss
        self._joins = joins
        self.measure: Callable[[Any, Any], tuple[Tensor, Weight | None]] = self._measure_first
        self.count: Callable[[Any], Weight | None] | None = None

    def _measure_first(self, outputs: Any, targets: Any) -> tuple[Tensor, Weight | None]:
        """Watch the loss, and choose the cheapest way that is right for the next batches."""
        seen = self._watch(outputs, targets)
        weighable = [call for call in seen.calls if call.is_weighable]
        if seen.told:
            self.measure = self._measure_told
        elif seen.weight is None and not weighable:
            if self._joins:
                _check_nothing_ignored(targets)
            self.measure, self.count = self._measure_samples, lambda _: None
        elif len(weighable) == 1 and (count := _make_count(weighable[0], targets)):
            self.measure, self.count = self._measure_counted, count
            call = weighable[0]
            if call.compares_classes and call.arguments["weight"] is None:
                self.measure = _make_class_measure(self._loss, call.arguments["ignore_index"])
        else:
            self.measure = self._watch_each
        return seen.mean, seen.weight

    def _watch(self, outputs: Any, targets: Any) -> Seen:
        """Watch the loss, and refuse one that has no weight where it needs one."""
        seen = watch_loss(self._loss, outputs, targets)
        if seen.mixed and self._joins:
            raise ValueError(
                "loss must be divided by one number to be put together from several batches, got a sum of means "
                "over different numbers of targets: return the pair (sum, weight), or take the batch at once"
            )
        return seen

    def _watch_each(self, outputs: Any, targets: Any) -> tuple[Tensor, Weight | None]:
        """Where the targets alone do not tell."""
        seen = self._watch(outputs, targets)
        return seen.mean, seen.weight

    def _measure_told(self, outputs: Any, targets: Any) -> tuple[Tensor, Weight | None]:
        """Where the loss tells itself."""
        total, weight = self._loss(outputs, targets)
        return divide(total, weight), weight

    def _measure_samples(self, outputs: Any, targets: Any) -> tuple[Tensor, None]:
        """Where samples count."""
        return self._loss(outputs, targets), None

    def _measure_counted(self, outputs: Any, targets: Any) -> tuple[Tensor, Weight | None]:
        """Where the targets tell."""
        assert self.count is not None
        return self._loss(outputs, targets), self.count(targets)


class _Watch(TorchFunctionMode):
    """Notes the losses of torch, and what means and sums were divided by, while it is on."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[LossCall] = []
        self.quotients: list[tuple[Tensor, Weight]] = []
        self._sums: list[Tensor] = []
        self._recording = torch.is_grad_enabled()

    def __torch_function__(self, function: Any, types: Any, arguments: Any = (), options: Any = None) -> Any:
        """Do what is asked for, and note it."""
        result = function(*arguments, **(options or {}))
        if function in _WATCHED:
            if torch.is_grad_enabled() or not self._recording:  # not what is only reported
                self.calls.append(LossCall(function, _bind(function, arguments, options or {})))
        elif function in _MEANS and arguments and result.ndim == 0:
            self.quotients.append((result, arguments[0].numel()))
        elif function in _SUMS and result.ndim == 0:
            self._sums.append(result)
        elif (
            function in _DIVISIONS
            and len(arguments) == 2
            and any(arguments[0] is one for one in self._sums)
            and not getattr(arguments[1], "requires_grad", False)
        ):
            self.quotients.append((result, arguments[1]))
        return result


def _bind(function: Callable[..., Any], arguments: Any, options: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a call by name, defaults included."""
    bound = inspect.signature(function).bind(*arguments, **options)
    bound.apply_defaults()
    return bound.arguments


def _make_count(call: LossCall, targets: Any) -> Callable[[Any], Weight] | None:
    """What counts, from the targets alone; None if the loss compared with something else, as with a part of them."""
    one = call.arguments["target"]
    if not isinstance(targets, Tensor) or one.dtype != targets.dtype or one.data_ptr() != targets.data_ptr():
        return None
    if one.numel() != targets.numel():
        return None
    if call.compares_classes:
        ignore_index, class_weights = call.arguments["ignore_index"], call.arguments["weight"]
        if class_weights is None:
            return lambda targets: (targets != ignore_index).sum()
        return lambda targets: weigh_classes(targets, ignore_index, class_weights)
    weight = call.weigh()
    if isinstance(weight, Tensor):
        return None
    classes = float(targets.numel() / weight if weight else 1)
    return lambda targets: float(targets.numel() / classes)


def _make_class_measure(loss: Loss, ignore_index: int) -> Callable[[Any, Any], tuple[Tensor, Weight | None]]:
    """As `WeighedLoss._measure_counted` for the commonest loss, a call a step less."""

    def measure(outputs: Any, targets: Any) -> tuple[Tensor, Weight | None]:
        return loss(outputs, targets), (targets != ignore_index).sum()

    return measure


def _check_nothing_ignored(targets: Any) -> None:
    """Refuse targets that are usually ignored where it cannot be seen whether they are."""
    if isinstance(targets, Tensor) and not targets.is_floating_point() and bool((targets == -100).any()):
        raise ValueError(
            "loss must tell how many targets it counts, since some are -100, which are usually ignored: "
            "return the pair (sum, weight), or use torch's cross_entropy"
        )


def _check_pair(pair: tuple[Any, ...]) -> tuple[Tensor, Weight]:
    """Refuse what is no sum and weight."""
    if len(pair) != 2 or not isinstance(pair[0], Tensor) or not isinstance(pair[1], Tensor | numbers.Real):
        kinds = ", ".join(type(part).__name__ for part in pair)
        raise TypeError(f"loss must give a tensor, or the pair (sum, weight), got ({kinds})")
    for part in pair:
        if isinstance(part, Tensor):
            _check_one_number(part)
    if not float(pair[1]) >= 0:
        raise ValueError(f"loss must give the pair (sum, weight) with a weight of at least 0, got {float(pair[1])}")
    return pair[0], pair[1]  # type: ignore[return-value]


def _check_one_number(value: Tensor) -> None:
    """Refuse a loss for each sample."""
    if value.numel() != 1:
        raise ValueError(f"loss must give one number, got a tensor of shape {tuple(value.shape)}: take the mean")


class Shares:
    """How much each batch of a step counts in it, so that the gradient is that of one large batch.

    What all batches are divided by together is known only after the last. It is foreseen from the first, by
    samples, and `correct` mends the gradient if that was wrong.

    Args:
        samples: Of all batches of the step.
        weight: What they are divided by together, where that is known before.

    Attributes:
        weight: What those taken so far were divided by together.
    """

    def __init__(self, samples: int, weight: Weight | None = None) -> None:
        self._samples = samples
        self._foreseen: Any = weight
        self.weight: Any = 0.0

    def take(self, size: int, weight: Weight) -> Weight:
        """The factor of a batch of so many samples, whose loss was divided by so much."""
        self.weight = self.weight + weight
        if self._foreseen is None:
            self._foreseen = self._samples if weight.__class__ is Tensor else weight * self._samples / size
        if self._foreseen.__class__ is not Tensor and not self._foreseen:
            self._foreseen = self._samples  # nothing counts so far; any number is corrected in the end
        share: Weight = weight / self._foreseen
        return share

    def correct(self, parameters: Iterable[Tensor]) -> None:
        """Make up for what was foreseen wrongly; the gradients must be those of this step alone."""
        if self.weight.__class__ is Tensor or self.weight not in (0, self._foreseen):
            factor = self._foreseen / self.weight
            for parameter in parameters:
                if parameter.grad is not None:
                    parameter.grad.mul_(factor)
