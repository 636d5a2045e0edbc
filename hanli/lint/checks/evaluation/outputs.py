"""Checks of what a model's outputs are taken for: probabilities, logits, or one of several classes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.checks.losses.activations import infer_activation, read_loss
from hanli.lint.reading.origins import find_module_maker, find_value, get_argument, list_returns
from hanli.lint.reading.source import Found, Function, Source, get_keyword, get_last_name

_DEPTH = 6
_FUNCTIONS = re.compile(r"torch\.(special\.)?(nn\.functional\.)?(softmax|log_softmax|sigmoid|logsigmoid)")
_LAYERS = {"Softmax": "softmax", "LogSoftmax": "log_softmax", "Sigmoid": "sigmoid", "LogSigmoid": "logsigmoid"}
_FAMILIES = {"softmax": {"softmax", "log_softmax"}, "sigmoid": {"sigmoid", "logsigmoid"}}
_DISTRIBUTIONS = re.compile(
    r"torch\.distributions\.(\w+\.)?(Categorical|OneHotCategorical|Bernoulli|RelaxedBernoulli|Multinomial)"
)
_LINEAR = re.compile(r"torch\.nn\.(Linear|LazyLinear|Conv[123]d)")
_LOGITS = re.compile(r"(.*_)?logits?")


def find_activation_twice(source: Source) -> Iterator[Found]:
    """`softmax(model(x))` of a model that ends in a softmax: the probabilities become nearly equal."""
    for call in source.calls:
        name, given = _read_activation(source, call)
        if name and given is not None:
            made = infer_activation(source, given)
            if name in _FAMILIES.get(made, ()):
                yield call, ast.unparse(given), made


def _read_activation(source: Source, call: ast.Call) -> tuple[str, ast.expr | None]:
    """The softmax or sigmoid that a call applies, and to what; empty if it is none."""
    first = call.args[0] if call.args else get_keyword(call, "input")
    if match := _FUNCTIONS.fullmatch(source.resolve_name(call.func)):
        return match[3], first
    match call.func:
        case ast.Attribute(value=value, attr="softmax" | "log_softmax" | "sigmoid" as attr) if not (
            source.resolve_name(call.func) or get_last_name(value) == "self"
        ):
            return attr, value
    maker = call.func if isinstance(call.func, ast.Call) else find_module_maker(source, call.func)
    layer = source.resolve_callee(maker)
    return (_LAYERS.get(layer.rpartition(".")[2], ""), first) if layer.startswith("torch.nn.") else ("", None)


def find_distribution_arguments(source: Source) -> Iterator[Found]:
    """`Categorical(logits)`, whose first argument holds probabilities; `Categorical(logits=probs)`; `multinomial(logits)`."""
    for call in source.calls:
        name = source.resolve_name(call.func)
        if name == "torch.multinomial" or (not name and get_last_name(call.func) == "multinomial"):
            given = call.args[0] if name and call.args else getattr(call.func, "value", None)
            if given is not None and _is_logits(source, given):
                yield call, ast.unparse(given), "for probabilities"
            continue
        if not _DISTRIBUTIONS.fullmatch(name):
            continue
        place = 1 if name.endswith((".Multinomial", ".RelaxedBernoulli")) else 0
        probabilities = get_argument(call, place, "probs")
        logits = get_keyword(call, "logits")
        if probabilities is not None and logits is None and _is_logits(source, probabilities):
            yield call, ast.unparse(probabilities), "for probabilities"
        elif logits is not None and infer_activation(source, logits) in {"softmax", "sigmoid"}:
            yield call, ast.unparse(logits), "for logits"


def _is_logits(source: Source, node: ast.expr) -> bool:
    """Whether a value is what a linear layer gives, or is called logits and computed by no function that is known."""
    if infer_activation(source, node) == "linear":
        return True
    if not isinstance(node, ast.Name) or not _LOGITS.fullmatch(node.id.lower()):
        return False
    values = source.find_values(node)
    return bool(values) and all(
        isinstance(one, ast.Call | ast.Subscript) and not _is_made_positive(one) for one in values
    )


def _is_made_positive(node: ast.expr) -> bool:
    """Whether something in a value makes numbers positive."""
    return any(
        re.search(r"exp|soft|sigmoid|norm|prob|relu|abs|square|pow|clamp|warp|ones|rand|tensor", get_last_name(one))
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute | ast.Name)
    )


def find_single_class(source: Source) -> Iterator[Found]:
    """One output and a softmax, a cross-entropy or an argmax over it: the only class has always the probability 1."""
    for call in source.calls:
        kind, given = read_loss(source, call)
        if kind == "cross-entropy" and given is not None and _is_single(source, given, 0):
            yield call, ast.unparse(given), "cross_entropy"
            continue
        if kind is not None and given is not None and _is_softmax_of_single(source, given):
            yield call, ast.unparse(given), "softmax"
            continue
        name, value = _read_activation(source, call)
        over_last = name in {"softmax", "log_softmax"} and _is_over_last(call)
        if over_last and value is not None and _is_single(source, value, 0):
            yield call, ast.unparse(value), name
            continue
        value = _find_ranked(source, call)
        if value is not None and _is_single(source, value, 0):
            yield call, ast.unparse(value), get_last_name(call.func)


def _is_over_last(call: ast.Call) -> bool:
    """Whether a softmax is one over the last axis."""
    given = [*call.args, *(one.value for one in call.keywords if one.arg == "dim")]
    return any(ast.unparse(one) == "-1" for one in given)


def _find_ranked(source: Source, call: ast.Call) -> ast.expr | None:
    """What `argmax(1)` is taken of, where a batch goes through the whole model."""
    owner = source.find_class(call)
    if get_last_name(call.func) != "argmax" or (owner is not None and source.is_module(owner)):
        return None
    own = isinstance(call.func, ast.Attribute) and not source.resolve_name(call.func)
    places = call.args if own else call.args[1:]
    dim = get_keyword(call, "dim") or (places[0] if places else None)
    if dim is None or ast.unparse(dim) not in {"1", "-1"}:
        return None
    return call.func.value if own and isinstance(call.func, ast.Attribute) else call.args[0] if call.args else None


def _is_single(source: Source, node: ast.expr, depth: int) -> bool:
    """Whether a value is, just so, what a layer with one output gives."""
    value = find_value(source, node)
    if depth > _DEPTH or not isinstance(value, ast.Call):
        return False
    maker = find_module_maker(source, value.func)
    return maker is not None and _ends_in_single(source, maker, depth + 1)


def _ends_in_single(source: Source, maker: ast.Call, depth: int) -> bool:
    """Whether a module ends in a layer with one output: that layer, a `Sequential`, or a class of the file."""
    name = source.resolve_name(maker.func)
    if _LINEAR.fullmatch(name):
        size = get_keyword(maker, "out_features") or get_keyword(maker, "out_channels")
        size = size or get_argument(maker, 0 if name.endswith("LazyLinear") else 1, "out_features")
        return isinstance(size, ast.Constant) and size.value == 1
    if name == "torch.nn.Sequential" and maker.args:
        last = find_value(source, maker.args[-1])
        return isinstance(last, ast.Call) and _ends_in_single(source, last, depth + 1)
    returns = _list_forward_returns(source, maker)
    return bool(returns) and all(_is_single(source, one, depth) for one in returns)


def _list_forward_returns(source: Source, maker: ast.Call) -> list[ast.expr]:
    """What the `forward` of a class of the file returns."""
    made = source.classes.get(maker.func.id) if isinstance(maker.func, ast.Name) else None
    if made is None or not source.is_module(made):
        return []
    forward = next((one for one in made.body if isinstance(one, Function) and one.name == "forward"), None)
    return list_returns(source, forward) if forward is not None else []


def _is_softmax_of_single(source: Source, node: ast.expr) -> bool:
    """Whether outputs are a softmax, over axis 1 or the last, of what a layer with one output gives."""
    value = find_value(source, node)
    if not isinstance(value, ast.Call) or (maker := find_module_maker(source, value.func)) is None:
        return False
    if source.resolve_name(maker.func) == "torch.nn.Sequential" and len(maker.args) > 1:
        last, before = (find_value(source, one) for one in maker.args[:-3:-1])
        soft = source.resolve_callee(last) in {"torch.nn.Softmax", "torch.nn.LogSoftmax"}
        return soft and isinstance(before, ast.Call) and _ends_in_single(source, before, 0)
    returns = _list_forward_returns(source, maker)
    return (
        bool(returns)
        and all(
            name in {"softmax", "log_softmax"} and given is not None and _is_single(source, given, 0)
            for name, given in (_read_activation(source, one) for one in returns if isinstance(one, ast.Call))
        )
        and all(isinstance(one, ast.Call) for one in returns)
    )


def find_single_image(source: Source) -> Iterator[Found]:
    """`model(transform(image))` of a torchvision model: a picture alone has no axis of the batch."""
    for call in source.calls:
        if len(call.args) != 1 or not source.calls_module(call):
            continue
        maker = find_module_maker(source, call.func)
        if maker is None or not re.match(r"torchvision\.models\.(?!detection)", source.resolve_name(maker.func)):
            continue
        value = _strip_moves(source, call.args[0])
        steps = find_module_maker(source, value.func) if isinstance(value, ast.Call) else None
        if steps is not None and source.resolve_name(steps.func).startswith("torchvision.transforms."):
            yield call, ast.unparse(call.args[0]), ""


def _strip_moves(source: Source, node: ast.expr) -> ast.expr | None:
    """A value before it was moved."""
    value = find_value(source, node)
    while (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in {"to", "cuda", "float"}
    ):
        value = find_value(source, value.func.value)
    return value
