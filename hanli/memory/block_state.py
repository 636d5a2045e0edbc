"""What a forward pass of a block changes besides its output, so that a second one can begin where the first did."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import Enum
from types import TracebackType
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.weak import WeakTensorKeyDictionary

from hanli.generators import GLOBAL_GENERATORS, StateAccess, find_state_access

_OF_TORCH = frozenset(vars(nn.Module())) - {"training"}  # what torch itself keeps in a module
_SMALL_BYTES = 2**16  # values up to this size are kept from forward to backward whether they change or not
_Container = dict[Any, Any] | list[Any] | set[Any] | deque[Any]


class BlockState:
    """The state of a block before its forward pass.

    It has the buffers, every other attribute of its modules (numbers, tensors, arrays, lists,
    dicts, sets, and the attributes of simple objects), the generators that it owns, and those of
    Python and NumPy. Parameters are not in it: they must not change.

    Args:
        block: About to be computed for the first time.
    """

    _changing = WeakTensorKeyDictionary()  # large tensors, and whether a forward pass in training has changed them

    def __init__(self, block: nn.Module) -> None:
        self._block = block
        containers, tensors, generators = _walk(block)
        self._contents = [(container, _copy(container)) for container in containers]
        self._generators = [(set_state, get_state()) for get_state, set_state in generators]
        self._reads = [get_state for get_state, _ in generators]
        self._values = {id(value): (value, _clone(value), _version_of(value)) for value in tensors}
        self._parameters = [(name, parameter, parameter._version) for name, parameter in block.named_parameters()]

    def finish_forward(self) -> None:
        """Let go of copies that are not needed, and refuse a changed parameter.

        Raises:
            RuntimeError: The forward pass changed a parameter.
        """
        for name, parameter, version in self._parameters:
            if parameter._version != version:
                raise RuntimeError(
                    f"a checkpointed block must not change its parameters in forward, got a changed {name!r} of "
                    f"{type(self._block).__name__}: computed a second time in backward, it would change twice"
                )
        self._parameters.clear()
        for key, (value, _, version) in list(self._values.items()):
            if isinstance(value, Tensor) and value.nbytes > _SMALL_BYTES and not self._changes(value, version):
                self._values[key] = (value, None, version)

    def changed(self) -> bool:
        """Whether the forward pass changed anything, so that a second one would compute otherwise."""
        contents = any(_differs(container, content) for container, content in self._contents)
        values = any(copy is not None and not _same(value, copy) for value, copy, _ in self._values.values())
        states = zip(self._reads, self._generators, strict=True)
        return contents or values or any(not _same(read(), state) for read, (_, state) in states)

    def put_back(self) -> AbstractContextManager[None]:
        """As `_put_back_once`, and it can be entered again, for each backward pass through the same graph."""
        return _Reentered(self._put_back_once)

    @contextmanager
    def _put_back_once(self) -> Iterator[None]:
        """Inside, the block is as it was before its first forward pass; afterwards, as it is now.

        Raises:
            RuntimeError: A large tensor that stayed as it was in forward has changed since.
        """
        containers, _, generators = _walk(self._block)
        known = {id(container) for container in containers}
        containers += [container for container, _ in self._contents if id(container) not in known]
        now = [(container, _copy(container)) for container in containers]
        states = [(set_state, get_state()) for get_state, set_state in generators]
        fresh = {key: self._copy_value(key) for key in self._values}
        try:
            for container, content in self._contents:
                _put(container, _substitute(content, fresh))
            for set_state, state in self._generators:
                set_state(state)
            yield
        finally:
            for container, content in now:
                _put(container, content)
            for set_state, state in states:
                set_state(state)

    def _changes(self, tensor: Tensor, version: int) -> bool:
        """Whether the forward pass changed a tensor, now or when it was met first in training."""
        if _version_of(tensor) != version:
            return True
        if tensor not in self._changing and self._block.training:
            copy = self._values[id(tensor)][1]
            self._changing[tensor] = not torch.equal(tensor, copy)  # `tensor.data` is changed without a new version
        return tensor not in self._changing or bool(self._changing[tensor])

    def _copy_value(self, key: int) -> Any:
        """A tensor or array as it was before forward, for the second one to change as it likes."""
        value, copy, version = self._values[key]
        if copy is not None:
            return _clone(copy)
        if _version_of(value) != version:
            raise RuntimeError(
                f"a checkpointed block must not change a tensor of shape {tuple(value.shape)} between its forward and "
                f"its backward, got one of {type(self._block).__name__}: call backward() before the next forward"
            )
        return value


class _Reentered(AbstractContextManager[None]):
    """A context that makes a new one of its kind each time it is entered."""

    def __init__(self, make: Callable[[], AbstractContextManager[None]]) -> None:
        self._make = make
        self._entered: list[AbstractContextManager[None]] = []

    def __enter__(self) -> None:
        self._entered.append(self._make())
        self._entered[-1].__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entered.pop().__exit__(kind, error, trace)


def _walk(block: nn.Module) -> tuple[list[_Container], list[Any], list[StateAccess]]:
    """The containers, tensors and arrays, and generators that the modules of a block can reach by their attributes."""
    waiting: list[tuple[Any, bool]] = []  # with whether simple objects inside are looked into
    for module in block.modules():
        waiting += [(vars(module), True), (module._buffers, False)]
    containers: list[_Container] = []
    tensors: dict[int, Any] = {}
    generators: dict[int, StateAccess] = {}
    seen = {id(container) for container, _ in waiting}
    while waiting:
        owner, deeper = waiting.pop()
        if not isinstance(owner, tuple):
            containers.append(owner)
        for value in _own_values(owner):
            if isinstance(value, nn.Parameter) or id(value) in seen:
                continue
            if isinstance(value, Tensor | np.ndarray):
                tensors[id(value)] = value
            elif isinstance(value, dict | list | set | deque | tuple):
                seen.add(id(value))
                waiting.append((value, deeper))
            elif access := find_state_access(value):
                generators[id(value)] = access
            elif deeper and _is_simple_object(value):
                seen.update((id(value), id(vars(value))))
                waiting.append((vars(value), False))
    return containers, list(tensors.values()), [*GLOBAL_GENERATORS, *generators.values()]


def _own_values(owner: Any) -> Iterable[Any]:
    """What a container holds, but for what torch keeps in a module."""
    if isinstance(owner, dict):
        return [value for key, value in owner.items() if key not in _OF_TORCH]
    return list(owner)


def _is_simple_object(value: object) -> bool:
    """Whether a value is an object with attributes, and no module, function, class or thing of torch."""
    if isinstance(value, nn.Module | type | Enum) or callable(value) or not hasattr(value, "__dict__"):
        return False
    return not type(value).__module__.startswith("torch") and isinstance(vars(value), dict)


def _copy(container: _Container) -> Any:
    """A container's content, the values themselves being the same."""
    if isinstance(container, dict):
        return {key: value for key, value in container.items() if key not in _OF_TORCH}
    return set(container) if isinstance(container, set) else list(container)


