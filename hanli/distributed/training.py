"""The training loop of several processes, which continues where a fault has cut it off."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.fsdp import FSDPModule
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau
from torch.utils.data import DataLoader

from hanli.batches import Split, check_batch, check_loss
from hanli.distributed.checkpoints import Checkpoints
from hanli.distributed.evaluation import check_functions, compute_scores
from hanli.distributed.replicas import Replica
from hanli.distributed.samplers import TrainingSampler
from hanli.distributed.step_gradients import autocast, compute_gradients, make_compute
from hanli.distributed.world import World, unwrap_ddp
from hanli.generators import get_generator_states, set_generator_states
from hanli.loss_weights import WeighedLoss
from hanli.memory.guarded_step import NonFiniteGradientError
from hanli.memory.step_in_backward import steps_in_backward
from hanli.modes import start_training
from hanli.nonfinite import explain_nonfinite_loss, explain_nonfinite_weights, find_nonfinite
from hanli.optimizers import check_steps
from hanli.seed import MAX_SEED, seed_all
from hanli.train import Loss, NonFiniteLossError, Scores


def train(
    model: nn.Module,
    data: Any,
    *,
    loss: Loss,
    optimizer: Optimizer,
    world: World,
    batch_size: int,
    epochs: int,
    scheduler: LRScheduler | None = None,
    clip: float | None = None,
    seed: int = 0,
    folder: str | Path | None = None,
    every: int = 100,
    keep: int = 2,
    after_step: Callable[[int], None] | None = None,
    split: Split | None = None,
    val_loader: DataLoader[Any] | Sequence[Any] | None = None,
    metrics: Mapping[str, Callable[[Any, Any], Any]] | None = None,
    after_epoch: Callable[[int, Scores | None], None] | None = None,
    accumulate: int = 1,
    precision: Literal["fp32", "bf16"] = "fp32",
    workers: int = 0,
    in_background: bool = False,
) -> list[float]:
    """Train with all processes; after a fault, run it again and it continues where it was.

    With the same number of processes on the CPU, a continued run gives the same bits as one that
    was never interrupted, dropout included. Each process has generators of its own. The loss is looked
    at when a checkpoint is due and at the end of an epoch; in between, nobody waits.

    Args:
        model: As `spread` returned it.
        data: A map-style data set of pairs (input, target), both tensors or nested ones, the same in each process.
        loss: A mean, or the pair (sum, what to divide it by), as for `hanli.train.fit`. The processes' parts of a
            batch weigh as much as their losses were divided by, so targets that are ignored do not count.
        optimizer: Of the parameters of `model`, made after `spread`.
        world: The processes, from `join`.
        batch_size: Of all processes together.
        epochs: How many in all; a continued run does what is missing.
        scheduler: Stepped after each step of the optimizer.
        clip: The largest allowed norm of the whole gradient; None for no clipping.
        seed: Of the order of the samples, and, with the rank added, of each process's generators.
        folder: Where checkpoints are kept, and looked for at the start; None for none.
        every: Write one after every so many steps, and at the end.
        keep: How many of them to keep.
        after_step: Called with the number of completed steps after each.
        split: Makes the pair (inputs, targets) from collated batches of another form.
        val_loader: This process's validation batches, as for `evaluate`, for example a DataLoader with an
            `EvaluationSampler`. Tried on one batch before the first step, and measured after each epoch.
        metrics: Measured in validation, functions by name, as for `evaluate`.
        after_epoch: Called in each process with the number of completed epochs and the scores over all
            processes, None without `val_loader`. An epoch that a fault has undone is trained, and told, again.
        accumulate: How many batches make one step; the last one of an epoch may have fewer. What `loss` counts
            weighs the same, however it is spread over batches and processes, and gradients are sent once a
            step. Until then, a model of `"fsdp"` holds the whole gradient in each process.
        precision: `"bf16"` computes forward and loss under autocast. A model of `"fsdp"` gets its precision
            from `spread`, by `policy`.
        workers: How many processes load the data for each process, until the end of each epoch. What a data
            set draws by chance in them is seeded anew where an epoch or a continued run begins, so it is
            continued with the same bits only from the end of an epoch on.
        in_background: Whether checkpoints are written while training goes on, as told at `Checkpoints`.

    Returns:
        The loss of each step, the mean over all processes, those before a resumption included.

    Raises:
        TypeError: A batch is not a pair (inputs, targets), a metric is no function, or `optimizer` is none,
            several, needs a closure, or is a `StepInBackward`.
        ValueError: A number or the precision is out of range, `metrics` are given without `val_loader`, `scheduler`
            is a ReduceLROnPlateau, or the checkpoint is of other data, another batch size, accumulation or seed, or of
            a run with another scheduler, or with one and this has none.
        RuntimeError: Parameters had no gradient in a step under `"ddp"` without `find_unused`; they are named,
            and the step is not taken. Or the model steps inside backward, and `accumulate` is more than 1.
        NonFiniteLossError: A loss is nan or infinite. Nothing has been written since.
        NonFiniteGradientError: A gradient was nan or infinite, and so are weights or the state of the
            optimizer. This is looked at when a checkpoint is due, and nothing has been written since.

    Source: <https://docs.pytorch.org/docs/stable/notes/ddp.html>
    """
    check_loss(loss)
    check_steps(optimizer)
    check_functions(metrics or {})
    _check_validation(scheduler, metrics, val_loader)
    _check_at_least(1, epochs=epochs, every=every, accumulate=accumulate)
    _check_at_least(0, workers=workers)
    _check_precision(precision, model)
    if accumulate > 1 and steps_in_backward(model):
        raise RuntimeError("model steps inside backward, so each batch would be a step: use accumulate=1")
    seed_all(seed + world.rank)
    sampler = TrainingSampler(len(data), batch_size, world, seed)
    order = {"samples": len(data), "batch_size": batch_size, "seed": seed, "accumulate": accumulate}
    checkpoints = None if folder is None else Checkpoints(folder, world, keep=keep, in_background=in_background)
    step = 0
    losses: list[float] = []
    if checkpoints is not None:
        step, losses = _continue(checkpoints, model, optimizer, scheduler, order)

    def validate(batches: DataLoader[Any] | Sequence[Any]) -> Scores:
        cast = partial(autocast, world=world, precision=precision)
        return compute_scores(model, cast, batches, loss, world, metrics or {}, split)

    if val_loader is not None:
        _try_validation(val_loader, validate, world)
    # With a generator of its own, the loader leaves the global one as the checkpoint has it.
    chance = torch.Generator()
    loader = DataLoader(data, batch_sampler=sampler, generator=chance, num_workers=workers)
    steps = math.ceil(len(sampler) / accumulate)
    last = epochs * steps
    recent: list[Tensor] = []
    weighed = WeighedLoss(loss, joins=world.size > 1 or accumulate > 1)
    compute = autocast(make_compute(model, weighed), world, precision)
    start_training(unwrap_ddp(model))
    try:
        while step < last:
            sampler.epoch, done = divmod(step, steps)
            sampler.batch = done * accumulate
            chance.manual_seed((seed + step * 1_000_003 + world.rank) % MAX_SEED)  # the workers of each process differ
            batches = iter(loader)
            while window := list(islice(batches, accumulate)):
                pairs = _pairs(window, split)
                optimizer.zero_grad()
                recent.append(compute_gradients(model, compute, pairs, world, batch_size * len(pairs)))
                _take_step(model, optimizer, scheduler, clip)
                step += 1
                due, epoch_over = step % every == 0 or step == last, step % steps == 0
                if due or epoch_over:
                    losses += _average_losses(recent, world, step)
                    recent.clear()
                if due:
                    _check_finite(model, optimizer, world, step)
                # Before the checkpoint: a run that is continued from it goes on with the next epoch.
                scores = validate(val_loader) if epoch_over and val_loader is not None else None
                if checkpoints is not None and due:
                    checkpoints.save(step, model, optimizer, _position(order, scheduler, losses))
                if after_step is not None:
                    after_step(step)
                if after_epoch is not None and epoch_over:
                    after_epoch(step // steps, scores)
        if checkpoints is not None:
            checkpoints.finish()
    finally:
        if checkpoints is not None:
            checkpoints.wait_alone()
    return losses


def _continue(
    checkpoints: Checkpoints,
    model: nn.Module,
    optimizer: Optimizer,
    scheduler: LRScheduler | None,
    order: dict[str, int],
) -> tuple[int, list[float]]:
    """Load the last checkpoint, if there is one of this run: how many steps are taken, and their losses."""

    def check(kept: dict[str, Any]) -> None:
        """Refuse to continue a run that was another one."""
        _check_same_order(kept["order"], order)
        _check_same_schedule(kept, _name(scheduler))

    kept = checkpoints.load(model, optimizer, check=check)
    if kept is None:
        return 0, []
    if scheduler is not None:
        scheduler.load_state_dict(kept["scheduler"])
    return kept["step"], kept["losses"]


def _position(order: dict[str, int], scheduler: LRScheduler | None, losses: list[float]) -> dict[str, Any]:
    """What a checkpoint keeps beside the model and the optimizer."""
    rate = None if scheduler is None else scheduler.state_dict()
    return {"order": order, "schedule": _name(scheduler), "scheduler": rate, "losses": losses}


def _name(scheduler: LRScheduler | None) -> str | None:
    """The class of a scheduler, by which a continued run knows it again."""
    return None if scheduler is None else type(scheduler).__name__


def _pairs(window: list[Any], split: Split | None) -> list[tuple[Any, Any]]:
    """The batches of a step as pairs (inputs, targets)."""
    pairs = window if split is None else [split(batch) for batch in window]
    for pair in pairs:
        check_batch(pair)
    return [(inputs, targets) for inputs, targets in pairs]


def _take_step(model: nn.Module, optimizer: Optimizer, scheduler: LRScheduler | None, clip: float | None) -> None:
    """Step by the gradients that are there, after a look whether all were sent."""
    if isinstance(model, Replica):
        model.check_gradients_sent()
    if clip is not None:
        nn.utils.clip_grad_norm_(model.parameters(), clip)
    optimizer.step()
    if scheduler is not None:
        scheduler.step()


def _check_validation(scheduler: object, metrics: object, val_loader: object) -> None:
    """Refuse a scheduler that waits for a score, and metrics that have no data."""
    if isinstance(scheduler, ReduceLROnPlateau):
        raise ValueError("scheduler must be one that is stepped without a score, got ReduceLROnPlateau")
    if metrics and val_loader is None:
        raise ValueError("metrics are measured in validation, got them without a val_loader")


def _try_validation(
    loader: DataLoader[Any] | Sequence[Any], validate: Callable[[Sequence[Any]], Scores], world: World
) -> None:
    """Validate on the first batch, and leave the generators as they were."""
    states = get_generator_states(world.device)
    try:
        validate(list(islice(loader, 1)))
    finally:
        set_generator_states(states, world.device)


def _average_losses(recent: list[Tensor], world: World, step: int) -> list[float]:
    """The losses of the last steps, averaged over the processes."""
    together = torch.stack(recent).double()
    dist.all_reduce(together)
    means: list[float] = (together / world.size).tolist()
    for number, mean in enumerate(means, start=step - len(means) + 1):
        if not math.isfinite(mean):
            raise NonFiniteLossError(explain_nonfinite_loss(mean, f"in step {number}"))
    return means


def _check_finite(model: nn.Module, optimizer: Optimizer, world: World, step: int) -> None:
    """Refuse to go on, and to write, with what a nan or infinite gradient has left."""
    found: list[str | None] = [None] * world.size
    dist.all_gather_object(found, find_nonfinite(unwrap_ddp(model), optimizer))
    for name in found:
        if name is not None:
            raise NonFiniteGradientError(explain_nonfinite_weights(name, f"after step {step}"))


def _check_same_schedule(kept: dict[str, Any], schedule: str | None) -> None:
    """Refuse to continue a run with another scheduler."""
    theirs = kept.get("schedule", schedule)  # not written by 0.1.0
    if (kept["scheduler"] is None) != (schedule is None) or theirs != schedule:
        told = "none" if kept["scheduler"] is None else theirs or "one"
        raise ValueError(f"scheduler must be as in the run to be continued, {told}, got {schedule or 'none'}")


def _check_at_least(least: int, **numbers: int) -> None:
    """Refuse numbers that are too small, by their names."""
    for name, number in numbers.items():
        if number < least:
            raise ValueError(f"{name} must be at least {least}, got {number}")


def _check_precision(precision: str, model: nn.Module) -> None:
    """Refuse a precision that is unknown, or comes too late for a model that has been cut."""
    if precision not in ("fp32", "bf16"):
        raise ValueError(f"precision must be 'fp32' or 'bf16', got {precision!r}")
    if precision != "fp32" and isinstance(model, FSDPModule):
        raise ValueError(
            f"precision must be 'fp32' for a model of 'fsdp', got {precision!r}: "
            "pass policy=MixedPrecisionPolicy(param_dtype=torch.bfloat16) to spread"
        )


def _check_same_order(kept: dict[str, int], ours: dict[str, int]) -> None:
    """Refuse to continue a run whose samples came in another order."""
    for name, value in {"accumulate": 1, **kept}.items():  # 0.1.0 could not accumulate
        if ours[name] != value:
            raise ValueError(f"{name} must be as in the run to be continued, {value}, got {ours[name]}")
