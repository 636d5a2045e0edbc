"""Configurations: read from YAML or plain data, every field checked, every fault named with its place."""

from __future__ import annotations

import difflib
import reprlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import torch
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, SerializeAsAny, ValidationError
from pydantic.json_schema import models_json_schema
from pydantic_core import PydanticCustomError
from torch import nn

from hanli.builder import layers, yaml_text
from hanli.builder.registry import ConfigError, Layer, Shape, ShapeError, Size, dump_with_type, layer_types


class HeadConfig(BaseModel):
    """The end of the network: reduce what arrives to a vector, then one linear layer.

    Attributes:
        outputs: How many numbers the network gives for a sample.
        reduce: What is done with an image or a sequence first: the `mean` or the `max` of each channel or feature,
            or `flatten`, which keeps all numbers.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    outputs: Size
    reduce: Literal["mean", "max", "flatten"] = "mean"

    def build(self, shape: Shape) -> nn.Module:
        """The head for (N, *shape)."""
        if self.reduce != "flatten" and len(shape) > 3:
            raise ShapeError("needs 1 to 3 dimensions: set reduce: flatten")
        if len(shape) == 1:
            reduction: nn.Module = nn.Identity()
        else:
            reduction = nn.Flatten() if self.reduce == "flatten" else layers.GlobalReduction(self.reduce)
        width = (
            torch.Size(shape).numel()
            if self.reduce == "flatten" or len(shape) == 1
            else shape[_find_feature_dimension(shape)]
        )
        parts = nn.Sequential()
        parts.add_module("reduce", reduction)
        parts.add_module("linear", nn.Linear(width, self.outputs))
        return parts


def _find_feature_dimension(shape: Shape) -> int:
    """Where the channels of an image or the features of a sequence are."""
    return 0 if len(shape) == 3 else -1


def _parse_layer(value: object) -> Layer:
    """A layer from plain data, by the registry."""
    if isinstance(value, Layer):
        if layer_types().get(getattr(type(value), "type_name", "")) is not type(value):
            raise _make_error(f"the class {type(value).__name__} is not registered")
        return value
    if not isinstance(value, Mapping):
        raise _make_error("needs a mapping with a `type`")
    fields = dict(value)
    if "type" not in fields:
        raise _make_error(f"`type` is missing, known are {_join_names(layer_types())}")
    name = fields.pop("type")
    if not isinstance(name, str) or name not in layer_types():
        raise _make_error(f"unknown type {reprlib.repr(name)}{_suggest_name(name, layer_types())}")
    return layer_types()[name].model_validate(fields)


def _parse_input_sizes(value: object) -> object:
    """The input as a tuple, as YAML and JSON know only lists."""
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= 3:
        raise _make_error(f"needs a list of 1 to 3 sizes, got {reprlib.repr(value)}")
    return tuple(value)


def _parse_layers(value: object) -> object:
    """The layers as a tuple."""
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= 500:
        raise _make_error(f"needs a list of 1 to 500 layers, got {reprlib.repr(value)}")
    return tuple(value)


class ModelConfig(BaseModel):
    """A configuration whose fields are right. Whether its layers fit together is found by `describe` and `build`.

    Attributes:
        name: What the network is called.
        input: The shape of one sample, without the batch: 1 to 3 sizes.
        layers: What happens to it, in this order.
        head: What comes at the end, if anything.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=100)] = "model"
    input: Annotated[
        tuple[Size, ...], BeforeValidator(_parse_input_sizes), Field(json_schema_extra={"minItems": 1, "maxItems": 3})
    ]
    layers: Annotated[
        tuple[
            SerializeAsAny[Annotated[Layer, PlainValidator(_parse_layer, json_schema_input_type=dict[str, Any])]], ...
        ],
        BeforeValidator(_parse_layers),
        Field(json_schema_extra={"minItems": 1, "maxItems": 500}),
    ]
    head: HeadConfig | None = None

    def as_dict(self) -> dict[str, Any]:
        """As plain data, every default written out; `parse` makes an equal configuration of it."""
        plain = self.model_dump(mode="json", exclude={"layers", "head"})
        plain["layers"] = [dump_with_type(layer) for layer in self.layers]
        return plain if self.head is None else {**plain, "head": self.head.model_dump(mode="json")}


def parse(source: str | Mapping[str, Any]) -> ModelConfig:
    """Read a configuration from YAML or from plain data, and check its fields.

    The YAML is a strict subset of 1.2: plain `no` and `on` are text, a key may stand once, and there are no aliases,
    no tags of Python, and no texts over 256,000 characters.

    Args:
        source: The text of a YAML file (not its name), or a dictionary.

    Returns:
        The configuration, defaults filled in.

    Raises:
        ConfigError: It is not YAML or not a configuration; it names every field that is wrong.
    """
    content = yaml_text.read(source) if isinstance(source, str) else source
    if not isinstance(content, Mapping):
        raise ConfigError(f"a configuration must be a mapping, got {reprlib.repr(content)}")
    plain = dict(content)
    try:
        return ModelConfig.model_validate(plain)
    except ValidationError as error:
        raise ConfigError(*_describe_errors(error, plain)) from None


