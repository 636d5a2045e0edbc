"""hanli.builder: what is valid becomes the network that was promised; what is not is refused, with its place."""

from __future__ import annotations

import copy
import json
import math
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import torch
import yaml
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from hanli.builder import (
    ConfigError,
    Layer,
    ModelConfig,
    Network,
    build,
    describe,
    json_schema,
    layer_types,
    load,
    parse,
    register,
    to_config,
    to_yaml,
)

ACTIVATIONS = ["none", "elu", "gelu", "leaky_relu", "relu", "sigmoid", "silu", "tanh"]
Plain = dict[str, Any]


def config(*layers: Plain, arriving: tuple[int, ...] = (1, 8, 8), outputs: int | None = None) -> Plain:
    head = {} if outputs is None else {"head": {"outputs": outputs}}
    return {"input": list(arriving), "layers": list(layers), **head}


def problem(content: Plain | str) -> str:
    """What is said of a configuration that is refused."""
    with pytest.raises(ConfigError) as caught:
        build(parse(content))
    return str(caught.value)


# What the layers do to a shape, written down a second time, by hand.


def conv(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[Plain, tuple[int, ...]]:
    kernel, stride = draw(st.sampled_from([1, 3])), draw(st.integers(1, 2))
    padding = draw(st.sampled_from(["same", "none"])) if min(shape[1:]) >= kernel else "same"
    around = kernel - 1 if padding == "same" else 0
    height, width = ((size + around - kernel) // stride + 1 for size in shape[1:])
    plain = {"type": "conv2d", "channels": draw(st.integers(1, 4)), "kernel": kernel, "stride": stride}
    plain |= {"padding": padding, "norm": draw(st.sampled_from(["none", "batch", "layer"]))}
    plain |= {"activation": draw(st.sampled_from(ACTIVATIONS)), "dropout": draw(st.sampled_from([0.0, 0.5]))}
    return plain, (plain["channels"], height, width)


def residual(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[Plain, tuple[int, ...]]:
    stride = draw(st.integers(1, 2))
    plain = {"type": "residual_block", "channels": draw(st.integers(1, 4)), "stride": stride}
    plain |= {"num_blocks": draw(st.integers(1, 2)), "norm": draw(st.sampled_from(["batch", "layer"]))}
    return plain, (plain["channels"], *(math.ceil(size / stride) for size in shape[1:]))


def pooling(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[Plain, tuple[int, ...]]:
    kernel = draw(st.integers(1, min(shape[1:])))
    plain = {"type": "pooling", "kernel": kernel, "kind": draw(st.sampled_from(["max", "mean"]))}
    return plain, (shape[0], shape[1] // kernel, shape[2] // kernel)


def sequence(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[Plain, tuple[int, ...]]:
    return {"type": "sequence", "positions": draw(st.booleans())}, (shape[1] * shape[2], shape[0])


def linear(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[Plain, tuple[int, ...]]:
    plain = {"type": "linear", "features": draw(st.integers(1, 6)), "activation": draw(st.sampled_from(ACTIVATIONS))}
    plain["norm"] = draw(st.sampled_from(["none", "layer"] if len(shape) == 2 else ["none", "layer", "batch"]))
    return plain, (*shape[:-1], plain["features"])


def attention(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[Plain, tuple[int, ...]]:
    heads = draw(st.sampled_from([size for size in range(1, shape[1] + 1) if shape[1] % size == 0]))
    return {"type": "attention", "heads": heads, "causal": draw(st.booleans()), "residual": draw(st.booleans())}, shape


def global_pooling(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[Plain, tuple[int, ...]]:
    return {"type": "global_pooling", "kind": draw(st.sampled_from(["max", "mean"]))}, (
        shape[0] if len(shape) == 3 else shape[1],
    )


def flatten(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[Plain, tuple[int, ...]]:
    return {"type": "flatten"}, (math.prod(shape),)


def same_shape(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[Plain, tuple[int, ...]]:
    choices: list[Plain] = [
        {"type": "activation", "kind": draw(st.sampled_from(ACTIVATIONS))},
        {"type": "dropout", "rate": draw(st.floats(0, 0.9))},
        {"type": "norm", "kind": "layer" if len(shape) == 2 else draw(st.sampled_from(["batch", "layer"]))},
    ]
    return draw(st.sampled_from(choices)), shape


SUITING: dict[int, list[Callable[[st.DrawFn, tuple[int, ...]], tuple[Plain, tuple[int, ...]]]]] = {
    1: [linear, flatten, same_shape],
    2: [linear, attention, global_pooling, flatten, same_shape],
    3: [conv, residual, pooling, sequence, global_pooling, flatten, same_shape],
}


@st.composite
def valid(draw: st.DrawFn) -> tuple[Plain, tuple[int, ...]]:
    """A configuration, and the shape that it promises."""
    shape = tuple(draw(st.lists(st.integers(1, 6), min_size=1, max_size=3)))
    plain: Plain = {"input": list(shape), "layers": []}
    for _ in range(draw(st.integers(1, 4))):
        layer, shape = draw(st.sampled_from(SUITING[len(shape)]))(draw, shape)
        plain["layers"].append(layer)
    if draw(st.booleans()):
        plain["head"] = {
            "outputs": draw(st.integers(1, 5)),
            "reduce": draw(st.sampled_from(["mean", "max", "flatten"])),
        }
        shape = (plain["head"]["outputs"],)
    return plain, shape


@given(valid())
def test_a_valid_configuration_runs_both_ways_with_the_promised_shape(made: tuple[Plain, tuple[int, ...]]) -> None:
    plain, promised = made
    description = describe(plain)
    assert description.output == promised
    network = build(plain)
    assert description.parameters == sum(parameter.numel() for parameter in network.parameters())
    x = torch.rand(2, *plain["input"], requires_grad=True)  # a batch of one is too few for batch normalization
    out = network(x)
    assert tuple(out.shape) == (2, *promised)
    out.sum().backward()
    assert x.grad is not None
    assert all(parameter.grad is not None for parameter in network.parameters())


@given(valid())
def test_a_network_gives_its_configuration_back(made: tuple[Plain, tuple[int, ...]]) -> None:
    normal = parse(made[0])
    network = build(made[0])
    assert to_config(network) == normal
    assert parse(normal.as_dict()) == normal
    assert parse(to_yaml(normal)) == normal
    assert yaml.safe_load(to_yaml(normal)) == normal.as_dict()  # plain YAML, for other readers too
    assert parse(json.loads(json.dumps(normal.as_dict()))) == normal


def misspell(draw: st.DrawFn, plain: Plain) -> None:
    part = draw(st.sampled_from([plain, *plain["layers"]]))
    key = draw(st.sampled_from(sorted(part)))
    part[key[:-1] + "x" + key[-1]] = part.pop(key)


def negate(draw: st.DrawFn, plain: Plain) -> None:
    parts = [part for part in plain["layers"] if any(type(value) is int for value in part.values())]
    if not parts:
        plain["input"][0] = draw(st.integers(-3, 0))
        return
    part = draw(st.sampled_from(parts))
    key = draw(st.sampled_from([key for key, value in part.items() if type(value) is int]))
    part[key] = draw(st.integers(-3, 0))


def retype(draw: st.DrawFn, plain: Plain) -> None:
    part = draw(st.sampled_from([plain, *plain["layers"]]))
    key = draw(st.sampled_from(sorted(part)))
    part[key] = draw(st.sampled_from([None, "three", ["?"], {"a": 1}, math.nan, b"1", object()]))
    if part is plain and part[key] is None:
        part[key] = 0.5  # a head may be None


def misplace(draw: st.DrawFn, plain: Plain) -> None:
    plain["layers"] += [{"type": "flatten"}, draw(st.sampled_from([{"type": "sequence"}, {"type": "attention"}]))]


def no_type(draw: st.DrawFn, plain: Plain) -> None:
    draw(st.sampled_from(plain["layers"]))["type"] = draw(st.sampled_from(["conv3d", "", 3, None, ["linear"]]))


@given(valid(), st.sampled_from([misspell, negate, retype, misplace, no_type]), st.data())
def test_a_spoilt_configuration_is_refused_with_one_kind_of_error(
    made: tuple[Plain, tuple[int, ...]], spoil: Callable[[st.DrawFn, Plain], None], data: st.DataObject
) -> None:
    plain = copy.deepcopy(made[0])
    spoil(data.draw, plain)
    with pytest.raises(ConfigError) as caught:
        build(plain)
    assert all(isinstance(fault, str) and "\n" not in fault and len(fault) < 500 for fault in caught.value.problems)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 9) | st.floats() | st.sampled_from(["linear", "conv2d", "", "max"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "input", "layers", "head", "kind", "features", "outputs"]), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["input", "layers", "head", "name"]) | st.integers(), JUNK))
def test_whatever_comes_is_refused_or_built(plain: Plain) -> None:
    try:
        assert isinstance(build(plain), Network)
    except ConfigError as error:
        assert error.problems


@given(st.text() | st.text(st.sampled_from("abc:-[]{}&*!|>'\"#%@,?01.\n "), max_size=40))
def test_whatever_text_comes_is_refused_or_read(text: str) -> None:
    try:
        assert isinstance(parse(text), ModelConfig)
    except ConfigError as error:
        assert error.problems


@given(st.text(min_size=1, max_size=100))
def test_any_name_survives_yaml(name: str) -> None:
    try:
        normal = parse({"name": name, **config({"type": "flatten"})})
    except ConfigError:
        assert any(0xD800 <= ord(letter) < 0xE000 for letter in name)
    else:
        assert parse(to_yaml(normal)) == normal


@pytest.mark.parametrize(
    "name",
    ["1e-3", "no", "null", "Null", "010", "3", "2:30", "true", "TRUE", "<<", "=", "a: b", "'", "*a", "&a", "!a", "\n"],
)
def test_a_name_that_looks_like_something_else_survives_yaml(name: str) -> None:
    normal = parse({"name": name, **config({"type": "flatten"})})
    assert parse(to_yaml(normal)) == normal
    assert yaml.safe_load(to_yaml(normal))["name"] == name


def test_the_same_seed_gives_what_torch_gives_by_hand() -> None:
    plain = config(
        {"type": "conv2d", "channels": 4, "activation": "gelu"}, {"type": "pooling"}, {"type": "flatten"}, outputs=3
    )
    torch.manual_seed(0)
    network = build(plain)
    torch.manual_seed(0)
    by_hand = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.GELU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 4 * 4, 3)
    )
    x = torch.rand(2, 1, 8, 8)
    assert torch.equal(network(x), by_hand(x))


def test_residual_blocks_are_those_of_torchvision() -> None:
    from torchvision.models.resnet import BasicBlock

    network = build(config({"type": "residual_block", "channels": 6, "stride": 2}, arriving=(3, 8, 8)))
    shortcut = nn.Sequential(nn.Conv2d(3, 6, 1, 2, bias=False), nn.BatchNorm2d(6))
    theirs = BasicBlock(3, 6, stride=2, downsample=shortcut)
    theirs.load_state_dict(dict(zip(theirs.state_dict(), network.state_dict().values(), strict=True)))
    x = torch.rand(4, 3, 8, 8)
    torch.testing.assert_close(network(x), theirs(x))


def test_causal_attention_does_not_look_ahead() -> None:
    x = torch.rand(2, 5, 8)
    changed = x.clone()
    changed[:, 3:] += 1
    for causal in (True, False):
        network = build(config({"type": "attention", "heads": 2, "causal": causal}, arriving=(5, 8)))
        assert torch.equal(network(x)[:, :3], network(changed)[:, :3]) == causal


def test_positions_tell_places_apart() -> None:
    x = torch.rand(2, 4, 3, 3)
    for positions in (True, False):
        layers = {"type": "sequence", "positions": positions}, {"type": "attention"}, {"type": "global_pooling"}
        network = build(config(*layers, arriving=(4, 3, 3))).eval()
        assert torch.allclose(network(x), network(x.flip(3)), atol=1e-6) != positions


def test_layer_norm_of_an_image_is_over_all_of_it() -> None:
    network = build(config({"type": "norm", "kind": "layer"}, arriving=(3, 4, 4)))
    x = torch.rand(2, 3, 4, 4)
    torch.testing.assert_close(network(x), nn.functional.layer_norm(x, (3, 4, 4)))


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        (
            [{"type": "conv2d", "channels": 64}, {"type": "linear", "features": 3}],
            "layers[1] (linear): got (64, 8, 8), needs (features,) or (steps, features): "
            "put a flatten or a global_pooling before it",
        ),
        (
            [{"type": "flatten"}, {"type": "conv2d", "channels": 2}],
            "layers[1] (conv2d): got (64,), needs (channels, height, width): put it before what flattens",
        ),
        (
            [{"type": "conv2d", "channels": 2, "kernel": 9, "padding": "none"}],
            "layers[0] (conv2d): got (1, 8, 8), needs (channels, height, width) of at least 9 each way: "
            "use a smaller kernel, or pool less before it",
        ),
        (
            [{"type": "sequence"}, {"type": "attention", "heads": 2}],
            "layers[1] (attention): got (64, 1), needs (steps, features) whose features 2 heads can share: "
            "change heads or the width before it",
        ),
        (
            [{"type": "pooling", "kernel": 9}],
            "layers[0] (pooling): got (1, 8, 8), needs (channels, height, width) of at least 9 each way: "
            "pool less often, or use global_pooling",
        ),
        (
            [{"type": "attention"}],
            "layers[0] (attention): got (1, 8, 8), needs (steps, features): put a sequence before it",
        ),
        (
            [{"type": "sequence"}, {"type": "norm"}],
            "layers[1] (norm): got (64, 1), needs (channels, height, width) or (features,): "
            "kind: batch does not suit a sequence, kind: layer does",
        ),
        (
            [{"type": "sequence"}, {"type": "linear", "features": 2, "norm": "batch"}],
            "layers[1] (linear): got (64, 1), needs (features,): norm: batch does not suit a sequence, norm: layer does",
        ),
        (
            [{"type": "flatten"}, {"type": "global_pooling"}],
            "layers[1] (global_pooling): got (64,), needs (channels, height, width) or (steps, features): "
            "a vector has nothing left to pool",
        ),
        (
            [{"type": "sequence"}, {"type": "pooling"}],
            "layers[1] (pooling): got (64, 1), needs (channels, height, width): global_pooling takes sequences",
        ),
        (
            [{"type": "flatten"}, {"type": "residual_block", "channels": 2}],
            "layers[1] (residual_block): got (64,), needs (channels, height, width): put it before what flattens",
        ),
    ],
)
def test_a_misfit_is_told_with_its_place_its_shape_and_a_way_out(layers: list[Plain], said: str) -> None:
    assert problem(config(*layers)) == said


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        (
            config({"type": "conv2d", "chanels": 3}),
            "layers[0] (conv2d): unknown field 'chanels', did you mean 'channels'?",
        ),
        (config({"type": "linear", "xyz": 3}), "layers[0] (linear): the field 'features' is missing"),
        (config({"type": "conv2d"}), "layers[0] (conv2d): the field 'channels' is missing"),
        (config({"type": "flatten", "zzz": 1}), "layers[0] (flatten): unknown field 'zzz', known are type"),
        (config({"type": "convd"}), "layers[0]: unknown type 'convd', did you mean 'conv2d'?"),
        (
            config({"type": "linear", "features": True}),
            "layers[0] (linear).features: should be a valid integer, got True",
        ),
        (
            config({"type": "linear", "features": 3.0}),
            "layers[0] (linear).features: should be a valid integer, got 3.0",
        ),
        (config({"type": "dropout", "rate": 1.0}), "layers[0] (dropout).rate: should be less than 1, got 1.0"),
        (config(), "layers: needs a list of 1 to 500 layers, got []"),
        (config({"type": "flatten"}, arriving=()), "input: needs a list of 1 to 3 sizes, got []"),
        (config({"type": "flatten"}, arriving=(0,)), "input[0]: should be greater than or equal to 1, got 0"),
        ({**config({"type": "flatten"}), "hed": 1}, "configuration: unknown field 'hed', did you mean 'head'?"),
        ({**config({"type": "flatten"}), "head": 10}, "head: needs a mapping, got 10"),
        ({**config({"type": "flatten"}), "head": {}}, "head: the field 'outputs' is missing"),
        (
            config({"type": "conv2d", "channels": 2, "kernel": 4}),
            "layers[0] (conv2d): kernel 4 is even, so it cannot be centred: make it odd or set padding: none",
        ),
    ],
)
def test_a_wrong_field_is_told_with_its_place(plain: Plain, said: str) -> None:
    assert said in problem(plain).splitlines()


def test_a_misspelt_field_is_told_once() -> None:
    assert problem(config({"type": "linear", "fetures": 3})).splitlines() == [
        "layers[0] (linear): unknown field 'fetures', did you mean 'features'?"
    ]


def test_all_wrong_fields_are_told_at_once() -> None:
    error = problem(config({"type": "linear"}, {"type": "flaten"}, 3, outputs=-1))  # type: ignore[arg-type]
    assert [line.split(":")[0] for line in error.splitlines()] == [
        "layers[0] (linear)",
        "layers[1]",
        "layers[2]",
        "head.outputs",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("input: [1]\ninput: [2]", "YAML, line 2: the key 'input' stands twice"),
        ("layers:\n- {type: linear, features: 1, features: 2}", "YAML, line 2: the key 'features' stands twice"),
        ("input: &a [1]\nlayers: *a", "YAML, line 2: aliases (`*name`) are not allowed"),
        ("1: 2", "YAML, line 1: a key must be text"),
        ("input: !!python/object/apply:os.getcwd []", "YAML, line 1: tags are not allowed"),
        ("input: !!timestamp x", "YAML, line 1: tags are not allowed"),
        ("[" * 10_000, "YAML, line 1: nested deeper than 20 levels"),
        ("#" * 300_000, "YAML: 300000 characters, at most 256000 are allowed"),
        ("input: [" + "9" * 5_000 + "]", "YAML: a number has too many digits"),
        ("a: b: c", "YAML, line 1: mapping values are not allowed here"),
        ("a: \x00", "YAML: unacceptable character"),
        ("", "a configuration must be a mapping, got None"),
        ("- 1", "a configuration must be a mapping, got [1]"),
    ],
)
def test_yaml_that_hides_something_is_refused(text: str, said: str) -> None:
    assert problem(text).startswith(said)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("010", "010"),
        ("2:30", "2:30"),
        ("0x10", "0x10"),
        ("1_0", "1_0"),
        ("2026-11-22", "2026-11-22"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("1e-1", 0.1),
        ("-3", -3),
        ("+0.5", 0.5),
        ("null", None),
        ("Null", None),
        ("~", None),
        (".inf", ".inf"),
    ],
)
def test_a_plain_word_is_what_it_looks_like(word: str, value: object) -> None:
    from hanli.builder import yaml_text

    assert yaml_text.read(f"key: {word}") == {"key": value}


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    plain = parse(config({"type": "flatten"}))
    for mark in (b"", b"\xef\xbb\xbf"):
        (tmp_path / "net.yaml").write_bytes(mark + to_yaml(plain).encode())
        assert load(tmp_path / "net.yaml") == load(str(tmp_path / "net.yaml")) == plain
        assert build(tmp_path / "net.yaml").config == plain
    (tmp_path / "net.yaml").write_bytes(b"name: \xff")
    with pytest.raises(ConfigError, match="the file is not UTF-8: invalid start byte at byte 6"):
        load(tmp_path / "net.yaml")
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none.yaml")


