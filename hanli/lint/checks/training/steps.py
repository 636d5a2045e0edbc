"""Checks of how a model is trained and judged; see the rules' texts for what each one means."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from hanli.lint.reading.source import (
    Found,
    Function,
    Loop,
    Source,
    excludes,
    get_keyword,
    get_last_name,
    is_conditional,
    list_calls,
    walk_inside,
)

_EVALUATION_NAMES = re.compile(
    r"(.*_)?(eval|evaluate|evaluation|valid|validate|validation|test|accuracy|predict)(_.*)?"
)
_GENERATION_NAMES = re.compile(r"(.*_)?(generate|translate|caption|complete|decode|sample)(_.*)?")
# In these Lightning itself turns the recording off.
_LIGHTNING_EVALUATION_STEPS = {"validation_step", "test_step", "predict_step"}
_LIGHTNING_STEPS = {"training_step", *_LIGHTNING_EVALUATION_STEPS}
_HELD_OUT_NAMES = re.compile(
    r"(val|valid|validation|test|eval)(_\w+)?|(\w+_)?(val|valid|validation|test)(_?(loader|dl|batches))"
)
_MODE_LAYERS = re.compile(r"(?i)dropout|batch_?norm|instance_?norm|transformer|attention|drop_path|rrelu")
_HELD_OUT_TENSORS = re.compile(
    r"(x|inputs?|features?|data|images?)_?(val|valid|validation|test)|"
    r"(val|valid|validation|test)_(x|inputs?|features?|data|images?)"
)


def _find_backward_calls(source: Source, nodes: Iterable[ast.AST]) -> list[ast.Call]:
    return [call for call in list_calls(nodes, "backward") if not source.resolve_name(call.func)]


def _find_step_calls(source: Source, nodes: Iterable[ast.AST]) -> list[ast.Call]:
    """The calls that step an optimizer, by itself or through a scaler."""
    return [
        call
        for call in list_calls(nodes, "step")
        if isinstance(call.func, ast.Attribute)
        and (
            source.infer_kind(call.func.value) == "optimizer"
            or (source.infer_kind(call.func.value) == "scaler" and call.args)
        )
    ]


def _clears_gradients(node: ast.AST) -> bool:
    """Whether a node clears gradients, by whatever way."""
    if isinstance(node, ast.Assign):
        return any(isinstance(one, ast.Attribute) and one.attr == "grad" for one in node.targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "zero_grad" or "zero_grad" in node.func.attr:
            return True
        return node.func.attr in {"zero_", "fill_", "mul_"} and get_last_name(node.func.value) == "grad"
    return isinstance(node, ast.Call) and "zero_grad" in get_last_name(node.func)


def find_missing_zero_grad(source: Source) -> Iterator[Found]:
    """A loop with `backward()` and `step()`, and gradients that nobody clears in it."""
    reported: set[ast.AST] = set()
    for call in _find_backward_calls(source, source.nodes):
        scope = source.find_function(call)
        loops = _find_training_loops(source, call)
        if (
            scope in reported
            or not loops
            or any(_clears_gradients(node) for one in loops for node in source.find_reachable_nodes(one))
        ):
            continue
        around: list[ast.AST] = [scope, *[one for one in source.walk_ancestors(scope) if isinstance(one, Function)]]
        if any(
            _clears_gradients(node) and _runs_out_of_sight(source, node, scope)
            for one in around
            for node in source.find_reachable_nodes(one)
        ):
            continue
        reported.add(scope)
        outside = any(_clears_gradients(node) for node in walk_inside(scope))
        yield call, "outside" if outside else "never", ""
    yield from _find_uncleared_optimizer(source)


def _find_uncleared_optimizer(source: Source) -> Iterator[Found]:
    """Of several optimizers that a loop steps, one whose gradients nobody clears while it clears those of the others."""
    for loop in source.nodes:
        if not isinstance(loop, Loop):
            continue
        nodes = [one for one in ast.walk(loop) if source.find_loops(one)[:1] == [loop]]
        steps = [call for call in _find_step_calls(source, nodes) if not call.args]
        names = {ast.unparse(call.func.value): call for call in steps if isinstance(call.func, ast.Attribute)}
        if len(names) < 2 or not _find_backward_calls(source, nodes):
            continue
        clearing = [one for one in source.nodes if _clears_gradients(one)]
        cleared = {ast.unparse(getattr(getattr(one, "func", one), "value", one)) for one in clearing}
        if cleared and cleared < set(names):
            for name in sorted(set(names) - cleared):
                yield names[name], "never", ""


def _find_training_loops(source: Source, call: ast.Call) -> list[ast.AST]:
    """The loops that repeat a `backward()` together with its step: the innermost one around it, or those of its callers."""
    for loop in source.find_loops(call):
        if _find_step_calls(source, walk_inside(loop)):
            return [loop]
    scope = source.find_function(call)
    if source.find_loops(call) or not isinstance(scope, Function) or not _find_step_calls(source, walk_inside(scope)):
        return []
    sites = [source.find_loops(site) for site in source.calls if scope in source.find_callees(site)]
    return [loops[0] for loops in sites] if all(sites) else []


def _runs_out_of_sight(source: Source, node: ast.AST, scope: ast.AST) -> bool:
    """Whether a clearing stands where the loop may reach it unseen: in a closure, a hook, or another function."""
    return source.find_function(node) is not scope or any(
        isinstance(one, ast.Lambda) for one in source.walk_ancestors(node)
    )


def _find_evaluations(source: Source) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Where models are judged: functions called so, and loops over a held-out loader; with the call of the model."""
    for function in source.functions:
        if not _EVALUATION_NAMES.fullmatch(function.name.lower()) or function.name in _LIGHTNING_STEPS:
            continue
        if function.name.startswith("test_") and not any(source.runs_over_loader(one) for one in ast.walk(function)):
            continue  # a test of pytest
        call = _find_evaluated_model(source, function, function.body)
        if call is not None:
            yield function, call
    for loop in source.nodes:
        if isinstance(loop, ast.For) and (
            (source.runs_over_loader(loop) and _is_held_out(loop.iter)) or _runs_over_held_out_pairs(source, loop)
        ):
            scope = source.find_function(loop)
            if isinstance(scope, Function) and _EVALUATION_NAMES.fullmatch(scope.name.lower()):
                continue
            call = _find_evaluated_model(source, scope, loop.body)
            if call is not None:
                yield loop, call

    yield from _find_whole_evaluations(source)


