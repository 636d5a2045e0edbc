"""Checks of what a schedule, an optimizer, an iterator or a clock does at each step; see the rules' texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import list_returns
from hanli.lint.reading.patterns import BATCH_SIZES
from hanli.lint.reading.source import (
    Found,
    Function,
    Loop,
    Source,
    excludes,
    get_keyword,
    get_last_name,
    get_receiver,
    is_conditional,
    list_calls,
    list_of_kind,
    walk_inside,
)

_ACCUMULATION = re.compile(r"accum|grad_acc")
_EPOCHS = re.compile(r"((num|n|max|total|warmup|warm_up|train|nb)_?)*epochs?(_?num)?")
_SCHEDULERS = re.compile(
    r"torch\.optim\.lr_scheduler\.(?!ReduceLROnPlateau|SequentialLR|ChainedScheduler|LRScheduler)[A-Z]\w+|"
    r"transformers\.(optimization\.)?get_\w*schedule\w*"
)
_LENGTHS_OF_SCHEDULES = {
    "CosineAnnealingLR": (1, "T_max"),
    "StepLR": (1, "step_size"),
    "MultiStepLR": (1, "milestones"),
    "PolynomialLR": (1, "total_iters"),
}
_MOST_EPOCHS = 50
"""A `StepLR` whose step is no longer than this was meant for epochs."""
_LAYERS_WITH_PARAMETERS = re.compile(
    r"torch\.nn\.(Linear|LazyLinear|Bilinear|Conv\w+|BatchNorm\w+|LayerNorm|GroupNorm|Embedding\w*|LSTM\w*|GRU\w*|RNN\w*|"
    r"Transformer\w*|MultiheadAttention|Parameter)"
)
_CLOCKS = re.compile(r"time\.(time|perf_counter|monotonic)(_ns)?|timeit\.default_timer")
_WAITING = {"synchronize", "item", "cpu", "tolist", "numpy", "elapsed_time", "nonzero", "block_until_ready"}


# -- schedules -----------------------------------------------------------------------------------------------------


def find_schedule_steps(source: Source) -> Iterator[Found]:
    """A schedule whose length counts batches and that is stepped once an epoch, and the reverse."""
    made = {call: _find_unit(source, call) for call in source.calls if _is_scheduler(source, call)}
    yield from _find_lightning_schedules(source, made)
    steps = {call: _find_made(source, call, made) for call in list_calls(source.calls, "step")} if made else {}
    for schedule, unit in made.items():
        own = [step for step, schedules in steps.items() if schedule in schedules]
        if not own or any({made[one] for one in steps[step]} != {unit} for step in own):
            continue  # never stepped here, or one of several schedules is chosen
        levels = [_find_level(source, step) for step in own]
        if unit == "batches" and set(levels) == {"epoch"} and not _is_given_away(source, own[0]):
            yield own[0], "batches", "epoch"
        if unit == "epochs" and "batch" in levels:
            yield own[levels.index("batch")], "epochs", "batch"
    yield from _find_steps_between_updates(source)


def _find_steps_between_updates(source: Source) -> Iterator[Found]:
    """A schedule sized in updates, `len(loader) // accumulation`, and stepped at batches that update nothing."""
    for step in list_calls(source.calls, "step"):
        loop = next((one for one in source.find_loops(step) if _is_batch_loop(source, one)), None)
        receiver = get_receiver(step)
        if loop is None or receiver is None or step.args or _find_level(source, step) != "batch":
            continue
        own = list_of_kind(source, ast.walk(loop), "step", "optimizer")
        if not own or not all(is_conditional(source, one, loop) for one in own):
            continue
        made = [inner for one in source.find_values(receiver) for inner in _list_makers(source, one)]
        if made and all(_counts_updates(source, one) for one in made):
            yield step, "updates", "batch"


def _list_makers(source: Source, node: ast.expr) -> list[ast.expr]:
    """The call that made a scheduler, or what the function of the file returns that made it."""
    own = source.find_callees(node) if isinstance(node, ast.Call) else []
    return list_returns(source, own[0]) if len(own) == 1 else [node]


def _counts_updates(source: Source, made: ast.expr) -> bool:
    """Whether the length of a schedule is the number of batches divided by those of one update."""
    if not isinstance(made, ast.Call) or not _is_scheduler(source, made):
        return False
    given: list[ast.AST] = [*made.args[1:], *(one.value for one in made.keywords if one.arg != "optimizer")]
    for one in list(given):
        bindings = source.find_bindings(one) or [] if isinstance(one, ast.Name) else []
        given += [rule.node for rule in bindings if isinstance(rule.node, Function)]
    return any(_is_number_of_updates(source, node) for one in given for node in _walk_values(source, one, 0))


def _is_number_of_updates(source: Source, node: ast.AST) -> bool:
    """`len(loader) // accumulation_steps`."""
    match node:
        case ast.BinOp(op=ast.FloorDiv() | ast.Div(), left=left, right=right):
            key = (
                right.slice.value if isinstance(right, ast.Subscript) and isinstance(right.slice, ast.Constant) else ""
            )
            divides = bool(_ACCUMULATION.search((get_last_name(right) or str(key)).lower()))
            return divides and any(_is_number_of_batches(source, one) for one in ast.walk(left))
    return False


def _find_made(source: Source, step: ast.Call, made: dict[ast.Call, str]) -> list[ast.Call]:
    """The schedules that a `scheduler.step()` may step: by what binds the name, else by the name; none if it is told the epoch."""
    receiver = get_receiver(step)
    if receiver is None or step.args or step.keywords:
        return []
    values = source.find_values(receiver)
    if values:
        return [one for one in values if isinstance(one, ast.Call) and one in made]
    if source.infer_kind(receiver) not in {"scheduler", None}:
        return []
    name = get_last_name(receiver)
    same = [one for one in made if _find_target(source, one) == name and _is_handed_out(source, one)]
    spelled = source.infer_kind(receiver) == "scheduler"
    return same or [one for one in made if spelled and not _find_target(source, one)]


def _is_handed_out(source: Source, schedule: ast.Call) -> bool:
    """Whether others than its own function may step a schedule: it is an attribute, or a name that is passed or returned."""
    owner = source.parents[schedule]
    if not isinstance(owner, ast.Assign) or not isinstance(target := owner.targets[0], ast.Name):
        return True
    return isinstance(source.find_function(schedule), ast.Module) or any(
        isinstance(one, ast.Name)
        and one.id == target.id
        and isinstance(one.ctx, ast.Load)
        and not isinstance(source.parents[one], ast.Attribute)
        for one in walk_inside(source.find_function(schedule))
    )


def _is_scheduler(source: Source, call: ast.Call) -> bool:
    return bool(_SCHEDULERS.fullmatch(source.resolve_name(call.func)))


def _find_target(source: Source, call: ast.Call) -> str:
    """The name that a scheduler is bound to; empty if it is returned or put elsewhere."""
    owner = source.parents[call]
    return get_last_name(owner.targets[0]) if isinstance(owner, ast.Assign) else ""


def _is_given_away(source: Source, step: ast.Call) -> bool:
    """Whether a scheduler is passed to a function of another file, which may step it."""
    name = get_last_name(get_receiver(step) or step)
    return any(
        get_last_name(one) == name
        for call in source.calls
        if not source.find_callees(call) and get_last_name(call.func) not in {"print", "append", "len", "isinstance"}
        for one in [*call.args, *(key.value for key in call.keywords)]
        if isinstance(one, ast.Name | ast.Attribute)
    )


def _find_unit(source: Source, call: ast.Call) -> str:
    """What the length of a schedule counts: `batches`, `epochs`, or empty if it cannot be told."""
    given = [*call.args[1:], *(one.value for one in call.keywords if one.arg != "optimizer")]
    per_epoch = get_keyword(call, "steps_per_epoch")
    if per_epoch is not None and not isinstance(per_epoch, ast.Constant):
        return "batches"
    if any(_is_number_of_batches(source, node) for one in given for node in _walk_values(source, one, 0)):
        return "batches"
    place, name = _LENGTHS_OF_SCHEDULES.get(source.resolve_name(call.func).rpartition(".")[2], (1, ""))
    length = get_keyword(call, name) or (call.args[place] if name and len(call.args) > place else None)
    if length is None:
        return ""
    names = [one for one in ast.walk(length) if isinstance(one, ast.Name | ast.Attribute)]
    words = [get_last_name(one).lower() for one in names if not isinstance(source.parents[one], ast.Attribute)]
    numbers = [one.value for one in ast.walk(length) if isinstance(one, ast.Constant)]
    if words:
        counted = all(_EPOCHS.fullmatch(one) or one in {"int", "round"} for one in words)
        small = all(isinstance(one, int | float) and one <= 1 for one in numbers)
        return "epochs" if counted and small and any(map(_EPOCHS.fullmatch, words)) else ""
    short = name in {"step_size", "milestones"} and numbers
    return "epochs" if short and all(isinstance(one, int) and one <= _MOST_EPOCHS for one in numbers) else ""


def _walk_values(source: Source, node: ast.AST, depth: int) -> Iterator[ast.AST]:
    """The nodes of an expression, and of what the names in it stand for."""
    for one in ast.walk(node):
        yield one
        if isinstance(one, ast.Name | ast.Attribute) and depth < 4:
            for value in source.find_values(one):
                yield from _walk_values(source, value, depth + 1)


def _is_number_of_batches(source: Source, node: ast.AST) -> bool:
    """`len(loader)`, `len(dataset) // batch_size`, `estimated_stepping_batches`."""
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[counted]):
            return source.infer_kind(counted) == "loader"
        case ast.BinOp(op=ast.FloorDiv() | ast.Div(), left=left, right=right):
            return "len(" in ast.unparse(left) and bool(BATCH_SIZES.fullmatch(get_last_name(right).lower()))
        case ast.Attribute(attr="estimated_stepping_batches"):
            return True
        case ast.Name(id=name):
            return name in {"steps_per_epoch", "num_batches", "batches_per_epoch", "iters_per_epoch"}
    return False


def _find_level(source: Source, call: ast.Call, depth: int = 0) -> str:
    """How often a call runs: once a `batch`, once an `epoch`, or empty if it cannot be told."""
    loops = source.find_loops(call)
    if any(_is_batch_loop(source, one) for one in loops):
        inner = next(one for one in loops if _is_batch_loop(source, one))
        return "" if is_conditional(source, call, inner) else "batch"
    if loops:
        return "epoch" if _is_epoch_loop(source, loops[0]) else ""
    function = source.find_function(call)
    inside = [one for one in walk_inside(function) if isinstance(one, Loop) and one.lineno < call.lineno]
    if any(_is_batch_loop(source, one) and _trains(source, one) for one in inside):
        return "epoch"
    sites = source.find_call_sites(function)
    levels = {_find_level(source, one, depth + 1) for one in sites} if depth < 4 else set()
    return levels.pop() if len(levels) == 1 else ""


def _is_batch_loop(source: Source, loop: ast.AST) -> bool:
    """Whether one turn of a loop is one batch."""
    if source.runs_over_loader(loop):
        return True
    runs = getattr(loop, "iter", None)
    return isinstance(runs, ast.expr) and any(_is_number_of_batches(source, one) for one in ast.walk(runs))


def _is_epoch_loop(source: Source, loop: Loop) -> bool:
    """Whether one turn of a loop is one epoch: it is called so and holds no step of its own, or holds a loop over batches."""
    steps = list_of_kind(source, ast.walk(loop), "step", "optimizer")
    if any(source.find_loops(one)[:1] == [loop] for one in steps):
        return False
    inner = [one for one in source.find_reachable_nodes(loop) if isinstance(one, Loop) and one is not loop]
    if any(_is_batch_loop(source, one) and _trains(source, one) for one in inner):
        return True
    trained = any(
        source.infer_kind(one) == "loader"
        for call in ast.walk(loop)
        if isinstance(call, ast.Call) and not source.find_callees(call) and get_last_name(call.func) != "len"
        for one in [*call.args, *(key.value for key in call.keywords)]
    )
    return trained and isinstance(loop, ast.For) and "epoch" in ast.unparse(loop.target).lower()


def _trains(source: Source, loop: ast.AST) -> bool:
    """Whether a loop steps an optimizer, itself or through functions of the file."""
    nodes = source.find_reachable_nodes(loop)
    return bool(list_of_kind(source, nodes, "step", "optimizer") or list_of_kind(source, nodes, "step", "scaler"))


def _find_lightning_schedules(source: Source, made: dict[ast.Call, str]) -> Iterator[Found]:
    """A schedule in batches that Lightning steps once an epoch, because no `"interval": "step"` is said."""
    for call, unit in made.items():
        owner, function = source.find_class(call), source.find_function(call)
        if unit != "batches" or owner is None or not source.is_lightning(owner):
            continue
        manual = any(get_last_name(one) == "automatic_optimization" for one in ast.walk(owner))
        own_steps = any(isinstance(one, Function) and one.name == "lr_scheduler_step" for one in owner.body)
        if isinstance(function, ast.Module) or function.name != "configure_optimizers" or manual or own_steps:
            continue
        if not any(isinstance(one, ast.Constant) and one.value == "step" for one in ast.walk(function)):
            yield call, "batches", "epoch"


def find_lambda_rate(source: Source) -> Iterator[Found]:
    """`LambdaLR(optimizer, lambda epoch: lr * 0.95**epoch)`: the function gives a factor, and the rate is in it twice."""
    for call in source.calls:
        if source.resolve_name(call.func) != "torch.optim.lr_scheduler.LambdaLR" or len(call.args) < 1:
            continue
        made = [one for one in source.find_values(call.args[0]) if isinstance(one, ast.Call)]
        rates = {ast.unparse(rate) for one in made if (rate := get_keyword(one, "lr")) is not None}
        rule = get_keyword(call, "lr_lambda") or (call.args[1] if len(call.args) > 1 else None)
        for value in _list_results(source, rule):
            factors, divisors = _split_product(value)
            doubled = [one for one in factors if ast.unparse(one) in rates - {"1", "1.0"}]
            if (
                len(factors) > 1
                and doubled
                and not any(ast.unparse(doubled[0]) in ast.unparse(one) for one in divisors)
            ):
                yield value, ast.unparse(doubled[0]), ""


def _list_results(source: Source, rule: ast.expr | None) -> list[ast.expr]:
    """What a lambda or a function of the file may give back."""
    if isinstance(rule, ast.Lambda):
        return [rule.body]
    if not isinstance(rule, ast.Name):
        return []
    bindings = source.find_bindings(rule) or []
    found = [one.node.body for one in bindings if isinstance(one.node, ast.Lambda)]
    for one in bindings:
        returns = (
            [node for node in ast.walk(one.node) if isinstance(node, ast.Return)]
            if one.how == "define" and one.node
            else []
        )
        found.extend(node.value for node in returns if node.value is not None)
    return found


def _split_product(node: ast.expr) -> tuple[list[ast.expr], list[ast.expr]]:
    """The factors of a product and what it is divided by."""
    match node:
        case ast.BinOp(op=ast.Mult(), left=left, right=right):
            (first, below), (second, also_below) = _split_product(left), _split_product(right)
            return first + second, below + also_below
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            factors, divisors = _split_product(left)
            return factors, [*divisors, right]
    return [node], []


# -- parameters ----------------------------------------------------------------------------------------------------


def find_replaced_layer(source: Source) -> Iterator[Found]:
    """A layer put into a model whose parameters an optimizer has already taken."""
    for call in source.calls:
        if not re.fullmatch(r"torch\.optim\.[A-Z]\w*", source.resolve_name(call.func)):
            continue
        models = set(_list_optimized_models(source, call))
        scope = source.find_function(call)
        for node in walk_inside(scope) if models else ():
            if not isinstance(node, ast.Assign) or node.lineno <= call.lineno or excludes(source, node, call):
                continue
            if source.find_function(node) is not scope or _takes_again(source, scope, node):
                continue
            said, value = ast.unparse(node.targets[0]), ast.unparse(node.value)
            inside = any(said.startswith((f"{one}.", f"{one}[")) for one in models)
            kept = re.search(rf"{re.escape(said)}(?!\w|\.(in|out)_|\.\w*_dim)", value)
            whole = said in models and _is_made_anew(source, node, call)
            if (inside and not kept and has_parameters(source, node.value)) or (whole and not kept):
                yield node, said, ast.unparse(call.func)


def _is_made_anew(source: Source, node: ast.Assign, optimizer: ast.Call) -> bool:
    """Whether a name gets another model of its own, while the optimizer of the old one goes on being used."""
    owner, value = source.parents[optimizer], node.value
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in {"to", "cuda"}:
        value = value.func.value
    if not isinstance(owner, ast.Assign) or not isinstance(value, ast.Call):
        return False
    name = source.resolve_name(value.func)
    first = ast.unparse(value.func)
    known = name.startswith("torchvision.models.") or name == "copy.deepcopy" or has_parameters(source, value)
    again = any(
        isinstance(one, ast.Assign)
        and one is not node
        and ast.unparse(one.targets[0]) == ast.unparse(node.targets[0])
        and isinstance(one.value, ast.Call)
        and first in {ast.unparse(part.func) for part in ast.walk(one.value) if isinstance(part, ast.Call)}
        for one in walk_inside(source.find_function(node))
    )
    said = ast.unparse(owner.targets[0])
    return (known or (again and first[:1].isupper())) and any(
        isinstance(one, ast.Call)
        and get_last_name(one.func) == "step"
        and said in {ast.unparse(get_receiver(one) or one), *map(ast.unparse, one.args)}
        and one.lineno > node.lineno
        for one in walk_inside(source.find_function(node))
    )


def _list_optimized_models(source: Source, call: ast.Call) -> Iterator[str]:
    """The models whose `parameters()` an optimizer gets, at once or by a name."""
    for node in (one for given in call.args[:1] for one in _walk_values(source, given, 2)):
        if isinstance(node, ast.Call) and get_last_name(node.func) in {"parameters", "named_parameters"}:
            receiver = get_receiver(node)
            if receiver is not None and not node.args:
                yield ast.unparse(receiver)


def _takes_again(source: Source, scope: ast.AST, node: ast.Assign) -> bool:
    """Whether an optimizer gets parameters after the layer was put in."""
    return any(
        one.lineno > node.lineno
        and (
            re.fullmatch(r"torch\.optim\.[A-Z]\w*", source.resolve_name(one.func))
            or get_last_name(one.func) in {"add_param_group", "configure_optimizers"}
            or "optim" in get_last_name(one.func).lower()
        )
        for one in walk_inside(scope)
        if isinstance(one, ast.Call)
    )


def has_parameters(source: Source, value: ast.AST) -> bool:
    """Whether a value is a new module with parameters, or a statement makes one."""
    return isinstance(value, ast.Call | ast.stmt) and any(
        isinstance(one, ast.Call)
        and (
            _LAYERS_WITH_PARAMETERS.fullmatch(source.resolve_name(one.func))
            or (source.infer_kind(one) == "module" and get_last_name(one.func) in source.classes)
        )
        for one in ast.walk(value)
    )


def find_rebound_parameter(source: Source) -> Iterator[Found]:
    """`for p in model.parameters(): p = p * 0.9`: the name gets a new tensor, and the parameter stays as it was."""
    for loop in source.nodes:
        if not isinstance(loop, ast.For) or not _hands_out_parameters(source, loop.iter):
            continue
        handed = {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)}
        for node in ast.walk(loop):
            if not isinstance(node, ast.Assign) or not isinstance(target := node.targets[0], ast.Name):
                continue
            if (
                target.id in handed
                and _makes_new_tensor(source, node.value, handed)
                and not _is_read(source, node, target.id)
            ):
                yield node, ast.unparse(node), target.id


def _hands_out_parameters(source: Source, runs: ast.expr) -> bool:
    """Whether a loop runs over the parameters or buffers of a model, alone or beside others."""
    for node in _walk_values(source, runs, 3):
        if isinstance(node, ast.Call):
            name, receiver = get_last_name(node.func), get_receiver(node)
            if re.fullmatch(r"(named_)?(parameters|buffers)", name) and receiver is not None:
                return True
            if name in {"values", "items"} and isinstance(receiver, ast.expr):
                states = [receiver, *source.find_values(receiver)]
                if any(isinstance(one, ast.Call) and get_last_name(one.func) == "state_dict" for one in states):
                    return True
    return False


def _makes_new_tensor(source: Source, value: ast.expr, handed: set[str]) -> bool:
    """Whether a value is computed and nothing that it calls changes a tensor in place."""
    calls = [one for one in ast.walk(value) if isinstance(one, ast.Call)]
    in_place = any(get_last_name(one.func).endswith("_") or get_keyword(one, "out") is not None for one in calls)
    if in_place:
        return False
    known = isinstance(value, ast.Call) and (
        source.resolve_name(value.func).startswith("torch.") or get_last_name(get_receiver(value) or value) in handed
    )
    return isinstance(value, ast.BinOp) or known


def _is_read(source: Source, node: ast.Assign, name: str) -> bool:
    """Whether anything reads what an assignment has bound to a name."""
    return any(
        isinstance(one, ast.Name)
        and one.id == name
        and isinstance(one.ctx, ast.Load)
        and any(binding.node is node.value for binding in source.find_bindings(one) or [])
        for one in walk_inside(source.find_function(node))
    )


# -- data and time -------------------------------------------------------------------------------------------------


def find_new_iterator(source: Source) -> Iterator[Found]:
    """`next(iter(loader))` at every step: a new iterator each time, whose first batch alone is used."""
    for call in source.calls:
        loader = call.args[0] if _is_call_of(call, "iter") and len(call.args) == 1 else None
        if (
            loader is None
            or not _is_asked_once(source, call)
            or source.infer_kind(loader) != "loader"
            or _is_inside_handler(source, call)
        ):
            continue
        places: list[ast.AST] = [call] if source.find_loops(call) else []
        function = source.find_function(call)
        if not places and not _is_under_condition(source, call):
            places = list(source.find_call_sites(function))
        if any(_repeats_steps(source, place, loader) for place in places):
            yield call, ast.unparse(loader), ""


def _is_call_of(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _is_asked_once(source: Source, call: ast.Call) -> bool:
    """Whether an iterator gives one batch: `next(iter(loader))`, or `next(batches)` in the loop that makes `batches`."""
    owner = source.parents[call]
    if _is_call_of(owner, "next"):
        return True
    loops = source.find_loops(call)
    if not loops or not isinstance(owner, ast.Assign) or not isinstance(target := owner.targets[0], ast.Name):
        return False
    asked = [
        one for one in source.calls if _is_call_of(one, "next") and one.args and get_last_name(one.args[0]) == target.id
    ]
    return any(source.find_loops(one) == loops for one in asked)


def _is_inside_handler(source: Source, node: ast.AST) -> bool:
    """Whether a node stands in an `except`, as where an iterator is started anew."""
    return any(isinstance(one, ast.ExceptHandler) for one in source.walk_ancestors(node))


def _is_under_condition(source: Source, node: ast.AST) -> bool:
    function = source.find_function(node)
    return is_conditional(source, node, function)


def _repeats_steps(source: Source, place: ast.AST, loader: ast.expr) -> bool:
    """Whether the innermost loop around a place repeats steps: it trains, judges, or runs over another loader."""
    loops = source.find_loops(place)
    if not loops or is_conditional(source, place, loops[0]) or _is_inside_handler(source, place):
        return False
    loop = loops[0]
    root = next((one.id for one in ast.walk(loader) if isinstance(one, ast.Name)), "")
    made = {one.id for one in ast.walk(loop) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    if root in made or _is_looked_up_anew(loader, made):
        return False  # each turn has a loader of its own
    if source.runs_over_loader(loop):
        return True
    if any(isinstance(one, Loop) and one is not loop and _trains(source, one) for one in ast.walk(loop)):
        return False
    own = [one for one in ast.walk(loop) if isinstance(one, ast.Call) and source.find_loops(one)[:1] == [loop]]
    if list_calls(own, "backward") or list_of_kind(source, own, "step", "optimizer"):
        return True
    counted = isinstance(loop, ast.While) or get_last_name(getattr(loop.iter, "func", loop.iter)) in {"range", "trange"}
    epochs = isinstance(loop, ast.For) and "epoch" in ast.unparse(loop.target).lower()
    return counted and not epochs and any(source.calls_module(one) for one in own)


def _is_looked_up_anew(loader: ast.expr, made: set[str]) -> bool:
    """Whether a loader is picked by what the loop binds, as in `loaders[name]`."""
    return any(isinstance(one, ast.Name) and one.id in made for one in ast.walk(loader))


def find_unsynchronized_time(source: Source) -> Iterator[Found]:
    """The clock read before and after the model ran on a GPU, and nothing that waits for the GPU in between."""
    if not _uses_gpu(source):
        return
    for node in source.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
            continue
        start, stop = _find_reading(source, node.right), _find_reading(source, node.left)
        if start is None or stop is None or start is stop:
            continue
        if source.find_loops(start) != source.find_loops(stop) or _is_on_cpu(source, stop):
            continue
        between = list(_list_nodes_between(source, start, stop))
        models = [one for one in between if isinstance(one, ast.Call) and source.calls_module(one)]
        if models and not any(_waits(source, one) for one in between) and not _is_in_epoch(source, models[0], stop):
            yield stop, ast.unparse(models[0].func), ""


def _uses_gpu(source: Source) -> bool:
    """Whether a file moves anything to a GPU."""
    return any(
        (isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.startswith("cuda"))
        or (isinstance(one, ast.Attribute) and one.attr == "cuda")
        for one in source.nodes
    )


def _is_on_cpu(source: Source, node: ast.AST) -> bool:
    """Whether an `if` around a node says that everything runs on the CPU."""
    return any(isinstance(one, ast.If) and "'cpu'" in ast.unparse(one.test) for one in source.walk_ancestors(node))


def _find_reading(source: Source, node: ast.expr) -> ast.Call | None:
    """The reading of a clock that a value comes from, if there is only one."""
    values = source.find_values(node) if isinstance(node, ast.Name) else [node]
    readings = [one for one in values if _CLOCKS.fullmatch(source.resolve_callee(one))]
    return readings[0] if len(values) == len(readings) == 1 and isinstance(readings[0], ast.Call) else None


def _list_nodes_between(source: Source, start: ast.Call, stop: ast.Call) -> Iterator[ast.AST]:
    """The nodes of a function on the lines between two calls, with those of the functions of the file called there."""
    for node in walk_inside(source.find_function(start)):
        line = getattr(node, "lineno", 0)
        if start.lineno < line < stop.lineno:
            yield node
            for callee in source.find_callees(node) if isinstance(node, ast.Call) else []:
                yield from source.find_reachable_nodes(callee)


def _waits(source: Source, node: ast.AST) -> bool:
    """Whether something makes the CPU wait for the GPU, or may do so out of sight."""
    if isinstance(node, ast.Attribute) and node.attr in _WAITING:
        return True
    if not isinstance(node, ast.Call):
        return False
    name = get_last_name(node.func)
    if isinstance(node.func, ast.Name) and name in {
        "float",
        "int",
        "bool",
        "print",
        "str",
        "len",
        "sorted",
        "max",
        "min",
    }:
        return True
    known = source.resolve_name(node.func).startswith(("torch.", "time.")) or bool(source.find_callees(node))
    on_tensor = source.infer_kind(get_receiver(node)) in {"output", "loss", "tensor", "parameter"}
    return not known and not on_tensor and not source.calls_module(node) and name not in _QUIET


def _is_in_epoch(source: Source, model: ast.Call, stop: ast.Call) -> bool:
    """Whether the time is that of many batches, beside which the work still queued is short."""
    return any(source.runs_over_loader(one) for one in source.find_loops(model) if one not in source.find_loops(stop))


_QUIET = {
    "backward",
    "step",
    "zero_grad",
    "range",
    "update",
    "to",
    "cuda",
    "append",
    "eval",
    "train",
    "enumerate",
    "tqdm",
}
"""Methods that start work and wait for none of it."""


# -- processes -----------------------------------------------------------------------------------------------------


def find_every_rank_saves(source: Source) -> Iterator[Found]:
    """`torch.save` in a program of several processes, each of which writes the same file."""
    starts = [one for one in source.calls if get_last_name(one.func) == "init_process_group"]
    if not starts or any(_SHARDED.search(get_last_name(one)) for one in source.nodes):
        return
    for call in source.calls:
        written = [ast.unparse(one) for one in call.args[1:2]]
        if source.resolve_name(call.func) != "torch.save" or any(map(_RANKS.search, written)):
            continue
        if not _is_for_one_rank(source, call, starts, 0):
            yield call, "", ""


def _is_for_one_rank(source: Source, node: ast.AST, starts: list[ast.Call], depth: int) -> bool:
    """Whether a node runs on one process only, or in a function of which the file does not show who calls it."""
    function = source.find_function(node)
    for one in source.walk_ancestors(node):
        if isinstance(one, ast.If | ast.IfExp) and _tells_processes_apart(one.test):
            return True
        if one is function:
            break
    leaves = [
        one for one in walk_inside(function) if isinstance(one, ast.If) and one.lineno < getattr(node, "lineno", 0)
    ]
    if any(_tells_processes_apart(one.test) and isinstance(one.body[-1], ast.Return) for one in leaves):
        return True
    if depth > 4:
        return True
    sites = source.find_call_sites(function)
    if not sites and isinstance(source.parents.get(function), ast.ClassDef) and isinstance(function, Function):
        sites = list_calls(source.calls, function.name)  # of an object of the class
    own = any(start in source.find_reachable_nodes(function) for start in starts)
    return not own and all(_is_for_one_rank(source, one, starts, depth + 1) for one in sites)


def _tells_processes_apart(test: ast.expr) -> bool:
    """Whether a condition asks for the process: by its name, or as `self.gpu_id == 0`."""
    compared = [one for one in ast.walk(test) if isinstance(one, ast.Compare) and not isinstance(one.left, ast.BinOp)]
    zero = [one for one in compared if isinstance(last := one.comparators[-1], ast.Constant) and last.value == 0]
    return bool(zero) or bool(_RANKS.search(ast.unparse(test)))


_RANKS = re.compile(r"(?i)rank|main_process|is_main|master|primary|leader|chief|is_first|zero")
_SHARDED = re.compile(r"FSDP|FullyShardedDataParallel|fully_shard|deepspeed|dcp")
