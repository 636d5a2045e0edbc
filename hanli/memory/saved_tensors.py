"""The bytes that autograd keeps for backward, counted."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

from hanli.memory.storages import get_storage


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

    def _record_saved(self, tensor: Tensor) -> _SavedTensor | Tensor:
        """Count a tensor that autograd keeps; what is returned dies when it is no longer kept."""
        storage = get_storage(tensor)
        if storage is None:
            return tensor
        holders = self._holders.get(id(storage), 0)
        self._holders[id(storage)] = holders + 1
        if holders == 0:
            self.now += storage.nbytes()
            self.peak = max(self.peak, self.now)
        kept = _SavedTensor(tensor)
        weakref.finalize(kept, self._record_freed, id(storage), storage.nbytes()).atexit = False
        return kept

    def _record_freed(self, key: int, size: int) -> None:
        """Count a storage no longer, once nothing of it is kept."""
        self._holders[key] -= 1
        if self._holders[key] == 0:
            del self._holders[key]
            self.now -= size


class _SavedTensor:
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
    storages = [get_storage(tensor) for owner in without for tensor in _list_tensors(owner)]
    outside = {id(storage): storage for storage in storages if storage is not None}

    def pack(tensor: Tensor) -> _SavedTensor | Tensor:
        return tensor if id(get_storage(tensor)) in outside else count._record_saved(tensor)

    def unpack(kept: _SavedTensor | Tensor) -> Tensor:
        return kept.tensor if isinstance(kept, _SavedTensor) else kept

    with saved_tensors_hooks(pack, unpack):
        yield count


def _list_tensors(owner: nn.Module | Tensor) -> list[Tensor]:
    return [owner] if isinstance(owner, Tensor) else [*owner.parameters(), *owner.buffers()]
