"""Checks of the first values of parameters: all alike, or set where no layer is reached."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.checks.training.loops import has_parameters
from hanli.lint.reading.origins import find_module_maker
from hanli.lint.reading.source import Found, Function, Source, get_last_name

_SAME = re.compile(r"torch\.nn\.init\.(zeros_|ones_|constant_)")
_LAYERS = re.compile(r"Linear|Conv")


def find_same_start(source: Source) -> Iterator[Found]:
    """All weights of all linear or convolutional layers set to one value: the units of a layer never become different."""
    for call in source.calls:
        layer = _read_direct_start(call)
        if layer is not None and _is_for_all_layers(source, call, layer):
            yield call, f"{layer.id}.weight", ""
        if not _SAME.fullmatch(source.resolve_name(call.func)) or not call.args:
            continue
        target = call.args[0]
        if isinstance(target, ast.Attribute) and target.attr == "weight" and isinstance(target.value, ast.Name):
            if _is_for_all_layers(source, call, target.value):
                yield call, ast.unparse(target), ""
        elif isinstance(target, ast.Name) and _is_every_parameter(source, call, target):
            yield call, ast.unparse(target), ""


def _read_direct_start(call: ast.Call) -> ast.Name | None:
    """`m` of `m.weight.data.zero_()` and of `m.weight.fill_(0.1)`."""
    match call:
        case ast.Call(func=ast.Attribute(value=owner, attr="zero_" | "fill_")):
            owner = owner.value if isinstance(owner, ast.Attribute) and owner.attr == "data" else owner
            if isinstance(owner, ast.Attribute) and owner.attr == "weight" and isinstance(owner.value, ast.Name):
                return owner.value
    return None


def _is_for_all_layers(source: Source, call: ast.Call, layer: ast.Name) -> bool:
    """Whether a function that `apply` calls, or a loop over `modules()`, does it to every linear layer."""
    around = [one for one in source.walk_ancestors(call) if isinstance(one, ast.If | Function | ast.For)]
    if not around or not isinstance(test := getattr(around[0], "test", None), ast.expr):
        return False
    said = ast.unparse(test)
    kinds = re.fullmatch(
        rf"isinstance\({layer.id}, [^)]*(Linear|Conv)[^)]*\)+|type\({layer.id}\) (==|is|in) .*(Linear|Conv).*", said
    )
    if not kinds or len(around) < 2 or isinstance(around[1], ast.If):
        return False
    if isinstance(around[1], ast.For):
        return bool(re.fullmatch(r"(self|\w+)\.modules\(\)", ast.unparse(around[1].iter)))
    return isinstance(around[1], Function) and any(
        get_last_name(one.func) == "apply" and around[1].name in {get_last_name(part) for part in one.args}
        for one in source.calls
    )


def _is_every_parameter(source: Source, call: ast.Call, name: ast.Name) -> bool:
    """Whether a loop over the parameters of a module, in a function for first values, does it to each."""
    loops = source.find_loops(call)
    function = source.find_function(call)
    if not loops or not isinstance(loops[0], ast.For) or not isinstance(function, Function):
        return False
    owner = source.parents[call]
    runs = ast.unparse(loops[0].iter)
    first = re.search(r"^__init__$|init|reset_parameters", function.name) is not None
    return (
        first
        and owner in loops[0].body
        and bool(re.fullmatch(r"(self|\w*model|\w*net)\.parameters\(\)", runs))
        and (isinstance(loops[0].target, ast.Name) and loops[0].target.id == name.id)
    )


def find_start_without_layers(source: Source) -> Iterator[Found]:
    """`self.apply(init)` before the layers are made, and a function for single layers that is called with a whole model."""
    for function in source.functions:
        owner = source.parents.get(function)
        if function.name == "__init__" and isinstance(owner, ast.ClassDef) and _derives_from_module(source, owner):
            yield from _find_early_start(source, function)
    for call in source.calls:
        own = source.find_callees(call)
        if len(own) != 1 or len(call.args) != 1 or not isinstance(source.parents[call], ast.Expr):
            continue
        if _is_for_single_layers(source, own[0]) and _is_whole_model(source, call.args[0]):
            yield call, ast.unparse(call), f"{ast.unparse(call.args[0])}.apply({own[0].name})"


def _derives_from_module(source: Source, owner: ast.ClassDef) -> bool:
    return [source.resolve_name(one) for one in owner.bases] == ["torch.nn.Module"]


def _find_early_start(source: Source, function: Function) -> Iterator[Found]:
    """A statement of `__init__` that sets first values while the module has no layer, and layers behind it."""
    for place, statement in enumerate(function.body):
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=attr)) as call):
                pass
            case _:
                continue
        if attr != "apply" and not any(_goes_over_layers(one) for one in source.find_callees(call)):
            continue
        before = any(_makes_layer(source, one) for one in function.body[:place])
        after = any(_makes_layer(source, one) for one in function.body[place + 1 :])
        if after and not before:
            yield call, ast.unparse(call), ""


def _goes_over_layers(function: Function) -> bool:
    """Whether a method runs over the layers or parameters that the module has."""
    return (
        any(
            isinstance(one, ast.For)
            and re.search(r"self\.(named_)?(modules|parameters|children)\(", ast.unparse(one.iter)) is not None
            for one in ast.walk(function)
        )
        and re.search(r"init|reset|weight", function.name) is not None
    )


def _makes_layer(source: Source, statement: ast.stmt) -> bool:
    """Whether a statement makes a layer, in whatever way, and keeps it in the module."""
    keeps = any(
        (isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store) and get_last_name(one.value) == "self")
        or (isinstance(one, ast.Attribute) and one.attr in {"append", "add_module", "setattr"})
        for one in ast.walk(statement)
    )
    return keeps and has_parameters(source, statement)


def _is_for_single_layers(source: Source, function: Function) -> bool:
    """Whether all that a function does stands under a question for the type of its argument."""
    body = [one for one in function.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    if len(function.args.args) != 1 or not body or not all(isinstance(one, ast.If) for one in body):
        return False
    argument = function.args.args[0].arg
    tests = [ast.unparse(one.test) for one in body if isinstance(one, ast.If)]
    used = any(
        source.resolve_name(one.func).startswith("torch.nn.init.")
        for one in ast.walk(function)
        if isinstance(one, ast.Call)
    )
    return used and all(
        re.match(rf"(isinstance|type)\({argument}\b.*(Linear|Conv|Norm|Embedding)", one) for one in tests
    )


def _is_whole_model(source: Source, node: ast.expr) -> bool:
    """Whether a value is a model of a class of the file, or a `Sequential`."""
    maker = find_module_maker(source, node)
    if maker is None:
        return False
    made = source.classes.get(maker.func.id) if isinstance(maker.func, ast.Name) else None
    own = made is not None and [source.resolve_name(one) for one in made.bases] == ["torch.nn.Module"]
    return (
        own
        or source.resolve_name(maker.func) == "torch.nn.Sequential"
        or bool(source.resolve_name(maker.func).startswith("torchvision.models."))
    )
