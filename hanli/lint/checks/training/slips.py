"""Checks of steps that are missing or do nothing: the program runs, and the training is not what was meant."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator

from hanli.lint.checks.code.statements import find_thrown_away, find_uncalled, find_unread_attributes
from hanli.lint.checks.training.steps import list_own_calls
from hanli.lint.reading.origins import find_origin, walk_sources
from hanli.lint.reading.patterns import GRAPH_CUTTING_METHODS
from hanli.lint.reading.source import (
    Binding,
    Found,
    Function,
    Loop,
    Source,
    excludes,
    get_keyword,
    get_last_name,
    get_receiver,
    has_open_arguments,
    is_conditional,
    list_calls,
    list_of_kind,
    walk_inside,
)

_CALLED_METHODS = {
    "module": {"eval", "train", "zero_grad", "cuda", "cpu"},
    "optimizer": {"step", "zero_grad"},
    "scheduler": {"step"},
    "plateau": {"step"},
    "scaler": {"update"},
    "loss": {"backward"},
}
# Methods that give a new tensor and leave the old one as it was.
_PURE_METHODS = {
    *("to", "cuda", "cpu", "float", "half", "double", "long", "int", "bool", "type", "bfloat16", "detach", "clone"),
    *("contiguous", "view", "reshape", "squeeze", "unsqueeze", "permute", "transpose", "flatten", "t"),
    *("clamp", "add", "sub", "mul", "div", "softmax", "sigmoid", "relu", "exp", "log", "sqrt", "expand", "repeat"),
}
_DROPOUTS = re.compile(r"torch\.nn\.functional\.(feature_)?dropout(1d|2d|3d)?")
_LAYERS_WITH_STATE = re.compile(
    r"torch\.nn\.(Linear|LazyLinear|Bilinear|Conv\w+|BatchNorm\w+|LayerNorm|GroupNorm|InstanceNorm\w+|Embedding\w*|"
    r"LSTM\w*|GRU\w*|RNN\w*|Transformer\w*|MultiheadAttention|Parameter|PReLU|Dropout\w*)"
)
_CREATORS = re.compile(r"torch\.(rand|randn|zeros|ones|full|empty|tensor|randint|eye|linspace|arange|normal)\w*")
_KEEPING = {"detach", "float", "contiguous", "view", "type"}  # give the same tensor if there is nothing to do
_DISCRETE = {"argmax", "argmin", "argsort", "round", "floor", "ceil", "sign"}


def find_no_effect(source: Source) -> Iterator[Found]:
    """`model.eval` without its brackets, `x.to(device)` whose result nobody keeps, `def foward`."""
    for node in source.nodes:
        match node:
            case ast.Expr(value=ast.Attribute(value=base, attr=attr) as named):
                known = attr in _CALLED_METHODS.get(source.infer_kind(base) or "", ())
                if known or attr in {"backward", "zero_grad"}:
                    yield named, ast.unparse(named), f"{ast.unparse(named)}()"
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name) as base, attr=attr)) as call):
                if attr in _PURE_METHODS and _is_tensor(source, base):
                    yield call, f"{name}.{attr}(...)", f"{name} = {name}.{attr}(...)"
            case ast.ClassDef(bases=bases) if [source.resolve_name(one) for one in bases] == ["torch.nn.Module"]:
                yield from _find_misspelled_methods(node)
    yield from find_uncalled(source)
    yield from find_thrown_away(source)
    yield from find_unread_attributes(source)


def _is_tensor(source: Source, node: ast.Name) -> bool:
    """Whether a name is a tensor for sure: one that was computed, or a part of what a loader hands out."""
    if source.infer_kind(node) in {"tensor", "output", "loss"}:
        return True
    bindings = source.find_bindings(node) or []
    return bool(bindings) and all(_is_part_of_batch(source, one) for one in bindings)


def _is_part_of_batch(source: Source, binding: Binding) -> bool:
    """Whether a loop over a loader hands out a name as one of several."""
    loop = source.parents.get(binding.node) if binding.node is not None else None
    if binding.how != "loop" or not isinstance(loop, ast.For) or not source.runs_over_loader(loop):
        return False
    if isinstance(loop.iter, ast.Call) and get_last_name(loop.iter.func) == "enumerate":
        return isinstance(loop.target, ast.Tuple) and isinstance(loop.target.elts[-1], ast.Tuple)
    return binding.place is not None


def _find_misspelled_methods(node: ast.ClassDef) -> Iterator[Found]:
    """Methods of a module whose names are nearly `forward` or `__init__`, and the right one is not there."""
    methods = {one.name: one for one in node.body if isinstance(one, Function)}
    for name, method in methods.items():
        if "forward" not in methods and difflib.SequenceMatcher(None, name.lower(), "forward").ratio() > 0.85:
            if not name.startswith("_"):
                yield method, f"def {name}", "def forward"
        elif "__init__" not in methods and re.fullmatch(r"_{1,2}(init|int|inti|initt)_{0,2}", name):
            yield method, f"def {name}", "def __init__"


def find_missing_train(source: Source) -> Iterator[Found]:
    """Epochs that switch the trained model to evaluation mode and never back."""
    for loop in source.nodes:
        if not isinstance(loop, ast.For | ast.While) or source.find_loops(loop):
            continue
        nodes = source.find_reachable_nodes(loop)
        if not list_calls(nodes, "backward") or any(get_last_name(one) == "train" for one in nodes):
            continue
        for call in list_calls(nodes, "eval"):
            receiver = get_receiver(call)
            if call.args or receiver is None or source.infer_kind(receiver) != "module":
                continue
            said = ast.unparse(receiver)
            made = {one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
            # A function that trains and then judges may get another model at each call.
            own = {source.find_function(one) for one in nodes if _trains_with(source, one, said)}
            apart = own - {source.find_function(call)} or source.find_function(loop) in own
            if own and apart and said.partition(".")[0] not in made:
                yield call, f"{said}.eval()", f"{said}.train()"
                break


def _trains_with(source: Source, node: ast.AST, name: str) -> bool:
    """Whether a call passes something through the module of this name where gradients are recorded."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == name and not source.is_without_gradients(node)


