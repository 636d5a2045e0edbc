"""What the loop and its callbacks share: the run as callbacks see it, and the class to derive them from."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from hanli.train.history import History, Scores
from hanli.train.position import Position


@dataclass(slots=True)
class Run:
    """What callbacks see of a run.

    `epoch` and `step` count what is completed, of `epochs`; `measured` names the scores of validation that
    there will be, as tried on its first batch: `"loss"`, `"accuracy"`, metrics. None without validation. `per_step`: whether
    the scheduler is stepped after each step. `steps_per_epoch`: how many steps of the optimizer an epoch has;
    None if the loader does not tell its length. `scores`: those of the last validation; None before the first.
    `max_steps`: after how many steps the run ends, if not before. `position`: where within its epoch it is.
    `owners`: what may hold random generators, by name. `resumable`: whether it is kept by a `Checkpoint`.
    `interrupted`: what a `Checkpoint` has still to write before it is raised; `signalled`: whether it came as a signal.
    Inside `with run.averaged():` the model holds the weights that validation measures, averages if there is an `EMA`.
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
    steps_per_epoch: int | None = None
    scores: Scores | None = None
    max_steps: int | None = None
    position: Position = field(default_factory=Position)
    owners: dict[str, Any] = field(default_factory=dict)
    resumable: bool = False
    averaged: Callable[[], AbstractContextManager[None]] = nullcontext
    interrupted: BaseException | None = None
    signalled: bool = False

    def goes_on(self) -> bool:
        """Whether there is another step to do."""
        ended = self.max_steps is not None and self.step >= self.max_steps
        return self.epoch < self.epochs and not ended and not self.history.stopped


class Callback:
    """Override what you need. `EMA` always comes first, `Checkpoint` last, the others in the order given.

    A method that is not overridden costs a step nothing. KeyboardInterrupt ends the run; if there is a `Checkpoint`,
    the step, or the epoch, is finished and written first, as at Ctrl-C.
    """

    def before_fit(self, run: Run) -> None:
        """Called once, when everything is in place; forget here what was kept of an earlier run."""

    def before_epoch(self, run: Run) -> None:
        """Called before the first batch of an epoch is fetched, also if a resumed run is within it already."""

    def before_batch(self, run: Run) -> None:
        """Called before the forward pass of each batch; with `accumulate`, a step has several."""

    def after_batch(self, run: Run, loss: Tensor) -> None:
        """Called after the backward pass of each batch; not if none of its targets counts.

        Args:
            run: The run.
            loss: The mean of this batch, detached, of shape (), where the model is: to read it waits for the device.
        """

    def after_step(self, run: Run) -> None:
        """Called after each step of the optimizer, and of a scheduler in `PerStep`; the gradients are still there.

        A text in `run.history.stopped` ends the run after this step: the epoch is closed as it is, validated too.
        """

    def before_validation(self, run: Run) -> None:
        """Called after the last step of an epoch, if there is a validation loader."""

    def after_validation(self, run: Run) -> None:
        """Called when `run.scores` are those of this epoch, which is not yet in `run.history`."""

    def after_epoch(self, run: Run) -> None:
        """Called after validation and scheduler; a text in `run.history.stopped` ends the run."""

    def after_fit(self, run: Run) -> None:
        """Called once, at the end; not after an error."""

    def on_error(self, run: Run, error: BaseException) -> None:
        """Called when anything raises an error after this callback's `before_fit`; it is raised on afterwards.

        An error raised here does not take its place, but becomes a note of it.

        Args:
            run: The run, as it was when the error came.
            error: Any exception, KeyboardInterrupt too.
        """

    def state_dict(self) -> dict[str, Any]:
        """What `Checkpoint` must keep of this callback: tensors, numbers, texts, lists, dicts."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over what `state_dict` gave."""


@dataclass(frozen=True, slots=True)
class PerStep:
    """Marks a scheduler that `fit` must step after every step of the optimizer, as OneCycleLR.

    Without it OneCycleLR and CyclicLR are refused, unless their cycle is at most as long as the run has epochs.
    """

    scheduler: LRScheduler