def _runs_over_held_out_pairs(source: Source, loop: ast.For) -> bool:
    """Whether `for x, y in val:` runs over held-out pairs, where nothing is recorded."""
    pairs = isinstance(loop.target, ast.Tuple) and isinstance(loop.iter, ast.Name)
    return pairs and _is_held_out(loop.iter) and source.is_without_gradients(loop)


def _find_generations(source: Source) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Functions that generate step by step, with nothing recorded, and their call of the model."""
    for function in source.functions:
        owner = source.find_class(function)
        if not _GENERATION_NAMES.fullmatch(function.name.lower()) or (owner is not None and source.is_module(owner)):
            continue
        call = _find_evaluated_model(source, function, function.body)
        chosen = {get_last_name(one.func) for one in ast.walk(function) if isinstance(one, ast.Call)}
        if call is not None and chosen & {"argmax", "multinomial", "topk"} and source.is_without_gradients(call):
            yield function, call


def _find_whole_evaluations(source: Source) -> Iterator[tuple[ast.AST, ast.Call]]:
    """A model judged on a whole set at once, as in `model(x_test)`, in a function that trains too."""
    for call in source.calls:
        if _is_class(source, call.func) or not call.args or not source.calls_module(call):
            continue
        scope = source.find_function(call)
        if isinstance(scope, Function) and _EVALUATION_NAMES.fullmatch(scope.name.lower()):
            continue
        if not any(map(_is_held_out_tensor, call.args)) and not (
            source.is_without_gradients(call) and _is_judged(source, call)
        ):
            continue
        nodes = list(walk_inside(scope))
        if _is_differentiated(source, call):
            continue
        first = min((one.lineno for one in _find_backward_calls(source, nodes)), default=call.lineno)
        if first < call.lineno and _find_step_calls(source, nodes):
            yield scope, call


def _is_differentiated(source: Source, call: ast.Call) -> bool:
    """Whether the statement that a call stands in gives a loss whose `backward()` follows."""
    statement = next((one for one in source.walk_ancestors(call) if isinstance(one, ast.stmt)), None)
    if not isinstance(statement, ast.Assign):
        return False
    return any(
        isinstance(receiver := call.func.value, ast.Name)  # type: ignore[attr-defined]
        and any(one.node is statement.value for one in source.find_bindings(receiver) or [])
        for call in _find_backward_calls(source, walk_inside(source.find_function(statement)))
    )


def _is_held_out_tensor(node: ast.expr) -> bool:
    """`x_test`, `images[test]`."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
        return bool(re.fullmatch(r"val|valid|validation|test|held_out", node.slice.id.lower()))
    return isinstance(node, ast.Name) and bool(_HELD_OUT_TENSORS.fullmatch(node.id.lower()))


def _is_judged(source: Source, call: ast.Call) -> bool:
    """Whether what a model gives is compared with labels or goes into a loss, at once or by the name that it gets."""
    owner = source.parents[call]
    uses: list[ast.AST] = [call]
    if isinstance(owner, ast.Assign) and isinstance(target := owner.targets[0], ast.Name):
        made = [one for one in walk_inside(source.find_function(call)) if isinstance(one, ast.Name)]
        uses = [
            one
            for one in made
            if one.id == target.id and any(got.node is call for got in source.find_bindings(one) or [])
        ]
    return any(
        isinstance(up, ast.Compare) or source.infer_kind(up) == "loss"
        for use in uses
        for up in source.walk_ancestors(use)
        if isinstance(up, ast.expr)
    )


def _is_held_out(runs: ast.expr) -> bool:
    """Whether a loop runs over data that are named as held out."""
    return any(
        _HELD_OUT_NAMES.fullmatch(get_last_name(one).lower())
        for one in ast.walk(runs)
        if isinstance(one, ast.Name | ast.Attribute)
    )


def _find_evaluated_model(source: Source, scope: Function | ast.Module, body: list[ast.stmt]) -> ast.Call | None:
    """The first call of a model in a loop of `body`, if nothing there trains."""
    nodes = [node for statement in body for node in ast.walk(statement)]
    if _find_backward_calls(source, nodes) or any(
        "grad" in get_last_name(node) and get_last_name(node) == "grad" for node in nodes
    ):
        return None
    trains = any(not call.args for call in list_calls(nodes, "train")) and not list_calls(nodes, "eval")
    if trains and not all(map(source.is_without_gradients, list_calls(nodes, "train"))):
        return None  # it trains, and the backward is somewhere else
    for node in nodes:
        if not isinstance(node, ast.Call) or isinstance(node.func, ast.Call) or _is_class(source, node.func):
            continue  # a class makes a module, and is none
        if source.calls_module(node) and (source.find_loops(node) or _is_in_comprehension_over_batches(source, node)):
            return node
    return None


