"""Checks of gradients that are added up over several batches before a step."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from hanli.lint.checks.evaluation.averages import find_every_nth
from hanli.lint.checks.training.steps import list_own_calls
from hanli.lint.reading.source import Found, Loop, Source, get_last_name, is_conditional, list_calls, list_of_kind


def find_broken_accumulation(source: Source) -> Iterator[Found]:
    """What belongs to every n-th batch and happens at each: gradients cleared or clipped, or the step itself."""
    for loop in source.nodes:
        if not isinstance(loop, Loop):
            continue
        own = list_own_calls(source, loop)
        steps = [*list_of_kind(source, own, "step", "optimizer"), *list_of_kind(source, own, "step", "scaler")]
        clears = list_calls(own, "zero_grad")
        if len(steps) != 1 or not clears:
            continue
        turn = find_every_nth(source, steps[0], loop)
        if turn is not None:
            yield from _find_outside(source, loop, own, *turn)
        elif not is_conditional(source, steps[0], loop) and len(clears) == 1:
            yield from _find_frequent_step(source, loop, own, steps[0], clears[0])


def _find_outside(
    source: Source, loop: Loop, own: list[ast.Call], inside: set[ast.AST], number: ast.expr
) -> Iterator[Found]:
    """The calls of every batch beside a step of every n-th: of clearing, clipping, and the scaler's update."""
    if not any(_is_of_every_batch(source, one, loop, inside) for one in _list_backwards(source, own)):
        return
    for call in own:
        name = get_last_name(call.func)
        clears = name == "zero_grad" and source.infer_kind(getattr(call.func, "value", None)) in {"optimizer", "module"}
        clips = source.resolve_name(call.func).startswith("torch.nn.utils.clip_grad_")
        updates = name == "update" and source.infer_kind(getattr(call.func, "value", None)) == "scaler"
        if (clears or clips or updates) and _is_of_every_batch(source, call, loop, inside):
            yield call, f"{name}()", ast.unparse(number)


def _list_backwards(source: Source, own: list[ast.Call]) -> list[ast.Call]:
    return [one for one in list_calls(own, "backward") if not source.resolve_name(one.func)]


def _is_of_every_batch(source: Source, call: ast.Call, loop: Loop, inside: set[ast.AST]) -> bool:
    return call not in inside and not is_conditional(source, call, loop)


def _find_frequent_step(
    source: Source, loop: Loop, own: list[ast.Call], step: ast.Call, clear: ast.Call
) -> Iterator[Found]:
    """A step of every batch where the gradients are cleared at every n-th only."""
    turn = find_every_nth(source, clear, loop)
    backwards = _list_backwards(source, own)
    if turn is None or not backwards or not all(_is_of_every_batch(source, one, loop, turn[0]) for one in backwards):
        return
    yield step, "step()", ast.unparse(turn[1])
