"""Checks of averages and scores: what is added up over the batches, divided and compared; see the rules' texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from hanli.lint.reading.patterns import BATCH_SIZES
from hanli.lint.reading.source import (
    Found,
    Function,
    Loop,
    Source,
    get_keyword,
    get_last_name,
    get_receiver,
    is_conditional,
    list_calls,
    list_of_kind,
    walk_inside,
)

_LOSS_CLASSES = re.compile(r"torch\.nn\.(modules\.(loss\.)?)?\w+Loss")
_LOSS_FUNCTIONS = re.compile(r"torch\.nn\.functional\.(\w*_loss|\w*cross_entropy\w*|kl_div)")
_UNWRAPPING = {"item", "detach", "cpu", "float", "double", "clone", "numpy"}
_BETTER_HIGHER = set(
    ["acc", "accuracy", "f1", "auc", "auroc", "iou", "miou", "dice", "bleu", "psnr", "ssim", "recall", "precision"]
)
_BETTER_LOWER = set(
    ["loss", "losses", "err", "error", "rmse", "mae", "mse", "perplexity", "ppl", "fid", "nll", "wer", "cer"]
)
_NUMBERS_OF_SAMPLES = re.compile(
    r"(\w+_)?(num|n|total|nb)_(\w+_)?(samples|examples|images)|(\w+_)?data_?(set)?_(sizes?|lens?|lengths?)"
)


def find_mean_over_samples(source: Source) -> Iterator[Found]:
    """Means of batches added up and divided by the number of samples; hits added up and divided by that of batches."""
    for node in source.nodes:
        into, value = split_addition(node)
        loops = source.find_loops(node)
        if into is None or value is None or not loops:
            continue
        if _find_reduction(source, value) == "mean":
            said = "mean"
        elif counts_hits(source, value):
            said = "hits"
        else:
            continue
        for division, divisor in find_divisions(source, node, into, value):
            count = _counts_samples if said == "mean" else _counts_batches
            if count(source, divisor, loops[0]):
                yield division, ast.unparse(into), said
                break


def split_addition(node: ast.AST) -> tuple[ast.expr | None, ast.expr | None]:
    """What a statement adds to, and what it adds: `total += x`, `total = total + x`, `values.append(x)`."""
    match node:
        case ast.AugAssign(op=ast.Add(), target=target, value=value):
            return target, value
        case ast.Assign(targets=[target], value=ast.BinOp(left=left, op=ast.Add(), right=right)):
            return (target, right) if ast.unparse(target) == ast.unparse(left) else (None, None)
        case ast.Call(func=ast.Attribute(value=into, attr="append"), args=[value]):
            return into, value
    return None, None


def _find_reduction(source: Source, node: ast.AST | None, place: int | None = None, depth: int = 0) -> str:
    """How a loss gathers the samples of its batch: `mean`, `sum`, or empty if it cannot be told.

    `place` asks for one part of a tuple.
    """
    if depth > 8 or node is None:
        return ""
    match node:
        case ast.Tuple(elts=parts):
            return _find_reduction(source, parts[place], None, depth + 1) if place is not None else ""
        case ast.Call(func=ast.Name(id="float"), args=[value]):
            return _find_reduction(source, value, place, depth + 1)
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _UNWRAPPING:
            return _find_reduction(source, value, place, depth + 1)
        case ast.Call():
            return _find_reduction_of_call(source, node, place, depth)
        case ast.Attribute(attr="loss"):
            return "mean" if source.infer_kind(node) == "loss" else ""
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            parts_found = {_find_reduction(source, one, None, depth + 1) for one in (left, right)}
            return "sum" if "sum" in parts_found else "mean" if "mean" in parts_found else ""
        case ast.BinOp(op=ast.Mult(), left=ast.Constant(), right=value):
            return _find_reduction(source, value, None, depth + 1)
        case ast.BinOp(op=ast.Mult(), left=value, right=ast.Constant()):
            return _find_reduction(source, value, None, depth + 1)
        case ast.Name():
            values = _list_values(source, node)
            return _agree(_find_reduction(source, value, part, depth + 1) for value, part in values)
    return ""


def _find_reduction_of_call(source: Source, call: ast.Call, place: int | None, depth: int) -> str:
    """How a call of a loss, of a function of the file, or of `mean()` and `sum()` gathers the samples."""
    name = source.resolve_name(call.func)
    if _LOSS_FUNCTIONS.fullmatch(name):
        return _read_reduction(call)
    if re.fullmatch(r"(torch|numpy)\.(mean|sum)", name):
        return name.rpartition(".")[2] if len(call.args) == 1 and not call.keywords else ""
    if name:
        return ""
    own = source.find_callees(call)
    if len(own) == 1:
        return _agree(_find_reduction(source, one, place, depth + 1) for one in _list_returned(own[0]))
    if get_last_name(call.func) in {"mean", "sum"} and get_receiver(call) is not None:
        return get_last_name(call.func) if not call.args and not call.keywords else ""
    makers = [call.func] if isinstance(call.func, ast.Call) else source.find_values(call.func)
    if makers:
        return _agree(_read_reduction_of_maker(source, one, depth) for one in makers)
    return "mean" if source.infer_kind(call.func) == "loss-function" and not _mentions_sums(source) else ""


def _read_reduction_of_maker(source: Source, maker: ast.expr, depth: int) -> str:
    """How a loss made by a call, as by `nn.MSELoss()`, gathers the samples."""
    while isinstance(maker, ast.Call) and isinstance(maker.func, ast.Attribute) and maker.func.attr in {"to", "cuda"}:
        maker = maker.func.value
    if isinstance(maker, ast.Name) and depth < 8 and (values := source.find_values(maker)):
        return _agree(_read_reduction_of_maker(source, one, depth + 1) for one in values)  # handed on by name
    if not isinstance(maker, ast.Call):
        return _read_reduction_of_function(source, maker)
    if _LOSS_CLASSES.fullmatch(source.resolve_name(maker.func)):
        return _read_reduction(maker)
    made = source.classes.get(get_last_name(maker.func))
    forward = [one for one in made.body if isinstance(one, Function) and one.name == "forward"] if made else []
    return _agree(_find_reduction(source, one, None, depth + 1) for method in forward for one in _list_returned(method))


def _read_reduction_of_function(source: Source, function: ast.expr) -> str:
    """How `F.cross_entropy`, given as a function, gathers the samples."""
    return "mean" if _LOSS_FUNCTIONS.fullmatch(source.resolve_name(function)) else ""


def _read_reduction(call: ast.Call) -> str:
    """What the arguments of a loss say of its reduction."""
    if (
        get_keyword(call, "size_average")
        or get_keyword(call, "reduce")
        or any(one.arg is None for one in call.keywords)
    ):
        return ""
    said = get_keyword(call, "reduction")
    if said is None:
        return "mean"
    known = {"mean": "mean", "batchmean": "mean", "sum": "sum"}
    return known.get(str(said.value), "") if isinstance(said, ast.Constant) else ""


def _mentions_sums(source: Source) -> bool:
    """Whether the file makes any loss that gathers otherwise than by the mean."""
    return any(
        _LOSS_CLASSES.fullmatch(source.resolve_name(call.func)) and _read_reduction(call) != "mean"
        for call in source.calls
    )


def _list_values(source: Source, name: ast.Name) -> list[tuple[ast.expr, int | None]]:
    """What a name may stand for; of what a tuple is unpacked from, with the name's place."""
    found: list[tuple[ast.expr, int | None]] = [(one, None) for one in source.find_values(name)]
    if found:
        return found
    for node in walk_inside(source.find_function(name)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple | ast.List):
            parts = [get_last_name(one) for one in node.targets[0].elts]
            if name.id in parts:
                found.append((node.value, parts.index(name.id)))
    bindings = source.find_bindings(name) or []
    return found if bindings and all(one.how == "other" for one in bindings) else []