def find_missing_step(source: Source) -> Iterator[Found]:
    """A loop that clears gradients and computes them and never steps, or steps without gradients; a step nobody calls."""
    for loop in source.nodes:
        if isinstance(loop, ast.For | ast.While):
            yield from _find_missing_in_loop(source, loop)
        if isinstance(loop, ast.For | ast.While | Function):
            yield from _find_missing_scaling(source, loop)
    yield from _find_unused_schedulers(source)
    yield from _find_unused_optimizers(source)
    for call in list_of_kind(source, source.calls, "step", "scaler"):
        if call.args and not any(get_last_name(one) == "update" for one in source.nodes):
            yield call, "scaler.update()", ""


def _find_missing_in_loop(source: Source, loop: ast.For | ast.While) -> Iterator[Found]:
    """What a single loop over steps lacks."""
    own = [one for one in ast.walk(loop) if isinstance(one, ast.Call) and source.find_loops(one)[:1] == [loop]]
    reachable = source.find_reachable_nodes(source.find_function(loop))
    clears = list_of_kind(source, own, "zero_grad", "optimizer")
    backwards = [one for one in list_calls(own, "backward") if not source.resolve_name(one.func)]
    steps = [one for one in list_of_kind(source, own, "step", "optimizer") if not one.args]
    names = {get_last_name(one.func) for one in reachable if isinstance(one, ast.Call)}
    names |= {one.attr for one in reachable if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store)}
    if clears and backwards and not any("step" in name for name in names):
        handed_on = {ast.unparse(one) for call in own for one in [*call.args, *(key.value for key in call.keywords)]}
        if not handed_on & {ast.unparse(receiver) for one in clears if (receiver := get_receiver(one))}:
            yield backwards[0], "optimizer.step()", ""
    inner = [one for one in list_of_kind(source, ast.walk(loop), "zero_grad", "optimizer") if one not in own]
    late = [one for one in steps if not one.args and _steps_behind_loop(source, one, loop, inner)]
    yield from ((one, "optimizer.step()", "") for one in late[:1] if not backwards)
    if clears and steps and not any("backward" in name or "grad" in name.replace("zero_grad", "") for name in names):
        losses = [one for one in own if source.infer_kind(one) == "loss"]
        if losses and not _is_handed_on(source, own, losses):
            yield steps[0], "loss.backward()", ""


