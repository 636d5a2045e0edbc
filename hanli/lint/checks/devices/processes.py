"""Checks of programs that run in several processes: gradients that are not averaged, and waits that never end."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from hanli.lint.reading.origins import find_value, walk_sources
from hanli.lint.reading.source import Found, Function, Source, get_keyword, get_last_name

_WRAPPERS = re.compile(
    r"torch\.nn\.parallel\.(distributed\.)?DistributedDataParallel|torch\.distributed\.fsdp\.(\w+\.)*FullyShardedDataParallel"
)
_COLLECTIVES = re.compile(
    r"torch\.distributed\.(all_reduce|all_gather\w*|broadcast\w*|barrier|monitored_barrier|reduce|gather\w*|scatter\w*|"
    r"reduce_scatter\w*|all_to_all\w*)"
)
_ACCELERATOR_COLLECTIVES = {"gather", "gather_for_metrics", "reduce", "wait_for_everyone"}
_RANK = re.compile(
    r"((get_)?(global_|local_|world_|node_)?rank|global_rank_id|rank_id|process_index|local_process_index)"
)
_MAIN = re.compile(
    r"_?(is_)?(main|master|chief|rank_?zero|rank_?0|global_zero|first_rank|local_main|local_master)(_process|_rank|_node|_proc)?"
)
# A collective under one of these conditions runs whenever there are several processes.
_SEVERAL = re.compile(r"world_?size|is_initialized|is_available|n_?gpus?\b|num_(gpus|processes|replicas)")


def find_bypassed_wrapper(source: Source) -> Iterator[Found]:
    """The module inside `DistributedDataParallel` called itself, and a `backward()` of what it gives."""
    calls = [one for one in source.calls if _calls_inside_wrapper(source, one) and not source.is_without_gradients(one)]
    if not calls:
        return
    wrapped = {ast.unparse(one.func) for one in source.calls if _is_wrapper(source, one.func)}
    differentiated = [list(walk_sources(source, value)) for value in _list_differentiated(source)]
    for call in calls:
        reached = [nodes for nodes in differentiated if call in nodes]
        # A loss that takes something from the wrapper too has prepared the averaging.
        if reached and not any(
            isinstance(one, ast.Call) and ast.unparse(one.func) in wrapped for nodes in reached for one in nodes
        ):
            yield call, ast.unparse(call.func), ""


def _list_differentiated(source: Source) -> Iterator[ast.expr]:
    """The values of which `backward()` is called, also through `accelerator.backward(loss)`."""
    for call in source.calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"backward", "manual_backward"}:
            handed_on = call.args and get_last_name(call.func.value) in {"accelerator", "fabric", "self"}
            yield call.args[0] if handed_on else call.func.value


def _calls_inside_wrapper(source: Source, call: ast.Call) -> bool:
    """Whether a call passes something through what a wrapper holds, and not through the wrapper."""
    called: ast.expr | None = call.func
    if isinstance(called, ast.Attribute) and called.attr != "module":
        if not source.calls_module(call):
            return False
        called = called.value
    called = find_value(source, called)
    choices = [called.body, called.orelse] if isinstance(called, ast.IfExp) else [called]
    return any(_is_inside_wrapper(source, one) for one in choices)


def _is_inside_wrapper(source: Source, node: ast.expr | None) -> bool:
    """`model.module` of a wrapped model, `accelerator.unwrap_model(model)`."""
    match node:
        case ast.Attribute(value=base, attr="module"):
            return _is_wrapper(source, base)
        case ast.Call(func=ast.Attribute(value=base, attr="unwrap_model")):
            return "accelerator" in get_last_name(base)
    return False


def _is_wrapper(source: Source, node: ast.expr, depth: int = 0) -> bool:
    """Whether a name or attribute may hold a model in `DistributedDataParallel`, also as a function's argument."""
    if depth > 4:
        return False
    values: list[ast.AST | None] = []
    if isinstance(node, ast.Name):
        for one in source.find_bindings(node) or []:
            values += source.find_arguments(one.node) if one.how == "parameter" else [one.node]
    elif isinstance(node, ast.Attribute) and get_last_name(node.value) == "self":
        values += source.attributes.get((source.find_class(node) or source.tree, node.attr), [])
    elif isinstance(node, ast.Call):
        return bool(_WRAPPERS.fullmatch(source.resolve_name(node.func)))
    return any(isinstance(one, ast.expr) and _is_wrapper(source, one, depth + 1) for one in values if one is not node)


def find_one_rank_collective(source: Source) -> Iterator[Found]:
    """A collective operation that only one process calls: it waits for the others, which never come."""
    reported: set[ast.AST] = set()
    for node in source.nodes:
        if not isinstance(node, ast.If | ast.IfExp):
            continue
        side = _find_side_of_one_rank(source, node.test)
        if not side:
            continue
        branches = _list_branches(node)
        alone, others = branches if side == "body" else branches[::-1]
        if side == "orelse" and isinstance(node, ast.If) and _leaves(node.body):
            alone = [*alone, *_list_statements_after(source, node)]
        elsewhere = set(_list_names(source, others)) | _find_names_of_other_ranks(source, node)
        for call, name in _list_collectives(source, alone):
            if call not in reported and name not in elsewhere:
                reported.add(call)
                yield call, ast.unparse(call.func), ast.unparse(node.test)


def _list_branches(node: ast.If | ast.IfExp) -> tuple[Sequence[ast.AST], Sequence[ast.AST]]:
    """What runs if the test holds, and what runs if not."""
    return ([node.body], [node.orelse]) if isinstance(node, ast.IfExp) else (node.body, node.orelse)


