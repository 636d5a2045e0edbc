"""What memory holds, counted: bytes kept for backward, every live byte, the process, the device.

The public names are those of `hanli.memory`.
"""

from __future__ import annotations

import functools
import sys
import weakref
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

P = ParamSpec("P")
R = TypeVar("R")

MIB = 2**20


class SavedBytes:
    """What `saved_bytes` counts.

    Attributes:
        now: Bytes that autograd keeps at this moment, each storage once.
        peak: The most that it kept at once.
    """

    def __init__(self) -> None:
        self.now = 0
        self.peak = 0
        self._holders: dict[int, int] = {}  # of each storage, how often autograd keeps it

    def _keep(self, tensor: Tensor) -> _Kept | Tensor:
        storage = _storage(tensor)
        if storage is None:
            return tensor
        holders = self._holders.get(id(storage), 0)
        self._holders[id(storage)] = holders + 1
        if holders == 0:
            self.now += storage.nbytes()
            self.peak = max(self.peak, self.now)
        kept = _Kept(tensor)
        weakref.finalize(kept, self._release, id(storage), storage.nbytes()).atexit = False
        return kept

    def _release(self, key: int, size: int) -> None:
        self._holders[key] -= 1
        if self._holders[key] == 0:
            del self._holders[key]
            self.now -= size


class _Kept:
    """A tensor that autograd keeps; it dies when the graph lets go."""

    __slots__ = ("__weakref__", "tensor")

    def __init__(self, tensor: Tensor) -> None:
        self.tensor = tensor


@contextmanager
def saved_bytes(*without: nn.Module | Tensor) -> Iterator[SavedBytes]:
    """Count the bytes that autograd keeps for backward, by its saved-tensor hooks.

    Views share a storage, and it counts once. What selective checkpointing caches is not seen by
    these hooks, and what is alive but not kept neither: see `MemoryMonitor` for every live byte.

    Args:
        without: Modules whose parameters and buffers, and tensors that, are there anyway and do
            not count.

    Yields:
        The count. It grows while the block runs, and `now` falls as graphs are let go.

    Source: <https://docs.pytorch.org/docs/stable/autograd.html#saved-tensors-hooks-doc>
    """
    count = SavedBytes()
    storages = [_storage(tensor) for owner in without for tensor in _tensors_of(owner)]
    outside = {id(storage): storage for storage in storages if storage is not None}

    def pack(tensor: Tensor) -> _Kept | Tensor:
        return tensor if id(_storage(tensor)) in outside else count._keep(tensor)

    def unpack(kept: _Kept | Tensor) -> Tensor:
        return kept.tensor if isinstance(kept, _Kept) else kept

    with saved_tensors_hooks(pack, unpack):
        yield count