def _put(container: _Container, content: Any) -> None:
    """Give a container such a content; what torch keeps in a module stays."""
    if not _differs(container, content):
        return
    if isinstance(container, dict):
        for key in [key for key in container if key not in content and key not in _OF_TORCH]:
            del container[key]
        container.update(content)
    elif isinstance(container, set):
        container.clear()
        container.update(content)
    else:
        container.clear()
        container.extend(content)


def _differs(container: _Container, content: Any) -> bool:
    """Whether a container holds other objects than those of a content."""
    mine = _copy(container)
    if isinstance(content, set):
        return bool(mine != content)
    if isinstance(content, dict):
        return mine.keys() != content.keys() or any(mine[key] is not content[key] for key in content)
    return len(mine) != len(content) or any(one is not other for one, other in zip(mine, content, strict=True))


def _substitute(content: Any, fresh: dict[int, Any]) -> Any:
    """A content with its tensors and arrays replaced."""
    if isinstance(content, dict):
        return {key: _substitute_value(value, fresh) for key, value in content.items()}
    return content if isinstance(content, set) else [_substitute_value(value, fresh) for value in content]


def _substitute_value(value: Any, fresh: dict[int, Any]) -> Any:
    """What stands for a value, inside tuples too."""
    if type(value) is tuple:
        return tuple(_substitute_value(part, fresh) for part in value)
    return fresh.get(id(value), value)


def _clone(value: Any) -> Any:
    return value.detach().clone() if isinstance(value, Tensor) else value.copy()


def _version_of(value: Any) -> int:
    return value._version if isinstance(value, Tensor) and not value.is_inference() else 0


def _same(one: Any, other: Any) -> bool:
    """Whether two tensors, arrays or states of generators are equal."""
    if isinstance(one, Tensor):
        return torch.equal(one, other)
    return pickle.dumps(one) == pickle.dumps(other)