def _steps_behind_loop(source: Source, step: ast.Call, loop: Loop, clears: list[ast.Call]) -> bool:
    """Whether a step stands behind the inner loop that clears its gradients and computes them at each batch."""
    for clear in clears:
        inner = source.find_loops(clear)[0]
        nodes = list(ast.walk(inner))
        same = ast.unparse(get_receiver(clear) or clear) == ast.unparse(get_receiver(step) or step)
        differentiates = [one for one in list_calls(nodes, "backward") if source.find_loops(one)[0] is inner]
        behind = step.lineno > (inner.end_lineno or 0) and source.find_loops(inner)[:1] == [loop]
        if same and behind and differentiates and not list_of_kind(source, nodes, "step", "optimizer"):
            return not is_conditional(source, clear, inner)
    return False


def _find_missing_scaling(source: Source, turn: ast.AST) -> Iterator[Found]:
    """A scaled loss and a step past the scaler, or a step through the scaler and a loss that it never scaled."""
    own = list_own_calls(source, turn)
    reachable = source.find_reachable_nodes(source.find_function(turn) if isinstance(turn, Loop) else turn)
    backwards = [one for one in list_calls(own, "backward") if not source.resolve_name(one.func)]
    scaled = [one for one in backwards if isinstance(call := get_receiver(one), ast.Call) and _is_scale(source, call)]
    if scaled and not list_of_kind(source, reachable, "step", "scaler"):
        for step in list_of_kind(source, own, "step", "optimizer"):
            if not step.args and not excludes(source, step, scaled[0]):
                yield step, "scaler.step(optimizer)", ""
    through = [one for one in list_of_kind(source, own, "step", "scaler") if one.args]
    if not (through and backwards):
        return
    kept = [one for one in source.calls if _is_scale(source, one) and not isinstance(source.parents[one], ast.Expr)]
    if not kept and all(not excludes(source, one, through[0]) for one in backwards):
        yield backwards[0], "scaler.scale(loss).backward()", ""


def _is_handed_on(source: Source, calls: list[ast.Call], losses: list[ast.Call]) -> bool:
    """Whether another call takes a loss, which may differentiate it."""
    shown = {"print", "append", "float", "item", "format", "add_scalar", "log", "update", "set_postfix"}
    for call in calls:
        taken = any(source.infer_kind(one) == "loss" for one in call.args)
        if taken and call not in losses and get_last_name(call.func) not in shown:
            return True
    return False


def _is_scale(source: Source, call: ast.Call) -> bool:
    """Whether it is `scaler.scale(loss)`."""
    return get_last_name(call.func) == "scale" and source.infer_kind(get_receiver(call)) == "scaler"


def _find_unused_schedulers(source: Source) -> Iterator[Found]:
    """A scheduler that is made in a function that trains, and whose name is read nowhere."""
    for call in source.calls:
        owner = source.parents[call]
        if not source.resolve_name(call.func).startswith("torch.optim.lr_scheduler.") or not isinstance(
            owner, ast.Assign
        ):
            continue
        scope = source.find_function(call)
        nodes = list(walk_inside(scope))
        target = owner.targets[0]
        own = isinstance(target, ast.Attribute) and get_last_name(target.value) == "self"
        if own and isinstance(target, ast.Attribute) and _is_of_trainer(source, target):
            yield call, f"{ast.unparse(target)}.step()", ""
        if not isinstance(target, ast.Name) or not list_of_kind(source, nodes, "step", "optimizer"):
            continue
        everywhere = source.nodes if isinstance(scope, ast.Module) else list(ast.walk(scope))
        if not any(isinstance(one, ast.Name) and one.id == target.id and one is not target for one in everywhere):
            yield call, f"{target.id}.step()", ""


def _is_of_trainer(source: Source, target: ast.Attribute) -> bool:
    """Whether a class steps an optimizer of its own, and the file never reads the schedule that it keeps."""
    owner = source.find_class(target)
    if (
        owner is None
        or owner.bases
        or any(isinstance(one, ast.Attribute) and one.attr == "__dict__" for one in source.nodes)
    ):
        return False
    steps = [
        one for one in list_of_kind(source, ast.walk(owner), "step", "optimizer") if "self." in ast.unparse(one.func)
    ]
    said = [one for one in source.nodes if isinstance(one, ast.Attribute) and one.attr == target.attr]
    spoken = any(isinstance(one, ast.Constant) and one.value == target.attr for one in source.nodes)
    return bool(steps) and not spoken and all(isinstance(one.ctx, ast.Store) for one in said)


