"""A model dealt out among the processes, by DDP or FSDP2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.nn.parallel import DistributedDataParallel

from hanli.distributed.world import World, broadcast_buffers


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
    broadcast_buffers(model, world)
    mesh = init_device_mesh(world.device.type, (world.size,))
    for layer in _find_wrapped_layers(model) if layers is None else layers:
        fully_shard(layer, mesh=mesh)
    fully_shard(model, mesh=mesh)
    return model


def _find_wrapped_layers(model: nn.Module) -> Iterator[nn.Module]:
    """The children with parameters; containers without a forward pass are looked into."""
    for child in model.children():
        if isinstance(child, nn.ModuleList | nn.ModuleDict):
            yield from _find_wrapped_layers(child)
        elif next(child.parameters(), None) is not None:
            yield child
