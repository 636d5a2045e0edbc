"""Make chance repeat itself: one seed for Python, NumPy and torch.

There is nothing here for `DataLoader` workers, because torch already seeds `random`, NumPy and
torch in each of them, from the generator of the loader.

Source: <https://docs.pytorch.org/docs/stable/notes/randomness.html>
"""

from __future__ import annotations

import inspect
import operator
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from types import TracebackType
from typing import ParamSpec, SupportsIndex, TypeVar

import numpy as np
import torch

P = ParamSpec("P")
R = TypeVar("R")

MAX_SEED = 2**32 - 1
"""The largest seed that all three libraries take; NumPy sets the limit."""


def seed_all(seed: SupportsIndex) -> None:
    """Seed Python's `random`, NumPy's global generator and torch on all devices.

    `torch.manual_seed` seeds the CPU and every CUDA, XPU, MPS and MTIA device, so no further call
    is needed. A device that is not in use yet stays so, and takes the seed when it starts.

    Args:
        seed: A whole number from 0 to 4294967295 (`MAX_SEED`). NumPy integers are welcome.

    Raises:
        TypeError: `seed` is not a whole number, or is a bool.
        ValueError: `seed` is out of range.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.manual_seed.html>
    """
    value = _validate_seed(seed)
    random.seed(value)
    np.random.seed(value)
    torch.manual_seed(value)


def seeded(seed: SupportsIndex) -> SeededBlock:
    """Seed everything for one block of code, then put every generator back where it was.

    The generators of `random`, NumPy, torch on the CPU and on all devices of the accelerator are
    restored at the end, after an error too, and whatever the block did to them. Blocks nest. It
    serves as a decorator as well: every call of the function then starts from the same seed. A
    generator function or a coroutine function is refused, since a call of it runs nothing yet, and
    what it runs later mixes with what others draw in between; use `with seeded(seed):` inside.

    An accelerator that is not in use yet is not started. Its generators have no state to save;
    they are seeded anew at the end, with the seed that torch had before.

    Args:
        seed: A whole number from 0 to 4294967295 (`MAX_SEED`).

    Returns:
        A context manager, which is a decorator too, and can be used again.

    Raises:
        TypeError: `seed` is not a whole number, or is a bool; or, as a decorator, the function is a
            generator or coroutine function, or a call of it returns a generator or coroutine.
        ValueError: `seed` is out of range.

    Source: <https://docs.pytorch.org/docs/stable/random.html#torch.random.fork_rng>
    """
    return SeededBlock(_validate_seed(seed))


class SeededBlock(AbstractContextManager[None]):
    """What `seeded` makes: one block of code, or each call of a function, starts from a seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._entered: list[AbstractContextManager[None]] = []

    def __enter__(self) -> None:
        block = _seed_block(self._seed)
        block.__enter__()
        self._entered.append(block)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entered.pop().__exit__(kind, error, trace)

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Let each call of a function start from the seed."""
        _refuse_deferred(function, inspect.isgeneratorfunction, inspect.iscoroutinefunction, inspect.isasyncgenfunction)

        @wraps(function)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
            """Call the function inside of a block of its own."""
            with _seed_block(self._seed):
                result = function(*args, **kwargs)
            _refuse_deferred(result, inspect.isgenerator, inspect.iscoroutine, inspect.isasyncgen)
            return result

        return wrapped


def _refuse_deferred(value: object, *is_deferred: Callable[[object], bool]) -> None:
    """Refuse what runs only after the call that made it has returned."""
    if any(ask(value) for ask in is_deferred):
        name = getattr(value, "__qualname__", repr(value))
        raise TypeError(
            f"seeded must decorate a function that does its work in the call, got {name}, a generator or coroutine, "
            "which works later: use `with seeded(seed):` inside it"
        )


@contextmanager
def _seed_block(seed: int) -> Iterator[None]:
    """Seed everything, then put every generator back where it was."""
    python_state = random.getstate()
    numpy_state = np.random.get_state()
    torch_seed = torch.initial_seed()
    device_type, devices = _find_devices_in_use()
    with torch.random.fork_rng(devices=devices, device_type=device_type):
        try:
            seed_all(seed)
            yield
        finally:
            random.setstate(python_state)
            np.random.set_state(numpy_state)
            if not devices:
                # For the devices only: fork_rng restores the CPU after this line.
                torch.manual_seed(torch_seed)


def _validate_seed(seed: SupportsIndex) -> int:
    """The seed as an int that all three libraries take."""
    expected = f"seed must be a whole number from 0 to {MAX_SEED}"
    if isinstance(seed, bool):
        raise TypeError(f"{expected}, got the bool {seed}")
    try:
        value = operator.index(seed)
    except TypeError as error:
        raise TypeError(f"{expected}, got {seed!r} of type {type(seed).__name__}") from error
    if not 0 <= value <= MAX_SEED:
        raise ValueError(f"{expected}, got {value}")
    return value


def _find_devices_in_use() -> tuple[str, list[int]]:
    """The accelerator's type and the indices of its devices; none if it is not running yet."""
    # Not `check_available=True`: on CUDA that asks the driver, after which a forked process can
    # no longer use CUDA. Whether torch has started the device is known without asking.
    accelerator = torch.accelerator.current_accelerator()
    if accelerator is None:
        return "cpu", []
    module = torch.get_device_module(accelerator)
    # MPS has nothing to start, and so no is_initialized.
    running = getattr(module, "is_initialized", module.is_available)()
    return accelerator.type, list(range(module.device_count())) if running else []
