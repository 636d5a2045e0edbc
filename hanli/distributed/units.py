"""Which parts of a model FSDP2 fetches at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from torch import nn
from torch.nn.utils.parametrize import is_parametrized

_WHOLE = (nn.MultiheadAttention, nn.TransformerEncoderLayer, nn.TransformerDecoderLayer)
"""Modules that use parameters of their children without calling them, so that they must be fetched whole."""


def find_units(model: nn.Module) -> list[nn.Module]:
    """The blocks of a model, from the inside out, each with at most half of the parameters where that can be.

    Args:
        model: Its children are looked into where they are a ModuleList or ModuleDict, share a
            parameter with others, or hold more than half of all parameters.

    Returns:
        Modules, none inside another; what they leave over is fetched with the model itself.
    """
    users = Counter(id(p) for m in model.modules() for p in m._parameters.values() if p is not None)
    return list(_find_units(model, _count(model) / 2, users))


def check_units(model: nn.Module, units: list[nn.Module]) -> None:
    """Refuse units of which one holds more than half of the parameters.

    Raises:
        ValueError: There is such a unit; the message names it.
    """
    total = _count(model)
    names = {id(module): name for name, module in model.named_modules()}
    sizes = {f"{names[id(unit)]!r}": _count(unit) for unit in units}
    sizes["all that is in no other unit"] = total - sum(sizes.values())
    largest = max(sizes, key=lambda name: sizes[name])
    if sizes[largest] * 2 > total:
        raise ValueError(
            "model must fall into units with at most half of the parameters each, got "
            f"{sizes[largest]} of {total} in {largest}, which 'fsdp' would fetch at once: use 'ddp', or say layers= yourself"
        )


def _find_units(module: nn.Module, limit: float, users: Counter[int]) -> Iterator[nn.Module]:
    """The units among the children of a module, and inside those that are too large or share parameters."""
    for child in module.children():
        size = _count(child)
        if size == 0:
            continue
        without_forward = isinstance(child, nn.ModuleList | nn.ModuleDict)
        whole = isinstance(child, _WHOLE) or is_parametrized(child)
        shares = _shares_with_others(child, users)
        if without_forward or ((size > limit or shares) and not whole and any(map(_count, child.children()))):
            yield from _find_units(child, limit, users)
        elif not shares:
            yield child


def _count(module: nn.Module) -> int:
    """How many numbers its parameters have."""
    return sum(parameter.numel() for parameter in module.parameters())


def _shares_with_others(module: nn.Module, users: Counter[int]) -> bool:
    """Whether a parameter of the module has a name outside of it too."""
    inside = Counter(id(p) for m in module.modules() for p in m._parameters.values() if p is not None)
    return any(users[key] > count for key, count in inside.items())
