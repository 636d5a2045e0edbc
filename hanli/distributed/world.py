"""The processes of a run; what `hanli.distributed.join` is made of."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import nn
from torch._C._distributed_c10d import FileStore, HashStore, PrefixStore, Store
from torch.distributed.checkpoint.api import CheckpointException
from torch.distributed.rendezvous import rendezvous
from torch.nn.parallel import DistributedDataParallel

from hanli.device import pick_device
from hanli.distributed.processes import STORE_VARIABLE

_RELEASE_SECONDS = 0.2  # seconds, asleep and so without the GIL, which gloo's threads need to drop a tensor
_ACCELERATORS_WITH_BACKEND = {"cuda", "xpu"}  # the accelerators for which torch has a backend of their own


@dataclass(frozen=True, slots=True)
class World:
    """Where this process stands among all.

    Attributes:
        rank: Its number among all processes, from 0.
        local_rank: Its number among those of this machine, from 0.
        size: How many processes there are.
        device: Where it computes.
        backend: What carries the messages: `"gloo"`, or `"cpu:gloo,cuda:nccl"`.
    """

    rank: int
    local_rank: int
    size: int
    device: torch.device
    backend: str

    @property
    def is_first(self) -> bool:
        """Whether this is the process that prints and writes."""
        return self.rank == 0


@contextmanager
def join(device: str | torch.device | None = None, *, timeout: float = 600.0) -> Iterator[World]:
    """Join the other processes for a block of code, and leave them at its end, after an error too.

    Started by torchrun, or by `launch`, a process finds the others by the variables that were set
    for it. Started as a plain script it is alone, and everything works the same with one process.
    In a group that exists already it takes part, and leaves it as it is. On the CPU the block begins
    when all are connected to one another. At its end several processes
    wait a moment: the threads of gloo drop the last tensors only after the operation is over, and a
    script that ends before that is now and then aborted, all its work done
    (<https://github.com/pytorch/pytorch/issues/190489>).

    Args:
        device: `"cpu"`, or the type of an accelerator, as `"cuda"`: each process of a machine gets
            the one of its local rank. Default: the accelerator if it is CUDA or XPU, else the CPU.
        timeout: Seconds that a process waits for the others in any operation before it gives up.

    Yields:
        Where this process stands.

    Raises:
        ValueError: `timeout` is not above 0, or the device is not available, for example with more
            processes than GPUs.

    Source: <https://docs.pytorch.org/docs/stable/distributed.html>
    """
    if not timeout > 0:
        raise ValueError(f"timeout must be above 0 seconds, got {timeout}")
    if dist.is_initialized():
        yield _locate_process(device)
        return
    world = _locate_process(device)
    if world.device.type != "cpu":
        torch.get_device_module(world.device).set_device(world.device)
    patience = timedelta(seconds=timeout)
    dist.init_process_group(
        world.backend, store=_make_store(world, patience), rank=world.rank, world_size=world.size, timeout=patience
    )
    if world.size > 1 and world.device.type == "cpu":
        # A process that has little to do would close the connections that slower ones are still opening.
        dist.barrier()
    try:
        yield world
    finally:
        dist.destroy_process_group()
        if world.size > 1 and STORE_VARIABLE not in os.environ:  # `launch` kills its own when they have answered
            time.sleep(_RELEASE_SECONDS)


def _locate_process(device: str | torch.device | None) -> World:
    """Which process this is, by the variables that were set for it, and where it computes."""
    rank, size = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    local_rank = int(os.environ.get("LOCAL_RANK", "0"))
    if dist.is_initialized():
        rank, size = dist.get_rank(), dist.get_world_size()
    target = pick_device(device)
    if device is None and target.type not in _ACCELERATORS_WITH_BACKEND:
        target = torch.device("cpu")
    if target.type != "cpu" and target.index is None:
        target = pick_device(f"{target.type}:{local_rank}")
    fast = "" if target.type == "cpu" else f",{target.type}:{dist.get_default_backend_for_device(target.type)}"
    return World(rank, local_rank, size, target, f"cpu:gloo{fast}" if fast else "gloo")


def _make_store(world: World, timeout: timedelta) -> Store:
    """Where the processes find each other."""
    if STORE_VARIABLE in os.environ:
        return FileStore(os.environ[STORE_VARIABLE], world.size)
    if world.size == 1:
        return HashStore()
    store: Store = next(iter(rendezvous("env://", world.rank, world.size, timeout=timeout)))[0]
    store.set_timeout(timeout)
    attempt = os.environ.get("TORCHELASTIC_RESTART_COUNT", "0")
    if os.environ.get("LOCAL_WORLD_SIZE") == os.environ["WORLD_SIZE"]:
        # torchrun keeps one store for all attempts: without a name of its own, an attempt may find the
        # addresses of processes that are dead. On several machines the counts need not agree.
        return PrefixStore(f"attempt-{attempt}", store)
    if attempt != "0" and os.environ.get("TORCHELASTIC_USE_AGENT_STORE") == "True":
        warnings.warn(
            "started anew on several machines, the processes may find addresses of dead ones and wait in vain: "
            "set TORCH_DISABLE_SHARE_RDZV_TCP_STORE=1 for torchrun",
            stacklevel=4,
        )
    return store


def unwrap_ddp(model: nn.Module) -> nn.Module:
    """The model without what DDP put around it."""
    return model.module if isinstance(model, DistributedDataParallel) else model


def broadcast_buffers(model: nn.Module, world: World) -> None:
    """Make the buffers, such as running means, of all processes those of the first."""
    if world.size > 1:
        for buffer in model.buffers():
            dist.broadcast(buffer, src=0)


def run_on_first(world: World, action: Callable[[], None]) -> None:
    """Let the first process do something while the others wait; if it fails, all raise."""
    fault: list[str | None] = [None]
    cause: Exception | None = None
    if world.is_first:
        try:
            action()
        except Exception as error:
            cause, fault[0] = error, f"{type(error).__name__}: {error}"
    dist.broadcast_object_list(fault, src=0)
    if fault[0] is not None:
        raise RuntimeError(f"the first process failed: {fault[0]}") from cause


def run_on_all(world: World, action: Callable[[], object]) -> None:
    """Let every process do something; if it fails in one of them, all raise, and none waits in vain."""
    fault: str | None = None
    cause: BaseException | None = None
    try:
        action()
    except (Exception, CheckpointException) as error:  # the latter is no Exception
        cause, fault = error, f"{type(error).__name__}: {str(error).strip().splitlines()[-1] if str(error) else ''}"
    faults: list[str | None] = [None] * world.size
    dist.all_gather_object(faults, fault)
    told = [f"process {rank} failed: {text}" for rank, text in enumerate(faults) if text is not None]
    if told:
        raise RuntimeError("; ".join(told)) from cause
