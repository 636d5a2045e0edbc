"""Checks of how a run is set up: precision, processes, compilation, and what a module keeps beside its parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import find_module_maker, find_value
from hanli.lint.reading.source import Found, Function, Source, get_keyword, get_last_name, list_calls, list_of_kind

_AUTOCASTS = re.compile(r"torch\.(autocast|amp\.(autocast_mode\.)?autocast|cuda\.amp\.(autocast_mode\.)?autocast)")
_SCALED_ELSEWHERE = re.compile(r"(?i)scaler|scale_loss|accelerat|deepspeed|fabric|apex|megatron|lightning")
_WRAPPERS = re.compile(r"torch\.nn\.parallel\.(distributed\.)?DistributedDataParallel")
_COMPILERS = re.compile(r"torch\.(compile|export\.export|jit\.(trace|script))")
_CREATORS = re.compile(r"torch\.(zeros|ones|rand|randn|arange|linspace|tensor|empty|full|eye|tril|triu)")
_STATES = re.compile(r"torch\.(zeros|ones|rand|randn)")
_PLACED = {"to", "cuda", "cpu", "type_as", "device", "item", "tolist"}


def find_unscaled_half(source: Source) -> Iterator[Found]:
    """Training under `autocast` in float16, and no `GradScaler`: small gradients are rounded to 0."""
    if any(_SCALED_ELSEWHERE.search(name) for name in _list_names(source)):
        return
    for node in source.nodes:
        if not isinstance(node, ast.With):
            continue
        for item in node.items:
            call = item.context_expr
            if not isinstance(call, ast.Call) or not _AUTOCASTS.fullmatch(source.resolve_name(call.func)):
                continue
            models = [one for one in ast.walk(node) if isinstance(one, ast.Call) and source.calls_module(one)]
            recorded = bool(models) and not source.is_without_gradients(models[0])
            if recorded and _computes_in_half(source, call) and _trains(source, node):
                yield call, ast.unparse(call), ""


def _list_names(source: Source) -> Iterator[str]:
    """The names, attributes and modules that a file mentions."""
    for one in source.nodes:
        match one:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.alias(name=name):
                yield name
            case ast.ImportFrom(module=str() as name):
                yield name


def _computes_in_half(source: Source, call: ast.Call) -> bool:
    """Whether an `autocast` is one of float16: it says so, or it is one of a GPU and says nothing."""
    if get_keyword(call, "enabled") is not None or any(one.arg is None for one in call.keywords):
        return False
    old = ".cuda." in source.resolve_name(call.func)
    places = call.args if not old else [None, *call.args]
    dtype = get_keyword(call, "dtype") or (places[1] if not old and len(places) > 1 else None)
    if dtype is not None:
        return source.resolve_name(dtype) in {"torch.float16", "torch.half"}
    device = get_keyword(call, "device_type") or (call.args[0] if call.args and not old else None)
    return (old and not call.args) or (isinstance(device, ast.Constant) and device.value == "cuda")


def _trains(source: Source, node: ast.AST) -> bool:
    """Whether the function around a node differentiates and steps an optimizer."""
    nodes = source.find_reachable_nodes(source.find_function(node))
    return bool(list_calls(nodes, "backward") and list_of_kind(source, nodes, "step", "optimizer"))


def find_missing_sampler(source: Source) -> Iterator[Found]:
    """A model in `DistributedDataParallel` and a loader of the training data without a sampler for processes."""
    wrapped = [one for one in source.calls if _WRAPPERS.fullmatch(source.resolve_name(one.func))]
    if not wrapped or any(
        re.search(r"(?i)sampler|rank\b.*::|accelerat|\.shard|split_by_node", name) for name in _list_names(source)
    ):
        return
    for call in source.calls:
        if not source.resolve_name(call.func).endswith("data.DataLoader") or any(
            one.arg is None for one in call.keywords
        ):
            continue
        given = {one.arg for one in call.keywords}
        shuffle = get_keyword(call, "shuffle")
        shuffles = isinstance(shuffle, ast.Constant) and shuffle.value is True
        if shuffles and not given & {"sampler", "batch_sampler"} and not _is_split_by_rank(source, call):
            yield call, ast.unparse(call.args[0]) if call.args else "DataLoader", ""


def _is_split_by_rank(source: Source, call: ast.Call) -> bool:
    """Whether the data of a loader depend on the process."""
    parts = [one for given in call.args[:1] for one in [given, *source.find_values(given)]]
    return not parts or any("rank" in ast.unparse(one).lower() for one in parts)


def find_compiled_in_loop(source: Source) -> Iterator[Found]:
    """`torch.compile(model)` at each step, or in `forward`: the work is done anew, or at least looked up, each time."""
    for call in source.calls:
        name = source.resolve_name(call.func)
        if not _COMPILERS.fullmatch(name) or any(isinstance(one, ast.If) for one in source.walk_ancestors(call)):
            continue
        owner, function = source.find_class(call), source.find_function(call)
        inside = isinstance(function, Function) and function.name == "forward" and owner is not None
        loops = source.find_loops(call)
        batches = bool(loops) and (source.runs_over_loader(loops[0]) or _steps(source, loops[0]))
        if (inside and owner is not None and source.is_module(owner)) or batches:
            yield call, ast.unparse(call.func), ""


def _steps(source: Source, loop: ast.AST) -> bool:
    """Whether a loop without further loops steps an optimizer."""
    own = [one for one in ast.walk(loop) if isinstance(one, ast.Call) and source.find_loops(one)[:1] == [loop]]
    return bool(list_calls(own, "backward"))


def find_unregistered_tensor(source: Source) -> Iterator[Found]:
    """`self.positions = torch.randn(n, d)` of a module that is moved to a GPU: the tensor stays where it was."""
    if not any(get_last_name(one) == "cuda" or _names_gpu(one) for one in source.nodes):
        return
    for owner in source.classes.values():
        forward = next((one for one in owner.body if isinstance(one, Function) and one.name == "forward"), None)
        start = next((one for one in owner.body if isinstance(one, Function) and one.name == "__init__"), None)
        if forward is None or start is None or not source.is_module(owner):
            continue
        for node in ast.walk(start):
            match node:
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id="self"), attr=attr)], value=ast.Call() as made
                ):
                    if _is_plain_tensor(source, made) and _is_used_with_inputs(source, owner, forward, attr):
                        yield node, f"self.{attr}", ""


def find_unregistered_parameter(source: Source) -> Iterator[Found]:
    """`self.weight = torch.randn(3, 3, requires_grad=True)` of a module, which is no `nn.Parameter`."""
    for owner in source.classes.values():
        start = next((one for one in owner.body if isinstance(one, Function) and one.name == "__init__"), None)
        if start is None or not source.is_module(owner):
            continue
        for node in ast.walk(start):
            match node:
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id="self"), attr=attr)], value=ast.Call() as made
                ):
                    asked = get_keyword(made, "requires_grad")
                    created = _CREATORS.fullmatch(source.resolve_name(made.func))
                    given = any(_lists_attribute(one, attr) for one in source.nodes)
                    if created and isinstance(asked, ast.Constant) and asked.value is True and not given:
                        yield node, f"self.{attr}", ""


def _lists_attribute(node: ast.AST, attr: str) -> bool:
    """Whether an attribute stands in a list, as where it is given to an optimizer, or its gradient is read."""
    if isinstance(node, ast.Attribute) and node.attr == "grad":
        return get_last_name(node.value) == attr  # changed by hand
    return isinstance(node, ast.List | ast.Tuple) and any(
        isinstance(one, ast.Attribute) and one.attr == attr for one in node.elts
    )


def _names_gpu(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("cuda")


def _is_plain_tensor(source: Source, call: ast.Call) -> bool:
    """Whether a call makes a tensor of numbers on the CPU, also behind a view of a name, and is nothing more."""
    while isinstance(call.func, ast.Attribute) and call.func.attr in {
        "unsqueeze",
        "view",
        "reshape",
        "transpose",
        "float",
    }:
        inner = find_value(source, call.func.value)
        if source.resolve_name(call.func) or not isinstance(inner, ast.Call):
            return False
        call = inner
    return bool(_CREATORS.fullmatch(source.resolve_name(call.func))) and get_keyword(call, "device") is None


def _is_used_with_inputs(source: Source, owner: ast.ClassDef, forward: Function, attr: str) -> bool:
    """Whether `forward` computes with an attribute, and nothing in the class moves it or makes it anew."""
    uses = [one for one in ast.walk(owner) if isinstance(one, ast.Attribute) and one.attr == attr]
    if sum(isinstance(one.ctx, ast.Store) for one in uses) != 1:
        return False
    if any(
        get_last_name(up) in _PLACED
        for one in uses
        for up in source.walk_ancestors(one)
        if isinstance(up, ast.Attribute)
    ):
        return False
    if any(isinstance(up, ast.Call) and _moves(up) for one in uses for up in source.walk_ancestors(one)):
        return False
    inside = [one for one in uses if source.find_function(one) is forward]
    return any(
        isinstance(up, ast.BinOp) for one in inside for up in source.walk_ancestors(one) if isinstance(up, ast.expr)
    )


def _moves(call: ast.Call) -> bool:
    """Whether a call puts something on a device."""
    return get_last_name(call.func) in _PLACED or get_keyword(call, "device") is not None


def find_cpu_state(source: Source) -> Iterator[Found]:
    """`torch.zeros(...)` in the `forward` of a module on a GPU, given to a recurrent layer or added to what came in."""
    if not any(get_last_name(one) == "cuda" or _names_gpu(one) for one in source.nodes):
        return
    for function in source.find_methods("forward"):
        for call in ast.walk(function):
            if not isinstance(call, ast.Call) or not _STATES.fullmatch(source.resolve_name(call.func)):
                continue
            placed = any(one.arg in {"device", "out", "dtype", None} for one in call.keywords)
            if not placed and _is_met_by_inputs(source, function, call):
                yield call, ast.unparse(call), ""


def _is_met_by_inputs(source: Source, function: Function, call: ast.Call) -> bool:
    """Whether a new tensor goes, as it is, into a recurrent layer, or is added to an argument of `forward`."""
    owner, given = source.parents[call], {one.arg for one in function.args.args}
    if isinstance(owner, ast.BinOp):
        other = owner.right if owner.left is call else owner.left
        return isinstance(other, ast.Name) and other.id in given
    if not isinstance(owner, ast.Assign) or not isinstance(target := owner.targets[0], ast.Name):
        return False
    uses = [
        one for one in ast.walk(function) if isinstance(one, ast.Name) and one.id == target.id and one is not target
    ]
    if any(isinstance(one.ctx, ast.Store) or isinstance(source.parents[one], ast.Attribute) for one in uses):
        return False
    return any(_goes_into_recurrent(source, one) for one in uses)


def _goes_into_recurrent(source: Source, node: ast.Name) -> bool:
    """Whether a name is the state, or a part of the state, that a recurrent layer gets."""
    owner = source.parents[node]
    if isinstance(owner, ast.Tuple):
        owner = source.parents[owner]
    if not isinstance(owner, ast.Call) or len(owner.args) < 2:
        return False
    maker = find_module_maker(source, owner.func)
    return maker is not None and source.resolve_name(maker.func) in {"torch.nn.LSTM", "torch.nn.GRU", "torch.nn.RNN"}
