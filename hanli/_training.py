"""What the modules that train share: checks of what they are given, the state of the generators, files written whole."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

FUSED = {"cpu", "cuda", "mps", "xpu"}
"""The devices for which AdamW has a fused implementation."""

DTYPES = {"bf16": torch.bfloat16, "fp16": torch.float16}
"""What large products are computed in under mixed precision, by its name."""


def check_batch(batch: object) -> None:
    if not isinstance(batch, tuple | list) or len(batch) != 2:
        raise TypeError(f"a batch must be a pair (inputs, targets), got {type(batch).__name__}")
    if not isinstance(batch[1], Tensor) or batch[1].ndim == 0:
        raise TypeError("the targets of a batch must be a tensor with one entry a sample along its first dimension")


def check_loss(loss: Callable[[Tensor, Tensor], Tensor]) -> None:
    reduction = getattr(loss, "reduction", "mean")
    if reduction != "mean":
        raise ValueError(f"loss must be a mean over the batch, got reduction={reduction!r}")


def are_classes(outputs: Tensor, targets: Tensor) -> bool:
    """Whether the targets are class indices, and the outputs have a score for each class."""
    integers = not (targets.is_floating_point() or targets.is_complex())
    return integers and outputs.ndim == targets.ndim + 1


def chance(device: torch.device, generators: Sequence[torch.Generator] = ()) -> dict[str, Any]:
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


def restore_chance(state: dict[str, Any], device: torch.device, generators: Sequence[torch.Generator] = ()) -> None:
    """Set every generator to what `chance` gave."""
    random.setstate(state["python"])
    numpy_state = dict(state["numpy"])
    key, pos = np.array(numpy_state.pop("key"), dtype=np.uint32), numpy_state.pop("pos")
    np.random.set_state({**numpy_state, "state": {"key": key, "pos": pos}})
    torch.set_rng_state(state["torch"])
    if state["device"] is not None and device.type != "cpu":
        torch.get_device_module(device).set_rng_state(state["device"], device)
    for generator, kept in zip(generators, state["generators"], strict=True):
        generator.set_state(kept)


def write(content: object, path: Path) -> None:
    """Save under a temporary name, then rename: the file is the old one or the new one, whole."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
