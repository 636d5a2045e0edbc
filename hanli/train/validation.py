"""Validation before the first step: that it works, what scores it gives, and what is watched."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, islice

from torch.optim.lr_scheduler import ReduceLROnPlateau

from hanli.batches import Loader
from hanli.train.history import Scores
from hanli.train.random_state import get_random_state, set_random_state
from hanli.train.run import Run


def try_validation(run: Run, loader: Loader, validate: Callable[[Loader], Scores]) -> tuple[tuple[str, ...], Loader]:
    """Validate on the first batch; returns the names of the scores, and a loader that still has this batch."""
    states = get_random_state(run)
    batches = iter(loader)
    try:
        first = list(islice(batches, 1))
        if not first:
            raise ValueError(
                "val_loader gave no batches; if it is an iterator, it is used up: pass a list or DataLoader"
            )
        scores = validate(first)
    finally:
        set_random_state(run, states)
    names = ("loss", *(() if scores.accuracy is None else ("accuracy",)), *scores.metrics)
    return names, chain(first, batches) if batches is loader else loader


def pick_monitor(run: Run, monitor: str | None) -> str:
    """What ReduceLROnPlateau watches."""
    plateau = run.scheduler if isinstance(run.scheduler, ReduceLROnPlateau) else None
    if monitor is not None and plateau is None:
        raise ValueError(f"monitor is for scheduler=ReduceLROnPlateau, got monitor={monitor!r} without one")
    watched = monitor or ("accuracy" if plateau is not None and plateau.mode == "max" else "loss")
    if plateau is None:
        return watched
    if watched not in run.measured:
        told = "" if monitor else f" (scheduler=ReduceLROnPlateau with mode={plateau.mode!r})"
        raise ValueError(f"monitor must be one of {', '.join(run.measured)}, got {watched!r}{told}")
    wrong = {"loss": "max", "accuracy": "min"}.get(watched)
    if plateau.mode == wrong:
        raise ValueError(f"monitor={watched!r} is watched the wrong way round by ReduceLROnPlateau(mode={wrong!r})")
    return watched
