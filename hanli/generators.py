"""The states of all random generators: kept with a run, and set again when it goes on."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch


def get_generator_states(device: torch.device, generators: Sequence[torch.Generator] = ()) -> dict[str, Any]:
    """The state of every generator, in types that `torch.load(weights_only=True)` takes."""
    numpy_state: dict[str, Any] = np.random.get_state(legacy=False)
    numbers = numpy_state.pop("state")
    return {
        "python": random.getstate(),
        "numpy": {**numpy_state, "key": numbers["key"].tolist(), "pos": int(numbers["pos"])},
        "torch": torch.get_rng_state(),
        "device": None if device.type == "cpu" else torch.get_device_module(device).get_rng_state(device),
        "generators": [generator.get_state() for generator in generators],
    }


def set_generator_states(
    state: dict[str, Any], device: torch.device, generators: Sequence[torch.Generator] = ()
) -> None:
    """Set every generator to what `get_generator_states` gave."""
    random.setstate(state["python"])
    numpy_state = dict(state["numpy"])
    key, pos = np.array(numpy_state.pop("key"), dtype=np.uint32), numpy_state.pop("pos")
    np.random.set_state({**numpy_state, "state": {"key": key, "pos": pos}})
    torch.set_rng_state(state["torch"])
    if state["device"] is not None and device.type != "cpu":
        torch.get_device_module(device).set_rng_state(state["device"], device)
    for generator, kept in zip(generators, state["generators"], strict=True):
        generator.set_state(kept)


StateAccess = tuple[Callable[[], Any], Callable[[Any], object]]
"""How the state of a generator is read, and how it is set."""

GLOBAL_GENERATORS: tuple[StateAccess, ...] = (
    (random.getstate, random.setstate),
    (lambda: np.random.get_state(), lambda state: np.random.set_state(state)),  # numpy.random is loaded on first use
)
"""Those of Python and NumPy that belong to nobody; torch's are left to torch."""


def find_state_access(value: object) -> StateAccess | None:
    """How to read and set the state of a generator that somebody owns; None if the value is none."""
    if isinstance(value, torch.Generator):
        return value.get_state, value.set_state
    if isinstance(value, random.Random):
        return value.getstate, value.setstate
    if isinstance(value, np.random.RandomState):
        return value.get_state, value.set_state
    bits = value.bit_generator if isinstance(value, np.random.Generator) else value
    if isinstance(bits, np.random.BitGenerator):
        return lambda: bits.state, lambda state: setattr(bits, "state", state)
    return None