def test_a_path_as_text_is_not_taken_for_a_configuration() -> None:
    with pytest.raises(TypeError, match="config must be a ModelConfig, a mapping or a Path, got str"):
        build("net.yaml")  # type: ignore[arg-type]


def test_a_network_that_is_too_large_is_refused_before_memory_is_taken() -> None:
    large = config({"type": "flatten"}, {"type": "linear", "features": 65_536}, arriving=(65_536, 1_000))
    assert describe(large).parameters == 65_536 * 65_536_000 + 65_536
    with pytest.raises(
        ConfigError, match=r"^the network has 4,294,967,361,536 parameters, at most 100,000,000 are allowed$"
    ):
        build(large)
    small = config({"type": "linear", "features": 2}, arriving=(3,))
    assert build(small, max_parameters=8)
    with pytest.raises(ConfigError):
        build(small, max_parameters=7)


def test_sizes_beyond_any_memory_are_refused() -> None:
    said = problem(config({"type": "flatten"}, {"type": "linear", "features": 65_536}, arriving=(65_536,) * 3))
    assert said.startswith("layers[1] (linear): got (281474976710656,), which fails: ")


def test_a_network_refuses_samples_of_another_shape() -> None:
    network = build(config({"type": "flatten"}, outputs=2))
    with pytest.raises(ValueError, match=r"^input must have the shape \('N', 1, 8, 8\), got \(2, 1, 9, 9\)$"):
        network(torch.rand(2, 1, 9, 9))


