"""The training loop of several processes, which continues where a fault has cut it off."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.tensor import DTensor
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau
from torch.utils._pytree import tree_leaves
from torch.utils.data import DataLoader

from hanli.batches import Split, check_batch, check_loss, count_samples, move
from hanli.distributed.checkpoints import Checkpoints
from hanli.distributed.samplers import TrainingSampler
from hanli.distributed.world import World, unwrap_ddp
from hanli.loss_weights import WeighedLoss
from hanli.memory.guarded_step import NonFiniteGradientError
from hanli.modes import start_training
from hanli.seed import seed_all
from hanli.train import Loss, NonFiniteLossError
from hanli.train.checks import check_steps


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

    Returns:
        The loss of each step, the mean over all processes, those before a resumption included.

    Raises:
        TypeError: A batch is not a pair (inputs, targets), or `optimizer` is none, several, or needs a closure.
        ValueError: A number is out of range, `scheduler` is a ReduceLROnPlateau, or the checkpoint is of other
            data, another batch size or another seed, or of a run with another scheduler, or with one and this
            has none.
        NonFiniteLossError: A loss is nan or infinite. Nothing has been written since.
        NonFiniteGradientError: A gradient was nan or infinite, and so are weights or the state of the
            optimizer. This is looked at when a checkpoint is due, and nothing has been written since.

    Source: <https://docs.pytorch.org/docs/stable/notes/ddp.html>
    """
    check_loss(loss)
    check_steps(optimizer)
    if isinstance(scheduler, ReduceLROnPlateau):
        raise ValueError("scheduler must be one that is stepped without a score, got ReduceLROnPlateau")
    _check_at_least_one(epochs=epochs, every=every)
    seed_all(seed + world.rank)
    sampler = TrainingSampler(len(data), batch_size, world, seed)
    schedule = None if scheduler is None else type(scheduler).__name__
    order = {"samples": len(data), "batch_size": batch_size, "seed": seed}
    checkpoints = None if folder is None else Checkpoints(folder, world, keep=keep)
    step, losses = 0, []

    def check(kept: dict[str, Any]) -> None:
        """Refuse to continue a run that was another one."""
        _check_same_order(kept["order"], order)
        _check_same_schedule(kept, schedule)

    if checkpoints is not None and (kept := checkpoints.load(model, optimizer, check=check)) is not None:
        if scheduler is not None:
            scheduler.load_state_dict(kept["scheduler"])
        step, losses = kept["step"], kept["losses"]
    # With a generator of its own, the loader leaves the global one as the checkpoint has it.
    loader = DataLoader(data, batch_sampler=sampler, generator=torch.Generator())
    last = epochs * len(sampler)
    recent: list[Tensor] = []
    weighed = WeighedLoss(loss, joins=world.size > 1)
    start_training(unwrap_ddp(model))
    while step < last:
        sampler.epoch, sampler.batch = divmod(step, len(sampler))
        for batch in loader:
            pair = batch if split is None else split(batch)
            check_batch(pair)
            optimizer.zero_grad()
            value = _compute_part(model, weighed, move(tuple(pair), world.device), world)
            value.backward()  # type: ignore[no-untyped-call]
            if clip is not None:
                nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            if scheduler is not None:
                scheduler.step()
            step += 1
            recent.append(value.detach())
            due = step % every == 0 or step == last
            if due or step % len(sampler) == 0:
                losses += _average_losses(recent, world, step)
                recent.clear()
            if due:
                _check_finite(model, optimizer, world, step)
            if checkpoints is not None and due:
                rate = None if scheduler is None else scheduler.state_dict()
                extra = {"order": order, "schedule": schedule, "scheduler": rate, "losses": losses}
                checkpoints.save(step, model, optimizer, extra)
            if after_step is not None:
                after_step(step)
    return losses


def _compute_part(model: nn.Module, weighed: WeighedLoss, pair: tuple[Any, Any], world: World) -> Tensor:
    """This process's part of the loss, such that the mean over the processes is that of the whole batch."""
    inputs, targets = pair
    outputs = model(inputs)
    mean, weight = weighed.measure(outputs, targets)
    if world.size == 1:
        return mean
    own = torch.zeros((), dtype=torch.float64 if world.device.type != "mps" else torch.float32, device=world.device)
    own += count_samples(inputs, targets) if weight is None else weight
    together = own.clone()
    dist.all_reduce(together)
    share = own * world.size / together
    if world.device.type == "cpu":
        if own == 0 and together > 0:  # its mean is 0/0, but the others wait for its gradients
            return sum((leaf.sum() * 0 for leaf in tree_leaves(outputs) if isinstance(leaf, Tensor)), torch.zeros(()))
        if share == 1:
            return mean
    return mean * share.to(mean.dtype)


def _average_losses(recent: list[Tensor], world: World, step: int) -> list[float]:
    """The losses of the last steps, averaged over the processes."""
    together = torch.stack(recent).double()
    dist.all_reduce(together)
    means: list[float] = (together / world.size).tolist()
    for number, mean in enumerate(means, start=step - len(means) + 1):
        if not math.isfinite(mean):
            raise NonFiniteLossError(f"the loss is {mean} in step {number}: lower the learning rate or set clip=1.0")
    return means


def _check_finite(model: nn.Module, optimizer: Optimizer, world: World, step: int) -> None:
    """Refuse to go on, and to write, with what a nan or infinite gradient has left."""
    state = [value for entry in optimizer.state.values() for value in entry.values() if isinstance(value, Tensor)]
    held = [t.to_local() if isinstance(t, DTensor) else t.detach() for t in [*model.parameters(), *state]]
    finite = [torch.isfinite(tensor).all().to(world.device) for tensor in held]
    together = torch.stack(finite).all().int()
    dist.all_reduce(together, dist.ReduceOp.MIN)
    if not together:
        raise NonFiniteGradientError(
            f"weights or the optimizer's state are not finite after step {step}, because a gradient was nan or infinite: "
            "look in the loss for log(0), 0/0 or a square root at 0, and go on from the last checkpoint"
        )


def _check_same_schedule(kept: dict[str, Any], schedule: str | None) -> None:
    """Refuse to continue a run with another scheduler."""
    theirs = kept.get("schedule", schedule)  # not written by 0.1.0
    if (kept["scheduler"] is None) != (schedule is None) or theirs != schedule:
        told = "none" if kept["scheduler"] is None else theirs or "one"
        raise ValueError(f"scheduler must be as in the run to be continued, {told}, got {schedule or 'none'}")


def _check_at_least_one(**numbers: int) -> None:
    """Refuse numbers below 1, by their names."""
    for name, number in numbers.items():
        if number < 1:
            raise ValueError(f"{name} must be at least 1, got {number}")


def _check_same_order(kept: dict[str, int], ours: dict[str, int]) -> None:
    """Refuse to continue a run whose samples came in another order."""
    for name, value in kept.items():
        if ours[name] != value:
            raise ValueError(f"{name} must be as in the run to be continued, {value}, got {ours[name]}")
