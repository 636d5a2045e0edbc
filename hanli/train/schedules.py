"""Schedules of the learning rate: what they count, where they end, and that they stay there.

The schedules of torch that have an end do not stop at it: CosineAnnealingLR climbs again, OneCycleLR raises
an error. Here they stay where they ended, within SequentialLR and ChainedScheduler too.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

from torch.optim.lr_scheduler import (
    ChainedScheduler,
    CosineAnnealingLR,
    CyclicLR,
    LRScheduler,
    OneCycleLR,
    ReduceLROnPlateau,
    SequentialLR,
)

from hanli.train.run import Run


def plan_schedule(run: Run) -> Callable[[], None] | None:
    """What is called after each step of the optimizer, if the scheduler is in `PerStep`; refuses a wrong length.

    Raises:
        ValueError: As for `check_length`.
    """
    if run.scheduler is None or isinstance(run.scheduler, ReduceLROnPlateau):
        return None
    steps = run.max_steps if run.steps_per_epoch is None else run.steps_per_epoch * run.epochs
    if steps is not None and run.max_steps is not None:
        steps = min(steps, run.max_steps)
    check_length(run.scheduler, run.epochs, run.steps_per_epoch, steps, per_step=run.per_step)
    return choose_step(run.scheduler, steps) if run.per_step else None


def step_schedule(scheduler: LRScheduler) -> None:
    """Step a schedule, or leave it where it is if it is at its end; the parts of a composed one each for itself."""
    if isinstance(scheduler, ChainedScheduler):
        for part in scheduler._schedulers:
            step_schedule(part)
        scheduler._last_lr = [group["lr"] for group in scheduler.optimizer.param_groups]
    elif isinstance(scheduler, SequentialLR) and scheduler.last_epoch + 1 not in scheduler._milestones:
        scheduler.last_epoch += 1
        part = scheduler._schedulers[bisect_right(scheduler._milestones, scheduler.last_epoch)]
        step_schedule(part)
        scheduler._last_lr = part.get_last_lr()
    elif isinstance(scheduler, SequentialLR) or scheduler.last_epoch < _find_end(scheduler):
        scheduler.step()


def choose_step(scheduler: LRScheduler, steps: int | None) -> Callable[[], None]:
    """How to step a schedule so many times, None for nobody knows: its own method, unless it can come to its end."""
    parts = _split(scheduler, _count_done(scheduler) + (math.inf if steps is None else steps) + 1)
    if any(positions - 1 > _find_end(part) for part, positions in parts):
        return partial(step_schedule, scheduler)
    return scheduler.step


def check_length(
    scheduler: LRScheduler, epochs: int, steps_per_epoch: int | None, steps: int | None, *, per_step: bool
) -> None:
    """Refuse a schedule that counts steps and is stepped each epoch, or the reverse, or that is too short.

    Raises:
        ValueError: OneCycleLR or CyclicLR counts steps, since its cycle is longer than the run has epochs, and is
            not in `PerStep`; OneCycleLR is shorter than the run; or what is in `PerStep` counts epochs, since it
            ends after as many steps as the run has epochs.
    """
    unit = "steps" if per_step else "epochs"
    length = steps if per_step else epochs
    for part, available in _split(scheduler, math.inf if length is None else _count_done(scheduler) + length):
        name = f"scheduler={type(part).__name__}"
        cycle = _find_cycle(part)
        may_count_steps = isinstance(part, CyclicLR) or cycle >= (steps_per_epoch or 0)
        if not per_step and cycle > available and may_count_steps:
            raise ValueError(
                f"{name} has a cycle of {cycle:g}, and the run gives it only {available} epochs: if it counts steps, "
                "write scheduler=PerStep(scheduler)"
            )
        if isinstance(part, OneCycleLR) and length is not None and part.total_steps < available:
            raise ValueError(
                f"{name} must have a total_steps of at least the {available} {unit} of the run that it is for, "
                f"got {part.total_steps}"
            )
    if per_step and length is not None and length > epochs == _find_last_end(scheduler):
        raise ValueError(
            f"scheduler=PerStep(…) ends after {epochs} steps, as many as the run has epochs, but it has {length} steps: "
            f"let it count {length}, or leave PerStep out"
        )


def _split(scheduler: LRScheduler, positions: float) -> Iterator[tuple[LRScheduler, float]]:
    """The simple schedules in one, each with how many of its positions are used when so many of the whole are."""
    if isinstance(scheduler, ChainedScheduler):
        for part in scheduler._schedulers:
            yield from _split(part, positions)
    elif isinstance(scheduler, SequentialLR):
        for part, (start, end) in zip(
            scheduler._schedulers, pairwise([0, *scheduler._milestones, math.inf]), strict=True
        ):
            if positions > start:
                yield from _split(part, min(end, positions) - start)
    else:
        yield scheduler, positions


def _count_done(scheduler: LRScheduler) -> int:
    """How often a schedule was stepped before this run."""
    if isinstance(scheduler, ChainedScheduler):
        return max(_count_done(part) for part in scheduler._schedulers)
    return max(scheduler.last_epoch, 0)


def _find_end(scheduler: LRScheduler) -> float:
    """The last position of a simple schedule; infinite if it goes on for ever, or stays at its end by itself."""
    if isinstance(scheduler, OneCycleLR):
        return scheduler.total_steps - 1
    return scheduler.T_max if isinstance(scheduler, CosineAnnealingLR) else math.inf


def _find_last_end(scheduler: LRScheduler) -> float:
    """The position at which a schedule, simple or composed, comes to the end of its last part."""
    if isinstance(scheduler, ChainedScheduler):
        return max(_find_last_end(part) for part in scheduler._schedulers)
    if isinstance(scheduler, SequentialLR):
        return scheduler._milestones[-1] + _find_last_end(scheduler._schedulers[-1])
    return _find_end(scheduler)


def _find_cycle(scheduler: LRScheduler) -> float:
    """The length of the cycle of a schedule that is by nature stepped after each step; 0 for others."""
    if isinstance(scheduler, OneCycleLR):
        return scheduler.total_steps
    return scheduler.total_size if isinstance(scheduler, CyclicLR) else 0
