"""A ledger of every byte that tensors hold, operator by operator."""

from __future__ import annotations

import functools
import weakref
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from hanli.memory.storages import find_storages

if TYPE_CHECKING:
    from matplotlib.axes import Axes


P = ParamSpec("P")

R = TypeVar("R")

MIB = 2**20


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
        places = _sample_extremes(self.timeline)
        axes.plot([place + 1 for place in places], [self.timeline[place] / MIB for place in places], label=label)
        for mark in self.marks:
            axes.axvline(mark.operators, color="0.5", linewidth=0.8, linestyle=":")
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
        self._allocations: dict[int, tuple[weakref.ref[Any], int]] = {}

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        given = {id(storage): storage for storage in find_storages((args, kwargs))}
        result = func(*args, **kwargs)
        if func is torch.ops.aten.lift_fresh.default:  # torch.tensor([...]): what it lifts is new
            given = {}
        for storage in [*find_storages(result), *given.values()]:
            self._record_allocation(storage, new=id(storage) not in given)
        self.timeline.append(self.live)
        return result

    def close(self) -> None:
        """Let go: what dies from now on changes nothing."""
        self._allocations.clear()

    def _record_allocation(self, storage: torch.UntypedStorage, *, new: bool) -> None:
        """Count a storage that is new, or has another size than before."""
        key, size = id(storage), storage.nbytes()
        entry = self._allocations.get(key)
        if entry is not None:
            self._change_live(size - entry[1])  # resized in place, or nothing
            self._allocations[key] = (entry[0], size)
        elif new:
            self._change_live(size)
            self._allocations[key] = (weakref.ref(storage, functools.partial(self._record_release, key)), size)

    def _record_release(self, key: int, reference: weakref.ref[Any]) -> None:
        """Count a storage no longer, now that its last tensor is gone."""
        entry = self._allocations.get(key)
        if entry is not None and entry[0] is reference:
            del self._allocations[key]
            self._change_live(-entry[1])

    def _change_live(self, size: int) -> None:
        self.live += size
        self.peak = max(self.peak, self.live)


def _sample_extremes(sizes: Sequence[int], stretches: int = 54) -> list[int]:
    """Where the lowest and the highest value of each stretch are, and the ends; in order."""
    length = max(1, len(sizes) // stretches)
    places = {0, len(sizes) - 1}
    for start in range(0, len(sizes), length):
        stretch = range(start, min(start + length, len(sizes)))
        places |= {min(stretch, key=sizes.__getitem__), max(stretch, key=sizes.__getitem__)}
    return sorted(places)
