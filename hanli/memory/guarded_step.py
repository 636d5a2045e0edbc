"""A step of the optimizer that is skipped where it would spoil the weights."""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.optim import Optimizer

from hanli.optimizers import check_steps


class NonFiniteGradientError(ArithmeticError):
    """Too many steps in a row had gradients that are nan or infinite."""

    __module__ = "hanli.memory"  # where users import it from, and what a traceback should say


class GuardedStep:
    """A step of the optimizer that is taken only if every gradient is finite; else it is skipped.

    A skipped step leaves parameters and the optimizer's state as they were, to the last bit, and
    counts. One such step is chance, many in a row are a fault: then it raises. On an accelerator
    each step waits for the device once, to look.

    Args:
        optimizer: What steps.
        clip: The largest allowed norm of the whole gradient; None for no clipping.
        scaler: The scaler of fp16, which has scaled the loss.
        patience: How many skipped steps in a row are borne.

    Attributes:
        taken: Steps taken.
        skipped: Steps skipped.
        in_a_row: Steps skipped since the last one taken.
        norm: The norm of the last gradient, before clipping.

    Raises:
        TypeError: `optimizer` is none, several, steps inside backward, or needs a closure, as LBFGS.
        ValueError: `clip` or `patience` is out of range.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.get_total_norm.html>
    """

    def __init__(
        self,
        optimizer: Optimizer,
        *,
        clip: float | None = None,
        scaler: torch.amp.GradScaler | None = None,
        patience: int = 10,
    ) -> None:
        check_steps(optimizer)
        if clip is not None and not 0 < clip < math.inf:
            raise ValueError(f"clip must be a number above 0 or None, got {clip}")
        if patience < 0:
            raise ValueError(f"patience must be 0 or more, got {patience}")
        self.optimizer = optimizer
        self.clip = clip
        self.scaler = scaler
        self.patience = patience
        self.taken = 0
        self.skipped = 0
        self.in_a_row = 0
        self.norm = math.nan

    def __call__(self) -> bool:
        """Step or skip, and set the gradients to None.

        Returns:
            Whether the step was taken.

        Raises:
            RuntimeError: No parameter of the optimizer has a gradient, or the loss was not scaled.
            NonFiniteGradientError: More than `patience` steps in a row were skipped.
        """
        parameters = [p for group in self.optimizer.param_groups for p in group["params"] if p.grad is not None]
        if not parameters:
            count = sum(len(group["params"]) for group in self.optimizer.param_groups)
            raise RuntimeError(
                f"optimizer must hold a parameter that has a gradient, got none among {count}: call backward() "
                "before each step, and check that the optimizer is that of the model"
            )
        if self.scaler is not None:
            self._unscale(self.scaler)
        total = nn.utils.get_total_norm([p.grad for p in parameters])
        self.norm = float(total)
        if math.isfinite(self.norm):
            if self.clip is not None:
                nn.utils.clip_grads_with_norm_(parameters, self.clip, total)
            self.optimizer.step()
            self.taken, self.in_a_row = self.taken + 1, 0
        else:
            self.skipped, self.in_a_row = self.skipped + 1, self.in_a_row + 1
        if self.scaler is not None:
            self.scaler.update()
        if self.in_a_row > self.patience:
            raise NonFiniteGradientError(self._explain_skipped_steps())
        taken = self.in_a_row == 0
        self.optimizer.zero_grad()
        return taken

    def _unscale(self, scaler: torch.amp.GradScaler) -> None:
        """Divide the gradients by what the loss was multiplied by, if it ever was."""
        try:
            scaler.unscale_(self.optimizer)
        except AssertionError as error:  # torch's, when the scaler has not seen any loss
            raise RuntimeError(
                "scaler must have scaled the loss, got a backward() without it: call scaler.scale(loss).backward()"
            ) from error

    def _explain_skipped_steps(self) -> str:
        """How many steps were skipped, and the first thing that explains it."""
        text = f"{self.in_a_row} steps in a row had gradients that are nan or infinite (after {self.taken} good steps)"
        for index, group in enumerate(self.optimizer.param_groups):
            for place, parameter in enumerate(group["params"]):
                if not bool(torch.isfinite(parameter).all()):
                    return f"{text}: parameter {place} of group {index} is no longer finite, so start from a checkpoint"
        return f"{text}: the parameters are finite, so look at the data, then for log(0), 0/0 or a square root at 0"
