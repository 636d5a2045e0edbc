"""The callbacks that come with the loop: early stopping, and checkpoints that a run continues from."""

from __future__ import annotations

import copy
import math
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau

from hanli import __version__
from hanli.files import replace_atomically
from hanli.generators import get_generator_states, set_generator_states
from hanli.state_dicts import get_plain_state, load_plain_state
from hanli.train.history import Epoch, Scores
from hanli.train.run import Callback, Run
from hanli.train.run_files import (
    LAST,
    check_finite,
    check_plain,
    describe_schedule,
    has_run,
    read_run,
    write_run,
)
from hanli.train.schedules import step_schedule

Monitor = str
"""`"loss"`, `"accuracy"`, or the name of a metric that was passed to `fit`."""

Mode = Literal["min", "max"]


class EarlyStopping(Callback):
    """Stop when validation no longer improves, and put the best weights back.

    An epoch counts as better only if it beats the best by more than `min_delta`; nan never does.

    Args:
        patience: How many epochs without improvement to bear; the run ends after that many.
        min_delta: By how much a score must improve to count.
        monitor: Which score of validation: `"loss"` (lower is better), `"accuracy"` (higher is better), or the name
            of a metric.
        restore_best: Whether the model gets the weights of the best epoch at the end, also if the
            run was not stopped.
        mode: Whether a lower (`"min"`) or a higher (`"max"`) score is better; needed for a metric of your own.

    Raises:
        ValueError: `patience` is less than 1, `min_delta` is negative, or `mode` does not suit `monitor`.
    """

    def __init__(
        self,
        patience: int,
        *,
        min_delta: float = 0.0,
        monitor: Monitor = "loss",
        restore_best: bool = True,
        mode: Mode | None = None,
    ) -> None:
        if patience < 1:
            raise ValueError(f"patience must be at least 1, got {patience}")
        self.patience = patience
        self.restore_best = restore_best
        self.bad_epochs = 0
        self._best = _BestScore(monitor, min_delta, mode)
        self._weights: dict[str, Any] | None = None

    @property
    def best_epoch(self) -> int | None:
        """The number of the best epoch so far; None if there was none."""
        return self._best.epoch

    def before_fit(self, run: Run) -> None:
        """Begin anew, also when this object has served another run."""
        self._best.start(run)
        self.bad_epochs = 0
        self._weights = None

    def after_epoch(self, run: Run) -> None:
        """Compare, remember, and end the run when patience is out."""
        if self._best.improved_by(run):
            self.bad_epochs = 0
            if self.restore_best:
                self._weights = copy.deepcopy(get_plain_state(run.model))
            return
        self.bad_epochs += 1
        if self.bad_epochs >= self.patience:
            run.history.stopped = f"no better {self._best.monitor} for {self.bad_epochs} epochs"

    def after_fit(self, run: Run) -> None:
        """Put the best weights back."""
        if self._weights is not None:
            load_plain_state(run.model, self._weights)

    def state_dict(self) -> dict[str, Any]:
        """Everything needed to go on counting."""
        return {"best": self._best.state_dict(), "bad_epochs": self.bad_epochs, "weights": self._weights}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on counting from there."""
        self._best.load_state_dict(state["best"])
        self.bad_epochs, self._weights = state["bad_epochs"], state["weights"]


class Checkpoint(Callback):
    """Keep a run on disk, so that it can be continued as if nothing had happened.

    `last.pt` holds model, optimizer, scheduler, loss scaler, the other callbacks, the history and
    the state of all generators: of `random`, NumPy, torch, the device, and the loaders' own.
    Continued from it on the CPU, a run gives the same bits as one that was never interrupted
    (unless persistent workers, or generators that a data set keeps, draw random numbers: they cannot
    be seen from here). `previous.pt` is the `last.pt` before; it is taken, with a warning, if `last.pt` is
    damaged or missing. `best.pt` holds the weights alone, of the best epoch of validation: a plain
    `state_dict`, also of a compiled model. All are written under a temporary name first, so a crash never
    leaves half a file, and none is written once a parameter or the optimizer's state is not finite.

    A run is continued only if it is made of the same parts: kinds of optimizer and scheduler, settings of
    the scheduler, monitors, callbacks. A run that stopped early goes on if its patience was raised.

    Args:
        folder: Where the two files go; made if missing.
        every: Write `last.pt` after every so many epochs, and at the end of the run.
        resume: Continue from `last.pt` if it is there. If not given, an existing one is an error,
            since the run would overwrite it.
        lengthen: Go on with a run that had ended or stopped, by the scheduler and the settings of the optimizer
            that are passed now: the rates are from here on those of a run planned so from the start.
        monitor: What is best, as for `EarlyStopping`.
        min_delta: As for `EarlyStopping`.
        mode: As for `EarlyStopping`.

    Raises:
        ValueError: `every` is less than 1, `min_delta` is negative, `mode` does not suit `monitor`, `lengthen`
            is given without `resume`, or the run to be continued is made of other parts.
        FileExistsError: The folder already has a run, and `resume` was not given.
        RuntimeError: `last.pt` and `previous.pt` are both damaged.
        TypeError: `state_dict()` of a callback holds what could not be read again.
        NonFiniteLossError: A parameter, or the optimizer's state, is not finite when it is due to be written.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        every: int = 1,
        resume: bool = False,
        lengthen: bool = False,
        monitor: Monitor = "loss",
        min_delta: float = 0.0,
        mode: Mode | None = None,
    ) -> None:
        if every < 1:
            raise ValueError(f"every must be at least 1, got {every}")
        if lengthen and not resume:
            raise ValueError("lengthen=True goes on with an earlier run and needs resume=True, got resume=False")
        self.folder = Path(folder)
        self.every = every
        self.resume = resume
        self.lengthen = lengthen
        self._best = _BestScore(monitor, min_delta, mode)

    def before_fit(self, run: Run) -> None:
        """Continue from the file, or make sure that there is none."""
        if run.measured:
            self._best.start(run)
        if has_run(self.folder) and not self.resume:
            raise FileExistsError(
                f"{self.folder / LAST} holds an earlier run: pass resume=True to continue it, or another folder"
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        if has_run(self.folder):
            _restore_run(run, read_run(self.folder), lengthen=self.lengthen)

    def after_epoch(self, run: Run) -> None:
        """Write what is due."""
        improved = run.history.epochs[-1].validation is not None and self._best.improved_by(run)
        due = run.epoch % self.every == 0 or run.epoch == run.epochs or bool(run.history.stopped)
        if improved or due:
            check_finite(run)
        if improved:
            with replace_atomically(self.folder / "best.pt") as file:
                torch.save(get_plain_state(run.model), file)
        if due:
            write_run(_collect_run_state(run), self.folder)

    def state_dict(self) -> dict[str, Any]:
        """The best score so far."""
        return {"best": self._best.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on comparing with that score."""
        self._best.load_state_dict(state["best"])


class _BestScore:
    """The best validation score so far; nan never counts as better."""

    def __init__(self, monitor: Monitor, min_delta: float, mode: Mode | None) -> None:
        if mode not in ("min", "max", None):
            raise ValueError(f"mode must be 'min' or 'max', got {mode!r}")
        usual: Mode | None = {"loss": "min", "accuracy": "max"}.get(monitor)  # type: ignore[assignment]
        if usual is None and mode is None:
            raise ValueError(f"mode must be 'min' or 'max' for monitor={monitor!r}, got None")
        if usual is not None and mode not in (usual, None):
            raise ValueError(f"mode must be {usual!r} for monitor={monitor!r}, got {mode!r}")
        if not 0 <= min_delta < math.inf:
            raise ValueError(f"min_delta must be a number from 0, got {min_delta}")
        self.monitor = monitor
        self.min_delta = min_delta
        self.value = math.inf
        self.epoch: int | None = None
        self._sign = -1 if (mode or usual) == "max" else 1

    def start(self, run: Run) -> None:
        """Forget earlier runs, and refuse a run whose validation does not give the score."""
        if not run.measured:
            raise ValueError(f"monitor={self.monitor!r} needs a val_loader, got none")
        if self.monitor not in run.measured:
            raise ValueError(f"monitor must be one of {', '.join(run.measured)} here, got {self.monitor!r}")
        self.value, self.epoch = math.inf, None

    def improved_by(self, run: Run) -> bool:
        """Compare the last epoch, and remember it if it is better."""
        validation = run.history.epochs[-1].validation
        score = None if validation is None else validation[self.monitor]
        if score is None:  # the first batch had it, the whole has not
            return False
        value = self._sign * score
        if not value < self.value - self.min_delta:  # so written, nan is not better
            return False
        self.value, self.epoch = value, run.epoch
        return True

    def state_dict(self) -> dict[str, Any]:
        return {"value": self.value, "epoch": self.epoch, "monitor": self.monitor}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        _check_unchanged("monitor", state.get("monitor", self.monitor), self.monitor)  # 0.1.0 did not write it
        self.value, self.epoch = state["value"], state["epoch"]


def _collect_run_state(run: Run) -> dict[str, Any]:
    """Everything that a run needs to go on as if nothing had happened."""
    states = [(type(callback).__name__, callback.state_dict()) for callback in run.callbacks]
    for name, own in states:
        check_plain(name, own)
    return {
        "version": __version__,
        "model": get_plain_state(run.model),
        "optimizer": run.optimizer.state_dict(),
        "scheduler": None if run.scheduler is None else run.scheduler.state_dict(),
        "scaler": None if run.scaler is None else run.scaler.state_dict(),
        "kinds": _describe_parts(run),
        "callbacks": states,
        "epochs": [asdict(epoch) for epoch in run.history.epochs],
        "planned": run.epochs,
        "stopped": run.history.stopped,
        "step": run.step,
        "chance": get_generator_states(run.device, run.generators),
    }


def _describe_parts(run: Run) -> dict[str, str]:
    """Of which kind the optimizer and the scheduler are, and when the latter is stepped."""
    schedule = "none"
    if run.scheduler is not None:
        schedule = f"{type(run.scheduler).__name__}, stepped each {'step' if run.per_step else 'epoch'}"
    return {"optimizer": type(run.optimizer).__name__, "scheduler": schedule}


def _restore_run(run: Run, state: dict[str, Any], *, lengthen: bool) -> None:
    """Set a run to what was kept of it, after checking that it is made of the same parts."""
    pairs = _check_same_run(run, state, lengthen=lengthen)
    given = [{name: value for name, value in group.items() if name != "params"} for group in run.optimizer.param_groups]
    load_plain_state(run.model, state["model"])
    run.optimizer.load_state_dict(state["optimizer"])
    if run.scaler is not None:
        run.scaler.load_state_dict(state["scaler"])
    for callback, own in pairs:
        callback.load_state_dict(own)
    run.history.epochs[:] = [_make_epoch(**epoch) for epoch in state["epochs"]]
    run.epoch, run.step = len(run.history.epochs), state["step"]
    if run.scheduler is not None and (not lengthen or isinstance(run.scheduler, ReduceLROnPlateau)):
        run.scheduler.load_state_dict(state["scheduler"])
    elif run.scheduler is not None:
        _step_to_here(run, given)
    run.history.stopped = "" if lengthen else _explain_stop(run, state)
    set_generator_states(state["chance"], run.device, run.generators)


def _check_same_run(run: Run, state: dict[str, Any], *, lengthen: bool) -> list[tuple[Callback, dict[str, Any]]]:
    """Refuse to continue a run made of other parts; returns the callbacks with their states."""
    for name in ("scheduler", "scaler"):
        kept, ours = ("none" if one is None else "one" for one in (state[name], getattr(run, name)))
        _check_unchanged(name, kept, ours)
    parts = _describe_parts(run)
    for name, kept in state.get("kinds", {}).items():  # 0.1.0 wrote none
        _check_unchanged(name, kept, parts[name])
    if run.scheduler is not None and not lengthen:
        before, now = describe_schedule(state["scheduler"]), describe_schedule(run.scheduler.state_dict())
        for name in before.keys() & now.keys():
            if before[name] != now[name]:
                raise ValueError(
                    f"scheduler must have {name} as in the run to be continued, {before[name]}, got {now[name]}: to "
                    "make the run longer, pass lengthen=True to Checkpoint; the new schedule then counts from the start"
                )
    pairs = _match_callbacks(run.callbacks, state["callbacks"])
    _check_unchanged("number of loaders' generators", len(state["chance"]["generators"]), len(run.generators))
    return pairs


def _match_callbacks(
    callbacks: list[Callback], kept: list[tuple[str, dict[str, Any]]]
) -> list[tuple[Callback, dict[str, Any]]]:
    """Which callback gets which state; those without a state, then and now, may come and go."""
    if [type(callback).__name__ for callback in callbacks] != [name for name, _ in kept]:
        kept = [(name, own) for name, own in kept if own]  # so it was written by 0.1.0, too
        names = {name for name, _ in kept}
        callbacks = [callback for callback in callbacks if type(callback).__name__ in names or callback.state_dict()]
        _check_unchanged("callbacks", [name for name, _ in kept], [type(callback).__name__ for callback in callbacks])
    return [(callback, own) for callback, (_, own) in zip(callbacks, kept, strict=True) if own]


def _step_to_here(run: Run, given: list[dict[str, Any]]) -> None:
    """Bring a new schedule to where the run is, as if it had been this one from the start."""
    assert run.scheduler is not None
    for group, settings in zip(run.optimizer.param_groups, given, strict=True):
        group.update(settings)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Detected call of `lr_scheduler.step")
        for _ in range(run.step if run.per_step else run.epoch):
            step_schedule(run.scheduler)


def _explain_stop(run: Run, state: dict[str, Any]) -> str:
    """Why a run that stopped early stays so; empty if it did not, or if its patience was raised since."""
    stopped: str = state["stopped"]
    stopping = [callback for callback in run.callbacks if isinstance(callback, EarlyStopping)]
    if not stopped or (stopping and all(callback.bad_epochs < callback.patience for callback in stopping)):
        return ""
    if run.epochs > state.get("planned", run.epochs):
        warnings.warn(
            f"the run had stopped after epoch {run.epoch} ({stopped}) and stays so, although epochs is now {run.epochs}: "
            "raise the patience, or pass lengthen=True to Checkpoint",
            stacklevel=2,
        )
    return stopped


def _check_unchanged(name: str, kept: object, ours: object) -> None:
    if kept != ours:
        raise ValueError(f"{name} must be as in the run to be continued, {kept}, got {ours}")


def _make_epoch(validation: dict[str, Any] | None, **rest: Any) -> Epoch:
    return Epoch(validation=None if validation is None else Scores(**validation), **rest)
