"""The storages of tensors: what owns bytes, however many views share it."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.utils._pytree import tree_iter


def find_storages(tree: object) -> list[torch.UntypedStorage]:
    found = (get_storage(leaf) for leaf in tree_iter(tree) if isinstance(leaf, Tensor))
    return [storage for storage in found if storage is not None]


def get_storage(tensor: Tensor) -> torch.UntypedStorage | None:
    """The storage of a dense tensor; None for the others."""
    return tensor.untyped_storage() if tensor.layout is torch.strided and not tensor.is_nested else None