class MemoryMonitor:
    """A ledger of every byte that tensors hold: live now, and at the peak, to the byte.

    It sees each operator that runs while it is on, books what the operator allocates, and strikes
    it out when the last tensor of a storage is gone. So it needs no accelerator, gives the same
    numbers on every run, and counts what exists nowhere but inside backward or the optimizer.
    It does not see tensors that were there before, workspaces inside an operator, memory that an
    allocator keeps in reserve, or tensors that are not dense.

    As a context manager it counts a block, as a decorator every call of a function. Each time it
    begins a fresh page; afterwards the figures stay as they were at the end.

        with MemoryMonitor() as monitor:
            loss = model(inputs).mean()
            monitor.mark("forward")
            loss.backward()
        print(monitor.peak, monitor.live)

    It costs Python at every operator: measure with it, do not train with it.

    Attributes:
        live: Bytes alive now, or at the end of the block.
        peak: The most bytes that were alive at once.
        timeline: After each operator, the bytes alive. Its length is the number of operators.
        marks: What `mark` noted: the number of operators until then, the name, the bytes alive.

    Source: <https://docs.pytorch.org/docs/stable/torch.html> (`torch.utils._python_dispatch`)
    """

    def __init__(self) -> None:
        self._ledger = _Ledger()
        self._on = False

    @property
    def live(self) -> int:
        """Bytes alive now, or at the end of the block."""
        return self._ledger.live

    @property
    def peak(self) -> int:
        """The most bytes that were alive at once."""
        return self._ledger.peak

    @property
    def timeline(self) -> Sequence[int]:
        """After each operator, the bytes alive."""
        return self._ledger.timeline

    @property
    def marks(self) -> Sequence[Mark]:
        """What `mark` noted, in order."""
        return self._ledger.marks

    def mark(self, name: str) -> None:
        """Note that a phase ends here, as `mark("forward")`.

        Raises:
            RuntimeError: The monitor is not on.
        """
        if not self._on:
            raise RuntimeError(f"mark({name!r}) must be called while the monitor is on, inside its with block")
        self._ledger.marks.append(Mark(len(self.timeline), name, self.live))

    def plot(self, axes: Axes, label: str | None = None) -> None:
        """Draw the bytes alive over the operators, in MiB, with a line where each mark is.

        Of a long timeline the outline is drawn, with the high and the low of each stretch; the peak is among them.

        Raises:
            RuntimeError: Nothing was measured yet.
        """
        if not self.timeline:
            raise RuntimeError("plot needs something to draw: run at least one operator inside the monitor first")
        places = _outline(self.timeline)
        axes.plot([place + 1 for place in places], [self.timeline[place] / MIB for place in places], label=label)
        for mark in self.marks:
            axes.axvline(mark.operators, color="0.6", linewidth=0.8, linestyle=":")
            axes.text(
                mark.operators,
                0.5,
                mark.name,
                transform=axes.get_xaxis_transform(),  # x in operators, y as a share of the height
                rotation=90,
                ha="right",
                va="center",
                fontsize="small",
            )
        axes.set_xlabel("operators run")
        axes.set_ylabel("MiB alive")

    def __enter__(self) -> MemoryMonitor:
        if self._on:
            raise RuntimeError("this monitor is on already: use another one inside it")
        self._ledger = _Ledger()
        self._ledger.__enter__()  # type: ignore[no-untyped-call]
        self._on = True
        return self

    def __exit__(self, *error: Any) -> None:
        self._on = False
        self._ledger.__exit__(*error)  # type: ignore[no-untyped-call]
        self._ledger.close()

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Decorate a function: each call begins a fresh page."""

        @functools.wraps(function)
        def measured(*args: P.args, **kwargs: P.kwargs) -> R:
            with self:
                return function(*args, **kwargs)

        return measured


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of a phase: operators run until then, its name, the bytes alive."""

    operators: int
    name: str
    live: int