@pytest.mark.parametrize(
    "change",
    [
        lambda network: network.layers.append(nn.ReLU()),
        lambda network: setattr(network, "head", nn.Linear(5, 3)),
        lambda network: network.layers.__setitem__(1, nn.Dropout(0.1)),
        lambda network: network.layers.pop(1),
    ],
)
def test_a_network_changed_by_hand_has_no_configuration(change: Callable[[Network], object]) -> None:
    network = build(config({"type": "linear", "features": 5}, {"type": "dropout"}, arriving=(4,), outputs=2))
    assert to_config(network)
    change(network)
    with pytest.raises(ConfigError, match=r"^the network was changed after build\(\): "):
        to_config(network)


def test_what_build_did_not_make_has_no_configuration() -> None:
    with pytest.raises(ConfigError, match=r"^only a network made by build\(\) has a configuration, got Linear$"):
        to_config(nn.Linear(2, 2))


def test_a_network_can_be_copied_trained_and_saved() -> None:
    network = build(config({"type": "conv2d", "channels": 2, "norm": "batch"}, outputs=2))
    twin = pickle.loads(pickle.dumps(copy.deepcopy(network)))
    assert to_config(twin.eval()) == network.config
    fresh = build(to_config(network))
    fresh.load_state_dict(network.state_dict())
    x = torch.rand(3, 1, 8, 8)
    assert torch.equal(network.eval()(x), fresh.eval()(x))
    exported = torch.export.export(network, (x,), dynamic_shapes=({0: torch.export.Dim.DYNAMIC},))
    torch.testing.assert_close(exported.module()(x[:2]), network(x[:2]))