def _find_unused_optimizers(source: Source) -> Iterator[Found]:
    """An optimizer that is made beside another one, whose gradients are cleared, and that never steps."""
    for call in source.calls:
        owner = source.parents[call]
        if not re.fullmatch(r"torch\.optim\.[A-Z]\w*", source.resolve_name(call.func)):
            continue
        if not isinstance(owner, ast.Assign) or not isinstance(target := owner.targets[0], ast.Name):
            continue
        scope = source.find_function(call)
        everywhere = source.nodes if isinstance(scope, ast.Module) else list(ast.walk(scope))
        read = [one for one in everywhere if isinstance(one, ast.Name) and one.id == target.id and one is not target]
        used = {get_last_name(source.parents[one]) for one in read}
        if used == {"zero_grad"} and list_of_kind(source, everywhere, "step", "optimizer"):
            yield call, f"{target.id}.step()", ""


def find_cut_graph(source: Source) -> Iterator[Found]:
    """`backward()` of what has no graph: a copy, a number, a class index, or what was computed under `no_grad`."""
    for call in list_calls(source.calls, "backward"):
        receiver = get_receiver(call)
        if receiver is None or source.resolve_name(call.func):
            continue
        if source.is_without_gradients(call):
            if _is_wholly_without_gradients(source, call, receiver):
                yield call, "no_grad()", ""
            continue
        if _asks_for_gradients(source, call, receiver):
            continue
        if cut := _find_cut(source, receiver, 0):
            yield call, cut, ""


def _is_wholly_without_gradients(source: Source, call: ast.Call, receiver: ast.expr) -> bool:
    """Whether the loss of a `backward()` is computed under the same `no_grad` as that call, and nothing turns it off."""
    if source.no_grad_everywhere or any(
        get_last_name(one) in {"enable_grad", "set_grad_enabled"} for one in source.nodes
    ):
        return False
    values = source.find_values(receiver) if isinstance(receiver, ast.Name) else [receiver]
    losses = [one for one in values if source.infer_kind(one) == "loss" and source.is_without_gradients(one)]
    models = [one for value in losses for one in walk_sources(source, value, 0) if isinstance(one, ast.Call)]
    return bool(losses) and len(losses) == len(values) and not any(source.calls_module(one) for one in models)


def _asks_for_gradients(source: Source, call: ast.Call, receiver: ast.expr) -> bool:
    """Whether the function makes the value a leaf of its own, with `requires_grad`."""
    name = get_last_name(receiver)
    return any(
        isinstance(one, ast.Attribute) and one.attr.startswith("requires_grad") and get_last_name(one.value) == name
        for one in walk_inside(source.find_function(call))
    )


def _find_cut(source: Source, node: ast.AST | None, depth: int) -> str:
    """What has cut the graph of a value: `.detach()`, `torch.tensor()`, `argmax`, `no_grad`; empty if nothing surely has."""
    if depth > 6 or node is None:
        return ""
    match node:
        case ast.Name():
            bindings = source.find_bindings(node) or []
            cuts = {_find_cut(source, one.node, depth + 1) if one.how == "value" else "" for one in bindings}
            return cuts.pop() if len(cuts) == 1 else ""
        case ast.Attribute(value=value, attr="data") if source.infer_kind(value) in {"loss", "output"}:
            return ".data"
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if (
            attr in GRAPH_CUTTING_METHODS and not source.resolve_name(node.func)
        ):
            return f".{attr}()"
        case ast.Call():
            name = source.resolve_name(node.func)
            if name in {"torch.tensor", "torch.as_tensor"} and get_keyword(node, "requires_grad") is None:
                return f"{name}()" if node.args and source.infer_kind(node.args[0]) in {"loss", "output"} else ""
            if source.infer_kind(node) == "loss" and source.is_without_gradients(node):
                return "no_grad()"
            if source.calls_module(node) and source.is_without_gradients(node):
                return "no_grad()"
            if source.infer_kind(node) == "loss" and node.args:
                if _is_discrete(source, node.args[0], 0):
                    return "argmax()"
                if len(node.args) == 2 and not _may_have_graph(source, node.args[1]):
                    return _find_cut(source, node.args[0], depth + 1)
    return ""


