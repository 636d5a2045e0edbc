"""Checks of states that are loaded: what loading gives back, and what a run that is resumed starts anew."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.patterns import SCHEDULERS
from hanli.lint.reading.source import Found, Source, get_last_name, get_receiver, list_calls

_EPOCHS = re.compile(r"(start_?|last_|current_)?(epoch|step|iteration|iter)s?")


def find_load_result(source: Source) -> Iterator[Found]:
    """`model = model.load_state_dict(state)`: what it returns is a list of names, or None, and no model."""
    for call in list_calls(source.calls, "load_state_dict"):
        receiver = get_receiver(call)
        owner = source.parents[call]
        if receiver is None or source.resolve_name(call.func):
            continue
        fresh = isinstance(receiver, ast.Call) and get_last_name(receiver.func) != "super"
        if isinstance(owner, ast.Assign) and _takes_model(source, owner.targets[0], receiver, fresh):
            yield call, ast.unparse(owner.targets[0]), ast.unparse(receiver)
        elif isinstance(owner, ast.Return) and (fresh or _is_made_here(source, receiver)):
            yield call, "return", ast.unparse(receiver)
        elif isinstance(owner, ast.Attribute) and owner.attr in {"eval", "to", "cuda", "train"}:
            yield call, f".{owner.attr}()", ast.unparse(receiver)


def _takes_model(source: Source, target: ast.expr, receiver: ast.expr, fresh: bool) -> bool:
    """Whether an assignment takes the result for the object itself."""
    if not isinstance(target, ast.Name | ast.Attribute):
        return False
    return fresh or ast.unparse(target) == ast.unparse(receiver)


def _is_made_here(source: Source, receiver: ast.expr) -> bool:
    """Whether a name is bound in the function, so that the object is lost behind its `return`."""
    bindings = source.find_bindings(receiver) or [] if isinstance(receiver, ast.Name) else []
    return bool(bindings) and all(one.how == "value" and isinstance(one.node, ast.Call) for one in bindings)


def _find_replaced_optimizer(source: Source) -> Iterator[Found]:
    """An optimizer that is made anew behind the `load_state_dict` of the old one."""
    for call in list_calls(source.calls, "load_state_dict"):
        receiver = get_receiver(call)
        if not isinstance(receiver, ast.Name | ast.Attribute) or source.infer_kind(receiver) != "optimizer":
            continue
        for made in source.calls:
            owner = source.parents[made]
            if (
                isinstance(owner, ast.Assign)
                and _is_made(source, made, "optimizer")
                and ast.unparse(owner.targets[0]) == ast.unparse(receiver)
                and made.lineno > call.lineno
                and source.find_function(made) is source.find_function(call)
                and not source.find_loops(made)
                and not any(isinstance(one, ast.If | ast.ExceptHandler) for one in source.walk_ancestors(made))
            ):
                yield made, "the optimizer", ast.unparse(made.func)


def find_unresumed_state(source: Source) -> Iterator[Found]:
    """A run that goes on from a saved epoch with the model's state, and with a new optimizer or a new schedule."""
    yield from _find_replaced_optimizer(source)
    loads = list_calls(source.calls, "load_state_dict")
    kinds = {source.infer_kind(one) for call in loads if (one := get_receiver(call)) is not None}
    epoch = next((one for one in source.nodes if _reads_epoch(source, one)), None)
    if epoch is None or "module" not in kinds or any(_is_helped(one) for one in source.nodes):
        return
    made = [one for one in source.calls if _is_made(source, one, "optimizer")]
    if made and not kinds & {"optimizer", None}:
        yield epoch, "the optimizer", ast.unparse(made[0].func)
        return
    schedules = [one for one in source.calls if SCHEDULERS.fullmatch(source.resolve_name(one.func))]
    steps = [
        one
        for one in list_calls(source.calls, "step")
        if source.infer_kind(get_receiver(one)) in {"scheduler", "plateau"}
    ]
    told = any(key.arg == "last_epoch" for one in schedules for key in one.keywords)
    restored = kinds & {"scheduler", "plateau", None}
    if (
        schedules
        and steps
        and not told
        and not restored
        and "optimizer" in kinds
        and not any(one.args for one in steps)
    ):
        yield epoch, "the schedule", ast.unparse(schedules[0].func)


def _is_made(source: Source, call: ast.Call, kind: str) -> bool:
    """Whether a call makes an optimizer of PyTorch."""
    return source.resolve_name(call.func).startswith("torch.optim.") and source.infer_kind(call) == kind


def _is_helped(node: ast.AST) -> bool:
    """Whether a library loads states out of sight."""
    name = get_last_name(node) if isinstance(node, ast.Name | ast.Attribute) else ""
    return name in {"load_checkpoint", "load_state", "accelerator", "resume_from_checkpoint", "load_from_checkpoint"}


def _reads_epoch(source: Source, node: ast.AST) -> bool:
    """Whether a number of epochs is taken out of what was saved, and training begins with it."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if _EPOCHS.fullmatch(name) or name == "start":
            keys = [one.slice for one in ast.walk(value) if isinstance(one, ast.Subscript)]
            taken = any(isinstance(one, ast.Constant) and one.value in {"epoch", "step", "iteration"} for one in keys)
            begins = any(
                isinstance(loop, ast.For)
                and get_last_name(getattr(loop.iter, "func", loop.iter)) in {"range", "trange"}
                and name in {part.id for part in ast.walk(loop.iter) if isinstance(part, ast.Name)}
                for loop in source.nodes
            )
            return taken and begins
    return False
