"""Checks of two networks that train against each other: whose gradients a backward leaves where."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hanli.lint.reading.origins import find_value, get_argument, walk_sources
from hanli.lint.reading.source import Found, Function, Loop, Source, get_last_name

_ROLES = {
    "discriminator": re.compile(
        r"(net|model|optimi[sz]er|optim|opt|solver|scaler)?_?(d|dis|disc|discrim|discriminator|critic)"
        r"(_?(net|model|network|optimi[sz]er|optim|opt|solver))?"
    ),
    "generator": re.compile(
        r"(net|model|optimi[sz]er|optim|opt|solver|scaler)?_?(g|gen|generator)"
        r"(_?(net|model|network|optimi[sz]er|optim|opt|solver))?"
    ),
}
_FREEZING = re.compile(
    r"requires_grad\w*\([^()]*False\)|requires_grad = |\bfreeze|toggle_optimizer|requires_grad\w*=False\)$"
)
_DEPTH = 3


@dataclass(frozen=True)
class _Event:
    """One thing that a training step does: `clear`, `backward` or `step`.

    Attributes:
        what: Which of the three.
        call: The call.
        models: The models whose gradients it clears or whose parameters it changes, as they are written, or their role.
    """

    what: str
    call: ast.Call
    models: frozenset[str] = frozenset()


def find_undetached_fake(source: Source) -> Iterator[Found]:
    """The discriminator's loss of fakes that are not detached: its `backward()` reaches the generator too."""
    if sum(get_last_name(one.func) == "step" for one in source.calls) < 2:
        return
    reported: set[ast.AST] = set()
    for scope in _list_scopes(source):
        if _stops_gradients_otherwise(source, scope):
            continue
        events = list(_list_events(source, scope, 0))
        for index, event in enumerate(events):
            if event.what != "backward" or event.call in reported:
                continue
            order = [*events[index + 1 :], *events[:index]]
            own = next((one for one in order if one.what == "step"), None)
            other = next((one for one in order if one.what == "step" and own and not one.models & own.models), None)
            if own is None or other is None or not own.models or not other.models:
                continue
            made = _find_passed_fake(source, event.call, own.models, other.models)
            if made is None:
                continue
            reported.add(event.call)
            between = order[: order.index(other)]
            cleared = any(one.what == "clear" and one.models & other.models for one in between)
            yield made, ast.unparse(made), "wasted" if cleared else "added"


def _stops_gradients_otherwise(source: Source, scope: ast.AST) -> bool:
    """Whether a step freezes models in turn, or needs the gradient with respect to the fakes, as some penalties do."""
    for one in source.find_reachable_nodes(scope):
        if isinstance(one, ast.Call | ast.Assign) and _FREEZING.search(ast.unparse(one)):
            return True
        if source.resolve_callee(one) == "torch.autograd.grad" and isinstance(one, ast.Call):
            inputs = get_argument(one, 1, "inputs")
            passed = list(walk_sources(source, inputs)) if inputs is not None else []
            if any(_guess_role(part.func) == "generator" for part in passed if isinstance(part, ast.Call)):
                return True
    return False


def _list_scopes(source: Source) -> Iterator[ast.AST]:
    """The innermost loops in which two optimizers step, and functions for one training step."""
    found: list[ast.AST] = []
    for one in source.nodes:
        if (
            isinstance(one, Loop | Function)
            and len({e.models for e in _list_events(source, one, 0) if e.what == "step"}) > 1
        ):
            found.append(one)
    for one in found:
        inside = [other for other in found if other is not one and any(other is part for part in ast.walk(one))]
        if not inside and (isinstance(one, Loop) or not _contains_loop(one, source)):
            yield one


def _contains_loop(node: ast.AST, source: Source) -> bool:
    """Whether the steps of a function stand in a loop of it, so that the loop is looked at."""
    return any(
        isinstance(one, ast.Call) and get_last_name(one.func) == "step" and source.find_loops(one)
        for one in ast.walk(node)
    )