def _list_returned(function: Function) -> list[ast.expr]:
    """What a function gives back."""
    return [one.value for one in ast.walk(function) if isinstance(one, ast.Return) and one.value is not None]


def _agree(said: Iterable[str]) -> str:
    """What all of them say; empty if they differ, or there are none."""
    all_said = set(said)
    return all_said.pop() if len(all_said) == 1 else ""


def counts_hits(source: Source, node: ast.AST, depth: int = 0) -> bool:
    """Whether a value is the number of right answers in a batch: `(predicted == y).sum().item()`."""
    match node:
        case ast.Name() if depth < 4:
            values = source.find_values(node)
            return bool(values) and all(counts_hits(source, one, depth + 1) for one in values)
        case ast.Call(func=ast.Name(id="int" | "float"), args=[value]):
            return counts_hits(source, value, depth)
        case ast.Call(func=ast.Attribute(value=value, attr=attr), args=[]) if attr in _UNWRAPPING:
            return counts_hits(source, value, depth)
        case ast.Call(func=ast.Attribute(value=value, attr="sum"), args=[]) if not source.resolve_name(node.func):
            return _compares(value)
        case ast.Call(args=[value], keywords=[]):
            return source.resolve_name(node.func) in {"torch.sum", "numpy.sum"} and _compares(value)
    return False


