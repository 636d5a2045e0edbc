"""Train with several processes, on one machine or many: the same script, alone or under torchrun.

`join` finds the other processes, `spread` deals the model out among them, `train` trains with
checkpoints that survive `kill -9`, `evaluate` counts each sample once. All of it is a thin layer
over torch.distributed, and each piece works without the others.

Source: <https://docs.pytorch.org/docs/stable/distributed.html>
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import FSDPModule, fully_shard
from torch.nn.parallel import DistributedDataParallel
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler
from torch.utils.data import DataLoader, Sampler

from hanli._distributed_checkpoints import Checkpoints, complete
from hanli._distributed_launch import ProcessFailedError, launch
from hanli._distributed_world import World, join, plain, share_buffers
from hanli._modes import evaluating
from hanli._training import are_classes, check_batch, check_loss
from hanli.seed import seed_all
from hanli.train import Loss, NonFiniteLossError, Scores

__all__ = [
    "Checkpoints",
    "EvaluationSampler",
    "ProcessFailedError",
    "TrainingSampler",
    "World",
    "complete",
    "evaluate",
    "join",
    "launch",
    "spread",
    "train",
]


def spread(
    model: nn.Module, world: World, how: Literal["ddp", "fsdp"] = "ddp", *, layers: Sequence[nn.Module] | None = None
) -> nn.Module:
    """Deal a model out among the processes, all of which get the weights of the first.

    Make the optimizer afterwards, from the parameters of what is returned.

    Args:
        model: The same architecture in each process; moved to the device.
        world: The processes, from `join`.
        how: `"ddp"`: each process holds the whole model. `"fsdp"`: each holds its part of every
            parameter, of its gradient and of its optimizer state (FSDP2), and fetches a layer when
            it is its turn.
        layers: What `"fsdp"` fetches at once, from the inside out. Default: each child that has
            parameters; of a ModuleList or ModuleDict, each of its modules.

    Returns:
        The model to train: for `"ddp"` one that wraps yours, for `"fsdp"` yours itself.

    Raises:
        ValueError: `how` is unknown.

    Source: <https://docs.pytorch.org/docs/stable/distributed.fsdp.fully_shard.html>
    """
    if how not in ("ddp", "fsdp"):
        raise ValueError(f"how must be 'ddp' or 'fsdp', got {how!r}")
    model.to(world.device)
    if how == "ddp":
        return DistributedDataParallel(model, device_ids=None if world.device.type == "cpu" else [world.device])
    with torch.no_grad():
        for parameter in model.parameters():  # FSDP2 itself would take each process's own
            dist.broadcast(parameter, src=0)
    share_buffers(model, world)
    mesh = init_device_mesh(world.device.type, (world.size,))
    for layer in _units(model) if layers is None else layers:
        fully_shard(layer, mesh=mesh)
    fully_shard(model, mesh=mesh)
    return model


class TrainingSampler(Sampler[list[int]]):
    """Deals each batch out among the processes, in an order that is new in each epoch.

    Pass it to a DataLoader as `batch_sampler`. Each pass over it is one epoch, counted here:
    there is no `set_epoch` to forget. The order and the batches are the same for any number of
    processes, so a run can be continued with more or fewer. What is left over at the end of an
    epoch and makes no full batch is left out; the order being new, it is other samples each time.

    Args:
        samples: How many samples there are.
        batch_size: Of all processes together; they share it equally.
        world: The processes, from `join`.
        seed: Of the order.

    Attributes:
        epoch: Which epoch the next pass is, from 0.
        batch: Which batch it begins with, from 0.

    Raises:
        ValueError: `batch_size` is less than 1, more than `samples`, or no multiple of the number of processes.

    Source: <https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.distributed.DistributedSampler>
    """

    def __init__(self, samples: int, batch_size: int, world: World, seed: int = 0) -> None:
        if not 1 <= batch_size <= samples:
            raise ValueError(f"batch_size must be from 1 to the number of samples, {samples}, got {batch_size}")
        if batch_size % world.size:
            raise ValueError(
                f"batch_size must be a multiple of the number of processes, {world.size}, got {batch_size}"
            )
        self.samples, self.batch_size, self.world, self.seed = samples, batch_size, world, seed
        self.epoch, self.batch = 0, 0

    def __len__(self) -> int:
        """How many batches a whole epoch has."""
        return self.samples // self.batch_size

    def __iter__(self) -> Iterator[list[int]]:
        """This process's share of each batch, from `batch` on; the next pass is the next epoch."""
        epoch, start = self.epoch, self.batch
        self.epoch, self.batch = epoch + 1, 0
        return self._shares(epoch, start)

    def _shares(self, epoch: int, start: int) -> Iterator[list[int]]:
        order = torch.randperm(self.samples, generator=torch.Generator().manual_seed(self.seed + epoch)).tolist()
        share = self.batch_size // self.world.size
        for batch in range(start, len(self)):
            first = batch * self.batch_size + self.world.rank * share
            yield order[first : first + share]


class EvaluationSampler(Sampler[int]):
    """Deals the samples out among the processes, each sample once, though some get one more.

    Args:
        samples: How many samples there are.
        world: The processes, from `join`.

    Raises:
        ValueError: There are fewer samples than processes.
    """

    def __init__(self, samples: int, world: World) -> None:
        if samples < world.size:
            raise ValueError(f"samples must be at least the number of processes, {world.size}, got {samples}")
        self._mine = range(world.rank, samples, world.size)

    def __len__(self) -> int:
        """How many samples this process gets."""
        return len(self._mine)

    def __iter__(self) -> Iterator[int]:
        """This process's samples."""
        return iter(self._mine)


