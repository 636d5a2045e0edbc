"""What training asks of an optimizer, refused before the first step if it is otherwise."""

from __future__ import annotations

import inspect


def check_steps(optimizer: object) -> None:
    """Refuse what cannot take one step after backward, by gradients that are there.

    Args:
        optimizer: What is to be stepped, by `step()` without an argument.

    Raises:
        TypeError: It is no optimizer, a class, or several; it takes its steps inside backward; or its `step`
            needs a closure, as that of LBFGS, which computes the loss again within a step.

    Source: <https://docs.pytorch.org/docs/stable/optim.html#taking-an-optimization-step>
    """
    if isinstance(optimizer, type) or not all(
        hasattr(optimizer, name) for name in ("param_groups", "zero_grad", "step")
    ):
        several = isinstance(optimizer, tuple | list | dict)
        advice = "parameter groups of one optimizer can have settings of their own" if several else "make it first"
        raise TypeError(f"optimizer must be one torch.optim.Optimizer, got {_name_kind(optimizer)}: {advice}")
    if getattr(optimizer, "steps_inside_backward", False):
        raise TypeError(
            f"optimizer must step after backward, got {type(optimizer).__name__}: the norm of the whole gradient is "
            "known only when every gradient is there, and by then its steps are taken"
        )
    if _needs_closure(optimizer):
        raise TypeError(
            f"optimizer must step without a closure, got {type(optimizer).__name__}, which computes the loss again "
            "within a step: accumulation, clipping and precision have no meaning there; use a loop of your own"
        )


def _needs_closure(optimizer: object) -> bool:
    """Whether `step` has an argument named closure without a default."""
    closure = inspect.signature(optimizer.step).parameters.get("closure")  # type: ignore[attr-defined]
    return closure is not None and closure.default is closure.empty


def _name_kind(thing: object) -> str:
    """What a thing is: a class by its name, an object by the name of its class."""
    return f"the class {thing.__name__}" if isinstance(thing, type) else f"a {type(thing).__name__}"
