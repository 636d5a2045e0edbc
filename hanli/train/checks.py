"""What `fit` refuses before the first step, naming the argument."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

from hanli.batches import Loader
from hanli.train.run import PerStep


class Length(NamedTuple):
    """How long a run is: at most so many epochs, each of so many steps, None if nobody knows."""

    epochs: int
    an_epoch: int | None


def plan_length(epochs: int | None, max_steps: int | None, steps_per_epoch: int | None, a_pass: int | None) -> Length:
    """Refuse numbers that do not fit together; `a_pass` is how many steps one pass over the loader gives, if known."""
    for name, number in (("epochs", epochs), ("max_steps", max_steps), ("steps_per_epoch", steps_per_epoch)):
        if number is not None and number < 1:
            raise ValueError(f"{name} must be at least 1, got {number}")
    an_epoch = a_pass if steps_per_epoch is None else steps_per_epoch
    if epochs is None:
        if max_steps is None:
            raise ValueError("epochs or max_steps must say where the run ends, got neither")
        return Length(max_steps if not an_epoch else math.ceil(max_steps / an_epoch), an_epoch)
    if max_steps is not None and an_epoch and max_steps > epochs * an_epoch:
        raise ValueError(
            f"max_steps must be at most the {epochs * an_epoch} steps of epochs={epochs}, got {max_steps}: leave one out"
        )
    return Length(epochs, an_epoch)


def check_numbers(accumulate: int, clip: float | None) -> None:
    """Refuse numbers out of range."""
    if accumulate < 1:
        raise ValueError(f"accumulate must be at least 1, got {accumulate}")
    if clip is not None and not 0 < clip < math.inf:
        raise ValueError(f"clip must be a number above 0 or None, got {clip}")


def check_precision(precision: str, device: torch.device) -> None:
    """Refuse an unknown precision, and fp16 without a device for it."""
    if precision not in ("fp32", "bf16", "fp16"):
        raise ValueError(f"precision must be 'fp32', 'bf16' or 'fp16', got {precision!r}")
    if precision == "fp16" and device.type != "cuda":
        raise ValueError(
            f"precision='fp16' needs a CUDA device, got {device.type!r}: use 'bf16', which needs no loss scaling"
        )


def check_scheduler(
    scheduler: LRScheduler | PerStep | None, optimizer: Optimizer | None, val_loader: Loader | None
) -> None:
    """Refuse a scheduler of another optimizer, and a plateau without scores."""
    inner = scheduler.scheduler if isinstance(scheduler, PerStep) else scheduler
    if inner is None:
        return
    if inner.optimizer is not optimizer:
        raise ValueError("scheduler must belong to the optimizer that is passed, got one of another optimizer")
    if isinstance(inner, ReduceLROnPlateau):
        if val_loader is None:
            raise ValueError("scheduler=ReduceLROnPlateau needs a val_loader, got none")
        if isinstance(scheduler, PerStep):
            raise ValueError("scheduler=ReduceLROnPlateau is stepped once an epoch, got it wrapped in PerStep")


def check_optimizer(optimizer: Optimizer, model: nn.Module) -> None:
    """Refuse an optimizer that holds no parameter of the model."""
    held = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    if held.isdisjoint(id(parameter) for parameter in model.parameters()):
        raise ValueError("optimizer must hold parameters of the model, got only others")


def check_gradients_wanted(parameters: list[nn.Parameter]) -> None:
    """Refuse an epoch in which every parameter of the optimizer is frozen; callbacks had the time to unfreeze some."""
    if not any(parameter.requires_grad for parameter in parameters):
        raise ValueError(
            f"optimizer must hold a parameter that requires a gradient, got {len(parameters)} that are all frozen: "
            "call requires_grad_(True) on what is to be trained"
        )