def _is_in_comprehension_over_batches(source: Source, node: ast.AST) -> bool:
    """Whether a comprehension around the node runs over a loader."""
    return any(
        source.runs_over_loader(part) for one in source.walk_ancestors(node) for part in getattr(one, "generators", [])
    )


def _is_class(source: Source, node: ast.expr) -> bool:
    return bool(source.resolve_name(node)) or (isinstance(node, ast.Name) and node.id in source.classes)


def _collect_nodes_before(source: Source, place: ast.AST, call: ast.Call) -> list[ast.AST]:
    """The nodes that may have run before a place: those of its function, and of those that it calls."""
    scope = place if isinstance(place, Function) else source.find_function(call)
    return source.find_reachable_nodes(scope)


def _switches_to_evaluation(source: Source, nodes: Iterable[ast.AST]) -> bool:
    """Whether a model is put into evaluation mode: `eval()`, `train(False)`, or a helper called so."""
    for node in nodes:
        if isinstance(node, ast.Call):
            name = get_last_name(node.func)
            if name == "eval" and isinstance(node.func, ast.Attribute) and not node.args:
                return True
            if name == "train" and isinstance(node.func, ast.Attribute) and _sets_mode(source, node.func.value, node):
                return True
            if name.startswith(("evaluating", "eval_mode", "set_eval")):
                return True
    return False


def _sets_mode(source: Source, receiver: ast.expr, call: ast.Call) -> bool:
    """Whether `train(…)` is a module's with `False` or a value of the run, and not a function that trains a model."""
    mode = [*call.args, *(one.value for one in call.keywords if one.arg == "mode")]
    if len(mode) != 1 or (isinstance(mode[0], ast.Constant) and mode[0].value is not False):
        return False
    return isinstance(mode[0], ast.Constant) or (
        source.infer_kind(receiver) == "module" and source.infer_kind(mode[0]) not in {"module", "loader"}
    )


def _find_loaded_inferences(source: Source) -> list[ast.Call]:
    """The calls, in functions, of models whose weights the file loads, if nothing in the file trains: a service."""
    if _find_backward_calls(source, source.nodes) or any(
        re.match(r"_?(train|fit)", one.name) for one in source.functions
    ):
        return []
    loads = [call.func.value for call in list_calls(source.calls, "load_state_dict")]  # type: ignore[attr-defined]
    loaded = {ast.unparse(one) for one in loads if source.infer_kind(one) == "module"}
    if not loaded:
        return []
    return [
        call
        for call in source.calls
        if ast.unparse(call.func) in loaded and source.calls_module(call) and not _is_passed_or_no_service(source, call)
    ]


def _is_passed_or_no_service(source: Source, call: ast.Call) -> bool:
    """Whether a model is an argument of the function that calls it, so that another may be meant, or no service calls it."""
    bindings = source.find_bindings(call.func) or [] if isinstance(call.func, ast.Name) else []
    scope = source.find_function(call)
    serves = isinstance(scope, Function) and not scope.name.startswith("test_")
    return not serves or any(one.how == "parameter" for one in bindings)


def find_missing_eval(source: Source) -> Iterator[Found]:
    """A model judged without `eval()`, here or where the function is called; or loaded to predict, and never switched."""
    switches = any(get_last_name(one) in {"eval", "train"} for one in source.nodes if isinstance(one, ast.Attribute))
    for call in [] if switches else _find_loaded_inferences(source)[:1]:
        if _may_depend_on_mode(source, call):
            yield call, "", ""
            return
    for place, call in [*_find_evaluations(source), *_find_generations(source)]:
        batches = any(map(source.runs_over_loader, source.find_loops(call)))
        if not batches and not _may_depend_on_mode(source, call):
            continue
        if _is_stored_in_evaluation(source, call):
            continue
        if _switches_to_evaluation(source, _collect_nodes_before(source, place, call)):
            if _switches_only_another(source, place, call):
                yield call, "", ""
            continue
        sites = source.find_call_sites(place)
        if sites and all(_switches_to_evaluation(source, walk_inside(source.find_function(site))) for site in sites):
            continue
        if _is_loaded_in_evaluation(source, call):
            continue
        yield call, "", ""


def _switches_only_another(source: Source, place: ast.AST, call: ast.Call) -> bool:
    """Whether a function puts one module of `self` or one argument into evaluation mode, and calls another of these."""
    scope = place if isinstance(place, Function) else source.find_function(call)
    calls = [one for one in list_calls(source.calls, "eval") if not one.args]
    switched = [one.func.value for one in calls if isinstance(one.func, ast.Attribute) and one in set(ast.walk(scope))]
    said = ast.unparse(call.func)
    everywhere = {
        ast.unparse(one.func.value)
        for one in source.calls
        if isinstance(one.func, ast.Attribute) and one.func.attr in {"eval", "train"}
    }
    if not switched or said in everywhere or not isinstance(call.func, ast.Name | ast.Attribute):
        return False
    values = [one for one in source.find_values(call.func) if isinstance(one, ast.Call)]
    copied = any(source.resolve_name(one.func) == "copy.deepcopy" for one in values)
    return copied and all(ast.unparse(one) != said and not said.startswith(f"{ast.unparse(one)}.") for one in switched)