def load(path: str | Path) -> ModelConfig:
    """Read a configuration from a YAML file in UTF-8; see `parse`.

    Raises:
        FileNotFoundError: There is no such file.
        ConfigError: As for `parse`, or the file is not text.
    """
    with Path(path).open("rb") as file:
        content = file.read(4 * yaml_text.MAX_CHARACTERS + 4)  # a character takes at most 4 bytes
    try:
        return parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"YAML: the file is not UTF-8: {error.reason} at byte {error.start}") from error


def to_yaml(config: ModelConfig) -> str:
    """Write a configuration as YAML, every default written out; `parse` makes an equal one of it."""
    return yaml_text.write(config.as_dict())


def json_schema() -> dict[str, Any]:
    """The JSON schema of configurations, own layers included: editors complete and check YAML by it."""
    schema = ModelConfig.model_json_schema()
    models = [(layer, "validation") for layer in layer_types().values()]
    references, definitions = models_json_schema(models)  # type: ignore[arg-type]
    shared = definitions.get("$defs", {})
    choices = []
    for layer in layer_types().values():
        reference = references[layer, "validation"]
        body = shared[reference["$ref"].rsplit("/", 1)[1]]
        body["properties"] = {"type": {"const": layer.type_name}, **body.get("properties", {})}
        body["required"] = ["type", *body.get("required", [])]
        choices.append(reference)
    schema.setdefault("$defs", {}).update(shared)
    schema["properties"]["layers"]["items"] = {"oneOf": choices, "required": ["type"]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _make_error(message: str) -> PydanticCustomError:
    return PydanticCustomError("layer", "{message}", {"message": message})


def _describe_errors(error: ValidationError, config: Mapping[str, Any]) -> list[str]:
    """What is told of the faults that pydantic found. A missing field is not told if it is there, but misspelt."""
    faults = error.errors(include_url=False)
    meant = []
    for fault in faults:
        if fault["type"] == "extra_forbidden":
            *path, name = fault["loc"]
            meant += [(*path, field) for field in difflib.get_close_matches(str(name), _list_fields(path, config), n=1)]
    return [
        _describe_error(fault, config) for fault in faults if fault["type"] != "missing" or fault["loc"] not in meant
    ]


def _describe_error(fault: Any, config: Mapping[str, Any]) -> str:
    """One fault that pydantic found, in one line, with its place."""
    *path, last = [*fault["loc"]] or [""]
    fields = _list_fields(path, config)
    place = _format_place(path, config)
    if fault["type"] == "extra_forbidden":
        return f"{place or 'configuration'}: unknown field {last!r}{_suggest_name(last, fields)}"
    if fault["type"] == "missing":
        return f"{place or 'configuration'}: the field {last!r} is missing"
    message = fault["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if fault["type"] == "model_type":
        message = "needs a mapping"
    own = fault["type"] in ("layer", "value_error")
    given = "" if own else f", got {reprlib.repr(fault['input'])}"
    return f"{_format_place([*path, last], config)}: {message}{given}"


def _format_place(path: Sequence[Any], config: Mapping[str, Any]) -> str:
    """A path as one would write it, layers with their type: `layers[1] (conv2d).kernel`."""
    text = ""
    for position, part in enumerate(path):
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
        if position == 1 and path[0] == "layers" and (layer := _find_layer_type(part, config)):
            text += f" ({layer})"
    return text


def _find_layer_type(index: Any, config: Mapping[str, Any]) -> str | None:
    """The type of a layer of a configuration that may be wrong; None if there is no such type."""
    layers = config.get("layers")
    if not isinstance(layers, Sequence) or not isinstance(index, int) or not isinstance(layers[index], Mapping):
        return None
    name = layers[index].get("type")
    return name if isinstance(name, str) and name in layer_types() else None


def _list_fields(path: Sequence[Any], config: Mapping[str, Any]) -> list[str]:
    """The fields that the part of the configuration at a path may have."""
    if not path:
        return sorted(ModelConfig.model_fields)
    if path == ["head"]:
        return sorted(HeadConfig.model_fields)
    name = _find_layer_type(path[1], config) if len(path) == 2 and path[0] == "layers" else None
    return ["type", *sorted(layer_types()[name].model_fields)] if name else []


def _suggest_name(name: object, known: Sequence[str] | Mapping[str, Any]) -> str:
    """The one that was probably meant; else all of them."""
    near = difflib.get_close_matches(str(name), list(known), n=1)
    if near:
        return f", did you mean {near[0]!r}?"
    return f", known are {_join_names(known)}" if known else ""


def _join_names(names: Sequence[str] | Mapping[str, Any]) -> str:
    return ", ".join(names)
