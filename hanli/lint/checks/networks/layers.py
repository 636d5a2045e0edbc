"""Checks of how layers are made and what their outputs are taken for: copies, first values, and the order of axes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import find_module_maker, find_origin, find_value
from hanli.lint.reading.patterns import RECURRENT_LAYERS
from hanli.lint.reading.source import Found, Source, get_keyword, get_last_name

_CONTAINERS = {"torch.nn.ModuleList", "torch.nn.Sequential"}
_WITHOUT_PARAMETERS = re.compile(
    r"torch\.nn\.(ReLU\w*|GELU|SiLU|ELU|SELU|LeakyReLU|Tanh|Sigmoid|Softmax|Dropout\w*|Identity|Flatten|\w*Pool\w*|Upsample)"
)
_TRANSFORMERS = re.compile(r"torch\.nn\.Transformer(Encoder|Decoder)(Layer)?")
_EMPTY = re.compile(r"torch\.(empty|Tensor|FloatTensor)")


def find_shared_layer(source: Source) -> Iterator[Found]:
    """`nn.ModuleList([nn.Linear(8, 8)] * 6)`: six times the same layer, not six layers."""
    for call in source.calls:
        if source.resolve_name(call.func) not in _CONTAINERS:
            continue
        for given in call.args:
            value = find_value(source, given.value if isinstance(given, ast.Starred) else given)
            repeated = _find_repeated(value)
            if value is not None and repeated is not None and _is_layer(source, repeated):
                yield call, ast.unparse(value), ""
                break
            appended = _find_appended(source, given.value if isinstance(given, ast.Starred) else given)
            if appended is not None and _has_parameters(source, appended.args[0]):
                yield appended, ast.unparse(appended), ""
                break


def _is_layer(source: Source, node: ast.expr) -> bool:
    """Whether what is repeated is a layer with parameters, also one that is handed in under such a name."""
    if _has_parameters(source, node):
        return True
    bindings = source.find_bindings(node) or [] if isinstance(node, ast.Name) else []
    handed_in = bool(bindings) and all(one.how == "parameter" for one in bindings)
    return handed_in and isinstance(node, ast.Name) and bool(re.fullmatch(r"(\w+_)?(layer|block)", node.id))


def _find_appended(source: Source, node: ast.expr) -> ast.Call | None:
    """`layers.append(layer)` in a loop, with a layer that is made before the loop."""
    for call in source.calls if isinstance(node, ast.Name) else ():
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[ast.Name() as given]):
                pass
            case _:
                continue
        loops = source.find_loops(call)
        if not isinstance(node, ast.Name) or name != node.id or not loops:
            continue
        if source.find_function(call) is source.find_function(node):
            bound = {
                one.id for one in ast.walk(loops[0]) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
            }
            if given.id not in bound:
                return call
    return None


def _find_repeated(node: ast.expr | None) -> ast.expr | None:
    """The one element of `[layer] * n`, and of `[layer for _ in range(n)]` whose element does not depend on the loop."""
    match node:
        case (
            ast.BinOp(left=ast.List(elts=[element]), op=ast.Mult())
            | ast.BinOp(right=ast.List(elts=[element]), op=ast.Mult())
        ):
            return element
        case (
            ast.ListComp(elt=ast.Name() as element, generators=[one])
            | ast.GeneratorExp(elt=ast.Name() as element, generators=[one])
        ):
            targets = {part.id for part in ast.walk(one.target) if isinstance(part, ast.Name)}
            return None if element.id in targets else element
    return None


def _has_parameters(source: Source, node: ast.expr) -> bool:
    """Whether a layer is one with parameters, as far as the file tells."""
    maker = find_module_maker(source, node)
    if maker is None:
        return False
    name = source.resolve_name(maker.func)
    if name.startswith("torch.nn."):
        return not _WITHOUT_PARAMETERS.fullmatch(name)
    made = source.classes.get(maker.func.id) if isinstance(maker.func, ast.Name) else None
    return made is not None and source.is_module(made)


def find_batch_first(source: Source) -> Iterator[Found]:
    """`output[:, -1]` of a recurrent layer that was made without `batch_first=True`: the last sample, not the last step."""
    for node in source.nodes:
        taken = _find_taken_step(node)
        if taken is None:
            continue
        call = _find_layer_call(source, taken)
        if call is None:
            continue
        maker = find_module_maker(source, call.func)
        if maker is not None and _is_time_first(source, maker):
            yield node, ast.unparse(node), source.resolve_name(maker.func).replace("torch.", "")


def _find_taken_step(node: ast.AST) -> ast.expr | None:
    """The tensor of which `[:, -1]`, `[:, 0]` is taken, or `.mean(dim=1)`."""
    match node:
        case ast.Subscript(
            value=ast.Name() as value, slice=ast.Tuple(elts=[ast.Slice(lower=None, upper=None), second, *_])
        ):
            return value if ast.unparse(second) in {"-1", "0"} and isinstance(node.ctx, ast.Load) else None
    return None


def _find_layer_call(source: Source, node: ast.expr) -> ast.Call | None:
    """The call of a layer that gave a name its value, as the first of a tuple or alone."""
    origin = find_origin(source, node)
    if origin is None or origin.looped or origin.path not in {(), (0,)} or not isinstance(origin.node, ast.Call):
        return None
    recurrent = origin.path == (0,)
    maker = find_module_maker(source, origin.node.func)
    name = source.resolve_name(maker.func) if maker is not None else ""
    return origin.node if (RECURRENT_LAYERS if recurrent else _TRANSFORMERS).fullmatch(name) else None


def _is_time_first(source: Source, maker: ast.Call) -> bool:
    """Whether a layer expects and gives the steps first and the samples second."""
    name = source.resolve_name(maker.func)
    if name in {"torch.nn.TransformerEncoder", "torch.nn.TransformerDecoder"}:
        inner = find_module_maker(source, maker.args[0]) if maker.args else None
        return (
            inner is not None
            and source.resolve_name(inner.func).startswith("torch.nn.")
            and _is_time_first(source, inner)
        )
    places = 5 if RECURRENT_LAYERS.fullmatch(name) else 7
    if any(one.arg is None for one in maker.keywords) or len(maker.args) >= places - 1:
        return False
    value = get_keyword(maker, "batch_first")
    return value is None or (isinstance(value, ast.Constant) and value.value is False)


def find_uninitialized_parameter(source: Source) -> Iterator[Found]:
    """`nn.Parameter(torch.empty(n))` of a module in a file that never fills it."""
    for call in source.calls:
        if source.resolve_name(call.func) != "torch.nn.Parameter" or not call.args:
            continue
        owner, made = source.parents[call], call.args[0]
        if not isinstance(owner, ast.Assign) or not isinstance(made, ast.Call) or not made.args:
            continue
        name = source.resolve_name(made.func)
        sizes = (
            name == "torch.empty" or len(made.args) > 1 or not isinstance(made.args[0], ast.List | ast.Name)
        )  # else perhaps values
        if not _EMPTY.fullmatch(name) or not sizes:
            continue
        target = owner.targets[0]
        if isinstance(target, ast.Attribute) and not _is_filled_somewhere(source, target):
            yield call, ast.unparse(target), ""


def _is_filled_somewhere(source: Source, target: ast.Attribute) -> bool:
    """Whether the file fills a parameter, or all parameters of a module, or loads them."""
    return any(
        _names_filling(get_last_name(one)) or _changes(source, one, target) or _lists_own_parameters(one)
        for one in source.nodes
    )


def _names_filling(name: str) -> bool:
    """Whether a name speaks of first values: `init_weights`, `reset_parameters`, `xavier_normal_`, `load_state_dict`."""
    found = re.search(r"init|reset_param|load_state|xavier|kaiming", name)
    return bool(found) and name not in {"__init__", "init_process_group", "is_initialized"}


def _lists_own_parameters(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr.endswith("parameters") and get_last_name(node.value) == "self"


def _changes(source: Source, node: ast.AST, target: ast.Attribute) -> bool:
    """Whether a node changes a parameter in place, or assigns to it, beside the assignment that makes it."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and re.fullmatch(r"\w+_", node.func.attr):
        return bool(re.search(rf"\b{target.attr}\b|param|\.data", ast.unparse(node.func.value)))
    if isinstance(node, ast.Assign | ast.AugAssign) and node is not source.parents.get(target):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(re.search(rf"\b{target.attr}\b", ast.unparse(one)) for one in targets)
    return False