def _list_events(source: Source, node: ast.AST, depth: int) -> Iterator[_Event]:
    """What a block does in its order, with what the functions of the file do that it calls."""
    body = [one for field in ("body", "orelse", "finalbody") for one in getattr(node, field, [])]
    calls = [one for part in body for one in ast.walk(part) if isinstance(one, ast.Call)]
    for call in sorted(calls, key=lambda one: (one.end_lineno or 0, one.end_col_offset or 0)):
        if (event := _read_event(source, call)) is not None:
            yield event
        elif depth < _DEPTH and len(own := source.find_callees(call)) == 1:
            yield from _list_events(source, own[0], depth + 1)


def _read_event(source: Source, call: ast.Call) -> _Event | None:
    """What a call does; None if it is none of the three."""
    if not isinstance(call.func, ast.Attribute) or source.resolve_name(call.func):
        return None
    receiver, attr = call.func.value, call.func.attr
    if attr in {"backward", "manual_backward"}:
        return _Event("backward", call)
    if attr == "zero_grad":
        models = _find_models(source, receiver) or frozenset({ast.unparse(receiver), _guess_role(receiver)} - {""})
        return _Event("clear", call, models)
    if attr == "step":
        scaled = call.args and source.infer_kind(receiver) == "scaler"
        optimizer = call.args[0] if scaled else receiver
        if source.infer_kind(optimizer) == "optimizer" or _guess_role(optimizer):
            return _Event("step", call, _find_models(source, optimizer))
    return None


def _find_models(source: Source, optimizer: ast.expr) -> frozenset[str]:
    """The models whose parameters an optimizer holds; where the file does not show it, the role that its name says."""
    made = find_value(source, optimizer)
    found: set[str] = set()
    if isinstance(made, ast.Call):
        for one in ast.walk(made):
            if (
                isinstance(one, ast.Call)
                and get_last_name(one.func) == "parameters"
                and isinstance(one.func, ast.Attribute)
            ):
                found |= {ast.unparse(one.func.value), _guess_role(one.func.value)}
    if not found and isinstance(optimizer, ast.Name | ast.Attribute):
        found.add(_guess_role(optimizer))
    return frozenset(found - {""})


def _guess_role(node: ast.AST) -> str:
    """`discriminator` or `generator`, if a name says so; else empty."""
    name = get_last_name(node).lower()
    return next((role for role, pattern in _ROLES.items() if pattern.fullmatch(name)), "")


def _find_passed_fake(
    source: Source, backward: ast.Call, judges: frozenset[str], makers: frozenset[str]
) -> ast.Call | None:
    """The call of the judging model on what the other model makes, if gradients pass both on the way back."""
    for call in walk_sources(source, _get_differentiated(backward)):
        if isinstance(call, ast.Call) and _is_call_of(call, judges):
            for part in call.args:
                inner = [one for one in walk_sources(source, part) if isinstance(one, ast.Call)]
                if any(_is_call_of(one, makers) for one in inner):
                    return call
    return None


def _get_differentiated(backward: ast.Call) -> ast.AST:
    """The loss of `loss.backward()`, `accelerator.backward(loss)`, `self.manual_backward(loss)`."""
    handed_on = backward.args and get_last_name(getattr(backward.func, "value", backward)) in {
        "accelerator",
        "fabric",
        "self",
    }
    return backward.args[0] if handed_on else getattr(backward.func, "value", backward)


def _is_call_of(call: ast.Call, models: frozenset[str]) -> bool:
    """Whether a call passes something through one of the models."""
    called = call.func
    if isinstance(called, ast.Attribute) and called.attr == "forward":
        called = called.value
    return ast.unparse(called) in models or _guess_role(called) in models


def find_detached_generator(source: Source) -> Iterator[Found]:
    """The generator's loss of fakes that are cut off from it: its optimizer steps, and the generator never changes."""
    if sum(get_last_name(one.func) == "step" for one in source.calls) < 2:
        return
    reported: set[ast.AST] = set()
    for scope in _list_scopes(source):
        events = [one for one in _list_events(source, scope, 0) if one.what != "clear"]
        steps = [one for one in events if one.what == "step"]
        for before, event, own, after in zip([None, *events], events, events[1:], [*events[2:], None], strict=False):
            alone = event.what == "backward" and own.what == "step"
            if not alone or (before and before.what == "backward") or (after and after.what == "step"):
                continue  # several losses and steps belong together
            others = frozenset(name for one in steps if not one.models & own.models for name in one.models)
            cut = _find_cut_fake(source, event.call, own.models, others) if own.models and others else None
            if cut is not None and cut not in reported:
                reported.add(cut)
                yield cut, ast.unparse(cut), ""


