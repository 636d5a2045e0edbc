"""Checks of what goes into a loss: probabilities where it expects logits, whatever way they took."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.source import Found, Function, Source, get_keyword, get_last_name, guess_kind

_ACTIVATIONS = re.compile(
    r"torch\.(?:special\.)?(?:nn\.functional\.)?(softmax|sigmoid|log_softmax|expit|logsigmoid|relu)|"
    r"torch\.nn\.(Softmax|Sigmoid|LogSoftmax|LogSigmoid|Softmax2d|ReLU)"
)
_LINEAR = re.compile(r"torch\.nn\.(Linear|LazyLinear|Bilinear|Conv[123]d)")
_TORCH_WORDS = {"expit": "sigmoid", "softmax2d": "softmax", "logsoftmax": "log_softmax"}
# What leaves the values as they are, or only puts them elsewhere.
_PASSING_METHODS = {
    *("view", "reshape", "squeeze", "unsqueeze", "flatten", "transpose", "permute", "contiguous", "to", "cpu", "cuda"),
    *("float", "half", "double", "bfloat16", "type", "type_as", "view_as", "detach", "clone", "mT", "t", "movedim"),
    *("clamp", "clip", "gather", "index_select", "requires_grad_", "expand", "swapaxes"),
}
_PASSING_FUNCTIONS = re.compile(
    r"torch\.(squeeze|unsqueeze|flatten|reshape|transpose|permute|clamp|clip|swapaxes|movedim|nn\.functional\.dropout)"
)
_PASSING_LAYERS = {"Dropout", "Flatten", "Identity", "Unflatten"}
_MODULE_METHODS = {"to", "cuda", "cpu", "train", "eval", "double", "float", "half", "requires_grad_", "compile"}
# What each loss does itself, and the name by which the finding calls it.
_UNWANTED = {
    "cross-entropy": ({"softmax", "sigmoid", "log_softmax"}, "cross_entropy"),
    "bce-logits": ({"sigmoid", "softmax"}, "BCEWithLogitsLoss"),
    "nll": ({"softmax", "linear"}, "nll_loss"),
    "bce": ({"linear"}, "binary_cross_entropy"),
}
_FUNCTIONAL = {
    "cross_entropy": "cross-entropy",
    "binary_cross_entropy_with_logits": "bce-logits",
    "nll_loss": "nll",
    "binary_cross_entropy": "bce",
}
_DEPTH = 12


def find_softmax_before_cross_entropy(source: Source) -> Iterator[Found]:
    """Probabilities passed to a loss that expects logits, or to `nll_loss`, which expects their logarithms."""
    for call in source.calls:
        kind, given = read_loss(source, call)
        if kind is not None and given is not None:
            unwanted, loss = _UNWANTED[kind]
            if (made := infer_activation(source, given)) in unwanted:
                yield call, made, loss


def find_relu_before_loss(source: Source) -> Iterator[Found]:
    """Outputs cut off at 0 by a ReLU and passed to a loss that expects logits of both signs."""
    for call in source.calls:
        kind, given = read_loss(source, call)
        if kind in {"cross-entropy", "bce-logits"} and given is not None and infer_activation(source, given) == "relu":
            yield call, ast.unparse(given), _UNWANTED[kind][1]


def read_loss(source: Source, call: ast.Call) -> tuple[str | None, ast.expr | None]:
    """The kind of a loss that is called, `cross-entropy`, `bce-logits`, `nll` or `bce`, and what it gets as outputs."""
    name = source.resolve_name(call.func)
    kind = _FUNCTIONAL.get(name.rpartition(".")[2]) if name.startswith("torch.") else None
    kind = kind or (source.infer_kind(call.func) if not name else None)
    given = call.args[0] if call.args else get_keyword(call, "input")
    return (kind, given) if kind in _UNWANTED else (None, given)


def infer_activation(source: Source, node: ast.AST | None, depth: int = 0) -> str:
    """`softmax`, `sigmoid` or `log_softmax` if a value is the result of one, through names and views; else empty."""
    if depth > _DEPTH or node is None:
        return ""
    match node:
        case ast.Name():
            values: list[ast.AST | None] = []
            for one in source.find_bindings(node) or []:
                if one.how == "parameter":
                    values += source.find_arguments(one.node) or [None]
                elif one.how == "value" and not source.is_augmented(one.node):
                    values.append(one.node)
                else:
                    values.append(None)
            return _agree(source, values, depth)
        case ast.IfExp(body=body, orelse=orelse):
            return _agree(source, [body, orelse], depth)
        case ast.Subscript(value=value) | ast.NamedExpr(value=value):
            return infer_activation(source, value, depth + 1)
        case ast.Call():
            return _infer_from_call(source, node, depth)
    return ""


def _agree(source: Source, values: list[ast.AST | None], depth: int) -> str:
    """The activation that all values have been through."""
    made = {infer_activation(source, one, depth + 1) for one in values}
    return made.pop() if len(made) == 1 else ""


def _infer_from_call(source: Source, node: ast.Call, depth: int) -> str:
    """The activation that what a call gives has been through."""
    name = source.resolve_name(node.func)
    if found := _match_activation(name):
        return found if "torch.nn." not in name or "functional" in name else ""  # a layer is not yet called
    if _PASSING_FUNCTIONS.fullmatch(name):
        return infer_activation(source, node.args[0] if node.args else None, depth + 1)
    if isinstance(node.func, ast.Call) and (found := _match_activation(source.resolve_callee(node.func))):
        return found
    if isinstance(node.func, ast.Attribute) and not name:
        if node.func.attr in {"softmax", "sigmoid", "log_softmax", "relu"} and not _is_own(node.func):
            return node.func.attr
        if node.func.attr in _PASSING_METHODS and source.infer_kind(node.func.value) != "module":
            return infer_activation(source, node.func.value, depth + 1)
        if node.func.attr == "forward":
            return _infer_from_layer(source, node.func.value, depth + 1)
    return _infer_from_layer(source, node.func, depth + 1) or _infer_from_function(source, node, depth)


def _is_own(node: ast.Attribute) -> bool:
    """Whether it is `self.softmax`, a layer of the class."""
    return isinstance(node.value, ast.Name) and node.value.id == "self"


def _match_activation(name: str) -> str:
    """`softmax` of `torch.nn.functional.softmax` or `torch.nn.Softmax`; else empty."""
    if not (match := _ACTIVATIONS.fullmatch(name)):
        return ""
    word = (match[1] or match[2]).lower()
    return _TORCH_WORDS.get(word, word)


def _infer_from_function(source: Source, node: ast.Call, depth: int) -> str:
    """The same for a call of a function of this file."""
    own = source.find_callees(node)
    return _infer_returned(source, own[0], depth) if len(own) == 1 else ""


def _infer_returned(source: Source, function: Function, depth: int) -> str:
    """The activation that everything which a function returns has been through."""
    given: list[ast.AST | None] = [
        one.value for one in ast.walk(function) if isinstance(one, ast.Return) and one.value is not None
    ]
    return _agree(source, given, depth) if given else ""


def _infer_from_layer(source: Source, layer: ast.AST | None, depth: int) -> str:
    """The same for what calling a layer gives: a `Sequential` that ends in one, a class of this file, a name of these."""
    if depth > _DEPTH or layer is None:
        return ""
    match layer:
        case ast.Name(id="self"):
            return _infer_from_layer(source, source.find_class(layer), depth + 1)
        case ast.Name():
            values: list[ast.AST | None] = []
            for one in source.find_bindings(layer) or []:
                values += _find_passed_layers(source, one.node) if one.how == "parameter" else []
                values += [one.node] if one.how == "value" else []
            return _agree_layers(source, values, depth)
        case ast.ClassDef():
            return _infer_from_forward(source, layer, depth)
        case ast.Attribute():
            owner = source.find_class(layer) or source.tree
            return _agree_layers(source, list(source.attributes.get((owner, layer.attr), [])), depth)
        case ast.Call():
            name = source.resolve_name(layer.func)
            if found := _match_activation(name):
                return found
            if _LINEAR.fullmatch(name):
                return "linear"
            if name == "torch.nn.Sequential" and layer.args:
                return _infer_from_last_layer(source, layer.args, depth)
            if isinstance(layer.func, ast.Name) and layer.func.id in source.classes:
                return _infer_from_forward(source, source.classes[layer.func.id], depth)
            if name == "torch.compile" and layer.args:
                return _infer_from_layer(source, layer.args[0], depth + 1)
            if isinstance(layer.func, ast.Attribute) and layer.func.attr in _MODULE_METHODS:
                return _infer_from_layer(source, layer.func.value, depth + 1)
            own = source.find_callees(layer)
            if len(own) == 1:
                returned = [one.value for one in ast.walk(own[0]) if isinstance(one, ast.Return)]
                return _agree_layers(source, list(returned), depth)
    return ""


def _find_passed_layers(source: Source, argument: ast.AST | None) -> list[ast.AST | None]:
    """What a function gets as a layer; if nobody in the file calls it, the one model that the file defines for others.

    That is the only module which nothing in the file makes or derives from.
    """
    function = source.parents.get(source.parents.get(argument, source.tree)) if argument is not None else None
    if function is None or source.find_call_sites(function) or guess_kind(getattr(argument, "arg", "")) != "module":
        return list(source.find_arguments(argument))
    modules = [one for one in source.classes.values() if source.is_module(one)]
    used = {get_last_name(call.func) for call in source.calls}
    used |= {get_last_name(base) for one in modules for base in one.bases}
    whole: list[ast.AST | None] = [one for one in modules if one.name not in used]
    return whole if len(whole) == 1 else []


def _agree_layers(source: Source, values: list[ast.AST | None], depth: int) -> str:
    made = {_infer_from_layer(source, one, depth + 1) for one in values}
    return made.pop() if len(made) == 1 else ""


def _infer_from_last_layer(source: Source, layers: list[ast.expr], depth: int) -> str:
    """The activation at the end of a `Sequential`, also of a list that is unpacked there."""
    for one in reversed(layers):
        last: ast.AST | None = _get_last_of_unpacked(source, one.value) if isinstance(one, ast.Starred) else one
        passing = source.resolve_callee(last).rpartition(".")[2] in _PASSING_LAYERS
        if not passing:
            return _infer_from_layer(source, last, depth + 1)
    return ""


def _get_last_of_unpacked(source: Source, layers: ast.AST) -> ast.AST | None:
    """The last element of a list, also of one that a name was bound to once."""
    if isinstance(layers, ast.Name):
        bindings = source.find_bindings(layers) or []
        layers = bindings[0].node or layers if len(bindings) == 1 else layers
    return layers.elts[-1] if isinstance(layers, ast.List | ast.Tuple) and layers.elts else None


def _infer_from_forward(source: Source, node: ast.ClassDef, depth: int) -> str:
    """The activation at the end of a class's `forward`; empty if it is no module or has none."""
    if not source.is_module(node):
        return ""
    forward = next((one for one in node.body if isinstance(one, Function) and one.name == "forward"), None)
    return _infer_returned(source, forward, depth + 1) if forward is not None else ""
