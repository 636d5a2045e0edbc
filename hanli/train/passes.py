"""Passes over the loader: begun, gone on with in the next epoch, and found again in a resumed run."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import islice
from typing import Any

from torch import Tensor

from hanli.batches import Loader
from hanli.train.position import Position
from hanli.train.random_state import find_generators, get_random_state, set_random_state
from hanli.train.run import Run

_KEPT = ("steps", "batches", "total", "weights", "learning_rate", "read", "passes", "start")


def collect_position(run: Run) -> dict[str, Any]:
    """What must be kept to come to this position again."""
    content = {name: getattr(run.position, name) for name in _KEPT}
    for name in ("total", "weights"):
        if isinstance(content[name], Tensor):
            content[name] = content[name].detach().cpu()
    return {**content, "loader": _describe_loader(run.owners["train_loader"])}


def restore_position(run: Run, content: dict[str, Any], moment: dict[str, Any]) -> Position:
    """The position that was kept; the pass is opened when the next batch is needed."""
    kept = {name: content[name] for name in _KEPT}
    for name in ("total", "weights"):
        if isinstance(kept[name], Tensor):
            kept[name] = kept[name].to(run.device)
    return Position(**kept, moment=moment, kept=content["loader"])


def open_pass(run: Run, loader: Loader) -> None:
    """Begin a pass over the loader, or go on with it: of a resumed run, read again what was used.

    Raises:
        ValueError: The loader is not as it was when the run was kept, so the position cannot be found.
    """
    if run.position.iterator is not None:
        return
    if run.position.moment is not None and (run.position.passes > 1 if run.position.read else run.position.passes > 0):
        _wake_workers(run, loader)
    if not run.position.read:
        _begin_pass(run, loader)
    elif isinstance(loader, Iterator):
        warnings.warn(
            f"train_loader is an iterator, which cannot be begun anew: it goes on where it is, and the {run.position.read} "
            "batches that were used are not skipped",
            stacklevel=4,
        )
        run.position.iterator = iter(loader)
    else:
        _read_again(run, loader)
    run.position.moment = None


def read_on(run: Run, loader: Loader, accumulate: int, fixed: int | None) -> list[Any]:
    """At the end of a pass: close it, and if an epoch may have several, the first batches of the next."""
    run.position.close_pass()
    if fixed is None or isinstance(loader, Iterator):
        return []
    _begin_pass(run, loader)
    assert run.position.iterator is not None
    return list(islice(run.position.iterator, accumulate))


def finish_reading(run: Run, fixed: int | None) -> None:
    """At the end of an epoch: see whether the end of the run has cut it, else close a pass that is no longer needed."""
    run.position.cut = run.position.read > 0 and run.position.steps != run.steps_per_epoch
    run.position.between_steps = False  # until the epoch is in the history
    if not run.position.cut and fixed is None:
        run.position.close_pass()


def _begin_pass(run: Run, loader: Loader) -> None:
    """The first batch is the next."""
    _tell_epoch(loader, run.position.passes)
    run.position.start = get_random_state(run) if run.resumable else None
    run.position.iterator = iter(loader)
    run.position.read = 0
    run.position.passes += 1


def _tell_epoch(loader: Any, number: int) -> None:
    """Tell samplers and data that shuffle by the number of the epoch, as torch's DistributedSampler, which pass it is."""
    batch_sampler = getattr(loader, "batch_sampler", None)
    parts = [getattr(loader, name, None) for name in ("sampler", "batch_sampler", "dataset")]
    for part in {id(part): part for part in (*parts, getattr(batch_sampler, "sampler", None), loader)}.values():
        set_epoch = getattr(part, "set_epoch", None)
        if callable(set_epoch):
            set_epoch(number)


def _read_again(run: Run, loader: Loader) -> None:
    """Go through the batches that were used, with the generators as they were, and then set these as they were last."""
    assert run.position.moment is not None and run.position.start is not None and run.position.kept is not None
    now = _describe_loader(loader)
    for name, before in run.position.kept.items():
        if before != now[name]:
            raise ValueError(
                f"train_loader must have {name} as in the run to be continued, which was written within an epoch, "
                f"{before}, got {now[name]}: the batches that were used cannot be found in other data"
            )
    _tell_epoch(loader, run.position.passes - 1)
    set_random_state(run, run.position.start)
    run.position.iterator = iter(loader)
    found = sum(1 for _ in islice(run.position.iterator, run.position.read))
    if found < run.position.read:
        raise ValueError(
            f"train_loader must have the data of the run to be continued, which had used {run.position.read} batches of "
            f"it, got only {found}"
        )
    set_random_state(run, run.position.moment)


def _wake_workers(run: Run, loader: Loader) -> None:
    """Start workers that live on from pass to pass: the first pass draws one number more than the others."""
    if not getattr(loader, "persistent_workers", False):
        return
    owned = find_generators({"train_loader.dataset": getattr(loader, "dataset", None)})
    if owned:
        warnings.warn(
            f"{', '.join(owned)} lives in persistent workers, where its state cannot be seen: it begins anew, so its "
            "numbers will be others; persistent_workers=False lets it begin anew with each epoch, resumed or not",
            stacklevel=5,
        )
    now = get_random_state(run)
    iter(loader)
    set_random_state(run, now)


def _describe_loader(loader: Any) -> dict[str, Any]:
    """By what one sees that the data are others."""
    try:
        batches: int | None = len(loader)
    except (TypeError, NotImplementedError):
        batches = None
    size = getattr(loader, "batch_size", None)
    told: dict[str, Any] = {"batches": batches, "batch_size": size if isinstance(size, int) else None}
    try:
        told["samples"] = len(loader.dataset)
    except (AttributeError, TypeError, NotImplementedError):
        told["samples"] = None
    return told
