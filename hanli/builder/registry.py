"""What layers of `hanli.builder` are made of: the base class, the registry, and the errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from torch import nn

Shape = tuple[int, ...]
"""The shape of one sample, without the batch: (channels, height, width), (steps, features) or (features,)."""

Size = Annotated[int, Field(ge=1, le=65_536)]
"""A width or a length in a configuration."""

Rate = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
"""The part of the numbers that dropout drops."""

Activation = Literal["none", "elu", "gelu", "leaky_relu", "relu", "sigmoid", "silu", "tanh"]

Norm = Literal["none", "batch", "layer"]

IMAGE = "(channels, height, width)"
SEQUENCE = "(steps, features)"
VECTOR = "(features,)"

_NAME_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,63}")


class ConfigError(ValueError):
    """A configuration that cannot become a network. `str()` gives one problem a line.

    Attributes:
        problems: The problems, each with the place where it is, as `layers[1] (conv2d).kernel`.
    """

    __module__ = "hanli.builder"  # where users import it from, and what a traceback should say

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(self.problems)


class ShapeError(ValueError):
    """What arrives does not suit a layer; `hanli.builder` adds the layer's index and type, and the shape."""

    __module__ = "hanli.builder"  # where users import it from, and what a traceback should say


class Layer(BaseModel):
    """One layer of a configuration: its fields, and how a module is made of them.

    Derive from it, give the fields, write `build`, and register the class with `register`. Fields are strict:
    text is no number, and true is not 1. Fields that a class does not have are refused.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    type_name: ClassVar[str]
    """The name under which the class was registered."""

    def build(self, shape: Shape) -> nn.Module:
        """Make the module for samples of this shape.

        It is called first with `meta` as the default device, to see what shape comes out, and then in earnest.

        Args:
            shape: The shape of one sample that arrives.

        Returns:
            A module that takes (N, *shape) and returns one tensor (N, …).

        Raises:
            ShapeError: The shape does not suit; call `refuse`, which raises it.
        """
        raise NotImplementedError

    def refuse(self, needs: str, hint: str = "") -> NoReturn:
        """Say that the shape does not suit.

        Args:
            needs: What would suit, as `(features,)`.
            hint: What one can do about it.

        Raises:
            ShapeError: Always.
        """
        raise ShapeError(f"needs {needs}" + (f": {hint}" if hint else ""))


_REGISTRY: dict[str, type[Layer]] = {}

L = TypeVar("L", bound=Layer)


def register(name: str) -> Callable[[type[L]], type[L]]:
    """Make a class of layers known by a name, for `type:` in configurations. A decorator.

    Args:
        name: 1 to 64 small letters, digits and `_`, beginning with a letter.

    Returns:
        The decorator; it returns the class, which has the name as `type_name` from then on.

    Raises:
        TypeError: What is decorated is no class derived from `Layer`, or has no `build`.
        ValueError: The name is taken or not allowed, the class has a name already, or a field of it is called `type`.
    """
    if not isinstance(name, str) or not _NAME_PATTERN.fullmatch(name):
        raise ValueError(f"name must be 1 to 64 small letters, digits and `_`, beginning with a letter, got {name!r}")

    def add(layer: type[L]) -> type[L]:
        """Check the class, and register it."""
        if not (isinstance(layer, type) and issubclass(layer, Layer)):
            raise TypeError(f"@register({name!r}) needs a class derived from Layer, got {layer!r}")
        if layer.build is Layer.build:
            raise TypeError(f"@register({name!r}) needs a class with a method `build`, {layer.__name__} has none")
        if "type" in layer.model_fields:
            raise ValueError(f"{layer.__name__} has a field `type`, which names the layer in configurations: rename it")
        if name in _REGISTRY:
            raise ValueError(f"the name {name!r} is taken by {_REGISTRY[name].__name__}: choose another")
        if "type_name" in layer.__dict__:
            raise ValueError(f"{layer.__name__} is registered as {layer.type_name!r} already")
        layer.type_name = name
        _REGISTRY[name] = layer
        return layer

    return add


def layer_types() -> Mapping[str, type[Layer]]:
    """The layers that configurations can name, own ones included, in alphabetical order. It cannot be written to."""
    return MappingProxyType(dict(sorted(_REGISTRY.items())))


def dump_with_type(layer: Layer) -> dict[str, Any]:
    """A layer as plain data, its type first."""
    return {"type": layer.type_name, **layer.model_dump(mode="json")}
