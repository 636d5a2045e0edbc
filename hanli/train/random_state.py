"""The state of every generator that a run draws from: the global ones, the loaders', the data set's, the model's."""

from __future__ import annotations

import warnings
from collections import deque
from collections.abc import Iterator
from functools import partial
from types import FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hanli.batches import Loader
from hanli.generators import StateAccess, find_state_access, get_generator_states, set_generator_states
from hanli.train.run import Run

_LONGEST = 1000  # entries: longer lists hold data
_MOST_OBJECTS = 20_000  # looked at, from the outside in
_CLOSED = (type(None), bool, int, float, complex, str, bytes, Tensor, np.ndarray, type, ModuleType)


def get_random_state(run: Run) -> dict[str, Any]:
    """The states, in types that `torch.load(weights_only=True)` takes."""
    shared = {id(generator) for generator in run.generators}
    owned = {
        where: _make_plain(get_state())
        for where, (owner, (get_state, _)) in find_generators(run.owners).items()
        if id(owner) not in shared
    }
    return {**get_generator_states(run.device, run.generators), "owned": owned}


def set_random_state(run: Run, state: dict[str, Any]) -> None:
    """Set all to what `get_random_state` gave; warns of a generator that is there no more."""
    set_generator_states(state, run.device, run.generators)
    owned = state.get("owned", {})  # not written by 0.1.0
    found = find_generators(run.owners) if owned else {}
    for where, kept in owned.items():
        if where in found:
            _, (_, set_state) = found[where]
            set_state(_restore_arrays(kept))
        else:
            warnings.warn(
                f"the run drew random numbers from {where}, and there is no generator now: they will be others",
                stacklevel=2,
            )


def find_loader_generators(*loaders: Loader | None) -> list[torch.Generator]:
    """The generators that the loaders draw their order from, each once."""
    found: dict[int, torch.Generator] = {}
    for loader in loaders:
        batch_sampler = getattr(loader, "batch_sampler", None)
        for owner in (loader, getattr(loader, "sampler", None), batch_sampler, getattr(batch_sampler, "sampler", None)):
            generator = getattr(owner, "generator", None)
            if isinstance(generator, torch.Generator):
                found[id(generator)] = generator
    return list(found.values())


def find_generators(owners: dict[str, object]) -> dict[str, tuple[object, StateAccess]]:
    """The generators in the attributes of objects, nested ones too, by where they are; each once."""
    found: dict[str, tuple[object, StateAccess]] = {}
    seen: dict[int, object] = {}  # holds the objects, so that no id is given twice
    for root in owners.items():
        waiting = deque([root])
        visited = 0
        while waiting and visited < _MOST_OBJECTS:
            where, value = waiting.popleft()
            if isinstance(value, _CLOSED) or id(value) in seen:
                continue
            seen[id(value)] = value
            visited += 1
            access = find_state_access(value)
            if access is None:
                waiting.extend(_list_parts(where, value))
            else:
                found[where] = value, access
    return found


def _list_parts(where: str, value: Any) -> Iterator[tuple[str, object]]:
    """What an object holds, without calling anything of it."""
    kinds: tuple[Any, ...] = (list, tuple, deque, set, frozenset)
    for kind in kinds:
        if isinstance(value, kind) and kind.__len__(value) <= _LONGEST:  # those of a subclass could do anything
            yield from ((f"{where}[{place}]", inside) for place, inside in enumerate(kind.__iter__(value)))
    if isinstance(value, dict) and dict.__len__(value) <= _LONGEST:
        yield from ((f"{where}[{name!r}]", inside) for name, inside in dict.items(value))
    if isinstance(value, partial):
        yield from ((where, inside) for inside in (value.func, *value.args, *value.keywords.values()))
    elif isinstance(value, MethodType):
        yield where, value.__self__
    elif isinstance(value, FunctionType):
        yield from _list_closure(where, value)
    else:
        named = dict(getattr(value, "__dict__", {}))
        for parent in type(value).__mro__:
            slots = getattr(parent, "__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                if hasattr(type(value), name) and name not in ("__dict__", "__weakref__"):
                    try:
                        named[name] = object.__getattribute__(value, name)
                    except AttributeError:
                        continue
        named.pop("_iterator", None)  # of a DataLoader: it holds its data set once more
        yield from ((f"{where}.{name}", inside) for name, inside in named.items())


def _list_closure(where: str, function: FunctionType) -> Iterator[tuple[str, object]]:
    """What a function has taken from around it."""
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield f"{where}.{name}", cell.cell_contents
        except ValueError:  # not yet set
            continue


def _make_plain(value: Any) -> Any:
    """A state without arrays or numbers of NumPy."""
    if isinstance(value, np.ndarray):
        return {"array": value.tolist(), "dtype": value.dtype.name}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {name: _make_plain(inside) for name, inside in value.items()}
    if isinstance(value, tuple):
        return tuple(_make_plain(inside) for inside in value)
    return value


def _restore_arrays(value: Any) -> Any:
    """What `_make_plain` was given."""
    if isinstance(value, dict):
        if value.keys() == {"array", "dtype"}:
            return np.array(value["array"], dtype=value["dtype"])
        return {name: _restore_arrays(inside) for name, inside in value.items()}
    if isinstance(value, tuple):
        return tuple(_restore_arrays(inside) for inside in value)
    return value
