"""Numbers that are not finite: a loss explained, and weights found before they are written."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils._pytree import tree_leaves

from hanli.loss_weights import Weight


def explain_nonfinite_loss(
    value: float, where: str, *, model: nn.Module | None = None, inputs: Any = None, weight: Weight | None = None
) -> str:
    """What a loss is that is nan or infinite, where, and the first thing that explains it.

    Args:
        value: The loss.
        where: As "in epoch 2, batch 3".
        model: Looked at if no step was taken since; None if its parameters tell of the consequences only.
        inputs: Those of the batch, if they are at hand.
        weight: What the loss was divided by, if that is known.
    """
    told = f"the loss is {value} {where}"
    for leaf in tree_leaves(inputs):
        if isinstance(leaf, Tensor) and not bool(torch.isfinite(leaf).all()):
            return f"{told}: its inputs hold nan or infinity, so mend the data"
    if model is None:
        return (
            f"{told}: look for nan in the data, then for overflow, log(0) or 0/0 in the model or the loss; if there is "
            "none, lower the learning rate or set clip=1.0"
        )
    for name, parameter in model.named_parameters():
        if not bool(torch.isfinite(parameter).all()):
            return f"{told}: the parameter {name} is no longer finite, so lower the learning rate or set clip=1.0"
    if weight is not None and weight == 0:
        return f"{told}: none of its targets counts, so leave such batches out"
    return f"{told}: inputs and parameters are finite, so look for overflow, log(0) or 0/0 in the model or the loss"


def find_nonfinite(model: nn.Module, optimizer: Optimizer) -> str | None:
    """The name of a parameter that a nan or infinite gradient has reached, or its state in the optimizer.

    Looked at is what the optimizer holds: a parameter outside it, as a mask of -inf, may be what it likes. Of a
    parameter that is dealt out among processes, this process's part is looked at. An accelerator is waited for once.

    Returns:
        The name in the model, or "of the optimizer" if it is in no module; None if all are finite.
    """
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    held = [
        (names.get(id(parameter), "of the optimizer"), tensor)
        for group in optimizer.param_groups
        for parameter in group["params"]
        for tensor in (parameter, *optimizer.state.get(parameter, {}).values())
        if isinstance(tensor, Tensor)
    ]
    if not held:
        return None
    device = _get_own_part(held[0][1]).device
    finite = torch.stack([torch.isfinite(_get_own_part(tensor)).all().to(device) for _, tensor in held]).tolist()
    return next((name for (name, _), good in zip(held, finite, strict=True) if not good), None)


def explain_nonfinite_weights(name: str, where: str) -> str:
    """What is wrong with weights that must not be written, and where to look.

    Args:
        name: As `find_nonfinite` returned it.
        where: As "after epoch 2".
    """
    return (
        f"the parameter {name} or its state in the optimizer is not finite {where}, because a gradient was nan or "
        "infinite, so nothing was written: look in the loss for log(0), 0/0 or a square root at 0, or set clip=1.0, "
        "and resume from what was written before"
    )


def _get_own_part(tensor: Tensor) -> Tensor:
    """What this process holds of a tensor, without a graph; only a DTensor has `to_local`, whose import takes long."""
    part: Tensor = getattr(tensor, "to_local", tensor.detach)()
    return part.detach()