def _is_loaded_in_evaluation(source: Source, call: ast.Call) -> bool:
    """Whether the model comes from functions of the file that switch it to evaluation mode, and nothing switches it back."""
    if any(get_last_name(one) == "train" for one in source.nodes if isinstance(one, ast.Attribute)):
        return False
    made: list[ast.AST] = [call.func]
    for _ in range(3):  # through arguments and names
        made = [value for one in made for value in (source.find_values(one) if isinstance(one, ast.Name) else [one])]
    makers = [source.find_callees(one) if isinstance(one, ast.Call) else [] for one in made]
    return bool(makers) and all(
        own and all(_switches_to_evaluation(source, walk_inside(one)) for one in own) for own in makers
    )


def _is_stored_in_evaluation(source: Source, call: ast.Call) -> bool:
    """Whether a class keeps the model as `self.… = model.eval()`, and puts nothing into training mode."""
    owner, model = source.find_class(call), call.func
    while isinstance(model, ast.Attribute) and isinstance(model.value, ast.Attribute):
        model = model.value  # `self.model.decode(…)` is a method of `self.model`
    if owner is None or not (isinstance(model, ast.Attribute) and isinstance(model.value, ast.Name)):
        return False
    values = source.attributes.get((owner, model.attr), []) if model.value.id == "self" else []
    stored = [isinstance(one, ast.Call) and get_last_name(one.func) == "eval" and not one.args for one in values]
    trains = any(isinstance(one, ast.Call) and get_last_name(one.func) == "train" for one in ast.walk(owner))
    return bool(stored) and all(stored) and not trains


def _may_depend_on_mode(source: Source, call: ast.Call) -> bool:
    """Whether the model may have layers that training and evaluation treat differently; no, if the file shows all of it."""
    if any(
        _MODE_LAYERS.search(one.attr if isinstance(one, ast.Attribute) else one.arg or "")
        for one in source.nodes
        if isinstance(one, ast.Attribute | ast.keyword)
    ):
        return True
    bindings = source.find_bindings(call.func) or [] if isinstance(call.func, ast.Name) else []
    made: list[ast.AST | None] = []
    for binding in bindings:
        given = source.find_arguments(binding.node) if binding.how == "parameter" else []
        made.extend(given or [binding.node])
    while made and all(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in {"to", "double"}
        for one in made
    ):
        made = [one.func.value for one in made if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)]
    own = [
        isinstance(one, ast.Call)
        and (
            source.resolve_name(one.func).startswith("torch.nn.")
            or get_last_name(one.func) in source.classes
            or source.find_callees(one)
        )
        for one in made
    ]
    return not own or not all(own)


def find_missing_no_grad(source: Source) -> Iterator[Found]:
    """A model judged while the graph is recorded, here and where the function is called; or loaded to predict, the same."""
    stops = any(
        get_last_name(one) in {"no_grad", "inference_mode", "set_grad_enabled", "requires_grad_", "detach"}
        for one in source.nodes
    )
    for call in [] if stops else _find_loaded_inferences(source)[:1]:
        yield call, "", ""
        return
    for place, call in _find_evaluations(source):
        if source.is_without_gradients(call):
            continue
        if any(_stops_recording(node) for node in _collect_nodes_before(source, place, call)):
            continue
        sites = source.find_call_sites(place)
        if sites and all(source.is_without_gradients(site) for site in sites):
            continue
        yield call, "", ""


def _stops_recording(node: ast.AST) -> bool:
    """`set_grad_enabled(…)`, or `requires_grad_(False)`: without parameters to train there is no graph."""
    if not isinstance(node, ast.Call):
        return False
    frozen = any(isinstance(one, ast.Constant) and one.value is False for one in node.args)
    return get_last_name(node.func) == "set_grad_enabled" or (get_last_name(node.func) == "requires_grad_" and frozen)


def _find_step_loop(source: Source, node: ast.AST) -> Loop | None:
    """The innermost loop around a node, if one turn of it is one step: it runs over a loader, or trains or judges."""
    loops = source.find_loops(node)
    if not loops:
        return None
    own = [one for one in ast.walk(loops[0]) if source.find_loops(one)[:1] == [loops[0]]]
    trains = bool(_find_backward_calls(source, own) and _find_step_calls(source, own))
    return loops[0] if trains or source.runs_over_loader(loops[0]) else None


def find_item_each_step(source: Source) -> Iterator[Found]:
    """Values fetched at each step of training: `.item()`, `float(loss)`, a printed or compared loss, …"""
    fetched: dict[Loop, list[tuple[ast.expr, str]]] = {}
    for node in source.nodes:
        if not isinstance(node, ast.expr) or not (how := _fetches_value(source, node)):
            continue
        loop = _find_step_loop(source, node)
        if loop is None or is_conditional(source, node, loop) or not _find_backward_calls(source, ast.walk(loop)):
            continue
        fetched.setdefault(loop, []).append((node, how))
    for found in fetched.values():
        whole = {one for one, _ in found}
        outer = [(one, how) for one, how in found if not whole & set(source.walk_ancestors(one))]
        outer.sort(key=lambda pair: _get_position(pair[0]))
        counts = Counter(how for _, how in outer)
        yield outer[0][0], ", ".join(f"{count} × {how}" for how, count in counts.items()), ""


