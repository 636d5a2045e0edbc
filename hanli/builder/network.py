"""From a configuration to a network: shapes tried without memory, parameters counted, modules made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from hanli.builder.configuration import HeadConfig, ModelConfig, load, parse
from hanli.builder.registry import ConfigError, Layer, Shape, ShapeError

_TRIAL_BATCH_SIZE = 2  # what shapes are tried with


class Network(nn.Module):
    """A network that `build` made.

    Attributes:
        config: What it was made of.
        layers: The layers, numbered as in the configuration.
        head: The head, or an identity.
    """

    def __init__(self, config: ModelConfig, layers: Sequence[nn.Module], head: nn.Module) -> None:
        super().__init__()
        self.config = config
        self.layers = nn.Sequential(*layers)
        self.head = head

    def forward(self, x: Tensor) -> Tensor:
        """(N, *input) to (N, …).

        Raises:
            ValueError: The samples have another shape than the configuration says.
        """
        if tuple(x.shape[1:]) != self.config.input:
            raise ValueError(f"input must have the shape {('N', *self.config.input)}, got {tuple(x.shape)}")
        out: Tensor = self.head(self.layers(x))
        return out


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a description.

    Attributes:
        place: `layers[0]` and so on, or `head`.
        type: The type of the layer.
        shape: The shape of one sample that leaves it.
        parameters: How many numbers it learns.
    """

    place: str
    type: str
    shape: Shape
    parameters: int


@dataclass(frozen=True, slots=True)
class Description:
    """What a configuration would become. `str()` gives a table.

    Attributes:
        input: The shape of one sample that arrives.
        rows: The layers, and the head if there is one.
    """

    input: Shape
    rows: tuple[Row, ...]

    @property
    def parameters(self) -> int:
        """How many numbers the network learns."""
        return sum(row.parameters for row in self.rows)

    @property
    def output(self) -> Shape:
        """The shape that leaves the network, for one sample."""
        return self.rows[-1].shape

    def __str__(self) -> str:
        cells = [("place", "type", "output shape", "parameters"), ("input", "", str(self.input), "")]
        cells += [(row.place, row.type, str(row.shape), f"{row.parameters:,}") for row in self.rows]
        cells += [("total", "", "", f"{self.parameters:,}")]
        widths = [max(len(row[column]) for row in cells) for column in range(4)]
        lines = [
            "  ".join(
                [*(cell.ljust(width) for cell, width in zip(row[:3], widths, strict=False)), row[3].rjust(widths[3])]
            )
            for row in cells
        ]
        return "\n".join(line.rstrip() for line in lines)


def describe(config: ModelConfig | Mapping[str, Any] | Path) -> Description:
    """Follow the shape of a sample through the network, and count parameters, without taking memory for them.

    Args:
        config: A configuration, as plain data or as a path too.

    Returns:
        A description; print it to see a table.

    Raises:
        ConfigError: A field is wrong, or what arrives at a layer does not suit it.
    """
    checked = _validate_config(config)
    shape, rows = checked.input, []
    for index, layer in enumerate(checked.layers):
        row = _trace_shape(layer, f"layers[{index}]", layer.type_name, shape)
        rows.append(row)
        shape = row.shape
    if checked.head is not None:
        rows.append(_trace_shape(checked.head, "head", "linear", shape))
    return Description(checked.input, tuple(rows))


def build(config: ModelConfig | Mapping[str, Any] | Path, *, max_parameters: int = 100_000_000) -> Network:
    """Make a network of a configuration. It is random, as torch initializes; seed before for the same one again.

    Args:
        config: A configuration, as plain data or as a path too.
        max_parameters: How large the network may be. It is counted before any memory is taken.

    Returns:
        The network, in training mode, on the default device. Takes (N, *input).

    Raises:
        ConfigError: A field is wrong, what arrives at a layer does not suit it, or the network is too large.
    """
    checked = _validate_config(config)
    description = describe(checked)
    if description.parameters > max_parameters:
        raise ConfigError(
            f"the network has {description.parameters:,} parameters, at most {max_parameters:,} are allowed"
        )
    return _make_network(checked, description)


def to_config(model: nn.Module) -> ModelConfig:
    """Give the configuration of a network that `build` made, so that `build` makes such a network again.

    Weights do not belong to it: keep them with `model.state_dict()`.

    Raises:
        ConfigError: The network was not made by `build`, or its modules were changed since, so that
            the configuration would not tell the truth.
    """
    if not isinstance(model, Network):
        raise ConfigError(f"only a network made by build() has a configuration, got {type(model).__name__}")
    with torch.device("meta"):
        fresh = _make_network(model.config, describe(model.config))
    for (name, ours), (other, theirs) in zip(_summarize_structure(model), _summarize_structure(fresh), strict=False):
        if (name, ours) != (other, theirs):
            raise ConfigError(
                f"the network was changed after build(): {name} is {ours}, the configuration says {theirs}"
            )
    if len(_summarize_structure(model)) != len(_summarize_structure(fresh)):
        raise ConfigError("the network was changed after build(): modules were added or removed")
    return model.config


def _validate_config(config: ModelConfig | Mapping[str, Any] | Path) -> ModelConfig:
    """The configuration itself, whatever it was given as."""
    if isinstance(config, ModelConfig):
        return config
    if isinstance(config, Path):
        return load(config)
    if not isinstance(config, Mapping):
        raise TypeError(f"config must be a ModelConfig, a mapping or a Path, got {type(config).__name__}")
    return parse(config)


def _make_network(config: ModelConfig, description: Description) -> Network:
    """The network itself, its shapes being known."""
    arriving = [config.input, *(row.shape for row in description.rows)]
    layers = [layer.build(shape) for layer, shape in zip(config.layers, arriving, strict=False)]
    head = nn.Identity() if config.head is None else config.head.build(arriving[len(layers)])
    return Network(config, layers, head)


def _trace_shape(layer: Layer | HeadConfig, place: str, name: str, shape: Shape) -> Row:
    """Build a layer without memory, and see what shape comes out."""
    where = f"{place} ({name}): got {shape}"
    try:
        with torch.device("meta"), torch.no_grad():
            module = layer.build(shape).eval()
            out = module(torch.empty(_TRIAL_BATCH_SIZE, *shape))
    except ShapeError as error:
        raise ConfigError(f"{where}, {error}") from None
    except (RuntimeError, ValueError) as error:
        raise ConfigError(f"{where}, which fails: {error}") from error
    if not isinstance(out, Tensor) or out.ndim < 2 or out.shape[0] != _TRIAL_BATCH_SIZE or out.numel() == 0:
        given = tuple(out.shape) if isinstance(out, Tensor) else type(out).__name__
        raise ConfigError(
            f"{where}, and for a batch of {_TRIAL_BATCH_SIZE} gave {given}: it must give one tensor ({_TRIAL_BATCH_SIZE}, …)"
        )
    parameters = sum(parameter.numel() for parameter in module.parameters())
    return Row(place, name, tuple(out.shape[1:]), parameters)


def _summarize_structure(model: nn.Module) -> list[tuple[str, str]]:
    """What a network consists of, without its numbers: modules by name, then parameters and buffers with their shapes."""
    modules = [(name or "it", f"{type(part).__name__}({part.extra_repr()})") for name, part in model.named_modules()]
    state = [(name, f"a tensor {tuple(value.shape)}") for name, value in model.state_dict().items()]
    return modules + state