def _compares(node: ast.expr) -> bool:
    """Whether a value comes from comparing predictions with labels, element by element."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr != "eq":
        node = node.func.value
    if isinstance(node, ast.Compare):
        return isinstance(node.ops[0], ast.Eq) and len(node.ops) == 1
    return isinstance(node, ast.Call) and get_last_name(node.func) == "eq"


def find_divisions(
    source: Source, addition: ast.AST, into: ast.expr, value: ast.expr
) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Where a sum is divided, and by what."""
    owner: ast.AST | None = source.find_function(addition)
    if isinstance(into, ast.Attribute) and get_last_name(into.value) == "self":
        owner = source.find_class(addition)
    said = ast.unparse(into)
    for node in walk_inside(owner) if owner is not None else ():
        match node:
            case ast.AugAssign(op=ast.Div(), target=target, value=divisor) if ast.unparse(target) == said:
                yield node, divisor
            case ast.BinOp(op=ast.Div(), left=left, right=divisor):
                divided = _strip_scale(left)
                if ast.unparse(divided) == said and _reaches(source, divided, value):
                    yield node, divisor


def _strip_scale(node: ast.expr) -> ast.expr:
    """What is divided, without a constant factor, `sum()`, `float()` and `.item()` around it."""
    while True:
        match node:
            case ast.BinOp(op=ast.Mult(), left=ast.Constant(), right=value):
                node = value
            case ast.BinOp(op=ast.Mult(), left=value, right=ast.Constant()):
                node = value
            case ast.Call(func=ast.Name(id="sum" | "float"), args=[value]):
                node = value
            case ast.Call(func=ast.Attribute(attr="sum"), args=[value]):
                node = value
            case ast.Call(func=ast.Attribute(value=value, attr=attr), args=[]) if attr in _UNWRAPPING:
                node = value
            case _:
                return node


def _reaches(source: Source, use: ast.expr, value: ast.expr) -> bool:
    """Whether what was added may be in a name where the name is used; of attributes and lists one cannot tell."""
    if not isinstance(use, ast.Name) or not isinstance(source.parents[value], ast.AugAssign):
        return True
    bindings = source.find_bindings(use) or []
    return any(one.node is value for one in bindings)


def _counts_samples(source: Source, node: ast.expr, loop: Loop, depth: int = 0) -> bool:
    """Whether a divisor is the number of samples: `len(loader.dataset)`, or what the loop counts up by each batch's size."""
    match node:
        case ast.Call(func=ast.Name(id="max" | "float" | "int"), args=[value, *_]):
            return _counts_samples(source, value, loop, depth)
        case ast.Call(func=ast.Name(id="len"), args=[ast.Attribute(value=loader, attr="dataset" | "sampler")]):
            return not _has_batches_of_one(source, loader)
        case ast.Call(func=ast.Name(id="len"), args=[counted]):
            return _is_loaded_in_batches(source, counted) or _is_data_of_loop(source, counted, loop)
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name)):
            return bool(_NUMBERS_OF_SAMPLES.fullmatch(name.lower()))
        case ast.Name() if depth < 3:
            made = [one.node for one in source.find_bindings(node) or [] if isinstance(one.node, ast.expr)]
            added = [one for one in made if isinstance(source.parents[one], ast.AugAssign)]
            if added:
                inside = [one for one in added if loop in source.find_loops(one)]
                return bool(inside) and all(_is_batch_size(source, one, depth) for one in inside)
            if not made:
                return bool(_NUMBERS_OF_SAMPLES.fullmatch(node.id.lower()))
            return all(_counts_samples(source, one, loop, depth + 1) for one in made)
    return False


def _is_data_of_loop(source: Source, data: ast.expr, loop: Loop) -> bool:
    """Whether something called a data set is counted, while the loop runs over a loader of batches."""
    runs = [one for one in ast.walk(loop.iter) if isinstance(one, ast.expr)] if isinstance(loop, ast.For) else []
    loaders = [one for one in runs if source.infer_kind(one) == "loader"]
    called = re.fullmatch(r"(.*_)?data_?sets?", get_last_name(data).lower())
    return bool(called and loaders) and not any(_has_batches_of_one(source, one) for one in loaders)


def _is_loaded_in_batches(source: Source, data: ast.expr) -> bool:
    """Whether the file makes a loader of batches of a data set."""
    said = ast.unparse(data)
    return any(
        source.resolve_name(call.func).endswith("data.DataLoader")
        and call.args
        and ast.unparse(call.args[0]) == said
        and not _is_of_batches_of_one(call)
        for call in source.calls
    )