def _fetches_value(source: Source, node: ast.expr) -> str:
    """How an expression fetches a value from the accelerator: `.item()`, `float()`, `f"{}"`, `if`; else empty."""
    match node:
        case ast.Call(func=ast.Attribute(attr=attr), args=[]) if attr in {"item", "tolist"}:
            return f".{attr}()"
        case ast.Call(func=ast.Attribute(value=value, attr="cpu" | "numpy" as attr)):
            return f".{attr}()" if _is_on_device(source, value) else ""
        case ast.Call(func=ast.Name(id="float" | "int" | "bool" | "print" | "str" | "min" | "max" as name), args=args):
            return f"{name}()" if any(_is_on_device(source, one) for one in args) else ""
        case ast.Call(func=ast.Attribute(attr="format"), args=args):
            return ".format()" if any(_is_on_device(source, one) for one in args) else ""
        case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod(), right=right):
            values = right.elts if isinstance(right, ast.Tuple) else [right]
            return '"%"' if any(_is_on_device(source, one) for one in values) else ""
        case ast.FormattedValue(value=value):
            return 'f"{}"' if _is_on_device(source, value) else ""
        case ast.Compare(left=left, comparators=[right], ops=[op]) if not isinstance(op, ast.Is | ast.IsNot):
            decides = isinstance(source.parents[node], ast.If | ast.While | ast.IfExp | ast.BoolOp | ast.Assert)
            return "if" if decides and (_is_on_device(source, left) or _is_on_device(source, right)) else ""
    return ""


def _is_on_device(source: Source, node: ast.expr) -> bool:
    """Whether a value is a loss or an output of the model, still a tensor."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "detach":
        node = node.func.value
    return source.infer_kind(node) in {"loss", "output"} and not _carries_number(node)


def _carries_number(node: ast.expr) -> bool:
    """Whether a value is a number already: `loss.item() / 2`."""
    return any(isinstance(one, ast.Call) and get_last_name(one.func) in {"item", "float"} for one in ast.walk(node))


def find_empty_cache_each_step(source: Source) -> Iterator[Found]:
    """`empty_cache()` in the loop over batches."""
    for call in source.calls:
        if re.fullmatch(r"torch\.(cuda|mps|xpu|accelerator)(\.memory)?\.empty_cache", source.resolve_name(call.func)):
            loop = _find_step_loop(source, call)
            if loop is not None and not any(isinstance(one, ast.ExceptHandler) for one in source.walk_ancestors(call)):
                yield call, "", ""


def find_keep_graph(source: Source) -> Iterator[Found]:
    """`losses.append(loss)` or `total += loss` with the graph still on it."""
    for node in source.nodes:
        whole, into = _find_kept_value(node)
        if whole is None:
            whole, into = _find_gathered_value(source, node)
        if whole is None or into is None or source.is_without_gradients(node):
            continue
        kept = next(
            (
                one
                for one in _split_kept_values(whole)
                if source.infer_kind(one) in {"loss", "output"}
                and not _carries_no_graph(source, one)
                and not _is_made_without_gradients(source, one)
            ),
            None,
        )
        method = source.find_function(node)
        if kept is None or (isinstance(method, Function) and method.name in _LIGHTNING_EVALUATION_STEPS):
            continue
        per_call = isinstance(method, Function) and method.name in {"forward", "training_step"}
        if per_call and isinstance(into, ast.Attribute) and get_last_name(into.value) == "self":
            yield node, ast.unparse(kept), ""
            continue
        loops = source.find_loops(node)
        if not loops:
            made = isinstance(method, Function) and method.name == "__init__"  # of layers, by a function
            if not made and _is_kept_by_object(source, into) and not _find_backward_calls(source, source.nodes):
                yield node, ast.unparse(kept), ""
            continue
        nodes = list(ast.walk(loops[0]))
        losses = {one.id for one in ast.walk(kept) if isinstance(one, ast.Name) and source.infer_kind(one) == "loss"}
        trained = any(_is_backward_of(call, one) for call in _find_backward_calls(source, nodes) for one in losses)
        if trained or (
            any(source.runs_over_loader(one) for one in loops) and not _is_used_for_backward(source, node, into)
        ):
            yield node, ast.unparse(kept), ""
    yield from _find_recorded_average(source)


def _find_recorded_average(source: Source) -> Iterator[Found]:
    """`average[name] = 0.9 * average[name] + 0.1 * parameter`: each one keeps the graph of all before it."""
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[ast.Subscript() as target], value=ast.BinOp() as value):
                pass
            case _:
                continue
        parts = [one for one in ast.walk(value) if isinstance(one, ast.expr)]
        if ast.unparse(target) not in {ast.unparse(one) for one in parts} or source.is_without_gradients(node):
            continue
        bare = [
            one
            for one in parts
            if isinstance(one, ast.Name)
            and source.infer_kind(one) == "parameter"
            and not isinstance(source.parents[one], ast.Attribute)
        ]
        if bare and not any(isinstance(one, ast.Attribute) and one.attr in {"detach", "data"} for one in parts):
            yield node, bare[0].id, ""


def _is_kept_by_object(source: Source, into: ast.expr) -> bool:
    """Whether something is put into a list of `self`, also into one of a dictionary: it lives as long as the object."""
    return source.find_class(into) is not None and any(
        isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "self"
        for one in ast.walk(into)
    )


def _split_kept_values(node: ast.expr) -> list[ast.expr]:
    """What is kept, also of `(step, loss)`, `[loss]` and `{"loss": loss}`."""
    if isinstance(node, ast.Tuple | ast.List):
        return node.elts
    return node.values if isinstance(node, ast.Dict) else [node]


def _find_kept_value(node: ast.AST) -> tuple[ast.expr | None, ast.expr | None]:
    """What a statement adds to or puts into something that outlives it, and into what."""
    match node:
        case ast.AugAssign(op=ast.Add(), target=target, value=ast.List(elts=[value])):
            return value, target
        case ast.AugAssign(op=ast.Add(), target=target, value=value):
            return value, target
        case ast.Assign(
            targets=[ast.Name() as target], value=ast.BinOp(left=left, op=ast.Add(), right=ast.Name() as right)
        ) if target.id == right.id and ast.dump(left) != ast.dump(right):
            return left, target
        case ast.Assign(
            targets=[ast.Name() as target], value=ast.BinOp(left=ast.Name() as left, op=ast.Add(), right=right)
        ):
            return (right, target) if left.id == target.id else (None, None)
        case ast.Call(func=ast.Attribute(value=into, attr="append"), args=[value]):
            return value, into
    return None, None


def _find_gathered_value(source: Source, node: ast.AST) -> tuple[ast.expr | None, ast.expr | None]:
    """What `rows.extend(features)` and `found[name] = features` keep, and where; a fixed key keeps the last value only."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name() as into, attr="extend"), args=[value]):
            return value, into
        case ast.Assign(targets=[ast.Subscript(value=ast.Name() as into, slice=key)], value=value):
            made = source.find_values(into)
            empty = [
                (isinstance(one, ast.Dict) and not one.keys)
                or (isinstance(one, ast.Call) and get_last_name(one.func) in {"dict", "defaultdict", "OrderedDict"})
                for one in made
            ]
            return (value, into) if made and all(empty) and not isinstance(key, ast.Constant) else (None, None)
    return None, None


