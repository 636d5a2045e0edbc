"""Scores over the samples of all processes, each counted once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.fsdp import FSDPModule
from torch.utils.data import DataLoader

from hanli.batches import Split, check_batch, check_loss, count_samples, move
from hanli.distributed.world import World, broadcast_buffers, unwrap_ddp
from hanli.modes import evaluating
from hanli.scoring import Tally, check_metrics
from hanli.train import Loss, Scores


def evaluate(
    model: nn.Module,
    loader: DataLoader[Any] | Sequence[Any],
    loss: Loss,
    world: World,
    *,
    metrics: Mapping[str, Callable[[Any, Any], Any]] | None = None,
    split: Split | None = None,
) -> Scores:
    """Measure a model on all samples of all processes; every process gets the same scores.

    What travels are sums and what they are divided by, so shares of different sizes weigh as they should,
    and targets that the loss ignores do not count. Buffers are made those of the first process. The model's
    modes are afterwards as they were.

    Args:
        model: As `spread` returned it.
        loader: This process's batches, for example a DataLoader with an `EvaluationSampler`.
        loss: A mean, or the pair (sum, what to divide it by), as for `hanli.train.fit`.
        world: The processes, from `join`.
        metrics: Functions as for `hanli.train.fit`, by name, the same in each process.
        split: As for `hanli.train.fit`.

    Returns:
        The scores over all samples; the accuracy as in `hanli.train.evaluate`.

    Raises:
        TypeError: A batch is not a pair (inputs, targets), or a metric is no function.
        ValueError: A process has no batches, or `loss` is not a mean.
    """
    check_loss(loss)
    check_functions(metrics or {})
    return compute_scores(model, lambda forward: forward, loader, loss, world, metrics or {}, split)


@torch.no_grad()
def compute_scores(
    model: nn.Module,
    cast: Callable[[Any], Any],
    loader: DataLoader[Any] | Sequence[Any],
    loss: Loss,
    world: World,
    metrics: Mapping[str, Callable[[Any, Any], Any]],
    split: Split | None,
) -> Scores:
    """Measure a model on the samples of all processes, with a forward pass that `cast` puts into its precision."""
    inner = unwrap_ddp(model)  # DDP would wait for the others in each forward pass; shares need not be equally long
    broadcast_buffers(inner, world)
    counts = torch.tensor([len(loader), -len(loader)], device=world.device)
    dist.all_reduce(counts, dist.ReduceOp.MAX)
    if counts[1] == 0:
        raise ValueError("loader must give each process at least one batch, got a process without")
    forward = cast(inner)
    tally = Tally(loss, metrics, world.device)
    with evaluating(inner):
        inputs: Any = None
        for batch in loader:
            pair = batch if split is None else split(batch)
            check_batch(pair)
            inputs, targets = (move(part, world.device) for part in pair)
            tally.add(forward(inputs), targets, count_samples(inputs, targets))
        if isinstance(inner, FSDPModule):
            for _ in range(len(loader), int(counts[0])):
                forward(inputs)  # the others need this process's part of each layer once more
    sums, samples = _add_over_processes(tally, world)
    value, accuracy, own = tally.finish(sums)
    return Scores(value, accuracy, samples, own)


def check_functions(metrics: Mapping[str, Any]) -> None:
    """Refuse metrics that gather batches themselves: those of each process would stay its own."""
    check_metrics(metrics)
    for name, metric in metrics.items():
        if hasattr(metric, "update") and hasattr(metric, "compute"):
            raise TypeError(
                f"metrics[{name!r}] must be a function of outputs and targets here, whose sums can be added up over "
                f"processes, got a {type(metric).__name__}"
            )


def _add_over_processes(tally: Tally, world: World) -> tuple[Tensor, int]:
    """The sums and the samples of all processes together."""
    precise = torch.float32 if world.device.type == "mps" else torch.float64
    own = torch.cat([tally.sums().flatten(), torch.tensor([float(tally.samples)], dtype=torch.float64)])
    together = own.to(world.device, precise)
    dist.all_reduce(together)
    sums = together.cpu().double()
    return sums[:-1].view(-1, 2), int(sums[-1])
