"""What a program says without effect: methods that are not called, results that nobody keeps, attributes that nobody reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import find_module_maker
from hanli.lint.reading.source import Found, Function, Source, get_last_name, walk_inside

_MODES = re.compile(r"torch\.(no_grad|inference_mode|enable_grad|autograd\.(grad_mode\.)?(no_grad|inference_mode))")
_AUTOCASTS = re.compile(r"torch\.(autocast|amp\.autocast|cuda\.amp\.autocast)")
_ANSWERS = re.compile(
    r"torch\.(cuda|xpu|mps|backends\.mps|accelerator)\.is_(available|bf16_supported)|"
    r"torch\.distributed\.is_(available|initialized)|torch\.is_grad_enabled"
)
_COMMANDS = re.compile(
    r"torch\.(cuda|xpu|mps|accelerator)\.(synchronize|empty_cache|reset_peak_memory_stats)|"
    r"torch\.distributed\.(barrier|destroy_process_group)"
)
_FLAGS = re.compile(r"((use|has|with|is)_?)?(cuda|gpu|mps)(_?(available|ok))?")
_KEEPERS = {"module", "optimizer", "scheduler", "plateau", "scaler"}
_STATES = re.compile(r"(.*_)?(best|states?|weights|ckpt|checkpoint|snapshot|backup)(_.*)?")
_PURE_FUNCTIONS = re.compile(
    r"torch\.nn\.functional\.(relu6?|gelu|silu|elu|leaky_relu|softmax|log_softmax|dropout\w*|normalize|pad|interpolate|"
    r"(adaptive_)?(max|avg)_pool\w*|layer_norm|tanh|sigmoid)|"
    r"torch\.(relu|sigmoid|tanh|softmax|clamp|flatten|squeeze|unsqueeze|transpose|permute|reshape|sqrt|exp|log|abs|where)"
)
_WRAPPERS = re.compile(
    r"torch\.nn\.SyncBatchNorm\.convert_sync_batchnorm|torch\.compile|torch\.nn\.(parallel\.)?(data_parallel\.)?DataParallel|"
    r"torch\.nn\.parallel\.(distributed\.)?DistributedDataParallel"
)
_LAYERS = re.compile(
    r"torch\.nn\.(Linear|Conv\w+|BatchNorm\w+|LayerNorm|GroupNorm|Dropout\w*|ReLU6?|GELU|SiLU|Tanh|Sigmoid|Softmax|"
    r"(Adaptive)?(Max|Avg)Pool\w+|Flatten|Embedding)"
)
# Only tensors and arrays have these, and they leave them as they are.
_PURE_METHODS = {
    *("view", "reshape", "unsqueeze", "squeeze", "permute", "masked_fill", "softmax", "log_softmax", "contiguous"),
    *("clamp", "expand", "type_as"),
}
_MOVES = {"to", "cuda", "cpu", "float", "long", "half"}
_BATCH_PARTS = re.compile(r"x|y|xb|yb|x_batch|y_batch|batch_x|batch_y|images?|imgs?|labels?|targets?")
_TRIALS = re.compile(r"raises|assert|warns|profile|timer|suppress|catch")


def find_uncalled(source: Source) -> Iterator[Found]:
    """What lacks its brackets, or its `with`: `with torch.no_grad:`, `if torch.cuda.is_available:`, `loss.item`."""
    for node in source.nodes:
        match node:
            case ast.withitem(context_expr=ast.Attribute() | ast.Name() as named):
                if _is_named(source, named, _MODES, _AUTOCASTS):
                    yield named, f"with {ast.unparse(named)}:", f"with {ast.unparse(named)}():"
            case ast.Expr(value=ast.Call() as call) if _is_named(
                source, call.func, _MODES, _AUTOCASTS
            ) and _precedes_model(source, node):
                yield call, ast.unparse(call), f"with {ast.unparse(call)}:"
            case ast.Expr(value=ast.Attribute() as named) if _is_named(source, named, _COMMANDS):
                yield named, ast.unparse(named), f"{ast.unparse(named)}()"
            case ast.Attribute(ctx=ast.Load()) | ast.Name(ctx=ast.Load()):
                if (_is_named(source, node, _ANSWERS) and _is_asked(source, node)) or _is_value(source, node):
                    yield node, ast.unparse(node), f"{ast.unparse(node)}()"


def _precedes_model(source: Source, statement: ast.Expr) -> bool:
    """Whether the statements behind one in its block pass something through a model."""
    block = next((one for one in _list_blocks(source.parents[statement]) if statement in one), [])
    later = block[block.index(statement) + 1 :] if statement in block else []
    calls = [one for part in later for one in ast.walk(part) if isinstance(one, ast.Call)]
    return any(isinstance(one.func, ast.Name | ast.Attribute) and source.calls_module(one) for one in calls)


def _list_blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """The blocks of statements of a node."""
    return (block for field in ("body", "orelse", "finalbody") if isinstance(block := getattr(node, field, None), list))


def _is_named(source: Source, node: ast.expr, *patterns: re.Pattern[str]) -> bool:
    name = source.resolve_name(node)
    return bool(name) and any(one.fullmatch(name) for one in patterns)


def _is_asked(source: Source, node: ast.expr) -> bool:
    """Whether an expression is used as true or false, where a function is always true."""
    owner = source.parents[node]
    match owner:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) | ast.Assert(test=test):
            return test is node
        case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Assign(targets=[ast.Name(id=name)]):
            return bool(_FLAGS.fullmatch(name.lower()))
    return False


def _is_value(source: Source, node: ast.expr) -> bool:
    """Whether a method of a loss or a model stands where what it gives is meant."""
    if not isinstance(node, ast.Attribute):
        return False
    owner = source.parents[node]
    if node.attr == "item":
        numbers = source.infer_kind(node.value) in {"loss", "output"}
        added = isinstance(owner, ast.Call) and node in owner.args and get_last_name(owner.func) in {"append", "float"}
        return numbers and (added or isinstance(owner, ast.AugAssign | ast.BinOp | ast.FormattedValue))
    if node.attr not in {"state_dict", "parameters", "named_parameters"}:
        return False
    if source.infer_kind(node.value) not in _KEEPERS:
        return False
    match owner:
        case ast.Call() if node in owner.args:
            name = source.resolve_name(owner.func)
            wanted = r"torch\.save|copy\.deepcopy" if node.attr == "state_dict" else r"torch\.(optim|nn\.utils)\.\w+"
            return bool(re.fullmatch(wanted, name))
        case ast.Dict():
            return node.attr == "state_dict" and node in owner.values
        case ast.For() | ast.comprehension():
            return node.attr != "state_dict" and owner.iter is node
        case ast.Assign(targets=[target]):
            return node.attr == "state_dict" and bool(_STATES.fullmatch(get_last_name(target).lower()))
    return False


def find_thrown_away(source: Source) -> Iterator[Found]:
    """What is computed and kept by nobody, while the old value is used on: `F.relu(x)`, `torch.compile(model)`."""
    for node in source.nodes:
        if not isinstance(node, ast.Expr) or not isinstance(call := node.value, ast.Call) or _is_trial(source, node):
            continue
        for said, kept in (_find_lost_result(source, call), _find_lost_move(source, call)):
            if said:
                yield call, said, kept
    yield from _find_unread_moves(source)


def _is_trial(source: Source, node: ast.AST) -> bool:
    """Whether a statement only tries whether something works, or how long it takes."""
    for one in source.walk_ancestors(node):
        if isinstance(one, ast.Try):
            return True
        if isinstance(one, ast.With) and any(_TRIALS.search(ast.unparse(item.context_expr)) for item in one.items):
            return True
        if isinstance(one, Function):
            return bool(re.match(r"test|bench|time|warm", one.name))
    return False


def _is_of_function(source: Source, node: ast.AST) -> bool:
    return isinstance(source.find_function(node), Function)


def _find_lost_result(source: Source, call: ast.Call) -> tuple[str, str]:
    """A result that is lost, and how it would be kept; empty if there is none."""
    name = source.resolve_name(call.func)
    first = call.args[0] if call.args else None
    if _WRAPPERS.fullmatch(name) and isinstance(first, ast.Name | ast.Attribute):
        said = ast.unparse(first)
        return (
            (f"{ast.unparse(call.func)}({said})", f"{said} = ...") if source.infer_kind(first) == "module" else ("", "")
        )
    if isinstance(first, ast.Name) and _is_of_function(source, call) and _is_read_after(source, call, first):
        changed = any(one.arg in {"inplace", "out"} for one in call.keywords)
        if (_PURE_FUNCTIONS.fullmatch(name) and not changed) or _is_pure_layer(source, call):
            said = f"{ast.unparse(call.func)}({first.id})"
            return said, f"{first.id} = {said}"
    return "", ""


def _is_pure_layer(source: Source, call: ast.Call) -> bool:
    """Whether a method of a module calls a layer of its own that leaves its input as it is."""
    owner = source.find_class(call)
    if owner is None or not source.is_module(owner) or get_last_name(getattr(call.func, "value", call)) != "self":
        return False
    maker = find_module_maker(source, call.func)
    if maker is None or not _LAYERS.fullmatch(source.resolve_name(maker.func)):
        return False
    given = [*maker.args, *(one.value for one in maker.keywords if one.arg == "inplace")]
    return not any(isinstance(one, ast.Constant) and one.value is True for one in given)


def _is_read_after(source: Source, call: ast.Call, name: ast.Name) -> bool:
    """Whether the function reads the same value of a name behind a statement."""
    bindings = source.find_bindings(name)
    return any(
        isinstance(one, ast.Name)
        and one.id == name.id
        and isinstance(one.ctx, ast.Load)
        and one.lineno > (call.end_lineno or call.lineno)
        and source.find_bindings(one) == bindings
        for one in walk_inside(source.find_function(call))
    )


def _find_lost_move(source: Source, call: ast.Call) -> tuple[str, str]:
    """The same for methods: `x.view(...)` of an argument, `batch["x"].to(device)`."""
    if not isinstance(call.func, ast.Attribute) or source.resolve_name(call.func):
        return "", ""
    owner, attr = call.func.value, call.func.attr
    said = ast.unparse(owner)
    told = f"{said}.{attr}(...)", f"{said} = {said}.{attr}(...)"
    match owner:
        case ast.Name(id=name):
            bindings = source.find_bindings(owner) or []
            given = bool(bindings) and all(one.how in {"parameter", "other"} for one in bindings)
            pure = attr in _PURE_METHODS and source.infer_kind(owner) in {None, "tensor", "output"}
            moved = attr in _MOVES and bool(_BATCH_PARTS.fullmatch(name))
            if given and (pure or moved) and _is_read_after(source, call, owner):
                return told
            if pure and source.infer_kind(owner) is None and _is_similarity(source, owner):
                return told
        case ast.Attribute(attr="grad" | "data") if attr in _PURE_METHODS | {"mul", "add", "sub", "div", "clip"}:
            return said + f".{attr}(...)", said + f".{attr}_(...)"
        case ast.Subscript(value=ast.Name() as batch, slice=ast.Constant(value=str())):
            if attr in _MOVES and _is_handed_out(source, batch):
                return told
    return "", ""


def _is_similarity(source: Source, node: ast.Name) -> bool:
    """Whether a name holds a product of matrices, perhaps scaled."""
    values = source.find_values(node)
    return bool(values) and all(
        isinstance(part, ast.BinOp) and any(isinstance(one, ast.MatMult) for one in ast.walk(part)) for part in values
    )


def _is_handed_out(source: Source, node: ast.Name) -> bool:
    """Whether a loop over a loader hands a batch out under a name."""
    bindings = source.find_bindings(node) or []
    loops = [source.parents.get(one.node) if one.node is not None else None for one in bindings]
    return bool(loops) and all(isinstance(one, ast.For) and source.runs_over_loader(one) for one in loops)


def _find_unread_moves(source: Source) -> Iterator[Found]:
    """`for key, value in batch.items(): value = value.to(device)`: the batch stays as it was."""
    for loop in source.nodes:
        if not isinstance(loop, ast.For):
            continue
        handed = {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)}
        for node in loop.body:
            match node:
                case ast.Assign(
                    targets=[ast.Name(id=name)],
                    value=ast.Call(func=ast.Attribute(value=ast.Name(id=moved), attr=attr)) as value,
                ) if name == moved and name in handed and attr in _MOVES:
                    if not _reads_value(source, node, name, value):
                        yield node, ast.unparse(node), f"{{... : {name}.{attr}(...)}}"


def _reads_value(source: Source, node: ast.Assign, name: str, value: ast.expr) -> bool:
    """Whether anything reads what an assignment has bound to a name."""
    return any(
        isinstance(one, ast.Name)
        and one.id == name
        and isinstance(one.ctx, ast.Load)
        and any(binding.node is value for binding in source.find_bindings(one) or [])
        for one in ast.walk(source.find_function(node))
    )


def find_unread_attributes(source: Source) -> Iterator[Found]:
    """`optimizer.lr = 1e-4`, `optimizer.defaults["lr"] = 1e-4`, `model.training = False`, which nothing reads."""
    yield from _find_unfrozen_modules(source)
    for node in source.nodes:
        if not isinstance(node, ast.Assign):
            continue
        match node.targets[0]:
            case ast.Attribute(value=base, attr="lr" | "learning_rate") as target if _is_plain_optimizer(source, base):
                yield node, ast.unparse(target), f'{ast.unparse(base)}.param_groups[...]["lr"]'
            case ast.Subscript(value=ast.Attribute(value=base, attr="defaults"), slice=ast.Constant(value="lr")):
                if source.infer_kind(base) == "optimizer" and _is_plain_optimizer(source, base):
                    yield node, ast.unparse(node.targets[0]), f'{ast.unparse(base)}.param_groups[...]["lr"]'
            case ast.Attribute(value=ast.Name() | ast.Attribute() as base, attr="training") if isinstance(
                node.value, ast.Constant
            ) and isinstance(node.value.value, bool):
                whole = isinstance(base, ast.Name) or get_last_name(base.value) == "self"
                if whole and source.infer_kind(base) == "module" and not isinstance(source.parents[node], ast.For):
                    switch = "train()" if node.value.value else "eval()"
                    yield node, ast.unparse(node), f"{ast.unparse(base)}.{switch}"


def _find_unfrozen_modules(source: Source) -> Iterator[Found]:
    """`for layer in model.children(): layer.requires_grad = False`, which freezes nothing: a module has no such switch."""
    for loop in source.nodes:
        if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
            continue
        runs = loop.iter.value if isinstance(loop.iter, ast.Subscript) else loop.iter
        while isinstance(runs, ast.Call) and get_last_name(runs.func) in {"list", "reversed"} and runs.args:
            runs = runs.args[0]
        listed = isinstance(runs, ast.Call) and get_last_name(runs.func) in {"children", "modules"}
        part = isinstance(runs, ast.Attribute) and source.infer_kind(runs) == "module"
        for node in ast.walk(loop) if listed or part else ():
            match node:
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id=name), attr="requires_grad")],
                    value=ast.Constant(value=bool() as value),
                ) if name == loop.target.id:
                    yield node, ast.unparse(node), f"{name}.requires_grad_({value})"


def _is_plain_optimizer(source: Source, node: ast.expr) -> bool:
    """Whether something is an optimizer, and none of a class of the file or one whose rate the file reads."""
    if source.infer_kind(node) != "optimizer" or any("opt" in name.lower() for name in source.classes):
        return False
    said = ast.unparse(node)
    return not any(
        isinstance(one, ast.Attribute)
        and isinstance(one.ctx, ast.Load)
        and one.attr in {"lr", "learning_rate"}
        and ast.unparse(one.value) == said
        for one in source.nodes
    )