def _carries_no_graph(source: Source, node: ast.AST) -> bool:
    """Whether a value carries no graph: each part that could is detached, compared, or made a number."""
    cutters = {"item", "detach", "numpy", "tolist", "argmax", "float", "int", "cpu_value", "eq", "len"}
    if isinstance(node, ast.Compare) or (isinstance(node, ast.Call) and get_last_name(node.func) in cutters):
        return True
    if isinstance(node, ast.Name | ast.Call) and source.infer_kind(node) in {"loss", "output"}:
        receiver = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
        whole = receiver is None or source.infer_kind(receiver) not in {"loss", "output"}
        return not whole and receiver is not None and _carries_no_graph(source, receiver)
    return all(_carries_no_graph(source, one) for one in ast.iter_child_nodes(node))


def _is_made_without_gradients(source: Source, node: ast.AST, depth: int = 0) -> bool:
    """Whether everything that could carry a graph into a value was computed where nothing is recorded."""
    if depth > 6:
        return False
    if source.is_without_gradients(node):
        return True
    if isinstance(node, ast.Name):
        bindings = [one for one in source.find_bindings(node) or [] if one.node is not None]
        return bool(bindings) and all(
            one.how == "value" and one.node is not None and _is_made_without_gradients(source, one.node, depth + 1)
            for one in bindings
        )
    children = [one.value if isinstance(one, ast.Attribute) else one for one in ast.iter_child_nodes(node)]
    parts = [one for one in children if source.infer_kind(one) in {"loss", "output"}]
    return bool(parts) and all(_is_made_without_gradients(source, one, depth + 1) for one in parts)


def _is_backward_of(call: ast.Call, name: str) -> bool:
    whole = [*call.args, call.func]
    return any(isinstance(one, ast.Name) and one.id == name for part in whole for one in ast.walk(part))


def _is_used_for_backward(source: Source, node: ast.AST, into: ast.expr) -> bool:
    """Whether what is summed up is differentiated afterwards, as a loss of several parts is."""
    name = get_last_name(into)
    scope = source.find_function(node)
    if isinstance(into, ast.Name):
        for one in walk_inside(scope):
            if isinstance(one, ast.Call) and get_last_name(one.func) == "backward" and name in ast.unparse(one):
                return True
            if isinstance(one, ast.Assign) and name in {n.id for n in ast.walk(one.value) if isinstance(n, ast.Name)}:
                made = {get_last_name(target) for target in one.targets} - {name}
                if any(
                    _is_backward_of(call, other)
                    for call in _find_backward_calls(source, walk_inside(scope))
                    for other in made
                ):
                    return True
    return False


def find_clip_before_unscale(source: Source) -> Iterator[Found]:
    """Clipping on a way through a function that steps through a scaler, and nothing unscaled before on that way."""
    for call in source.calls:
        if not source.resolve_name(call.func).startswith("torch.nn.utils.clip_grad_"):
            continue
        nodes = [one for one in walk_inside(source.find_function(call)) if not excludes(source, call, one)]
        scaled = [
            one for one in list_calls(nodes, "step") if _is_active_scaler(source, getattr(one.func, "value", None))
        ]
        unscaled = [one for one in list_calls(nodes, "unscale_") if one.lineno <= call.lineno]
        if scaled and not unscaled:
            yield call, "", ""


