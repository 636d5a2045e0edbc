"""Checks of what belongs together: an optimizer and the model of the loss, a schedule and its optimizer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.checks.training.loops import has_parameters
from hanli.lint.reading.origins import find_module_maker, walk_sources
from hanli.lint.reading.patterns import OPTIMIZERS, SCHEDULERS
from hanli.lint.reading.source import Found, Source, get_last_name, get_receiver, list_calls, walk_inside

_GENERAL_WORDS = {"optimizer", "optim", "opt", "scheduler", "sched", "lr", "self", "net", "model"}


def find_wrong_optimizer(source: Source) -> Iterator[Found]:
    """An optimizer of another model than that of the loss; one, or a schedule, copied from another and not changed."""
    made = [one for one in source.calls if OPTIMIZERS.fullmatch(source.resolve_name(one.func)) and one.args]
    if len(made) == 1:
        yield from _find_other_model(source, made[0])
        yield from _find_forgotten_model(source, made[0])
    yield from _find_copies(source, [one for one in made if _find_model(one)])
    schedules = [one for one in source.calls if SCHEDULERS.fullmatch(source.resolve_name(one.func)) and one.args]
    yield from _find_copied_schedules(source, schedules, made)


def _find_model(optimizer: ast.Call) -> str:
    """`model` of `Adam(model.parameters())`; empty for groups and lists."""
    given = optimizer.args[0]
    if isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute) and given.func.attr == "parameters":
        return given.func.value.id if isinstance(given.func.value, ast.Name) else ""
    return ""


def _find_other_model(source: Source, optimizer: ast.Call) -> Iterator[Found]:
    """The only optimizer of a file, made of a model that no gradient of the only loss reaches."""
    held = _find_model(optimizer)
    backwards = [one for one in list_calls(source.calls, "backward") if not source.resolve_name(one.func)]
    if not held or len(backwards) != 1 or (receiver := get_receiver(backwards[0])) is None:
        return
    if source.find_function(optimizer) is not source.find_function(backwards[0]):
        return
    reached = list(walk_sources(source, receiver))
    models = [one.func for one in reached if isinstance(one, ast.Call) and source.calls_module(one)]
    loose = [one for one in reached if isinstance(one, ast.Call) and _may_hide_model(source, one)]
    names = {one.id for one in models if isinstance(one, ast.Name) and _is_made_alone(source, one)}
    if not models or loose or len(names) != len({ast.unparse(one) for one in models}) or held in names:
        return
    node = next(one for one in ast.walk(optimizer.args[0]) if isinstance(one, ast.Name) and one.id == held)
    if _is_made_alone(source, node):
        yield optimizer, f"{get_last_name(optimizer.func)}({held}.parameters())", ", ".join(sorted(names))


def _find_forgotten_model(source: Source, optimizer: ast.Call) -> Iterator[Found]:
    """The only optimizer of a file, which holds one of the new models that the only loss goes through, and not another."""
    calls = [one for one in ast.walk(optimizer.args[0]) if isinstance(one, ast.Call)]
    held = {ast.unparse(one.func.value) for one in calls if isinstance(one.func, ast.Attribute)}
    if not held or any(get_last_name(one.func) not in {"parameters", "list", "chain"} for one in calls):
        return
    if any(re.search(r"requires_grad|freeze|add_param_group", get_last_name(one)) for one in source.nodes):
        return
    backwards = [one for one in list_calls(source.calls, "backward") if not source.resolve_name(one.func)]
    receiver = get_receiver(backwards[0]) if len(backwards) == 1 else None
    reached = list(walk_sources(source, receiver)) if receiver is not None else []
    models = {
        ast.unparse(one.func): one for one in reached if isinstance(one, ast.Call) and _is_new_model(source, one.func)
    }
    for name in sorted(set(models) - held) if set(models) & held else ():
        yield optimizer, f"{get_last_name(optimizer.func)}({', '.join(sorted(held))})", name


def _is_new_model(source: Source, node: ast.expr) -> bool:
    """Whether a name or an attribute of `self` is a new module with parameters."""
    own = isinstance(node, ast.Attribute) and get_last_name(node.value) == "self"
    if not own and not isinstance(node, ast.Name):
        return False
    maker = find_module_maker(source, node)
    if maker is None or not has_parameters(source, maker):
        return False
    said = ast.unparse(node)
    return not any(
        isinstance(one.func, ast.Attribute)
        and one.func.attr in {"load_state_dict", "eval", "requires_grad_"}
        and ast.unparse(one.func.value) == said
        for one in source.calls
    )


def _may_hide_model(source: Source, call: ast.Call) -> bool:
    """Whether a call on the way to a loss may pass something through a model unseen."""
    makes = isinstance(call.func, ast.Name) and call.func.id[:1].isupper()
    known = makes or source.resolve_name(call.func) or source.calls_module(call)
    known = known or source.infer_kind(call) in {"loss", "module"}
    return not known and not (isinstance(call.func, ast.Attribute) and source.infer_kind(call.func.value) is not None)


def _is_made_alone(source: Source, node: ast.Name) -> bool:
    """Whether a name is bound once, to a model that is made of no other one."""
    bindings = source.find_bindings(node) or []
    if len(bindings) != 1 or bindings[0].how != "value" or not isinstance(value := bindings[0].node, ast.Call):
        return False
    while isinstance(value.func, ast.Attribute) and isinstance(value.func.value, ast.Call):
        value = value.func.value
    named = [one for one in ast.walk(value) if isinstance(one, ast.Name) and source.infer_kind(one) == "module"]
    return not any(one is not value.func for one in named) and source.infer_kind(value) in {"module", None}


def _list_words(name: str) -> set[str]:
    """The words of a name that tell what it belongs to: `d` of `opt_d`."""
    parts = re.split(r"_|(?<=[a-z])(?=[A-Z])", name)
    return {one.lower() for one in parts} - _GENERAL_WORDS - {""}


def _find_target(source: Source, call: ast.Call) -> str:
    """The name that a call is bound to, also in a tuple."""
    owner = source.parents[call]
    if isinstance(owner, ast.Tuple) and isinstance(whole := source.parents[owner], ast.Assign):
        names = whole.targets[0]
        fits = isinstance(names, ast.Tuple) and len(names.elts) == len(owner.elts)
        return get_last_name(names.elts[owner.elts.index(call)]) if fits and isinstance(names, ast.Tuple) else ""
    return get_last_name(owner.targets[0]) if isinstance(owner, ast.Assign) else ""


def _belongs(words: set[str], name: str) -> bool:
    """Whether words speak of a name: a letter for a word that begins with it, or the word itself."""
    own = _list_words(name) or {name.lower()}
    return any(word in own or any(part.startswith(word) for part in own) for word in words)


def _find_copies(source: Source, optimizers: list[ast.Call]) -> Iterator[Found]:
    """`opt_d = Adam(generator.parameters())` beside `opt_g` of the same, where `discriminator` has no optimizer."""
    for index, call in enumerate(optimizers):
        scope, name = source.find_function(call), _find_target(source, call)
        twins = [one for one in optimizers[:index] if _find_model(one) == _find_model(call)]
        twins = [one for one in twins if source.find_function(one) is scope and _find_target(source, one) != name]
        words = _list_words(name)
        if not twins or not words or _belongs(words, _find_model(call)):
            continue
        taken = {_find_model(one) for one in optimizers if source.find_function(one) is scope}
        others = {
            get_last_name(target)
            for one in walk_inside(scope)
            if isinstance(one, ast.Assign)
            for target in (one.targets[0].elts if isinstance(one.targets[0], ast.Tuple) else one.targets)
        } - taken
        meant = [
            one for one in sorted(others - {name}) if _belongs(words, one) and not _is_optimizer(source, one, scope)
        ]
        if meant:
            yield call, f"{name} = {get_last_name(call.func)}({_find_model(call)}.parameters())", meant[0]


def _is_optimizer(source: Source, name: str, scope: ast.AST) -> bool:
    """Whether a scope binds a name to an optimizer or a schedule, or to no module."""
    bound = [
        one.value
        for one in walk_inside(scope)
        if isinstance(one, ast.Assign) and name in {get_last_name(part) for part in ast.walk(one.targets[0])}
    ]
    return "opt" in name.lower() or not any(
        source.infer_kind(part) == "module"
        or (get_last_name(part.func)[:1].isupper() and not source.resolve_name(part.func).startswith("torch.optim."))
        for one in bound
        for part in ast.walk(one)
        if isinstance(part, ast.Call)
    )


def _find_copied_schedules(source: Source, schedules: list[ast.Call], optimizers: list[ast.Call]) -> Iterator[Found]:
    """`sched_d = StepLR(opt_g, 10)` beside `sched_g` of the same, where `opt_d` has no schedule."""
    named = {_find_target(source, one) for one in optimizers} - {""}
    taken = {get_last_name(one.args[0]) for one in schedules}
    for index, call in enumerate(schedules):
        given, name = get_last_name(call.args[0]), _find_target(source, call)
        twins = [
            one
            for one in schedules[:index]
            if get_last_name(one.args[0]) == given and _find_target(source, one) != name
        ]
        words = _list_words(name)
        meant = [one for one in sorted(named - taken) if words and words & _list_words(one)]
        if twins and meant and not words & _list_words(given):
            yield call, f"{name} = {get_last_name(call.func)}({given}, ...)", meant[0]


def find_model_across_folds(source: Source) -> Iterator[Found]:
    """One model trained in all folds of a cross-validation: from the second on it has seen what it is judged on."""
    for loop in source.nodes:
        if not isinstance(loop, ast.For) or not _runs_over_folds(source, loop.iter):
            continue
        bound = {one.id for one in ast.walk(loop) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
        calls = [one for one in ast.walk(loop) if isinstance(one, ast.Call)]
        if any(re.search(r"load|reset|deepcopy|apply|init|clone|copy", get_last_name(one.func)) for one in calls):
            continue
        for call in calls:
            model = _find_model(call) if call.args and OPTIMIZERS.fullmatch(source.resolve_name(call.func)) else ""
            if model and model not in bound:
                yield call, model, ""


def _runs_over_folds(source: Source, node: ast.expr) -> bool:
    """Whether a loop runs over the parts of a cross-validation: `enumerate(kfold.split(data))`."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and get_last_name(one.func) == "split" and isinstance(one.func, ast.Attribute):
            owner = one.func.value
            name = get_last_name(owner.func if isinstance(owner, ast.Call) else owner).lower()
            made = [source.resolve_callee(value) for value in source.find_values(one.func.value)]
            if re.search(r"fold", name) or name in {"kf", "skf", "gkf", "cv"} or any("Fold" in value for value in made):
                return True
    return False