def test_errors_survive_pickling() -> None:
    error = pickle.loads(pickle.dumps(ConfigError("one", "two")))
    assert error.problems == ("one", "two") and str(error) == "one\ntwo"


def test_describe_looks_like_a_table() -> None:
    said = str(describe(config({"type": "flatten"}, {"type": "linear", "features": 100}, outputs=10)))
    assert said.splitlines() == [
        "place      type     output shape  parameters",
        "input               (1, 8, 8)",
        "layers[0]  flatten  (64,)                  0",
        "layers[1]  linear   (100,)             6,500",
        "head       linear   (10,)              1,010",
        "total                                  7,510",
    ]


# The registry.


@register("test_scale")
class Scale(Layer):
    """Many copies of the features."""

    times: int = 2

    def build(self, shape: tuple[int, ...]) -> nn.Module:
        """Repeat."""
        if len(shape) != 1:
            self.refuse("(features,)")
        return _Repeat(self.times)


class _Repeat(nn.Module):
    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.repeat(1, self.times)


@register("test_bad")
class Bad(Layer):
    """A layer that does not keep its word."""

    how: str

    def build(self, shape: tuple[int, ...]) -> nn.Module:
        """Whatever `how` says."""
        wrong: dict[str, Callable[[torch.Tensor], object]] = {
            "batch": lambda x: x[:1],
            "pair": lambda x: (x, x),
            "scalar": lambda x: x.flatten(1).sum(1),
            "value": lambda x: x.sum().item(),
        }
        module = nn.Module()
        module.forward = wrong[self.how]  # type: ignore[assignment]
        return module