@torch.no_grad()
def evaluate(model: nn.Module, loader: DataLoader[Any] | Sequence[Any], loss: Loss, world: World) -> Scores:
    """Measure a model on all samples of all processes; every process gets the same scores.

    What travels are sums and counts, so shares of different sizes weigh as they should. Buffers
    are made those of the first process. The model's modes are afterwards as they were.

    Args:
        model: As `spread` returned it.
        loader: This process's batches, for example a DataLoader with an `EvaluationSampler`.
        loss: A mean over the batch.
        world: The processes, from `join`.

    Returns:
        The scores over all samples; the accuracy is None if the targets are no class indices.

    Raises:
        TypeError: A batch is not a pair (inputs, targets).
        ValueError: A process has no batches, or `loss` is not a mean.
    """
    check_loss(loss)
    inner = plain(model)  # DDP would wait for the others in each forward pass; shares need not be equally long
    share_buffers(inner, world)
    counts = torch.tensor([len(loader), -len(loader)], device=world.device)
    dist.all_reduce(counts, dist.ReduceOp.MAX)
    if counts[1] == 0:
        raise ValueError("loader must give each process at least one batch, got a process without")
    sums = torch.zeros(4, dtype=torch.float64, device=world.device)  # loss, samples, hits, guesses
    with evaluating(inner):
        inputs: Any = None
        for batch in loader:
            check_batch(batch)
            inputs, targets = (part.to(world.device) for part in batch)
            outputs = inner(inputs)
            size = targets.shape[0]
            sums[:2] += torch.stack([loss(outputs, targets).double() * size, sums.new_tensor(size)])
            if are_classes(outputs, targets):
                sums[2:] += torch.stack(
                    [(outputs.argmax(1) == targets).sum().double(), sums.new_tensor(targets.numel())]
                )
        if isinstance(inner, FSDPModule):
            for _ in range(len(loader), int(counts[0])):
                inner(inputs)  # the others need this process's part of each layer once more
    dist.all_reduce(sums)
    total, samples, hits, guesses = sums.tolist()
    return Scores(total / samples, hits / guesses if guesses else None, int(samples))


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
) -> list[float]:
    """Train with all processes; after a fault, run it again and it continues where it was.

    With the same number of processes on the CPU, a continued run gives the same bits as one that
    was never interrupted, dropout included. Each process has dice of its own. The loss is looked
    at when a checkpoint is due and at the end of an epoch; in between, nobody waits.

    Args:
        model: As `spread` returned it.
        data: A map-style data set of pairs (input, target), the same in each process.
        loss: A mean over the batch.
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

    Returns:
        The loss of each step, the mean over all processes, those before a resumption included.

    Raises:
        ValueError: A number is out of range, or the checkpoint is of other data, another batch size
            or another seed.
        NonFiniteLossError: A loss is nan or infinite. Nothing has been written since.

    Source: <https://docs.pytorch.org/docs/stable/notes/ddp.html>
    """
    check_loss(loss)
    _check_numbers(epochs=epochs, every=every)
    seed_all(seed + world.rank)
    sampler = TrainingSampler(len(data), batch_size, world, seed)
    order = {"samples": len(data), "batch_size": batch_size, "seed": seed}
    checkpoints = None if folder is None else Checkpoints(folder, world, keep=keep)
    step, losses = 0, []
    if checkpoints is not None and (kept := checkpoints.load(model, optimizer)) is not None:
        _check_order(kept["order"], order)
        if scheduler is not None:
            scheduler.load_state_dict(kept["scheduler"])
        step, losses = kept["step"], kept["losses"]
    # With a generator of its own, the loader leaves the global one as the checkpoint has it.
    loader = DataLoader(data, batch_sampler=sampler, generator=torch.Generator())
    last = epochs * len(sampler)
    recent: list[Tensor] = []
    model.train()
    while step < last:
        sampler.epoch, sampler.batch = divmod(step, len(sampler))
        for inputs, targets in loader:
            optimizer.zero_grad()
            value = loss(model(inputs.to(world.device)), targets.to(world.device))
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
                losses += _means(recent, world, step)
                recent.clear()
            if checkpoints is not None and due:
                rate = None if scheduler is None else scheduler.state_dict()
                checkpoints.save(step, model, optimizer, {"order": order, "scheduler": rate, "losses": losses})
            if after_step is not None:
                after_step(step)
    return losses


def _means(recent: list[Tensor], world: World, step: int) -> list[float]:
    """The losses of the last steps, averaged over the processes."""
    together = torch.stack(recent).double()
    dist.all_reduce(together)
    means: list[float] = (together / world.size).tolist()
    for number, mean in enumerate(means, start=step - len(means) + 1):
        if not math.isfinite(mean):
            raise NonFiniteLossError(f"the loss is {mean} in step {number}: lower the learning rate or set clip=1.0")
    return means


def _units(model: nn.Module) -> Iterator[nn.Module]:
    """The children with parameters; containers without a forward pass are looked into."""
    for child in model.children():
        if isinstance(child, nn.ModuleList | nn.ModuleDict):
            yield from _units(child)
        elif next(child.parameters(), None) is not None:
            yield child


def _check_numbers(**numbers: int) -> None:
    for name, number in numbers.items():
        if number < 1:
            raise ValueError(f"{name} must be at least 1, got {number}")


def _check_order(kept: dict[str, int], ours: dict[str, int]) -> None:
    for name, value in kept.items():
        if ours[name] != value:
            raise ValueError(f"{name} must be as in the run to be continued, {value}, got {ours[name]}")