def _is_active_scaler(source: Source, node: ast.AST | None) -> bool:
    """Whether an expression is a `GradScaler`, and not one that the file itself switches off."""
    if source.infer_kind(node) != "scaler":
        return False
    made = [one.node for one in source.find_bindings(node) or []] if isinstance(node, ast.Name) else []
    off = [get_keyword(one, "enabled") for one in made if isinstance(one, ast.Call)]
    return not any(isinstance(one, ast.Constant) and one.value is False for one in off)


def find_step_order(source: Source) -> Iterator[Found]:
    """`scheduler.step()` before the optimizer's, gradients cleared before they are used, a step before its backward."""
    for call in list_calls(source.calls, "step"):
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        if source.infer_kind(receiver) in {"scheduler", "plateau"} and (turn := _find_turn(source, call)) is not None:
            loop = source.find_loops(call)[-1] if source.find_loops(call) else turn
            first = getattr(loop, "lineno", 0)
            steps = _find_step_calls(source, walk_inside(loop))
            earlier = [
                one for one in _find_step_calls(source, walk_inside(source.find_function(call))) if one.lineno < first
            ]
            if steps and not earlier and all(_get_position(one) > _get_position(call) for one in steps):
                yield call, "scheduler.step()", "optimizer.step()"
    for step in _find_step_calls(source, source.nodes):
        turn = _find_turn(source, step)
        if turn is None:
            continue
        own = list_own_calls(source, turn)
        backwards = sorted(_get_position(one) for one in _find_backward_calls(source, own))
        if not backwards or (step.args and source.infer_kind(getattr(step.func, "value", None)) == "optimizer"):
            continue  # hidden elsewhere, or a closure does it
        if (
            backwards[0] > _get_position(step)
            and len(_find_step_calls(source, own)) == 1
            and not is_conditional(source, step, turn)
        ):
            yield step, "optimizer.step()", "backward()"
            continue
        yield from _find_useless_clipping(source, step, turn, own, backwards)
        target = step.args[0] if step.args else getattr(step.func, "value", None)
        for clear in list_calls(own, "zero_grad"):
            same = (
                ast.dump(target) == ast.dump(clear.func.value)
                if target and isinstance(clear.func, ast.Attribute)
                else False
            )
            same = same or (isinstance(clear.func, ast.Attribute) and source.infer_kind(clear.func.value) == "module")
            between = [one for one in backwards if _get_position(clear) < one < _get_position(step)]
            late = backwards[0] < _get_position(clear) < _get_position(step)
            if same and late and not between and not is_conditional(source, clear, turn):
                yield clear, "zero_grad()", "optimizer.step()"


def _find_turn(source: Source, node: ast.AST) -> ast.AST | None:
    """What holds one training step: the innermost loop, or a function without loops in which one optimizer steps once."""
    if loops := source.find_loops(node):
        return loops[0]
    function = source.find_function(node)
    if not isinstance(function, Function):
        return None
    inside = list(walk_inside(function))
    single = len(_find_step_calls(source, inside)) == len(_find_backward_calls(source, inside)) == 1
    return function if single and not any(isinstance(one, Loop) for one in inside) else None


def list_own_calls(source: Source, turn: ast.AST) -> list[ast.Call]:
    """The calls of a loop or a function, without those of loops and functions in it."""
    loops = [turn] if isinstance(turn, Loop) else []
    return [
        one
        for one in ast.walk(turn)
        if isinstance(one, ast.Call)
        and source.find_loops(one)[:1] == loops
        and (loops or source.find_function(one) is turn)
    ]


def _find_useless_clipping(
    source: Source, step: ast.Call, turn: ast.AST, own: list[ast.Call], backwards: list[tuple[int, int]]
) -> Iterator[Found]:
    """Clipping behind the step, or before the gradients are there, in a loop with a single step."""
    clips = [one for one in own if source.resolve_name(one.func).startswith("torch.nn.utils.clip_grad_")]
    single = len(clips) == len(_find_step_calls(source, own)) == 1
    if not single or is_conditional(source, step, turn):
        return
    if _get_position(clips[0]) > _get_position(step) and backwards[0] < _get_position(step):
        yield step, "optimizer.step()", get_last_name(clips[0].func) + "()"
    elif _get_position(clips[0]) < backwards[0]:
        yield clips[0], get_last_name(clips[0].func) + "()", "backward()"


