"""Checks of two names for one thing: a second network that is the first one, and an input that is changed in place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import find_module_maker
from hanli.lint.reading.source import Found, Source, get_keyword, get_last_name, walk_inside

_COPIES = re.compile(
    r"(.*_)?(target|ema|teacher|averaged|swa|reference|ref|frozen|momentum)(_(net|network|model|policy|actor|critic|encoder|"
    r"q|q_net|q_network))?|(.*_)?(net|network|model|policy|actor|critic|encoder|q)_(target|ema|old|ref)"
)
_WORDS = re.compile(r"target|ema|teacher|average|swa|ref|frozen|momentum|old")
_MODULES = re.compile(r"(.*_)?(model|net|network|policy|actor|critic|encoder|student|online|q)")


def find_network_alias(source: Source) -> Iterator[Found]:
    """`target_net = policy_net`: the target changes with each step, since both names mean one network."""
    for node in source.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(value := node.value, ast.Name | ast.Attribute):
            continue
        target = node.targets[0]
        if not isinstance(target, ast.Name | ast.Attribute):
            continue
        copied, first = get_last_name(target).lower(), get_last_name(value).lower()
        if not _COPIES.fullmatch(copied) or _WORDS.search(first) or not _MODULES.fullmatch(first):
            continue
        if source.infer_kind(value) not in {"module", None} or not _is_trained(source, value):
            continue
        if any(isinstance(one, ast.If) for one in source.walk_ancestors(node)) or _is_made_anew(source, node, value):
            continue
        yield node, ast.unparse(node), f"copy.deepcopy({ast.unparse(value)})"


def _is_trained(source: Source, node: ast.expr) -> bool:
    """Whether an optimizer of the file gets the parameters of a model."""
    owner = source.parents[source.parents[node]]
    twins = [
        ast.unparse(one.targets[0])
        for one in getattr(owner, "body", [])
        if isinstance(one, ast.Assign) and ast.unparse(one.value) == ast.unparse(node)
    ]
    twins = [one for one in twins if not _COPIES.fullmatch(one.rpartition(".")[2].lower())]
    return any(_is_optimized(source, one) for one in [ast.unparse(node), *twins])


def _is_optimized(source: Source, said: str) -> bool:
    """Whether the file takes the parameters of what is written so."""
    return any(
        isinstance(one, ast.Call)
        and get_last_name(one.func) == "parameters"
        and isinstance(one.func, ast.Attribute)
        and ast.unparse(one.func.value) == said
        for one in source.nodes
    )


def _is_made_anew(source: Source, node: ast.Assign, value: ast.expr) -> bool:
    """Whether the first name gets another network behind the assignment, or the second a copy."""
    said = {ast.unparse(value), ast.unparse(node.targets[0])}
    return any(
        isinstance(one, ast.Assign)
        and one is not node
        and ast.unparse(one.targets[0]) in said
        and one.lineno > node.lineno
        for one in walk_inside(source.find_function(node))
    )


def find_changed_alias(source: Source) -> Iterator[Found]:
    """`identity = x`, then `relu(x)` in place: what is added in the end is no longer what came in."""
    for function in source.find_methods("forward"):
        for node in ast.walk(function):
            match node:
                case ast.Assign(targets=[ast.Name(id=kept)], value=ast.Name() as value):
                    pass
                case _:
                    continue
            change = _find_change(source, function, node, value)
            if change is not None and _is_read_behind(source, function, change, kept):
                yield change, value.id, kept


def _find_change(source: Source, function: ast.AST, node: ast.Assign, value: ast.Name) -> ast.AST | None:
    """The first change in place, behind an assignment, of the tensor that it gives a second name."""
    bindings = source.find_bindings(value)
    for one in sorted(
        (one for one in ast.walk(function) if isinstance(one, ast.Call | ast.AugAssign) and one.lineno > node.lineno),
        key=lambda part: part.lineno,
    ):
        changed = _read_change(source, one)
        if isinstance(changed, ast.Name) and changed.id == value.id:
            return one if _is_bound_before(source, one, changed, bindings) else None
    return None


def _is_bound_before(source: Source, change: ast.AST, changed: ast.Name, bindings: object) -> bool:
    """Whether a name still means what it meant at the assignment."""
    if not isinstance(change, ast.AugAssign):
        return source.find_bindings(changed) == bindings
    now = [one for one in source.find_bindings(changed) or [] if one.node is not change.value]
    return now == bindings


def _read_change(source: Source, node: ast.Call | ast.AugAssign) -> ast.expr | None:
    """What a call or an assignment changes in place; None if it changes nothing."""
    if isinstance(node, ast.AugAssign):
        return node.target
    if isinstance(node.func, ast.Attribute) and re.fullmatch(
        r"(relu|add|mul|sub|div|sigmoid|tanh|clamp|masked_fill)_", node.func.attr
    ):
        return node.func.value
    given = get_keyword(node, "inplace")
    if (
        isinstance(given, ast.Constant)
        and given.value is True
        and source.resolve_name(node.func).startswith("torch.nn.functional.")
    ):
        return node.args[0] if node.args else None
    maker = find_module_maker(source, node.func) if get_last_name(getattr(node.func, "value", node)) == "self" else None
    if maker is not None and source.resolve_name(maker.func) in {
        "torch.nn.ReLU",
        "torch.nn.ReLU6",
        "torch.nn.SiLU",
        "torch.nn.ELU",
    }:
        told = [get_keyword(maker, "inplace"), *maker.args]
        if any(isinstance(one, ast.Constant) and one.value is True for one in told):
            return node.args[0] if node.args else None
    return None


def _is_read_behind(source: Source, function: ast.AST, change: ast.AST, kept: str) -> bool:
    """Whether a name is read behind a change, before it is bound anew."""
    later = [
        one
        for one in ast.walk(function)
        if isinstance(one, ast.Name) and one.id == kept and one.lineno > getattr(change, "lineno", 0)
    ]
    later.sort(key=lambda one: (one.lineno, isinstance(one.ctx, ast.Store)))
    return bool(later) and isinstance(later[0].ctx, ast.Load)
