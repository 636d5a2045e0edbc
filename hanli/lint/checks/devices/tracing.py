"""Checks of modules that `torch.jit.trace` records: a trace keeps the one way that the example took."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from hanli.lint.reading.origins import find_module_maker, find_passed_for_name
from hanli.lint.reading.source import Found, Function, Source, get_last_name, walk_inside

_VALUES = {"item", "any", "all"}
_REDUCTIONS = {"sum", "max", "min", "mean", "norm", "amax", "amin"}
_VALUE_FUNCTIONS = {"torch.any", "torch.all", "torch.equal", "torch.allclose"}


def find_traced_branch(source: Source) -> Iterator[Found]:
    """A traced module of the file whose `forward` branches, or ends a loop, on values of tensors."""
    reported: set[ast.AST] = set()
    for call in source.calls:
        if source.resolve_name(call.func) != "torch.jit.trace" or not call.args:
            continue
        owner = _find_class(source, call.args[0])
        forward = next(
            (one for one in owner.body if isinstance(one, Function) and one.name == "forward") if owner else iter(()),
            None,
        )
        if forward is None or forward in reported:
            continue
        branch = _find_branch(source, forward)
        if branch is not None:
            reported.add(forward)
            yield call, ast.unparse(call.args[0]), ast.unparse(branch)


def _find_class(source: Source, node: ast.expr, depth: int = 0) -> ast.ClassDef | None:
    """The module of the file that a value is an instance of."""
    passed = find_passed_for_name(source, node)
    if passed and depth < 3:
        found = {_find_class(source, one, depth + 1) for one in passed}
        return found.pop() if len(found) == 1 else None
    maker = find_module_maker(source, node)
    made = source.classes.get(maker.func.id) if maker is not None and isinstance(maker.func, ast.Name) else None
    return made if made is not None and source.is_module(made) else None


def _find_branch(source: Source, forward: Function) -> ast.expr | None:
    """The test of a branch that depends on values of tensors, unless the function tells tracing from running."""
    nodes = list(walk_inside(forward))
    if any(get_last_name(one) in {"is_tracing", "is_scripting"} for one in nodes):
        return None
    for node in nodes:
        match node:
            case ast.If(test=test, body=body) if not all(isinstance(one, ast.Raise | ast.Assert) for one in body):
                pass
            case ast.While(test=test) | ast.IfExp(test=test):
                pass
            case ast.For(iter=ast.Call(func=ast.Name(id="range"), args=[test, *_])):
                pass
            case _:
                continue
        if any(_is_value(source, one, forward) for one in ast.walk(test)):
            return test
    return None


def _is_value(source: Source, node: ast.AST, forward: Function) -> bool:
    """Whether an expression takes a value out of a tensor that the call of `forward` computes."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _VALUES and not source.resolve_name(
            node.func
        ):
            return _is_local(source, value, forward)
        case ast.Call(args=[value, *_]) if source.resolve_name(node.func) in _VALUE_FUNCTIONS:
            return _is_local(source, value, forward)
        case ast.Call(
            func=ast.Name(id="bool" | "int" | "float"), args=[ast.Call(func=ast.Attribute(attr=attr)) as value]
        ):
            return attr in _REDUCTIONS and _is_local(source, value, forward)
        case ast.Compare(left=ast.Call(func=ast.Attribute(value=value, attr=attr) as called), comparators=[_]):
            return attr in _REDUCTIONS and not source.resolve_name(called) and _is_local(source, value, forward)
    return False


def _is_local(source: Source, node: ast.AST, forward: Function) -> bool:
    """Whether a value is computed from what `forward` is given or binds, and not only from the module's own."""
    names = [one for one in ast.walk(node) if isinstance(one, ast.Name) and one.id != "self"]
    return any(one.id in source.bindings.get(forward, {}) for one in names)
