"""What is kept of a run, and how a run is set to what was kept, if it is made of the same parts."""

from __future__ import annotations

import warnings
from dataclasses import asdict
from typing import Any

from torch.optim.lr_scheduler import ReduceLROnPlateau

from hanli import __version__
from hanli.state_dicts import get_plain_state, load_plain_state
from hanli.train.early_stopping import EarlyStopping
from hanli.train.history import Epoch, Scores
from hanli.train.passes import collect_position, restore_position
from hanli.train.random_state import get_random_state, set_random_state
from hanli.train.run import Callback, Run
from hanli.train.run_files import check_plain, check_unchanged, describe_schedule
from hanli.train.schedules import step_schedule
from hanli.train.trainable import check_trainable, collect_trainable, restore_trainable


def collect_run_state(run: Run) -> dict[str, Any]:
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
        "trainable": collect_trainable(run),
        "callbacks": states,
        "epochs": [asdict(epoch) for epoch in run.history.epochs],
        "planned": run.epochs,
        "stopped": run.history.stopped,
        "step": run.step,
        "chance": get_random_state(run),
        "position": collect_position(run),
    }


def _describe_parts(run: Run) -> dict[str, str]:
    """Of which kind the optimizer and the scheduler are, and when the latter is stepped."""
    schedule = "none"
    if run.scheduler is not None:
        schedule = f"{type(run.scheduler).__name__}, stepped each {'step' if run.per_step else 'epoch'}"
    return {"optimizer": type(run.optimizer).__name__, "scheduler": schedule}


def restore_run(run: Run, state: dict[str, Any], *, lengthen: bool) -> None:
    """Set a run to what was kept of it, after checking that it is made of the same parts."""
    pairs = _check_same_run(run, state, lengthen=lengthen)
    given = [{name: value for name, value in group.items() if name != "params"} for group in run.optimizer.param_groups]
    load_plain_state(run.model, state["model"])
    restore_trainable(run, state)
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
    if "position" in state:  # 0.1.0 wrote only whole epochs
        run.position = restore_position(run, state["position"], state["chance"])
    set_random_state(run, state["chance"])


def _check_same_run(run: Run, state: dict[str, Any], *, lengthen: bool) -> list[tuple[Callback, dict[str, Any]]]:
    """Refuse to continue a run made of other parts; returns the callbacks with their states."""
    for name in ("scheduler", "scaler"):
        kept, ours = ("none" if one is None else "one" for one in (state[name], getattr(run, name)))
        check_unchanged(name, kept, ours)
    parts = _describe_parts(run)
    for name, kept in state.get("kinds", {}).items():  # 0.1.0 wrote none
        check_unchanged(name, kept, parts[name])
    if run.scheduler is not None and not lengthen:
        before, now = describe_schedule(state["scheduler"]), describe_schedule(run.scheduler.state_dict())
        for name in before.keys() & now.keys():
            if before[name] != now[name]:
                raise ValueError(
                    f"scheduler must have {name} as in the run to be continued, {before[name]}, got {now[name]}: to "
                    "make the run longer, pass lengthen=True to Checkpoint; the new schedule then counts from the start"
                )
    check_trainable(run, state)
    pairs = _match_callbacks(run.callbacks, state["callbacks"])
    check_unchanged("number of loaders' generators", len(state["chance"]["generators"]), len(run.generators))
    return pairs


def _match_callbacks(
    callbacks: list[Callback], kept: list[tuple[str, dict[str, Any]]]
) -> list[tuple[Callback, dict[str, Any]]]:
    """Which callback gets which state; those without a state, then and now, may come and go."""
    if [type(callback).__name__ for callback in callbacks] != [name for name, _ in kept]:
        kept = [(name, own) for name, own in kept if own]  # so it was written by 0.1.0, too
        names = {name for name, _ in kept}
        callbacks = [callback for callback in callbacks if type(callback).__name__ in names or callback.state_dict()]
        check_unchanged("callbacks", [name for name, _ in kept], [type(callback).__name__ for callback in callbacks])
    return [(callback, own) for callback, (_, own) in zip(callbacks, kept, strict=True) if own]


def _step_to_here(run: Run, given: list[dict[str, Any]]) -> None:
    """Bring a new schedule to where the run is, as if it had been this one from the start."""
    assert run.scheduler is not None
    for group, settings in zip(run.optimizer.param_groups, given, strict=False):
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


def _make_epoch(validation: dict[str, Any] | None, **rest: Any) -> Epoch:
    return Epoch(validation=None if validation is None else Scores(**validation), **rest)
