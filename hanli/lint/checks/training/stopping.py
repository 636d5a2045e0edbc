"""Checks of the best result so far: how it starts, whether it is kept, and how long training goes on without a better one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hanli.lint.checks.evaluation.averages import find_wanted_direction
from hanli.lint.checks.sequences.masks import read_number
from hanli.lint.reading.origins import find_value
from hanli.lint.reading.source import Found, Function, Loop, Source, get_last_name, is_conditional, walk_inside

_BEST = re.compile(r"(.*_)?best(_.*)?|(min|max|lowest|highest|smallest)_(.*_)?(loss|acc|accuracy|error|score|f1|auc)")
_KEEPING = re.compile(r"save|state_dict|deepcopy|checkpoint")


@dataclass(frozen=True)
class _Comparison:
    """A condition that a value is better, or worse, than the best one.

    Attributes:
        node: The `if`.
        best: The best value.
        value: The new one.
        grows: Whether the new one has to be higher for the first branch.
        alone: Whether nothing else opens the first branch, as `or epoch == 0` does.
    """

    node: ast.If
    best: ast.expr
    value: ast.expr
    grows: bool
    alone: bool


def _list_comparisons(source: Source) -> Iterator[_Comparison]:
    """The conditions on a best value, also behind a name, as in `improved = loss < best`."""
    for node in source.nodes:
        if not isinstance(node, ast.If):
            continue
        test = find_value(source, node.test) if isinstance(node.test, ast.Name) else node.test
        alone = not any(isinstance(one, ast.BoolOp) and isinstance(one.op, ast.Or) for one in ast.walk(node.test))
        for part in ast.walk(test) if test is not None else ():
            if not isinstance(part, ast.Compare) or len(part.ops) != 1:
                continue
            if not isinstance(part.ops[0], ast.Gt | ast.GtE | ast.Lt | ast.LtE):
                continue
            best, value, grows = _sort_by_name(
                _strip_margin(part.left), part.ops[0], _strip_margin(part.comparators[0])
            )
            if best is not None and not isinstance(value, ast.Constant):
                yield _Comparison(node, best, value, grows, alone)


def _strip_margin(node: ast.expr) -> ast.expr:
    """`best` of `best - min_delta`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) and _is_called_best(node.left):
        return node.left
    return node


def _is_called_best(node: ast.expr) -> bool:
    """Whether a name, an attribute or the place of a dictionary is called the best."""
    owner = node.value if isinstance(node, ast.Subscript) else node
    return bool(_BEST.fullmatch(get_last_name(owner).lower()))


def _sort_by_name(left: ast.expr, op: ast.cmpop, right: ast.expr) -> tuple[ast.expr | None, ast.expr, bool]:
    """Of a comparison: the best value, the new one, and whether the new one has to be higher."""
    names = [_is_called_best(left), _is_called_best(right)]
    grows = isinstance(op, ast.Gt | ast.GtE)
    if names == [False, True]:
        return right, left, grows
    return (left, right, not grows) if names == [True, False] else (None, left, grows)


def find_best_value(source: Source) -> Iterator[Found]:
    """A best value that is never updated, that starts where nothing is better, or that starts anew at each turn."""
    reported: set[tuple[ast.AST | None, str]] = set()
    for one in _list_comparisons(source):
        node, best, value, grows = one.node, one.best, one.value, one.grows
        said = ast.unparse(best)
        key = (source.find_class(node) if isinstance(best, ast.Attribute) else source.find_function(node), said)
        if key in reported:
            continue
        if (start := _find_restart(source, node, best)) is not None:
            reported.add(key)
            yield start, said, "restarted"
        elif one.alone and (start := _find_hopeless_start(source, node, best, value, grows)) is not None:
            reported.add(key)
            yield start, said, "hopeless"
        elif _keeps_model(node) and _is_never_updated(source, node, best):
            reported.add(key)
            yield node, said, "unchanged"


def _list_assigned(source: Source, best: ast.expr, scope: ast.AST) -> Iterator[tuple[ast.stmt, ast.expr | None]]:
    """The statements of a scope that give a name or attribute a value, with the value."""
    said = ast.unparse(best)
    for one in ast.walk(scope):
        if isinstance(one, ast.Assign):
            targets, value = one.targets, one.value
        elif isinstance(one, ast.AugAssign | ast.AnnAssign):
            targets, value = [one.target], one.value or one.target
        else:
            continue
        for target in targets:
            if ast.unparse(target) == said:
                yield one, value
            elif isinstance(best, ast.Subscript) and ast.unparse(target) == ast.unparse(best.value):
                yield one, _take_place(value, best)
            elif isinstance(target, ast.Tuple | ast.List):
                values = value.elts if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts) else None
                for place, part in enumerate(target.elts):
                    if ast.unparse(part) == said:
                        yield one, values[place] if values else None