class _Ledger(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Books storages when an operator makes them, and strikes them out when they die."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.live = 0
        self.peak = 0
        self.timeline: array[int] = array("q")
        self.marks: list[Mark] = []
        self._booked: dict[int, tuple[weakref.ref[Any], int]] = {}

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        given = {id(storage): storage for storage in _storages((args, kwargs))}
        result = func(*args, **kwargs)
        if func is torch.ops.aten.lift_fresh.default:  # torch.tensor([...]): what it lifts is new
            given = {}
        for storage in [*_storages(result), *given.values()]:
            self._book(storage, new=id(storage) not in given)
        self.timeline.append(self.live)
        return result

    def close(self) -> None:
        """Let go: what dies from now on changes nothing."""
        self._booked.clear()

    def _book(self, storage: torch.UntypedStorage, *, new: bool) -> None:
        key, size = id(storage), storage.nbytes()
        entry = self._booked.get(key)
        if entry is not None:
            self._add(size - entry[1])  # resized in place, or nothing
            self._booked[key] = (entry[0], size)
        elif new:
            self._add(size)
            self._booked[key] = (weakref.ref(storage, functools.partial(self._strike, key)), size)

    def _strike(self, key: int, reference: weakref.ref[Any]) -> None:
        entry = self._booked.get(key)
        if entry is not None and entry[0] is reference:
            del self._booked[key]
            self._add(-entry[1])

    def _add(self, size: int) -> None:
        self.live += size
        self.peak = max(self.peak, self.live)


def _outline(sizes: Sequence[int], stretches: int = 54) -> list[int]:
    """Where the lowest and the highest value of each stretch are, and the ends; in order."""
    length = max(1, len(sizes) // stretches)
    places = {0, len(sizes) - 1}
    for start in range(0, len(sizes), length):
        stretch = range(start, min(start + length, len(sizes)))
        places |= {min(stretch, key=sizes.__getitem__), max(stretch, key=sizes.__getitem__)}
    return sorted(places)


def _storages(tree: object) -> list[torch.UntypedStorage]:
    found = (_storage(leaf) for leaf in tree_iter(tree) if isinstance(leaf, Tensor))
    return [storage for storage in found if storage is not None]


def _storage(tensor: Tensor) -> torch.UntypedStorage | None:
    """The storage of a dense tensor; None for the others."""
    return tensor.untyped_storage() if tensor.layout is torch.strided and not tensor.is_nested else None


def _tensors_of(owner: nn.Module | Tensor) -> list[Tensor]:
    return [owner] if isinstance(owner, Tensor) else [*owner.parameters(), *owner.buffers()]


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """What the system has given this process.

    Attributes:
        now: Bytes resident in memory now.
        peak: The most that were, since the process began.
    """

    now: int
    peak: int


def process_memory() -> ProcessMemory:
    """What the system has given this process; everything counts, Python and libraries too.

    Allocators keep freed memory in reserve, so this differs from run to run and falls late.

    Raises:
        ImportError: psutil is missing.

    Source: <https://psutil.readthedocs.io/en/latest/#psutil.Process.memory_info>
    """
    import psutil  # type: ignore[import-untyped]

    info = psutil.Process().memory_info()
    if sys.platform == "win32":
        return ProcessMemory(int(info.rss), int(info.peak_wset))
    import resource

    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss: bytes there, KiB elsewhere
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return ProcessMemory(int(info.rss), max(int(info.rss), peak))


@dataclass(frozen=True, slots=True)
class DeviceMemory:
    """What an accelerator holds, in bytes; None for what its backend does not tell.

    Attributes:
        allocated: In tensors now.
        peak: The most that was in tensors since `reset_device_peak`, or since the start.
        reserved: Held by torch's allocator, in tensors or for later.
        free: Free on the device, whoever took the rest.
        total: The size of the device, or what it recommends not to exceed.
    """

    allocated: int
    peak: int | None = None
    reserved: int | None = None
    free: int | None = None
    total: int | None = None


def device_memory(device: str | torch.device) -> DeviceMemory | None:
    """What an accelerator holds; None for the CPU, which has no allocator to ask.

    Args:
        device: As `"cuda"`, `"cuda:1"` or `"mps"`. Without an index, the current one.

    Raises:
        ValueError: The device is not the accelerator of this machine.

    Source: <https://docs.pytorch.org/docs/stable/accelerator.html>
    """
    target = torch.device(device)
    if target.type == "cpu":
        return None
    _check_accelerator(target)
    if target.type == "mps":
        return DeviceMemory(
            allocated=torch.mps.current_allocated_memory(),
            reserved=torch.mps.driver_allocated_memory(),
            total=torch.mps.recommended_max_memory(),
        )
    index = torch.accelerator.current_device_index() if target.index is None else target.index
    free, total = torch.accelerator.get_memory_info(index)
    return DeviceMemory(
        allocated=torch.accelerator.memory_allocated(index),
        peak=torch.accelerator.max_memory_allocated(index),
        reserved=torch.accelerator.memory_reserved(index),
        free=free,
        total=total,
    )


def reset_device_peak(device: str | torch.device) -> None:
    """Let the peak of `device_memory` count from now. No effect where no peak is told.

    Raises:
        ValueError: The device is not the accelerator of this machine.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.accelerator.memory.reset_peak_memory_stats.html>
    """
    target = torch.device(device)
    if target.type == "cpu":
        return
    _check_accelerator(target)
    if target.type != "mps":
        index = torch.accelerator.current_device_index() if target.index is None else target.index
        torch.accelerator.reset_peak_memory_stats(index)


def _check_accelerator(device: torch.device) -> None:
    there = torch.accelerator.current_accelerator(check_available=True)
    if there is None or there.type != device.type:
        allowed = "cpu" if there is None else f"cpu, {there.type}"
        raise ValueError(f"device must be available on this machine ({allowed}), got {str(device)!r}")
