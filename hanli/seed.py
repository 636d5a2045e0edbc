"""Make chance repeat itself: one seed for Python, NumPy and torch.

There is nothing here for `DataLoader` workers, because torch already seeds `random`, NumPy and
torch in each of them, from the generator of the loader.

Source: <https://docs.pytorch.org/docs/stable/notes/randomness.html>
"""

from __future__ import annotations

import operator
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import SupportsIndex

import numpy as np
import torch

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


@contextmanager
def seeded(seed: SupportsIndex) -> Iterator[None]:
    """Seed everything for one block of code, then put every generator back where it was.

    The generators of `random`, NumPy, torch on the CPU and on all devices of the accelerator are
    restored at the end, after an error too, and whatever the block did to them. Blocks nest. It
    serves as a decorator as well: every call of the function then starts from the same seed.

    An accelerator that is not in use yet is not started. Its generators have no state to save;
    they are seeded anew at the end, with the seed that torch had before.

    Args:
        seed: A whole number from 0 to 4294967295 (`MAX_SEED`).

    Yields:
        Nothing; it is used for its effect.

    Raises:
        TypeError: `seed` is not a whole number, or is a bool.
        ValueError: `seed` is out of range.

    Source: <https://docs.pytorch.org/docs/stable/random.html#torch.random.fork_rng>
    """
    value = _validate_seed(seed)
    python_state = random.getstate()
    numpy_state = np.random.get_state()
    torch_seed = torch.initial_seed()
    device_type, devices = _find_devices_in_use()
    with torch.random.fork_rng(devices=devices, device_type=device_type):
        try:
            seed_all(value)
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