def _take_place(node: ast.expr, best: ast.Subscript) -> ast.expr | None:
    """The value that a dictionary has at the place of the best one."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None and ast.dump(key) == ast.dump(best.slice):
                return value
    return None


def _find_restart(source: Source, node: ast.If, best: ast.expr) -> ast.stmt | None:
    """The statement that gives the best value its start in the same loop as the comparison, at every turn of it."""
    loops = source.find_loops(node)
    if not loops:
        return None
    for one, value in _list_assigned(source, best, loops[0]):
        number = read_number(source, value)
        own = source.find_loops(one)[:1] == loops[:1] and not is_conditional(source, one, loops[0])
        if number is not None and own and not isinstance(one, ast.AugAssign) and one.lineno < node.lineno:
            return one
    return None


def _find_hopeless_start(source: Source, node: ast.If, best: ast.expr, value: ast.expr, grows: bool) -> ast.stmt | None:
    """The statement that starts the best value with infinity where it has to grow, or with 0 where a loss has to fall."""
    scope: ast.AST = source.find_function(node)
    wanted = find_wanted_direction(best, value)
    if isinstance(best, ast.Subscript) and isinstance(best.slice, ast.Constant) and not wanted:
        wanted = find_wanted_direction(ast.Name(id=str(best.slice.value), ctx=ast.Load()), value)
    if wanted and (wanted == "higher") != grows:
        return None  # the comparison is what is wrong
    if isinstance(best, ast.Attribute) or (isinstance(best, ast.Subscript) and isinstance(best.value, ast.Attribute)):
        scope = source.find_class(node) or scope
    for one, start in _list_assigned(source, best, scope):
        number = read_number(source, start)
        if number is None or isinstance(one, ast.AugAssign):
            continue
        falls = not grows and number == 0 and wanted == "lower"
        if falls or number == (float("inf") if grows else float("-inf")):
            return one
    return None


def _keeps_model(node: ast.If) -> bool:
    """Whether a branch saves something, or copies a state."""
    return any(
        isinstance(one, ast.Call) and _KEEPING.search(ast.unparse(one.func).lower()) is not None
        for part in node.body
        for one in ast.walk(part)
    )


def _is_never_updated(source: Source, node: ast.If, best: ast.expr) -> bool:
    """Whether a best value keeps its start: a name in the loops around, or an attribute in all of the file."""
    if isinstance(best, ast.Subscript):
        return False
    if isinstance(best, ast.Attribute):
        return not any(not _is_start(source, one) for one, _ in _list_assigned_attributes(source, best.attr)) and any(
            True for _ in _list_assigned_attributes(source, best.attr)
        )
    loops = source.find_loops(node)
    bindings = source.find_bindings(best) or [] if isinstance(best, ast.Name) else []
    if not loops or any(one.how != "value" for one in bindings):
        return False
    if any(isinstance(one, ast.Global | ast.Nonlocal) for one in ast.walk(source.find_function(node))):
        return False
    return not any(True for _ in _list_assigned(source, best, loops[-1]))


def _list_assigned_attributes(source: Source, attr: str) -> Iterator[tuple[ast.stmt, ast.AST]]:
    """The statements that assign to an attribute of this name, of whatever object."""
    for one in source.nodes:
        if isinstance(one, ast.Attribute) and one.attr == attr and isinstance(one.ctx, ast.Store):
            statement = next(up for up in source.walk_ancestors(one) if isinstance(up, ast.stmt))
            yield statement, one


def _is_start(source: Source, statement: ast.stmt) -> bool:
    """Whether a statement stands where an object is made or a run begins."""
    function = source.find_function(statement)
    return isinstance(function, Function) and function.name in {"__init__", "reset", "setup", "_reset"}


def find_patience_reset(source: Source) -> Iterator[Found]:
    """A counter of epochs without a better result that starts from 0 never again, or at each epoch."""
    reported: set[ast.AST] = set()
    for found in _list_comparisons(source):
        node, best = found.node, found.best
        for better, worse in ((node.body, node.orelse), (node.orelse, node.body)):
            if not any(True for part in better for _ in _list_assigned(source, best, part)):
                continue
            steps = [(one, True) for one in _list_steps(source, better)] + [
                (one, False) for one in _list_steps(source, worse)
            ]
            for one, inverted in steps:
                if one in reported:
                    continue
                reported.add(one)
                said = ast.unparse(one.target)
                back = any(True for part in worse for _ in _list_assigned(source, one.target, part))
                how = ("inverted" if back else None) if inverted else _find_fault_of_counter(source, node, one)
                if how is not None:
                    yield one, said, how


def _list_steps(source: Source, body: list[ast.stmt]) -> Iterator[ast.AugAssign]:
    """The statements that count up by one what is compared with a limit."""
    for part in body:
        for one in ast.walk(part):
            counts = isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add) and _is_one(one.value)
            if counts and isinstance(one, ast.AugAssign) and _is_limited(source, one.target):
                yield one


def _is_one(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1


def _is_limited(source: Source, counter: ast.expr) -> bool:
    """Whether a condition compares a counter with a limit."""
    said = ast.unparse(counter)
    return any(
        isinstance(one, ast.Compare)
        and ast.unparse(one.left) == said
        and isinstance(one.ops[0], ast.GtE | ast.Gt | ast.Eq | ast.Lt | ast.LtE)
        for one in source.nodes
    )


def _find_fault_of_counter(source: Source, node: ast.If, step: ast.AugAssign) -> str | None:
    """`kept` if nothing sets the counter back while training goes on, `restarted` if each epoch does; else None."""
    counter = step.target
    if isinstance(counter, ast.Attribute):
        set_back = [one for one, _ in _list_assigned_attributes(source, counter.attr) if one is not step]
        return None if any(not _is_start(source, one) for one in set_back) or not set_back else "kept"
    loops = source.find_loops(node)
    if not loops or not isinstance(counter, ast.Name):
        return None
    others = [one for one, _ in _list_assigned(source, counter, loops[-1]) if not isinstance(one, ast.AugAssign)]
    anew = [
        one for one in others if source.find_loops(one)[:1] == loops[:1] and not is_conditional(source, one, loops[0])
    ]
    if anew and anew[0].lineno < node.lineno:
        return "restarted"
    return "kept" if not others else None


def find_best_overwritten(source: Source) -> Iterator[Found]:
    """`torch.save(model.state_dict(), "best.pt")` at every epoch, better or not."""
    for call in source.calls:
        if source.resolve_name(call.func) != "torch.save" or len(call.args) < 2 or not _says_best(source, call.args[1]):
            continue
        loops = source.find_loops(call)
        if not loops or any(is_conditional(source, call, one) for one in loops) or _may_skip(loops[0], call):
            continue
        if any(isinstance(one, ast.Try | ast.Match) for one in source.walk_ancestors(call)):
            continue
        yield call, ast.unparse(call.args[1]), ""


def _says_best(source: Source, node: ast.expr) -> bool:
    """Whether a path, or what its name stands for, speaks of the best."""
    parts = [node, *source.find_values(node)]
    return any(
        isinstance(one, ast.Constant)
        and isinstance(one.value, str)
        and "best" in re.split(r"[^a-z]+", one.value.lower())
        for part in parts
        for one in ast.walk(part)
    )


def _may_skip(loop: Loop, call: ast.Call) -> bool:
    """Whether a `continue` before a call ends the turn."""
    return any(isinstance(one, ast.Continue) and one.lineno < call.lineno for one in ast.walk(loop))


def find_best_not_used(source: Source) -> Iterator[Found]:
    """The best weights saved during training, and the last ones tested behind it, with nothing loaded in between."""
    for found in _list_comparisons(source):
        node, best = found.node, found.best
        loops = source.find_loops(node)
        updated = any(True for part in node.body for _ in _list_assigned(source, best, part))
        model = _find_saved_model(source, node)
        if not loops or not updated or not model:
            continue
        end = loops[-1].end_lineno or 0
        later = [one for one in walk_inside(source.find_function(node)) if getattr(one, "lineno", 0) > end]
        if any("load" in name and "loader" not in name for name in map(get_last_name, later)):
            continue
        for one in later:
            if isinstance(one, ast.Call) and _tests(one, model):
                yield one, model, ""
                break


def _find_saved_model(source: Source, node: ast.If) -> str:
    """The name of the model whose state a branch saves to a file."""
    for one in [part for statement in node.body for part in ast.walk(statement)]:
        if isinstance(one, ast.Call) and source.resolve_name(one.func) == "torch.save" and one.args:
            for part in ast.walk(one.args[0]):
                owner = part.value if isinstance(part, ast.Attribute) and part.attr == "state_dict" else None
                if isinstance(owner, ast.Name) and source.infer_kind(owner) == "module":
                    return owner.id
    return ""


def _tests(call: ast.Call, model: str) -> bool:
    """Whether a call gets the model and the test data."""
    names = {get_last_name(one) for one in [*call.args, *(key.value for key in call.keywords)]}
    return model in names and any(
        re.fullmatch(r"test_?(loader|dl|data|dataloader|set|iter|dataset)", one) for one in names
    )