def _has_batches_of_one(source: Source, loader: ast.expr) -> bool:
    """Whether the file shows that a loader hands out single samples."""
    made = source.find_values(loader)
    return bool(made) and any(
        isinstance(one, ast.Call)
        and source.resolve_name(one.func).endswith("data.DataLoader")
        and _is_of_batches_of_one(one)
        for one in made
    )


def _is_of_batches_of_one(call: ast.Call) -> bool:
    """Whether a call of `DataLoader` makes batches of one sample, which is what it does when it is told nothing."""
    size = call.args[1] if len(call.args) > 1 else get_keyword(call, "batch_size")
    if size is None:
        return get_keyword(call, "batch_sampler") is None and all(one.arg is not None for one in call.keywords)
    return isinstance(size, ast.Constant) and size.value in {1, None}


def _is_batch_size(source: Source, node: ast.AST, depth: int = 0) -> bool:
    """Whether a value is the number of samples in a batch: `len(y)`, `x.size(0)`, `x.shape[0]`, `batch_size`."""
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[counted]):
            return source.infer_kind(counted) != "loader"
        case ast.Call(func=ast.Attribute(attr="size"), args=[ast.Constant(value=0)]):
            return True
        case ast.Subscript(value=ast.Attribute(attr="shape"), slice=ast.Constant(value=0)):
            return True
        case ast.Subscript(value=ast.Call(func=ast.Attribute(attr="size"), args=[]), slice=ast.Constant(value=0)):
            return True
        case ast.Name(id=name):
            values = _list_values(source, node)
            if values and depth < 4:
                return all(_is_part_batch_size(source, one, place, depth + 1) for one, place in values)
            return bool(BATCH_SIZES.fullmatch(name.lower()))
    return False


def _is_part_batch_size(source: Source, node: ast.expr, place: int | None, depth: int) -> bool:
    """`_is_batch_size` of one part of what a call of a function of the file returns."""
    if place is None:
        return _is_batch_size(source, node, depth)
    own = source.find_callees(node) if isinstance(node, ast.Call) else []
    returned = [one for function in own for one in _list_returned(function)]
    parts = [one.elts[place] for one in returned if isinstance(one, ast.Tuple) and len(one.elts) > place]
    return bool(parts) and all(_is_batch_size(source, one, depth) for one in parts)


def _counts_batches(source: Source, node: ast.expr, loop: Loop, depth: int = 0) -> bool:
    """Whether a divisor is `len(loader)`, of a loader of batches, or a name for it."""
    if isinstance(node, ast.Name):
        values = source.find_values(node) if depth < 3 else []
        return bool(values) and all(_counts_batches(source, one, loop, depth + 1) for one in values)
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[counted]):
            said = ast.unparse(counted)
            own = isinstance(loop, ast.For) and any(
                isinstance(one, ast.expr) and ast.unparse(one) == said for one in ast.walk(loop.iter)
            )
            return own and source.infer_kind(counted) == "loader" and not _has_batches_of_one(source, counted)
    return False


def find_best_direction(source: Source) -> Iterator[Found]:
    """`if accuracy < best_accuracy: best_accuracy = accuracy`, which keeps the worst; `best_loss = max(loss, best_loss)`."""
    for node in source.nodes:
        match node:
            case ast.If(test=ast.Compare(left=left, ops=[op], comparators=[right]), body=body):
                best, value, grows = sort_comparison(left, op, right)
                if best is None or not _assigns(body, best, value):
                    continue
            case ast.Assign(targets=[best], value=ast.Call(func=ast.Name(id="min" | "max" as name), args=[one, two])):
                if ast.unparse(best) not in {ast.unparse(one), ast.unparse(two)} or not _is_called_best(best):
                    continue
                value, grows = one if ast.unparse(one) != ast.unparse(best) else two, name == "max"
            case _:
                continue
        wanted = find_wanted_direction(best, value)
        if wanted and (wanted == "higher") != grows:
            yield node, ast.unparse(best), wanted


def find_plateau_direction(source: Source) -> Iterator[Found]:
    """`ReduceLROnPlateau(optimizer)` that gets an accuracy: by default it waits for the value to fall."""
    for call in list_of_kind(source, source.calls, "step", "plateau"):
        made = source.find_values(get_receiver(call))
        if len(call.args) != 1 or len(made) != 1 or not isinstance(made[0], ast.Call):
            continue
        mode = get_keyword(made[0], "mode") or (made[0].args[1] if len(made[0].args) > 1 else None)
        if mode is not None and not isinstance(mode, ast.Constant):
            continue
        grows = mode is not None and mode.value == "max"
        wanted = find_wanted_direction(call.args[0], call.args[0])
        if wanted and (wanted == "higher") != grows:
            yield call, ast.unparse(call.args[0]), wanted