def _may_have_graph(source: Source, node: ast.expr) -> bool:
    """Whether a target may come from a model: it is neither what a loop or a caller hands in, nor a part of that."""
    return any(
        isinstance(one, ast.Call) and (source.calls_module(one) or source.infer_kind(one) in {"output", "loss"})
        for one in walk_sources(source, node)
    )


def _is_discrete(source: Source, node: ast.AST | None, depth: int) -> bool:
    """Whether a value is an index of a maximum, a comparison or rounded, which no gradient passes."""
    match node:
        case ast.Name():
            bindings = source.find_bindings(node) or []
            if len(bindings) == 1 and (origin := find_origin(source, node)) is not None and origin.path == (1,):
                made = source.resolve_callee(origin.node)  # `_, best = torch.max(outputs, 1)`
                return made == "torch.max" and isinstance(origin.node, ast.Call) and len(origin.node.args) == 2
            return depth < 6 and bool(bindings) and all(_is_discrete(source, one.node, depth + 1) for one in bindings)
        case ast.Compare(ops=[ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE()]):
            return True
        case ast.Call(func=ast.Attribute(value=value, attr=attr)):
            if attr in _DISCRETE:
                return True
            return attr in {"float", "to", "view", "squeeze", "type"} and _is_discrete(source, value, depth + 1)
    return False


def find_state_alias(source: Source) -> Iterator[Found]:
    """`best = model.state_dict()` or `best = model` in a training loop: both go on changing with the model.

    What an object keeps as `self.best = …` is kept from call to call, so it needs no loop.
    """
    for node in source.nodes:
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        if not isinstance(target, ast.Name | ast.Attribute):
            continue
        if isinstance(target, ast.Name) and not source.find_loops(node):
            continue
        name = get_last_name(target)
        kept = "best" in name.lower() or _is_loaded_later(source, node, target)
        decided = any(isinstance(one, ast.If) for one in source.walk_ancestors(node))
        if isinstance(value, ast.Call) and get_last_name(value.func) == "state_dict" and kept and decided:
            if source.infer_kind(get_receiver(value)) == "module":
                yield node, ast.unparse(node), f"copy.deepcopy({ast.unparse(value)})"
        elif (
            isinstance(value, ast.Name) and "best" in name.lower() and decided and source.infer_kind(value) == "module"
        ):
            yield node, ast.unparse(node), f"copy.deepcopy({value.id})"


def _is_loaded_later(source: Source, node: ast.AST, target: ast.expr) -> bool:
    """Whether the function loads the kept state into a model again."""
    written = ast.unparse(target)
    return any(
        written in {ast.unparse(one) for one in call.args}
        for call in list_calls(walk_inside(source.find_function(node)), "load_state_dict")
    )


def find_dropout_always(source: Source) -> Iterator[Found]:
    """`F.dropout(x)` in a module: without `training=` it drops in evaluation too; so does `dropout_p=0.1` of an attention."""
    for call in source.calls:
        name = source.resolve_name(call.func)
        owner = source.find_class(call)
        if (
            owner is None
            or not source.is_module(owner)
            or not _runs_in_forward(source, owner, source.find_function(call))
        ):
            continue
        if has_open_arguments(call) or _asks_for_mode(source, call):
            continue
        told = get_keyword(call, "training") or (call.args[2] if len(call.args) > 2 else None)
        if _DROPOUTS.fullmatch(name) and (told is None or (isinstance(told, ast.Constant) and told.value is True)):
            yield call, f"{name.rpartition('.')[2]}(...)", "training=self.training"
        elif name == "torch.nn.functional.scaled_dot_product_attention":
            rate = get_keyword(call, "dropout_p") or (call.args[4] if len(call.args) > 4 else None)
            if rate is not None and _is_fixed_rate(source, rate):
                yield call, f"dropout_p={ast.unparse(rate)}", f"dropout_p={ast.unparse(rate)} if self.training else 0.0"


def _runs_in_forward(source: Source, owner: ast.ClassDef, function: ast.AST) -> bool:
    """Whether a function is the `forward` of a class, or one that it calls."""
    forward = next((one for one in owner.body if isinstance(one, Function) and one.name == "forward"), None)
    if forward is None or forward is function:
        return forward is not None
    called = [
        one
        for node in source.find_reachable_nodes(forward)
        if isinstance(node, ast.Call)
        for one in source.find_callees(node)
    ]
    return function in called


