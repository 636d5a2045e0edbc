"""Checks of what is minimized: a loss that is overwritten, and signs and factors of well-known terms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import find_value, get_default
from hanli.lint.reading.source import Found, Function, Source, get_last_name, get_receiver, list_calls, walk_inside

_LOG_VARIANCES = re.compile(r"(.*_)?log_?var(iance)?(_.*)?")
_GAINS = re.compile(r"(.*_)?(returns?|rewards?|advantages?|advs?|deltas?)(_.*)?")
_LOG_PROBABILITIES = re.compile(r"(.*_)?log_?probs?(_.*)?")


def find_overwritten_loss(source: Source) -> Iterator[Found]:
    """`loss = first(...)` and then `loss = second(...)`: the first one is never read."""
    for node in source.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(target := node.targets[0], ast.Name):
            continue
        if source.infer_kind(node.value) != "loss" or not isinstance(node.value, ast.Call | ast.BinOp):
            continue
        later = _find_next_assignment(source, node, target.id)
        if later is None or source.infer_kind(later.value) != "loss" or _is_read(source, node, target.id):
            continue
        if _is_differentiated(source, later, target.id):
            yield later, target.id, ast.unparse(node.value)


def _find_next_assignment(source: Source, node: ast.Assign, name: str) -> ast.Assign | None:
    """The next statement of the same block that gives a name a value, of those that stand in the block itself."""
    for field in ("body", "orelse"):
        block = getattr(source.parents[node], field, None)
        if isinstance(block, list) and node in block:
            for one in block[block.index(node) + 1 :]:
                if isinstance(one, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in one.targets):
                    return one
    return None


def _is_differentiated(source: Source, node: ast.Assign, name: str) -> bool:
    """Whether `backward()` is called on a name behind an assignment, or the function gives it back."""
    nodes = list(walk_inside(source.find_function(node)))
    return any(
        ast.unparse(get_receiver(one) or one) == name and one.lineno > node.lineno
        for one in list_calls(nodes, "backward")
    ) or any(isinstance(one, ast.Return) and one.value is not None and name in ast.unparse(one.value) for one in nodes)


def _is_read(source: Source, node: ast.Assign, name: str) -> bool:
    """Whether anything reads what an assignment has bound."""
    scope = source.find_function(node)
    everywhere = ast.walk(scope) if isinstance(scope, Function) else source.nodes
    return any(
        isinstance(one, ast.Name)
        and one.id == name
        and isinstance(one.ctx, ast.Load)
        and any(binding.node is node.value for binding in source.find_bindings(one) or [])
        for one in everywhere
    )


def find_latent_gaussian(source: Source) -> Iterator[Found]:
    """`std = torch.exp(logvar)`, which is the variance; a divergence from the normal distribution with the wrong sign."""
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if re.fullmatch(
                r"stds?|sigmas?|std_?dev", name.lower()
            ):
                given = _read_exponent(source, value)
                if given is not None and _LOG_VARIANCES.fullmatch(get_last_name(given).lower()):
                    yield node, ast.unparse(node), f"{name} = torch.exp(0.5 * {ast.unparse(given)})"
            case ast.BinOp(op=ast.Mult(), left=ast.Constant(value=0.5) as half, right=right):
                if _is_negative_divergence(right) and not _is_turned(source, node):
                    yield node, ast.unparse(node), ast.unparse(node).replace(ast.unparse(half), "-0.5", 1)


def _read_exponent(source: Source, node: ast.expr) -> ast.expr | None:
    """What `torch.exp(x)` or `x.exp()` is taken of."""
    if isinstance(node, ast.Call) and source.resolve_name(node.func) == "torch.exp" and len(node.args) == 1:
        return node.args[0]
    own = (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "exp"
        and not node.args
    )
    return get_receiver(node) if own and isinstance(node, ast.Call) else None


def _is_negative_divergence(node: ast.expr) -> bool:
    """Whether it is `sum(1 + logvar - mu.pow(2) - logvar.exp())`, which is never above 0."""
    if not isinstance(node, ast.Call) or get_last_name(node.func) not in {"sum", "mean"}:
        return False
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    inner = owner if isinstance(owner, ast.BinOp) else node.args[0] if node.args else None
    match inner:
        case ast.BinOp(
            op=ast.Sub(),
            left=ast.BinOp(op=ast.Sub(), left=ast.BinOp(op=ast.Add(), left=one, right=other), right=square),
            right=last,
        ):
            ones = [part for part in (one, other) if isinstance(part, ast.Constant) and part.value in {1}]
            parts = ast.unparse(square), ast.unparse(last)
            exponents = [bool(re.search(r"exp\(", part)) for part in parts]
            squares = [bool(re.search(r"pow\(2\)|\*\* ?2|square|pow\(\w+, 2\)", part)) for part in parts]
            return len(ones) == 1 and any(exponents) and any(squares)
    return False


def _is_turned(source: Source, node: ast.BinOp) -> bool:
    """Whether a minus stands before a value, or before the name that it gets."""
    owner = source.parents[node]
    uses: list[ast.AST] = [node]
    if isinstance(owner, ast.Assign) and isinstance(target := owner.targets[0], ast.Name):
        scope = source.find_function(node)
        uses += [one for one in walk_inside(scope) if isinstance(one, ast.Name) and one.id == target.id]
    if isinstance(owner, ast.Return) or (isinstance(owner, ast.AugAssign) and isinstance(owner.op, ast.Sub)):
        return True
    return any(_stands_behind_minus(source, one) for one in uses)


def _stands_behind_minus(source: Source, node: ast.AST) -> bool:
    """Whether an expression is taken off from another one, or turned."""
    for up in source.walk_ancestors(node):
        if isinstance(up, ast.stmt):
            return False
        if isinstance(up, ast.UnaryOp) or (
            isinstance(up, ast.BinOp) and isinstance(up.op, ast.Sub) and up.right is node
        ):
            return True
        node = up
    return False


def find_policy_sign(source: Source) -> Iterator[Found]:
    """`loss = (log_probs * returns).sum()`, which makes actions that paid off less likely."""
    if any(isinstance(one, ast.keyword) and one.arg == "maximize" for one in source.nodes):
        return
    for call in list_calls(source.calls, "backward"):
        receiver = get_receiver(call)
        value = find_value(source, receiver)
        if value is None or source.resolve_name(call.func):
            continue
        parts = list(ast.walk(value))
        minus = any(isinstance(one, ast.USub | ast.Sub) for one in parts) or any(
            "neg" in get_last_name(one) for one in parts
        )
        for one in parts:
            if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mult) and not minus and _pays(one):
                yield one, ast.unparse(value), ""


def _pays(node: ast.BinOp) -> bool:
    """Whether a product is one of log-probabilities and of what was gained."""
    words = [
        {get_last_name(one).lower() for one in ast.walk(side) if isinstance(one, ast.Name | ast.Attribute)}
        for side in (node.left, node.right)
    ]
    for first, second in (words, words[::-1]):
        if any(_LOG_PROBABILITIES.fullmatch(one) for one in first) and any(_GAINS.fullmatch(one) for one in second):
            return True
    return False


def find_swapped_average(source: Source) -> Iterator[Found]:
    """`average.mul_(1 - decay).add_(value, alpha=decay)` with a decay near 1: nearly all of the average is thrown away."""
    for call in source.calls:
        match call:
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Call(func=ast.Attribute(attr="mul_"), args=[kept]),
                    attr="add_",
                ),
                args=[_],
                keywords=[ast.keyword(arg="alpha", value=taken)],
            ):
                pass
            case _:
                continue
        share = _read_share(source, kept)
        other = _read_share(source, taken)
        named = re.search(r"decay|momentum|ema", ast.unparse(kept) + ast.unparse(taken)) is not None
        if named and share is not None and other is not None and share < 0.5 < other < 1:
            yield call, ast.unparse(kept), ast.unparse(taken)


def _read_share(source: Source, node: ast.expr, depth: int = 0) -> float | None:
    """The value of `0.999`, `decay`, `1 - decay`, with the defaults of arguments; None if it is not known."""
    value = find_value(source, node)
    if isinstance(value, ast.Name):
        bindings = source.find_bindings(value) or []
        arguments = [one.node for one in bindings if isinstance(one.node, ast.arg)]
        value = get_default(source, arguments[0]) if len(arguments) == len(bindings) == 1 else None
    match value:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.BinOp(op=ast.Sub(), left=ast.Constant(value=1), right=right) if depth == 0:
            inner = _read_share(source, right, 1)
            return 1 - inner if inner is not None else None
    return None