def test_an_own_layer_is_built_described_and_given_back() -> None:
    plain = config({"type": "test_scale", "times": 3}, arriving=(2,), outputs=4)
    assert describe(plain).rows[0].shape == (6,)
    assert to_config(build(plain)).as_dict()["layers"] == [{"type": "test_scale", "times": 3}]
    assert parse(to_yaml(parse(plain))) == parse(plain)
    assert problem(config({"type": "test_scale"})) == "layers[0] (test_scale): got (1, 8, 8), needs (features,)"
    assert problem(config({"type": "test_scale", "time": 3}, arriving=(2,))).endswith("did you mean 'times'?")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("batch", "and for a batch of 2 gave (1, 4): it must give one tensor (2, …)"),
        ("pair", "and for a batch of 2 gave tuple: it must give one tensor (2, …)"),
        ("scalar", "and for a batch of 2 gave (2,): it must give one tensor (2, …)"),
        ("value", "which fails: "),
    ],
)
def test_an_own_layer_that_does_not_keep_its_word_is_named(how: str, said: str) -> None:
    assert problem(config({"type": "test_bad", "how": how}, arriving=(4,))).startswith(
        f"layers[0] (test_bad): got (4,), {said}"
    )


def test_names_are_taken_once() -> None:
    class Mine(Layer):
        def build(self, shape: tuple[int, ...]) -> nn.Module:
            return nn.Identity()

    with pytest.raises(ValueError, match="the name 'linear' is taken by Linear: choose another"):
        register("linear")(Mine)
    assert layer_types()["linear"].__name__ == "Linear"
    register("test_mine")(Mine)
    with pytest.raises(ValueError, match="Mine is registered as 'test_mine' already"):
        register("test_mine_again")(Mine)
    for name in ("", "Upper", "a-b", "1a", "a" * 65, "a.b"):
        with pytest.raises(ValueError, match=r"^name must be 1 to 64 small letters"):
            register(name)