def _asks_for_mode(source: Source, call: ast.Call) -> bool:
    """Whether a condition around a call asks whether the module is trained."""
    return any(
        isinstance(one, ast.If | ast.IfExp) and "train" in ast.unparse(one.test) for one in source.walk_ancestors(call)
    )


def _is_fixed_rate(source: Source, node: ast.expr) -> bool:
    """Whether a rate of dropout is the same in both modes: a number above 0, or what `__init__` takes from an argument."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float) and node.value > 0
    if not isinstance(node, ast.Attribute) or get_last_name(node.value) != "self":
        return False
    values = source.find_values(node)
    return bool(values) and all(
        isinstance(one, ast.Constant | ast.Name | ast.Attribute)
        and not (isinstance(one, ast.Constant) and one.value == 0)
        and isinstance(scope := source.find_function(one), Function)
        and scope.name == "__init__"
        for one in values
    )


def find_layer_in_forward(source: Source) -> Iterator[Found]:
    """A layer made in `forward`: its weights are new at every call, or its mode is never switched."""
    for function in source.find_methods("forward"):
        for call in ast.walk(function):
            if not isinstance(call, ast.Call) or not _LAYERS_WITH_STATE.fullmatch(source.resolve_name(call.func)):
                continue
            owner = source.parents[call]
            kept = isinstance(owner, ast.Assign) and isinstance(owner.targets[0], ast.Attribute)
            if not kept and not any(isinstance(one, ast.If) for one in source.walk_ancestors(call)):
                yield call, source.resolve_name(call.func).replace("torch.", ""), ""


def find_not_a_leaf(source: Source) -> Iterator[Found]:
    """`nn.Parameter(x).to(device)` of a module, `torch.randn(3, requires_grad=True) * 0.1` that is to be optimized."""
    for node in source.nodes:
        if not isinstance(node, ast.Assign):
            continue
        target, inner = node.targets[0], _strip_operations(node.value)
        if inner is None or not isinstance(inner, ast.Call):
            continue
        name = source.resolve_name(inner.func)
        owner = source.find_class(node)
        if name == "torch.nn.Parameter" and isinstance(target, ast.Attribute) and owner and source.is_module(owner):
            yield node, ast.unparse(target), ""
        elif (
            (
                _CREATORS.fullmatch(name)
                and isinstance(target, ast.Name)
                and isinstance(value := get_keyword(inner, "requires_grad"), ast.Constant)
            )
            and value.value is True
            and _is_optimized(source, node, target.id)
        ):
            yield node, target.id, ""


def _strip_operations(node: ast.expr) -> ast.expr | None:
    """What a value was before it was moved or computed with; None if nothing was done to it."""
    found: ast.expr | None = None
    while True:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Call() as value, attr=attr)) if attr in _PURE_METHODS - _KEEPING:
                node = found = value
            case ast.BinOp(left=ast.Call() as value) | ast.BinOp(right=ast.Call() as value):
                node = found = value
            case _:
                return found


def _is_optimized(source: Source, node: ast.AST, name: str) -> bool:
    """Whether the function asks for the gradient of a name, or gives it to an optimizer."""
    for one in walk_inside(source.find_function(node)):
        if isinstance(one, ast.Attribute) and one.attr == "grad" and get_last_name(one.value) == name:
            return True
        if source.resolve_callee(one).startswith("torch.optim.") and isinstance(one, ast.Call):
            names = {part.id for given in one.args[:1] for part in ast.walk(given) if isinstance(part, ast.Name)}
            if name in names:
                return True
    return False


def find_loss_arguments(source: Source) -> Iterator[Found]:
    """`nn.CrossEntropyLoss(outputs, targets)`, which makes a loss of them; `cross_entropy(targets, outputs)`."""
    for call in source.calls:
        if len(call.args) < 2:
            continue
        first, second, name = call.args[0], call.args[1], source.resolve_name(call.func)
        if re.fullmatch(r"torch\.nn\.\w+Loss", name):
            if source.infer_kind(first) == "output" and not isinstance(second, ast.Constant):
                yield call, "constructor", name.replace("torch.", "")
            continue
        last = name.rpartition(".")[2]
        ordered = last in {"cross_entropy", "nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits"}
        ordered = ordered or (
            not name and source.infer_kind(call.func) in {"cross-entropy", "bce-logits", "nll", "bce"}
        )
        if ordered and source.infer_kind(second) == "output" and isinstance(first, ast.Name):
            bindings = source.find_bindings(first) or []
            if bindings and all(one.how == "loop" for one in bindings):
                yield call, "swapped", last or ast.unparse(call.func)


def find_hidden_state(source: Source) -> Iterator[Found]:
    """`outputs, state = model(inputs, state)` in a loop that differentiates at each step, and nobody detaches the state."""
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=[_, *states])], value=ast.Call(args=[_, *given]) as call):
                pass
            case _:
                continue
        loops = source.find_loops(node)
        names = {one for part in states for one in _list_written(part)}
        carried = names & {one for part in given for one in _list_written(part)}
        named = re.fullmatch(r"(\w+_)?(rnn|lstm|gru)", get_last_name(call.func))
        module = source.calls_module(call) or (named is not None and not source.find_callees(call))
        if not loops or not carried or not module or source.is_without_gradients(node):
            continue
        inside = list(ast.walk(loops[0]))
        backwards = [one for one in list_calls(inside, "backward") if source.find_loops(one)[:1] == loops[:1]]
        retained = any(get_keyword(one, "retain_graph") for one in backwards)
        if not backwards or (retained and not _steps_once(source, loops[0], backwards)):
            continue
        renewed = any(
            isinstance(one, ast.Name | ast.Attribute)
            and isinstance(one.ctx, ast.Store)
            and ast.unparse(one) in carried
            and one not in ast.walk(node)
            for one in inside
        )
        cut = any(get_last_name(one) in {"detach", "detach_", "data"} for one in inside)
        if not renewed and not cut:
            yield call, ", ".join(sorted(carried)), ""


def _list_written(node: ast.AST) -> Iterator[str]:
    """The names and attributes of `self` in an expression, as they are written."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and one.id != "self":
            yield one.id
        elif isinstance(one, ast.Attribute) and get_last_name(one.value) == "self":
            yield ast.unparse(one)


