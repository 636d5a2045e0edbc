"""Checks of what is added up over the batches of an epoch: where it starts, and where it ends; see the rules' texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.checks.evaluation.averages import split_addition
from hanli.lint.reading.names import is_held_out
from hanli.lint.reading.source import (
    Found,
    Function,
    Source,
    get_last_name,
    is_conditional,
    list_calls,
    walk_inside,
)

_METRICS = re.compile(r"torchmetrics\.(?!functional)(\w+\.)*[A-Z]\w*")
_SCORES = re.compile(r"sklearn\.metrics\.(\w+\.)?\w+(score|error|matrix|report|loss|curve|fscore_support)")
_MEANS = {"mean", "fmean", "nanmean"}


def find_never_reset(source: Source) -> Iterator[Found]:
    """A sum over the batches that starts before the epochs, so that every epoch's mean holds all earlier ones too."""
    for loop in source.nodes:
        if isinstance(loop, ast.For) and source.runs_over_loader(loop):
            for node in ast.walk(loop):
                into = _find_grown(node) if source.find_loops(node)[:1] == [loop] else None
                if into is None or is_conditional(source, node, loop):
                    continue
                mean = _find_mean_after(source, into, loop)
                if mean is not None and _keeps_growing(source, into, loop, mean):
                    yield mean, ast.unparse(into), ""
    yield from _find_metrics_never_reset(source)
    yield from _find_meters_never_reset(source)


def _find_grown(node: ast.AST) -> ast.expr | None:
    """What a statement adds to: a sum, or a list."""
    match node:
        case ast.Call(func=ast.Attribute(value=into, attr="extend"), args=[_]):
            return into
    return split_addition(node)[0]


def _find_mean_after(source: Source, into: ast.expr, loop: ast.For) -> ast.expr | None:
    """Where a function averages a sum or a list behind the loop over the batches."""
    said = ast.unparse(into)
    for node in walk_inside(source.find_function(loop)):
        if isinstance(node, ast.expr) and node.lineno > (loop.end_lineno or loop.lineno):
            match node:
                case ast.BinOp(left=left, op=ast.Div()) if _strip_sum(left) == said:
                    return node
                case ast.Call(args=[value, *_]) if get_last_name(node.func) in _MEANS and ast.unparse(value) == said:
                    return node
                case ast.Call(args=arguments) if _SCORES.fullmatch(source.resolve_name(node.func)):
                    if any(ast.unparse(one) == said for one in arguments):
                        return node
    return None


def _strip_sum(node: ast.expr) -> str:
    """What is divided, without `sum()`, a constant factor, and `.item()`."""
    while True:
        match node:
            case ast.Call(func=ast.Name(id="sum" | "float"), args=[value]):
                node = value
            case ast.BinOp(left=value, op=ast.Mult(), right=ast.Constant()):
                node = value
            case ast.BinOp(left=ast.Constant(), op=ast.Mult(), right=value):
                node = value
            case ast.Call(func=ast.Attribute(value=value, attr="item" | "float" | "cpu")):
                node = value
            case _:
                return ast.unparse(node)


def _keeps_growing(source: Source, into: ast.expr, loop: ast.For, mean: ast.expr) -> bool:
    """Whether what is added up starts once, although the loop over the batches runs once per epoch."""
    if isinstance(into, ast.Name):
        epochs = source.find_loops(loop)
        if not epochs or epochs[0] not in source.find_loops(mean):
            return False
        own = [one for one in source.nodes if _starts(one, into.id) and _is_same_scope(source, one, loop)]
        starts = [one for one in own if not _is_added_to(source, one)]
        return bool(starts) and not any(set(source.find_loops(one)) & set(epochs) for one in starts)
    return isinstance(into, ast.Attribute) and get_last_name(into.value) == "self" and _grows_in(source, into, loop)


def _is_same_scope(source: Source, node: ast.AST, loop: ast.For) -> bool:
    return source.find_function(node) is source.find_function(loop)


def _starts(node: ast.AST, name: str) -> bool:
    """Whether a node binds or empties a name, and does not only add to it."""
    match node:
        case ast.Name(id=bound, ctx=ast.Store()):
            return bound == name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=emptied), attr="clear" | "zero_" | "reset")):
            return emptied == name
        case ast.Delete(targets=targets):
            return any(name in ast.unparse(one) for one in targets)
    return False


def _grows_in(source: Source, into: ast.Attribute, loop: ast.For) -> bool:
    """Whether only `__init__` of a class starts an attribute that a method adds to for each batch."""
    owner, function = source.find_class(loop), source.find_function(loop)
    if owner is None or not isinstance(function, Function) or function.name == "__init__":
        return False
    said = ast.unparse(into)
    changed = [one for one in source.nodes if isinstance(one, ast.Attribute) and one.attr == into.attr]
    stores = [one for one in changed if isinstance(one.ctx, ast.Store) and not _is_added_to(source, one)]
    emptied = [one for one in changed if get_last_name(source.parents[one]) in {"clear", "zero_", "reset", "pop"}]
    places = {getattr(source.find_function(one), "name", "") for one in stores}
    return places == {"__init__"} and not emptied and said.startswith("self.")


