"""The states of all random generators: kept with a run, and set again when it goes on."""

from __future__ import annotations

import random
from collections.abc import Sequence
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