def _get_position(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def find_set_epoch_forgotten(source: Source) -> Iterator[Found]:
    """A `DistributedSampler` that shuffles, epochs, and no `set_epoch` in the file."""
    if list_calls(source.calls, "set_epoch"):
        return
    epochs = [
        one
        for one in source.nodes
        if isinstance(one, ast.For)
        and any(source.runs_over_loader(inner) for inner in ast.walk(one) if inner is not one)
    ]
    for call in source.calls:
        if source.resolve_name(call.func).endswith("DistributedSampler") and epochs:
            value = get_keyword(call, "shuffle")
            if not (isinstance(value, ast.Constant) and value.value is False):
                yield call, "", ""


def find_plateau_metric(source: Source) -> Iterator[Found]:
    """`ReduceLROnPlateau.step()` without a number."""
    for call in list_calls(source.calls, "step"):
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        if source.infer_kind(receiver) == "plateau" and not call.args and not call.keywords:
            yield call, "", ""


def find_mean_of_means(source: Source) -> Iterator[Found]:
    """Means of batches added up and divided by the number of batches, though the last batch is shorter."""
    for loop in source.nodes:
        if not isinstance(loop, ast.For) or not source.runs_over_loader(loop) or _drops_last_batch(source, loop):
            continue
        for node in ast.walk(loop):
            value, into = _find_kept_value(node)
            if not isinstance(into, ast.Name) or value is None or not _is_batch_mean(source, value):
                continue
            if _is_used_for_backward(source, node, into):
                continue
            for one in walk_inside(source.find_function(loop)):
                after = isinstance(one, ast.expr | ast.AugAssign) and one.lineno > loop.lineno
                if after and _averages_batches(source, one, into.id, loop):
                    yield one, into.id, ""
                    break


def _drops_last_batch(source: Source, loop: ast.For) -> bool:
    """Whether the loader leaves the short last batch out, so that all are equal.

    Where the file does not show which loader it is, one that does so is enough.
    """
    bindings = [
        one for node in ast.walk(loop.iter) if isinstance(node, ast.Name) for one in source.find_bindings(node) or []
    ]
    made = [one.node for one in bindings if source.resolve_callee(one.node).endswith("DataLoader")]
    loaders = made or [call for call in source.calls if source.resolve_name(call.func).endswith("DataLoader")]
    values = [get_keyword(one, "drop_last") for one in loaders if isinstance(one, ast.Call)]
    return any(isinstance(value, ast.Constant) and value.value is True for value in values)


def _is_batch_mean(source: Source, node: ast.expr) -> bool:
    """Whether a value is the mean of a batch, as a loss is."""
    while (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"item", "detach", "cpu"}
    ):
        node = node.func.value
    if _is_exponential_of_loss(source, node):
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "mean":
        return not source.resolve_name(node.func)
    return source.infer_kind(node) == "loss" and not isinstance(node, ast.BinOp) and not _is_summed_loss(source, node)


def _is_exponential_of_loss(source: Source, node: ast.expr) -> bool:
    """Whether a value is the perplexity of one batch: `math.exp(loss.item())`, `(nll / words).exp()`."""
    match node:
        case ast.Call(args=[value]) if source.resolve_name(node.func) in {"math.exp", "numpy.exp", "torch.exp"}:
            inner: ast.expr = value
        case ast.Call(func=ast.Attribute(value=value, attr="exp"), args=[]) if not source.resolve_name(node.func):
            inner = value
        case _:
            return False
    for _ in range(6):
        if source.infer_kind(inner) == "loss":
            return True
        match inner:
            case ast.BinOp(left=left, op=ast.Div()):
                inner = left
            case ast.Call(func=ast.Attribute(value=value, attr="item" | "cpu" | "detach" | "float" | "double")):
                inner = value
            case ast.Name() if len(values := source.find_values(inner)) == 1:
                inner = values[0]
            case _:
                return False
    return False


def _is_summed_loss(source: Source, node: ast.expr) -> bool:
    """Whether the loss is a sum over the batch, not a mean."""
    made: list[ast.AST | None] = [node]
    if isinstance(node, ast.Name):
        made = [one.node for one in source.find_bindings(node) or []]
    calls = [one for one in made if isinstance(one, ast.Call)]
    for call in calls:
        value = get_keyword(call, "reduction")
        makers = [one.node for one in source.find_bindings(call.func) or []] if isinstance(call.func, ast.Name) else []
        values = [value, *(get_keyword(one, "reduction") for one in makers if isinstance(one, ast.Call))]
        if any(isinstance(one, ast.Constant) and one.value != "mean" for one in values):
            return True
    return False


def _averages_batches(source: Source, node: ast.AST, name: str, loop: ast.For) -> bool:
    """`total / len(loader)`, `sum(scores) / len(scores)`, `torch.stack(scores).mean()`, `np.mean(scores)`."""
    match node:
        case ast.AugAssign(op=ast.Div(), target=ast.Name(id=divided), value=by):
            return divided == name and _counts_batches(source, by, name, loop)
        case ast.BinOp(op=ast.Div(), left=left, right=by):
            divided_names = {one.id for one in ast.walk(left) if isinstance(one, ast.Name)}
            return name in divided_names and _counts_batches(source, by, name, loop)
        case ast.Call(func=ast.Attribute(value=ast.Call(args=[ast.Name(id=stacked)]), attr="mean")):
            return stacked == name
        case ast.Call(func=ast.Attribute(attr="mean"), args=[ast.Name(id=listed)]):
            return listed == name
    return False


def _counts_batches(source: Source, node: ast.expr, name: str, loop: ast.For) -> bool:
    """Whether a divisor is the number of batches: `len(loader)`, a name for it, or what the loop counts up by one."""
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[counted]):
            return get_last_name(counted) == name or source.infer_kind(counted) == "loader"
        case ast.Name():
            values = [one.node for one in source.find_bindings(node) or [] if one.how == "value"]
            if any(isinstance(one, ast.Call) and get_last_name(one.func) == "len" for one in values):
                return any(isinstance(one, ast.expr) and _counts_batches(source, one, name, loop) for one in values)
            return any(
                isinstance(one, ast.AugAssign)
                and isinstance(one.op, ast.Add)
                and get_last_name(one.target) == node.id
                and isinstance(one.value, ast.Constant)
                and one.value.value == 1
                for one in loop.body
            )
    return False