def _steps_once(source: Source, loop: Loop, backwards: list[ast.Call]) -> bool:
    """Whether a loop differentiates once and then changes the parameters, which a graph that is kept still needs."""
    steps = list_of_kind(source, ast.walk(loop), "step", "optimizer")
    return len(backwards) == len(steps) == 1 and source.find_loops(steps[0])[:1] == [loop]


def find_optimizer_in_loop(source: Source) -> Iterator[Found]:
    """An optimizer made anew at each step or epoch, which forgets its momenta."""
    for call in source.calls:
        if not re.fullmatch(r"torch\.optim\.[A-Z]\w*", source.resolve_name(call.func)):
            continue
        loops = source.find_loops(call)
        if not loops or any(isinstance(one, ast.If) for one in source.walk_ancestors(call)):
            continue
        loop = loops[0]
        trained = {one.id for part in call.args for one in ast.walk(part) if isinstance(one, ast.Name)}
        made = {one.id for one in ast.walk(loop) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
        steps = list_of_kind(source, ast.walk(loop), "step", "optimizer")
        counts = [loop.target, loop.iter] if isinstance(loop, ast.For) else []
        epochs = any("epoch" in ast.unparse(one).lower() for one in counts)
        if (
            steps
            and trained
            and not trained & made
            and (epochs or any(source.find_loops(one)[0] is loop for one in steps))
        ):
            yield call, source.resolve_name(call.func), ""


def find_shuffle_forgotten(source: Source) -> Iterator[Found]:
    """A `DataLoader` for training, by its name and its data's, that does not shuffle."""
    for call in source.calls:
        owner = source.parents[call]
        if not source.resolve_name(call.func).endswith("data.DataLoader") or not isinstance(owner, ast.Assign):
            continue
        given = {one.arg for one in call.keywords}
        if given & {"sampler", "batch_sampler"} or has_open_arguments(call) or len(call.args) > 2 or not call.args:
            continue
        shuffle = get_keyword(call, "shuffle")
        off = shuffle is None or (isinstance(shuffle, ast.Constant) and shuffle.value is False)
        names = [get_last_name(owner.targets[0]).lower(), get_last_name(call.args[0]).lower()]
        trains = all("train" in one and "eval" not in one and "val" not in one.split("_") for one in names)
        scope = source.find_function(call)
        if off and trains and list_calls(source.find_reachable_nodes(scope), "backward"):
            yield call, ast.unparse(owner.targets[0]), ""