def _is_added_to(source: Source, node: ast.AST) -> bool:
    """Whether a store is that of `x += …`."""
    return isinstance(source.parents[node], ast.AugAssign)


def _find_metrics_never_reset(source: Source) -> Iterator[Found]:
    """A metric of torchmetrics that is computed once per epoch, in a file that resets none."""
    if any(isinstance(one, ast.Attribute) and one.attr == "reset" for one in source.nodes):
        return
    for call in list_calls(source.calls, "compute"):
        value = call.func.value if isinstance(call.func, ast.Attribute) else None
        made = _find_metrics(source, value)
        if not made or not all(_METRICS.fullmatch(source.resolve_callee(one)) for one in made):
            continue
        owner = source.find_class(call)
        if owner is not None and source.is_lightning(owner):
            continue
        kept = isinstance(value, ast.Attribute) and source.find_function(made[0]) is not source.find_function(call)
        loops = source.find_loops(call)
        if value is None or not _is_fed_by_batches(source, value):
            continue
        if kept or (loops and not set(loops) & set(source.find_loops(made[0]))):
            yield call, ast.unparse(value), ""


def _find_metrics(source: Source, node: ast.expr | None) -> list[ast.expr]:
    """What a metric is made of, also of one that another object of a class of the file keeps."""
    if isinstance(node, ast.Attribute) and get_last_name(node.value) != "self":
        return [one for (_, name), values in source.attributes.items() if name == node.attr for one in values]
    return source.find_values(node)


def _is_fed_by_batches(source: Source, metric: ast.expr) -> bool:
    """Whether a loop over a loader updates a metric: `metric.update(…)` or `metric(…)`."""
    said = {ast.unparse(metric), f"{ast.unparse(metric)}.update"}
    return any(
        ast.unparse(call.func) in said and any(source.runs_over_loader(one) for one in source.find_loops(call))
        for call in source.calls
    )


def _find_meters_never_reset(source: Source) -> Iterator[Found]:
    """An `AverageMeter` made before the epochs, updated with each batch and read once per epoch, and no `reset()`."""
    if any(isinstance(one, ast.Attribute) and one.attr == "reset" for one in source.nodes):
        return
    for call in list_calls(source.calls, "update"):
        meter = call.func.value if isinstance(call.func, ast.Attribute) else None
        made = source.find_values(meter) if isinstance(meter, ast.Name) else []
        loops = source.find_loops(call)
        if len(made) != 1 or len(loops) < 2 or not get_last_name(getattr(made[0], "func", made[0])).endswith("Meter"):
            continue
        said = ast.unparse(meter) if meter is not None else ""
        read = [
            one
            for one in ast.walk(loops[1])
            if isinstance(one, ast.Attribute)
            and one.attr in {"avg", "mean", "average"}
            and ast.unparse(one.value) == said
        ]
        outside = [one for one in read if loops[0] not in source.find_loops(one)]
        if source.runs_over_loader(loops[0]) and outside and loops[1] not in source.find_loops(made[0]):
            yield outside[0], said, ""


def find_reset_each_batch(source: Source) -> Iterator[Found]:
    """A sum that starts anew with every batch and is used behind the loop: it holds the last batch only."""
    for node in source.nodes:
        into, value = split_addition(node)
        loops = source.find_loops(node) if isinstance(into, ast.Name) else []
        if not isinstance(into, ast.Name) or value is None or not loops or not source.runs_over_loader(loops[0]):
            continue
        loop = loops[0]
        starts = [one for one in loop.body if _is_empty_start(one, into.id)]
        if len(starts) == 1 and not is_conditional(source, node, loop) and _is_read_after(source, into.id, loop):
            yield starts[0], into.id, ""


def _is_empty_start(node: ast.stmt, name: str) -> bool:
    """`total = 0` or `losses = []`."""
    match node:
        case ast.Assign(targets=[ast.Name(id=bound)], value=ast.Constant(value=0) | ast.List(elts=[])):
            return bound == name
    return False


def _is_read_after(source: Source, name: str, loop: ast.AST) -> bool:
    """Whether a function reads a name behind a loop, before it binds the name again."""
    last = getattr(loop, "end_lineno", 0)
    uses = [
        one
        for one in walk_inside(source.find_function(loop))
        if isinstance(one, ast.Name) and one.id == name and one.lineno > last
    ]
    uses.sort(key=lambda one: (one.lineno, isinstance(one.ctx, ast.Store)))
    return bool(uses) and isinstance(uses[0].ctx, ast.Load)


def find_return_in_loop(source: Source) -> Iterator[Found]:
    """A `return` of what a loop over the batches adds up, at the end of its first turn."""
    for loop in source.nodes:
        if not isinstance(loop, ast.For) or not source.runs_over_loader(loop):
            continue
        last = loop.body[-1]
        if not isinstance(last, ast.Return) or last.value is None or len(loop.body) < 2:
            continue
        if any(_find_grown(one) is not None for one in ast.walk(loop)):
            yield last, ast.unparse(last), ""


