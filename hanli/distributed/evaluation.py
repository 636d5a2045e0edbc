"""Scores over the samples of all processes, each counted once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.fsdp import FSDPModule
from torch.utils.data import DataLoader

from hanli.batches import are_class_indices, check_batch, check_loss
from hanli.distributed.world import World, broadcast_buffers, unwrap_ddp
from hanli.modes import evaluating
from hanli.train import Loss, Scores


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
    inner = unwrap_ddp(model)  # DDP would wait for the others in each forward pass; shares need not be equally long
    broadcast_buffers(inner, world)
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
            if are_class_indices(outputs, targets):
                sums[2:] += torch.stack(
                    [(outputs.argmax(1) == targets).sum().double(), sums.new_tensor(targets.numel())]
                )
        if isinstance(inner, FSDPModule):
            for _ in range(len(loader), int(counts[0])):
                inner(inputs)  # the others need this process's part of each layer once more
    dist.all_reduce(sums)
    total, samples, hits, guesses = sums.tolist()
    return Scores(total / samples, hits / guesses if guesses else None, int(samples))
