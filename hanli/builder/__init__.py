"""Networks from configurations: YAML or a dictionary becomes an `nn.Module`, and every fault is named.

A configuration says what arrives (`input`, the shape of one sample), which layers follow, and what the head gives.
Widths that follow from what arrives are not written down: the layers are tried one by one on the `meta` device,
which computes shapes and no numbers, before any memory is taken. Nothing is put between layers unseen; only the
head reduces what arrives to a vector, as its field `reduce` says.

A file names layers of the registry and gives them numbers; it cannot import or run anything.

Source: <https://docs.pydantic.dev/latest/concepts/strict_mode/>, <https://yaml.org/spec/1.2.2/>
"""

from hanli.builder.configuration import HeadConfig, ModelConfig, json_schema, load, parse, to_yaml
from hanli.builder.network import Description, Network, Row, build, describe, to_config
from hanli.builder.registry import ConfigError, Layer, ShapeError, layer_types, register

__all__ = [
    "parse",
    "load",
    "describe",
    "build",
    "to_config",
    "to_yaml",
    "json_schema",
    "ModelConfig",
    "HeadConfig",
    "Network",
    "Description",
    "Row",
    "Layer",
    "register",
    "layer_types",
    "ConfigError",
    "ShapeError",
]