def test_what_is_no_layer_is_not_registered() -> None:
    class Bare(Layer):
        pass

    class Typed(Bare):
        type: str = ""

        def build(self, shape: tuple[int, ...]) -> nn.Module:
            return nn.Identity()

    with pytest.raises(TypeError, match="needs a class derived from Layer"):
        register("test_none")(nn.Linear)  # type: ignore[type-var]
    with pytest.raises(TypeError, match="Bare has none"):
        register("test_none")(Bare)
    with pytest.raises(ValueError, match="has a field `type`"):
        register("test_none")(Typed)
    assert "test_none" not in layer_types()
    with pytest.raises(ConfigError, match="the class Typed is not registered"):
        parse({"input": [2], "layers": [Typed()]})
    with pytest.raises(TypeError):
        layer_types()["x"] = Bare  # type: ignore[index]


def test_layers_can_be_given_as_objects() -> None:
    made = ModelConfig(input=(4,), layers=(layer_types()["linear"](features=3),))
    assert made == parse(config({"type": "linear", "features": 3}, arriving=(4,)))


def test_the_schema_knows_every_layer_and_refuses_other_fields() -> None:
    schema = json.loads(json.dumps(json_schema()))
    choices = [
        schema["$defs"][choice["$ref"].rsplit("/", 1)[1]] for choice in schema["properties"]["layers"]["items"]["oneOf"]
    ]
    assert {choice["properties"]["type"]["const"] for choice in choices} == set(layer_types())
    for choice in choices:
        layer = layer_types()[choice["properties"]["type"]["const"]]
        assert set(choice["properties"]) == {"type", *layer.model_fields}
        assert choice["additionalProperties"] is False and choice["required"][0] == "type"
    assert schema["required"] == ["input", "layers"]


@given(valid(), st.sampled_from([misspell, negate, no_type]), st.data())
def test_an_editor_that_follows_the_schema_judges_as_we_do(
    made: tuple[Plain, tuple[int, ...]], spoil: Callable[[st.DrawFn, Plain], None], data: st.DataObject
) -> None:
    """What the schema cannot say is left out: which layers fit together, and that an even kernel has no centre."""
    schema = jsonschema_rs.validator_for(json_schema())
    schema.validate(made[0])
    plain = copy.deepcopy(made[0])
    spoil(data.draw, plain)
    assert not schema.is_valid(plain)


def test_building_leaves_no_trace_of_the_meta_device() -> None:
    network = build(config({"type": "linear", "features": 2}, arriving=(3,)))
    assert {parameter.device.type for parameter in network.parameters()} == {torch.empty(0).device.type}
    assert network.training
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    describe(config({"type": "sequence"}, {"type": "attention"}, {"type": "linear", "features": 9}, outputs=2))
    assert torch.equal(torch.rand(3), expected)