def _find_side_of_one_rank(source: Source, test: ast.expr) -> str:
    """Which branch only one process takes: `body`, `orelse`, or neither (empty)."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return "body" if any(_find_side_of_one_rank(source, one) == "body" for one in values) else ""
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            if _is_rank(source, operand):
                return "body"
            return {"body": "orelse", "orelse": "body"}.get(_find_side_of_one_rank(source, operand), "")
        case ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value=int())]) if _is_rank(source, left):
            return "body" if isinstance(op, ast.Eq) else "orelse" if isinstance(op, ast.NotEq | ast.Gt) else ""
        case ast.Compare(left=ast.Constant(value=int()), ops=[ast.Eq()], comparators=[right]) if _is_rank(
            source, right
        ):
            return "body"
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as op]) if _is_rank(source, left):
            return "body" if isinstance(op, ast.In) else "orelse"  # `rank in (-1, 0)`: the first, or the only one
        case ast.Name() | ast.Attribute() | ast.Call():
            called = test.func if isinstance(test, ast.Call) else test
            if _MAIN.fullmatch(get_last_name(called).lower()) and get_last_name(called).lower() != "main":
                return "body"
            value = find_value(source, test)
            return _find_side_of_one_rank(source, value) if value is not None and value is not test else ""
    return ""


def _is_rank(source: Source, node: ast.expr) -> bool:
    """Whether an expression is the number of the process."""
    called = node.func if isinstance(node, ast.Call) else node
    if isinstance(node, ast.Call) and node.args:
        return False  # of a group, or a cast
    return bool(_RANK.fullmatch(get_last_name(called).lower()))


def _list_statements_after(source: Source, node: ast.stmt) -> list[ast.stmt]:
    """The statements behind one in the same block."""
    owner = source.parents[node]
    for field in ("body", "orelse", "finalbody"):
        block = getattr(owner, field, [])
        if isinstance(block, list) and node in block:
            return block[block.index(node) + 1 :]
    return []


def _leaves(body: Sequence[ast.AST]) -> bool:
    return bool(body) and isinstance(body[-1], ast.Return | ast.Continue)


def _find_names_of_other_ranks(source: Source, node: ast.AST) -> set[str]:
    """The collectives that the other processes call in a condition of their own, as `if rank != 0: barrier()`."""
    found: set[str] = set()
    for one in ast.walk(source.find_function(node)):
        if isinstance(one, ast.If) and one is not node:
            side = _find_side_of_one_rank(source, one.test)
            parts = [part for part in ast.walk(one.test) if isinstance(part, ast.expr)]
            if side == "body":
                found |= set(_list_names(source, one.orelse))
            elif any(_find_side_of_one_rank(source, part) for part in parts):
                found |= set(_list_names(source, one.body))
    return found


def _list_names(source: Source, body: Iterable[ast.AST]) -> Iterator[str]:
    return (name for _, name in _list_collectives(source, body))


def _list_collectives(source: Source, body: Iterable[ast.AST]) -> Iterator[tuple[ast.Call, str]]:
    """The calls in a block that are collectives of all processes, or of functions that surely call one; with its name."""
    for statement in body:
        for call in _walk_calls(statement):
            if name := _get_collective(source, call):
                yield call, name
                continue
            for function in source.find_callees(call)[:1] if len(source.find_callees(call)) == 1 else []:
                for name in _find_sure_collectives(source, function, 0):
                    yield call, name


def _walk_calls(node: ast.AST) -> Iterator[ast.Call]:
    """The calls in a node, without those of functions that it only defines."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Function | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(one, ast.Call):
            yield one
        waiting.extend(ast.iter_child_nodes(one))


def _get_collective(source: Source, call: ast.Call) -> str:
    """The name of the collective that a call is; empty for one in a group of processes."""
    name, last = source.resolve_name(call.func), get_last_name(call.func)
    if _COLLECTIVES.fullmatch(name):
        grouped = get_keyword(call, "group") is not None or (last == "barrier" and bool(call.args))
        return "" if grouped else last
    if isinstance(call.func, ast.Attribute) and get_last_name(call.func.value) == "accelerator":
        return last if last in _ACCELERATOR_COLLECTIVES else ""
    return ""


def _find_sure_collectives(source: Source, function: Function, depth: int) -> set[str]:
    """The collectives that a function calls whatever its arguments are, if there are several processes."""
    found: set[str] = set()
    for statement in function.body:
        for call in _walk_calls(statement):
            if not _runs_in_every_call(source, call, function):
                continue
            if name := _get_collective(source, call):
                found.add(name)
            elif depth < 3 and len(own := source.find_callees(call)) == 1 and own[0] is not function:
                found |= _find_sure_collectives(source, own[0], depth + 1)
        if isinstance(statement, ast.If) and not _SEVERAL.search(ast.unparse(statement.test)) and _may_leave(statement):
            break
    return found


def _may_leave(statement: ast.If) -> bool:
    return any(isinstance(one, ast.Return) for one in ast.walk(statement))


def _runs_in_every_call(source: Source, call: ast.Call, function: Function) -> bool:
    """Whether only conditions on the number of processes stand between a call and its function."""
    for one in source.walk_ancestors(call):
        if one is function:
            return True
        if isinstance(one, ast.If | ast.IfExp | ast.While) and not _SEVERAL.search(ast.unparse(one.test)):
            return False
    return True
