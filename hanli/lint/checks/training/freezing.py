"""Checks of parameters that are frozen or freed: which layers it reaches, and which of them an optimizer holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.checks.training.loops import has_parameters
from hanli.lint.reading.patterns import OPTIMIZERS
from hanli.lint.reading.source import Found, Source, excludes, get_last_name, get_receiver, walk_inside

_NEW_LAYERS = re.compile(r"torch\.nn\.(Linear|Conv[123]d|LSTM|GRU|Embedding)")


def find_frozen_head(source: Source) -> Iterator[Found]:
    """A new layer put into a model, and then all parameters of the model frozen, those of the new layer too."""
    for node in source.nodes:
        switch = _read_switch(source, node)
        if switch is None or switch[1] is not False:
            continue
        model = switch[0]
        scope = source.find_function(node)
        nodes = list(walk_inside(scope))
        if any(_undoes(source, one, node, model) for one in nodes):
            continue
        made = [one for one in nodes if isinstance(one, ast.Assign) and _puts_layer_in(source, one, model, node)]
        if made:
            yield node, ast.unparse(made[-1].targets[0]), model


def _read_switch(source: Source, node: ast.AST) -> tuple[str, bool] | None:
    """The model of which a statement freezes (`False`) or frees all parameters: a loop, or `requires_grad_`."""
    match node:
        case ast.For(
            target=ast.Tuple(elts=[_, ast.Name(id=name)]),
            iter=ast.Call(func=ast.Attribute(value=base, attr="named_parameters")),
            body=[only],
        ):
            value = _read_flag(only, name)
            return (ast.unparse(base), value) if value is not None else None
        case ast.For(
            target=ast.Name(id=name), iter=ast.Call(func=ast.Attribute(value=base, attr="parameters")), body=[only]
        ):
            value = _read_flag(only, name)
            return (ast.unparse(base), value) if value is not None else None
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=base, attr="requires_grad_"), args=[ast.Constant(value=bool() as value)]
            )
        ):
            return ast.unparse(base), value
    return None


def _read_flag(node: ast.stmt, name: str) -> bool | None:
    """What a statement sets `requires_grad` of a name to."""
    match node:
        case ast.Assign(
            targets=[ast.Attribute(value=ast.Name(id=own), attr="requires_grad")],
            value=ast.Constant(value=bool() as value),
        ) if own == name:
            return value
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=own), attr="requires_grad_"), args=args)) if (
            own == name
        ):
            if not args:
                return True
            return args[0].value if isinstance(args[0], ast.Constant) and isinstance(args[0].value, bool) else None
    return None


def _puts_layer_in(source: Source, node: ast.Assign, model: str, freezing: ast.AST) -> bool:
    """Whether an assignment before the freezing puts a new layer with parameters into a model."""
    said = ast.unparse(node.targets[0])
    if not said.startswith((f"{model}.", f"{model}[")) or node.lineno >= getattr(freezing, "lineno", 0):
        return False
    if excludes(source, node, freezing) or not has_parameters(source, node.value):
        return False
    # Of a module's own layers, what is made of other networks may have been trained.
    own = source.resolve_callee(node.value)
    return model != "self" or bool(_NEW_LAYERS.fullmatch(own))


def _undoes(source: Source, node: ast.AST, freezing: ast.AST, model: str) -> bool:
    """Whether something behind the freezing frees parameters, puts a layer in, loads weights, or only judges the model."""
    if getattr(node, "lineno", 0) <= getattr(freezing, "lineno", 0):
        return isinstance(node, ast.Call) and get_last_name(node.func) == "load_state_dict"
    if isinstance(node, ast.Attribute) and node.attr in {"requires_grad", "requires_grad_"}:
        return not any(one is freezing for one in source.walk_ancestors(node))
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith((f"{model}.", f"{model}[")):
        return has_parameters(source, node.value)
    return isinstance(node, ast.Call) and (
        get_last_name(node.func) == "load_state_dict"
        or re.search(r"freeze|lora|adapt|trainable|thaw|enable", get_last_name(node.func).lower()) is not None
        or (get_last_name(node.func) == "eval" and ast.unparse(get_receiver(node) or node) == model)
    )


def find_unfrozen_parameters(source: Source) -> Iterator[Found]:
    """Parameters that are freed after an optimizer has taken only those that were free before."""
    for call in source.calls:
        if not OPTIMIZERS.fullmatch(source.resolve_name(call.func)) or not call.args:
            continue
        models = _list_filtered(source, call.args[0])
        scope = source.find_function(call)
        nodes = list(walk_inside(scope)) if models else []
        if any(one is not call and _takes_parameters(source, one) for one in nodes):
            continue
        for node in nodes:
            switch = _read_switch(source, node)
            if switch is None or not switch[1] or getattr(node, "lineno", 0) <= call.lineno:
                continue
            if any(switch[0] == one or switch[0].startswith(f"{one}.") for one in models):
                yield node, switch[0], ast.unparse(call.func)


def _list_filtered(source: Source, given: ast.expr) -> list[str]:
    """The models of which an optimizer gets those parameters only that are free, or those of a part only."""
    for value in [given, *source.find_values(given)]:
        text = ast.unparse(value)
        found = [
            ast.unparse(one.func.value)
            for one in ast.walk(value)
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == "parameters"
        ]
        if found and "requires_grad" in text:
            return found
        if len(found) == 1 and isinstance(value, ast.Call) and "." in found[0].removeprefix("self."):
            return [found[0].rpartition(".")[0]]
    return []


def _takes_parameters(source: Source, node: ast.AST) -> bool:
    """Whether a call makes an optimizer or gives one more parameters."""
    return isinstance(node, ast.Call) and (
        bool(OPTIMIZERS.fullmatch(source.resolve_name(node.func)))
        or get_last_name(node.func) == "add_param_group"
        or "optim" in get_last_name(node.func).lower()
    )


def find_frozen_optimized(source: Source) -> Iterator[Found]:
    """An optimizer that gets the parameters of a frozen part and no others."""
    for call in source.calls:
        if not OPTIMIZERS.fullmatch(source.resolve_name(call.func)) or not call.args:
            continue
        match call.args[0]:
            case ast.Call(func=ast.Attribute(value=base, attr="parameters"), args=[]):
                said = ast.unparse(base)
            case _:
                continue
        nodes = list(walk_inside(source.find_function(call)))
        before = [one for one in nodes if getattr(one, "lineno", call.lineno) < call.lineno]
        frozen = [one for one in before if _freezes(source, one, said)]
        frees = [
            one
            for one in nodes
            if isinstance(one, ast.Attribute)
            and one.attr in {"requires_grad", "requires_grad_"}
            and not any(one in set(ast.walk(part)) for part in frozen)
        ]
        if frozen and not frees and not any(excludes(source, one, call) for one in frozen):
            yield call, said, ast.unparse(call.func)


def _freezes(source: Source, node: ast.AST, said: str) -> bool:
    """Whether a statement freezes just the part that is written so, also by its name: `if "fc" in name`."""
    switch = _read_switch(source, node)
    if switch is not None:
        return switch == (said, False)
    match node:
        case ast.For(
            target=ast.Tuple(elts=[ast.Name(id=name), ast.Name(id=parameter)]),
            iter=ast.Call(func=ast.Attribute(value=base, attr="named_parameters")),
            body=[
                ast.If(
                    test=ast.Compare(
                        left=ast.Constant(value=str() as part), ops=[ast.In()], comparators=[ast.Name(id=asked)]
                    ),
                    body=[only],
                    orelse=[],
                )
            ],
        ):
            return asked == name and said == f"{ast.unparse(base)}.{part}" and _read_flag(only, parameter) is False
    return False