def _find_cut_fake(
    source: Source, backward: ast.Call, makers: frozenset[str], judges: frozenset[str]
) -> ast.Call | None:
    """The judging model's call on what a maker made, if no gradient of the loss reaches any call of the maker."""
    loss = _get_differentiated(backward)
    reached = [one for one in walk_sources(source, loss) if isinstance(one, ast.Call)]
    if any(_runs_through(source, one, makers) for one in reached):
        return None
    for call in reached:
        if _is_call_of(call, judges) and any(_is_made_by(source, part, makers) for part in call.args):
            return call
    return None


def _runs_through(source: Source, call: ast.Call, models: frozenset[str]) -> bool:
    """Whether a call passes something through one of the models, also in a function of the file."""
    inside = [one for own in source.find_callees(call) for one in source.find_reachable_nodes(own)]
    return any(isinstance(one, ast.Call) and _is_call_of(one, models) for one in [call, *inside])


def _is_made_by(source: Source, node: ast.AST, models: frozenset[str]) -> bool:
    """Whether a value comes from one of the models, however it was cut off since."""
    waiting, seen = [node], {node}
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Call) and _runs_through(source, one, models):
            return True
        value = find_value(source, one) if isinstance(one, ast.Name) else None
        for part in [*ast.iter_child_nodes(one), *([value] if value is not None else [])]:
            if part not in seen:
                seen.add(part)
                waiting.append(part)
    return False


def find_same_label(source: Source) -> Iterator[Found]:
    """The generator's loss of fakes with the label that the discriminator's gives fakes: it learns to be recognized."""
    for scope in [one for one in source.nodes if isinstance(one, Loop | Function)]:
        losses = [read for one in ast.walk(scope) if (read := _read_judged_fake(source, one, scope)) is not None]
        for loss, label, detached in losses:
            others = [one for one in losses if one[2] != detached]
            if not detached and len(losses) == 2 and others and others[0][1] == label:
                yield loss, label, ""


def _read_judged_fake(source: Source, node: ast.AST, scope: ast.AST) -> tuple[ast.Call, str, bool] | None:
    """Of `criterion(discriminator(fake), label)`: the loss, the label, and whether the fake is detached."""
    if not isinstance(node, ast.Call) or len(node.args) != 2:
        return None
    called = re.fullmatch(r"(.*_)?(bce|criterion|gan|adversarial|loss)(_.*)?", get_last_name(node.func).lower())
    if source.infer_kind(node) != "loss" and not called:
        return None
    loops = source.find_loops(node)
    holder = loops[0] if loops else source.find_function(node)
    judged, label = find_value(source, node.args[0]), node.args[1]
    while (
        isinstance(judged, ast.Call)
        and isinstance(judged.func, ast.Attribute)
        and judged.func.attr in {"view", "squeeze", "flatten", "reshape"}
    ):
        judged = find_value(source, judged.func.value)
    if holder is not scope or not isinstance(judged, ast.Call) or not judged.args:
        return None
    given = judged.args[0]
    detached = isinstance(given, ast.Call) and get_last_name(given.func) == "detach"
    fake = (
        given.func.value
        if detached and isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute)
        else given
    )
    if _guess_role(judged.func) != "discriminator" or not _is_fake(source, fake):
        return None
    if isinstance(label, ast.Call) and source.resolve_name(label.func) in {"torch.zeros", "torch.zeros_like"}:
        return node, ast.unparse(label), detached
    if not isinstance(label, ast.Name):
        return None
    changed = any(
        isinstance(one, ast.Call)
        and get_last_name(one.func) in {"fill_", "copy_"}
        and ast.unparse(one.func).startswith(label.id)
        for one in source.nodes
    )
    bindings = source.find_bindings(label) or []
    return (node, label.id, detached) if len(bindings) == 1 and not changed else None


def _is_fake(source: Source, node: ast.expr) -> bool:
    """Whether a value is what a generator makes."""
    value = find_value(source, node)
    return isinstance(value, ast.Call) and _guess_role(value.func) == "generator"
