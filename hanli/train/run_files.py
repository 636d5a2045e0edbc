"""The file of a run: two generations of it, checked before it is written and as it is read."""

from __future__ import annotations

import math
import warnings
import zipfile
from collections import Counter, OrderedDict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from hanli.files import replace_atomically

LAST, PREVIOUS = "last.pt", "previous.pt"
_PROGRESS = {"last_epoch", "best", "num_bad_epochs", "cooldown_counter", "T_cur", "T_i"}
_PLAIN_TYPES = (
    *(type(None), bool, int, float, complex, str, bytes, torch.Size, torch.dtype, torch.device),
    *(Tensor, torch.nn.Parameter),
)


def has_run(folder: Path) -> bool:
    """Whether a folder holds the file of a run."""
    return any((folder / name).exists() for name in (LAST, PREVIOUS))


def write_run(content: dict[str, Any], folder: Path) -> None:
    """Write `last.pt`, and keep the one before as `previous.pt`; at each moment one of them is whole."""
    last = folder / LAST
    with replace_atomically(folder / "next.pt") as file:
        torch.save(content, file)
    if last.exists():
        last.replace(folder / PREVIOUS)
    (folder / "next.pt").replace(last)


def read_run(folder: Path) -> dict[str, Any]:
    """Read `last.pt`, or if it is damaged or missing the one before, with a warning that names it.

    A damaged `last.pt` is kept as `damaged.pt`, so that it never takes the place of the one before.

    Raises:
        RuntimeError: None of the two can be read.
    """
    damages: list[str] = []
    for name in (LAST, PREVIOUS):
        path = folder / name
        damage = find_damage(path)
        if damage is None:
            if damages:
                _put_aside(folder / LAST)
                warnings.warn(f"{'; '.join(damages)}: going on from {path}, which is older", stacklevel=2)
            content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
            return content
        damages.append(f"{path} {damage}")
    raise RuntimeError(f"{'; '.join(damages)}: begin anew in another folder, or put a whole file there")


def _put_aside(path: Path) -> None:
    """Rename a damaged file."""
    if path.exists():
        path.replace(path.with_name("damaged.pt"))


def find_damage(path: Path) -> str | None:
    """What is wrong with a file that `torch.save` wrote, or None; its checksums are computed again."""
    if not path.exists():
        return "is missing"
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        return f"is damaged ({error})"
    return None if broken is None else f"is damaged (the checksum of {broken} is wrong)"


def check_plain(owner: str, value: object, where: str = "state_dict()") -> None:
    """Refuse a state that could be written and not be read again.

    Raises:
        TypeError: It holds what `torch.load(weights_only=True)` refuses, such as a number of NumPy.
    """
    if isinstance(value, dict) and type(value) in (dict, OrderedDict, Counter):
        for key, inside in value.items():
            check_plain(owner, key, f"{where} as a key")
            check_plain(owner, inside, f"{where}[{key!r}]")
    elif type(value) in (list, tuple, set):
        for number, inside in enumerate(value):  # type: ignore[arg-type]
            check_plain(owner, inside, f"{where}[{number}]")
    elif type(value) not in _PLAIN_TYPES:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        raise TypeError(
            f"state_dict() of {owner} must hold tensors, numbers, texts, lists, tuples, sets and dicts, which can be "
            f"read again, got {kind} at {where}: convert it, as by float(...) or torch.as_tensor(...)"
        )


def check_unchanged(name: str, kept: object, ours: object) -> None:
    """Refuse a part that is not as it was."""
    if kept != ours:
        raise ValueError(f"{name} must be as in the run to be continued, {kept}, got {ours}")


def describe_schedule(state: dict[str, Any]) -> dict[str, Any]:
    """The settings in the state of a scheduler, without how far it is: where they differ, so do the rates."""
    settings: dict[str, Any] = {}
    for name, value in state.items():
        if name == "_schedulers":
            settings[name] = [describe_schedule(inner) for inner in value]
        elif name == "_milestones" or (not name.startswith("_") and name not in _PROGRESS and _is_setting(value)):
            settings[name] = value
    return settings


def _is_setting(value: object) -> bool:
    """Whether a value of a scheduler's state can be compared."""
    if isinstance(value, list | tuple):
        return all(_is_setting(inside) for inside in value)
    if isinstance(value, dict):
        return all(_is_setting(inside) for inside in value.values())
    return isinstance(value, bool | int | float | str) and not (isinstance(value, float) and math.isnan(value))
