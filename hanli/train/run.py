"""What the loop and its callbacks share: the run as callbacks see it, and the class to derive them from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from hanli.train.history import History


@dataclass(slots=True)
class Run:
    """What callbacks see of a run.

    `epoch` and `step` count what is completed, of `epochs`; `measured` names the scores of validation that
    there will be, as tried on its first batch: `"loss"`, `"accuracy"`, metrics. None without validation. `per_step`: whether
    the scheduler is stepped after each step.
    """

    model: nn.Module
    optimizer: Optimizer
    scheduler: LRScheduler | None
    scaler: torch.amp.GradScaler | None
    device: torch.device
    generators: list[torch.Generator]
    callbacks: list[Callback]
    history: History
    epochs: int
    epoch: int = 0
    step: int = 0
    measured: tuple[str, ...] = ()
    per_step: bool = False


class Callback:
    """Override what you need. `Checkpoint` always comes last, the others in the order given."""

    def before_fit(self, run: Run) -> None:
        """Called once, when everything is in place; forget here what was kept of an earlier run."""

    def after_step(self, run: Run) -> None:
        """Called after each step of the optimizer; the gradients are still there."""

    def after_epoch(self, run: Run) -> None:
        """Called after validation and scheduler; a text in `run.history.stopped` ends the run."""

    def after_fit(self, run: Run) -> None:
        """Called once, at the end; not after an error."""

    def state_dict(self) -> dict[str, Any]:
        """What `Checkpoint` must keep of this callback: tensors, numbers, texts, lists, dicts."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over what `state_dict` gave."""


@dataclass(frozen=True, slots=True)
class PerStep:
    """Marks a scheduler that `fit` must step after every step of the optimizer, as OneCycleLR."""

    scheduler: LRScheduler
