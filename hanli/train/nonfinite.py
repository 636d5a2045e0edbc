"""Numbers that are not finite: the loss explained, and weights refused before they are written."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.utils._pytree import tree_leaves

from hanli.loss_weights import Weight
from hanli.train.history import NonFiniteLossError
from hanli.train.run import Run


def explain_nonfinite_loss(run: Run, value: float, batch: int | None, inputs: Any, weight: Weight | None) -> str:
    """Where the loss went wrong, and the first thing that explains it."""
    where = f"the loss is {value} in epoch {run.epoch + 1}" + ("" if batch is None else f", batch {batch}")
    for leaf in tree_leaves(inputs):
        if isinstance(leaf, Tensor) and not bool(torch.isfinite(leaf).all()):
            return f"{where}: its inputs hold nan or infinity, so mend the data"
    for name, parameter in run.model.named_parameters():
        if not bool(torch.isfinite(parameter).all()):
            return f"{where}: the parameter {name} is no longer finite, so lower the learning rate or set clip=1.0"
    if batch is not None and weight == 0:
        return f"{where}: none of its targets counts, so leave such batches out"
    return f"{where}: inputs and parameters are finite, so look for overflow, log(0) or 0/0 in the model or the loss"


def check_finite(run: Run) -> None:
    """Refuse to write weights, or a state of the optimizer, that a nan or infinite gradient has reached.

    Raises:
        NonFiniteLossError: Which parameter it is, and which file holds the last good ones.
    """
    names = {id(parameter): name for name, parameter in run.model.named_parameters()}
    for group in run.optimizer.param_groups:
        for parameter in group["params"]:
            state = run.optimizer.state.get(parameter, {}).values()
            tensors = [parameter.detach(), *(value for value in state if isinstance(value, Tensor))]
            if not all(bool(torch.isfinite(tensor).all()) for tensor in tensors):
                within = f"in epoch {run.epoch + 1}, step {run.position.steps}"
                where = within if run.position.steps else f"after epoch {run.epoch}"
                raise NonFiniteLossError(
                    f"the parameter {names.get(id(parameter), 'of the optimizer')} or its state in the optimizer is "
                    f"not finite {where}, so nothing was written: look in the loss for log(0), 0/0 or "
                    "a square root at 0, or set clip=1.0, and resume from the file that was written before"
                )