def sort_comparison(left: ast.expr, op: ast.cmpop, right: ast.expr) -> tuple[ast.expr | None, ast.expr, bool]:
    """Of a comparison: the best value so far, the new one, and whether the new one has to be higher."""
    grows = isinstance(op, ast.Gt | ast.GtE)
    if not grows and not isinstance(op, ast.Lt | ast.LtE):
        return None, left, grows
    if _is_called_best(right) and not _is_called_best(left):
        return right, left, grows
    if _is_called_best(left) and not _is_called_best(right):
        return left, right, not grows
    return None, left, grows


def _is_called_best(node: ast.expr) -> bool:
    return "best" in get_last_name(node).lower().split("_")


def _assigns(body: list[ast.stmt], best: ast.expr, value: ast.expr) -> bool:
    """Whether statements make the new value the best one."""
    return any(
        isinstance(one, ast.Assign)
        and ast.unparse(one.targets[0]) == ast.unparse(best)
        and ast.unparse(value) in ast.unparse(one.value)
        for one in body
    )


def find_wanted_direction(best: ast.expr, value: ast.expr) -> str:
    """Whether names say that `higher` or `lower` is better; empty if they do not say, or say both."""
    words = {word for one in (best, value) for word in get_last_name(one).lower().split("_")}
    if bool(words & _BETTER_HIGHER) == bool(words & _BETTER_LOWER):
        return ""
    return "higher" if words & _BETTER_HIGHER else "lower"


def find_undivided_accumulation(source: Source) -> Iterator[Found]:
    """Gradients of mean losses added up over several batches, and nobody divides by the number of batches."""
    steps = [
        *list_of_kind(source, source.calls, "step", "optimizer"),
        *list_of_kind(source, source.calls, "step", "scaler"),
    ]
    for step in steps:
        loops = source.find_loops(step)
        turn = find_every_nth(source, step, loops[0]) if loops else None
        if turn is None:
            continue
        inside, number = turn
        nodes = list(ast.walk(loops[0]))
        clears = list_calls(nodes, "zero_grad")
        backwards = [one for one in list_calls(nodes, "backward") if not source.resolve_name(one.func)]
        if not clears or not all(one in inside for one in clears) or len(backwards) != 1:
            continue
        (backward,) = backwards
        loss = get_receiver(backward)
        if isinstance(loss, ast.Call) and get_last_name(loss.func) == "scale" and loss.args:
            loss = loss.args[0]
        if backward in inside or is_conditional(source, backward, loops[0]) or _find_reduction(source, loss) != "mean":
            continue
        if not _is_mentioned_elsewhere(source, number, loops[0]):
            yield backward, ast.unparse(number), ""


def find_every_nth(source: Source, node: ast.expr, loop: Loop) -> tuple[set[ast.AST], ast.expr] | None:
    """What happens at every n-th turn of a loop only, with a node, and `n`: by `if (i + 1) % n == 0`, or by a `continue`."""
    for one in source.walk_ancestors(node):
        if one is loop:
            break
        if isinstance(one, ast.If) and (number := _find_modulus(one.test)) is not None:
            return set(ast.walk(one)), number
    for place, one in enumerate(loop.body):
        leaves = isinstance(one, ast.If) and isinstance(one.body[-1], ast.Continue) and one.lineno < node.lineno
        if leaves and isinstance(one, ast.If) and (number := _find_modulus(one.test)) is not None:
            return {part for later in loop.body[place:] for part in ast.walk(later)}, number
    return None


def _find_modulus(test: ast.expr) -> ast.expr | None:
    """`n` of a condition on `i % n`."""
    found = [one.right for one in ast.walk(test) if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mod)]
    return found[0] if found else None


def _is_mentioned_elsewhere(source: Source, number: ast.expr, loop: Loop) -> bool:
    """Whether the loop, or a function that it calls, uses the number of batches otherwise than for counting turns."""
    said = ast.unparse(number)
    return any(
        isinstance(one, ast.expr)
        and ast.unparse(one) == said
        and not (isinstance(owner := source.parents[one], ast.BinOp) and isinstance(owner.op, ast.Mod | ast.FloorDiv))
        for one in source.find_reachable_nodes(loop)
        if isinstance(one, type(number))
    )
