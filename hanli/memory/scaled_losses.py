"""Losses that a scaler multiplies for fp16, refused where nobody could undo the scaling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

import torch
from torch import Tensor

_unchecked: list[Any] = []  # torch's own `GradScaler.scale`, while a checking one stands in its place


def refuse_scaling(is_unscalable: Callable[[Tensor], bool]) -> None:
    """Let every `GradScaler` refuse a loss that depends on certain parameters, before its backward.

    Args:
        is_unscalable: Whether a parameter must not get a scaled gradient. A second call changes nothing.
    """
    if _unchecked:
        return
    scale: Any = torch.amp.GradScaler.scale

    @wraps(scale)
    def checked(scaler: torch.amp.GradScaler, outputs: Any) -> Any:
        """Look what the losses depend on, then scale them."""
        losses = [outputs] if isinstance(outputs, Tensor) else list(outputs)
        if scaler.is_enabled() and any(map(is_unscalable, _find_parameters(losses))):
            raise RuntimeError(
                "the loss must not be scaled, got one of a model that steps inside backward: each step would take the "
                "scaled gradient before anyone could unscale it; use bf16, which needs no scaling, or remove() the steps"
            )
        return scale(scaler, outputs if isinstance(outputs, Tensor | list | tuple) else losses)

    _unchecked.append(scale)
    torch.amp.GradScaler.scale = checked  # type: ignore[method-assign, assignment]


def allow_scaling() -> None:
    """Put torch's own method back."""
    if _unchecked:
        torch.amp.GradScaler.scale = _unchecked.pop()  # type: ignore[method-assign]


def _find_parameters(losses: Iterable[Tensor]) -> Iterator[Tensor]:
    """The tensors in which the gradients of the losses end up."""
    waiting: list[Any] = [loss.grad_fn for loss in losses if loss.grad_fn is not None]
    seen = set(waiting)
    while waiting:
        node = waiting.pop()
        if hasattr(node, "variable"):
            yield node.variable
        following = {function for function, _ in node.next_functions if function is not None} - seen
        seen |= following
        waiting += following