def find_last_batch(source: Source) -> Iterator[Found]:
    """A loss or accuracy of the last batch of an evaluation, returned or kept as that of the whole."""
    for loop in source.nodes:
        if not isinstance(loop, ast.For) or not source.runs_over_loader(loop) or not _judges(source, loop):
            continue
        for statement in loop.body:
            for name in _list_scores(source, statement, loop):
                use = _find_reported(source, name, loop)
                if use is not None:
                    yield use, name, ""
    yield from _find_last_losses(source)


def _find_last_losses(source: Source) -> Iterator[Found]:
    """The loss of the last batch of training kept as that of the epoch: `history.append(loss.item())` behind the loop."""
    yield from _find_printed_losses(source)
    for call in (one for name in ("append", "step", "add_scalar") for one in list_calls(source.calls, name)):
        epochs = source.find_loops(call)
        place = int(get_last_name(call.func) == "add_scalar")
        if len(call.args) <= place or not epochs:
            continue
        inner = [one for one in epochs[0].body if isinstance(one, ast.For) and source.runs_over_loader(one)]
        kept = call.args[place]
        while isinstance(kept, ast.Call) and isinstance(kept.func, ast.Attribute) and not kept.args:
            kept = kept.func.value
        if not isinstance(kept, ast.Name) or source.infer_kind(kept) != "loss" or source.runs_over_loader(epochs[0]):
            continue
        for loop in inner:
            if _is_bound_only_in(source, kept, loop, call) and list_calls(ast.walk(loop), "backward"):
                yield call, kept.id, ""


def _find_printed_losses(source: Source) -> Iterator[Found]:
    """`print(f"epoch {epoch}: loss {loss.item()}")` behind the loop over the batches of the epoch."""
    for call in source.calls:
        epochs = source.find_loops(call)
        if get_last_name(call.func) not in {"print", "info"} or not epochs or source.runs_over_loader(epochs[0]):
            continue
        shown = [one for one in ast.walk(call) if isinstance(one, ast.Name) and source.infer_kind(one) == "loss"]
        inner = [one for one in epochs[0].body if isinstance(one, ast.For) and source.runs_over_loader(one)]
        if shown and "epoch" in ast.unparse(call).lower():
            yield from (
                (call, shown[0].id, "only printed") for loop in inner if _is_bound_only_in(source, shown[0], loop, call)
            )


def _is_bound_only_in(source: Source, name: ast.Name, loop: ast.For, use: ast.expr) -> bool:
    """Whether all that a name may be, where it is used behind a loop, was bound in the loop."""
    own = [one.node for one in source.find_bindings(name) or []]
    inside = bool(own) and all(one is not None and loop in source.find_loops(one) for one in own)
    return inside and use.lineno > (loop.end_lineno or 0)


def _judges(source: Source, loop: ast.For) -> bool:
    """Whether a loop evaluates a model on all batches: nothing is trained in it, and nothing leaves it early."""
    nodes = list(ast.walk(loop))
    if any(isinstance(one, ast.Break | ast.Yield | ast.Return) for one in nodes):
        return False
    if any(get_last_name(one) in {"backward", "step", "zero_grad"} for one in nodes):
        return False
    return is_held_out(loop.iter) or source.is_without_gradients(loop.body[0])


def _list_scores(source: Source, statement: ast.stmt, loop: ast.For) -> Iterator[str]:
    """The names that a statement of the loop binds to a loss or an accuracy of the batch."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_score(source, value):
            read = [one for one in ast.walk(loop) if isinstance(one, ast.Name) and one.id == name]
            if sum(isinstance(one.ctx, ast.Load) for one in read) == 0:
                yield name
        case ast.With(body=body):
            for one in body:
                yield from _list_scores(source, one, loop)


def _is_score(source: Source, value: ast.expr) -> bool:
    """Whether a value is a loss, or compares predictions with labels and counts."""
    inner = value.left if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div) else value
    while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr in {"item", "cpu"}:
        inner = inner.func.value
    if source.infer_kind(inner) == "loss":
        return True
    if isinstance(inner, ast.Call) and get_last_name(inner.func) in {"mean", "sum", *_MEANS}:
        return any(isinstance(one, ast.Compare) or get_last_name(one) == "eq" for one in ast.walk(inner))
    return bool(re.fullmatch(r"accuracy_score|f1_score", get_last_name(getattr(inner, "func", inner))))


def _find_reported(source: Source, name: str, loop: ast.For) -> ast.AST | None:
    """Where a function returns, keeps or divides a name of the loop behind the loop, without binding it again."""
    if not _is_read_after(source, name, loop):
        return None
    for node in walk_inside(source.find_function(loop)):
        if getattr(node, "lineno", 0) <= (loop.end_lineno or 0):
            continue
        match node:
            case ast.Return(value=ast.expr() as value):
                inner: ast.AST = value
            case ast.Call(func=ast.Attribute(attr="append" | "step"), args=[value]):
                inner = value
            case ast.Call(func=ast.Name(id="print"), args=[_, *_]):
                inner = node
            case ast.Compare():
                inner = node
            case _:
                continue
        if any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(inner)):
            return node
    return None
