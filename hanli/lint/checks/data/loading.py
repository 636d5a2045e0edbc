"""Checks of loaders, and of what workers, seeds and orders do to samples; see the rules' texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.checks.data.augmentations import find_augmentation, find_transform, list_given_names
from hanli.lint.reading.names import follow, is_held_out, is_label, is_trained, read_name, says_held_out
from hanli.lint.reading.origins import find_passed_for_name, find_value, get_argument
from hanli.lint.reading.source import Found, Function, Loop, Source, get_keyword, get_last_name, list_calls, walk_inside

_DEPTH = 8
_SEEDS = re.compile(r"torch\.(cuda\.)?manual_seed(_all)?|numpy\.random\.seed|random\.seed")
_SEEDING = re.compile(
    r"(set_|fix_)?(seed|random_seed|seeds)|seed_(all|everything)|set_all_seeds|(set|fix)_seeds?(_all)?"
)
_MEASURES = re.compile(r"(.*_)?(val|valid|validation|test)_(acc|accuracy|loss|score|f1|auc|error|metrics?)")
_JUDGES = re.compile(
    r"evaluate|validate|test|accuracy|score|eval|compute_accuracy|calc_accuracy|get_accuracy|(run_)?eval\w*"
)
_DRAWS = re.compile(r"torch\.(rand|randn|randint|randperm|normal)\w*|numpy\.random\.(?!seed)\w+|random\.(?!seed)\w+")
_SCORES = re.compile(r"sklearn\.metrics\.\w+(\.\w+)?")


def _list_loaders(source: Source) -> Iterator[ast.Call]:
    """The calls of the file that make a loader."""
    return (one for one in source.calls if source.resolve_name(one.func).endswith("data.DataLoader"))


def _is_constant(node: ast.AST | None, value: object) -> bool:
    """Whether an expression is a constant that is written out."""
    return isinstance(node, ast.Constant) and node.value is value


def _says_held_out(source: Source, loader: ast.Call) -> bool:
    """Whether the name, key or place that a loader gets says that it is one of held-out data."""
    given = [one.lower() for one in list_given_names(source, loader)]
    function = source.find_function(loader)
    if isinstance(source.parents[loader], ast.Return) and isinstance(function, Function):
        given.append(function.name)
    owner = source.parents[loader]
    if not given and isinstance(owner, ast.Tuple) and loader.args:
        given = [read_name(loader.args[0])]
    return any(map(says_held_out, given)) and not any(is_trained(ast.Name(one)) for one in given)


def find_dropped_samples(source: Source) -> Iterator[Found]:
    """`drop_last=True` of a loader of held-out data: the last samples are never judged."""
    for loader in _list_loaders(source):
        dropped = get_keyword(loader, "drop_last")
        if dropped is not None and _is_constant(dropped, True) and _says_held_out(source, loader):
            yield dropped, "drop_last=True", ""
        options = [find_value(source, one.value) for one in loader.keywords if one.arg is None]
        if dropped is None and any(map(_drops_last, options)) and _says_held_out(source, loader):
            yield loader, "drop_last=True", ""


def _drops_last(options: ast.AST | None) -> bool:
    """Whether options in a dictionary have `drop_last=True`."""
    if isinstance(options, ast.Call) and get_last_name(options.func) == "dict":
        return _is_constant(get_keyword(options, "drop_last"), True)
    if not isinstance(options, ast.Dict):
        return False
    values = [two for one, two in zip(options.keys, options.values, strict=True) if _is_named(one, "drop_last")]
    return bool(values) and _is_constant(values[-1], True)


def _is_named(key: ast.AST | None, name: str) -> bool:
    return isinstance(key, ast.Constant) and key.value == name


# -- predictions in a shuffled order -----------------------------------------------------------------------------------


def find_shuffled_predictions(source: Source) -> Iterator[Found]:
    """Predictions of a shuffling loader, collected without their labels and put beside something in the old order."""
    for loop in source.nodes:
        if isinstance(loop, ast.For) and _shuffles(source, loop.iter) and not list_calls(ast.walk(loop), "backward"):
            for name in _list_collected(loop):
                use = _find_aligned(source, name, loop, source.find_function(loop), 0)
                if use is not None and not _collects_labels(loop):
                    yield use, name, ast.unparse(loop.iter)
                    break
    yield from _find_two_passes(source)


def _shuffles(source: Source, runs: ast.expr) -> bool:
    """Whether a loop runs over a loader that surely shuffles."""
    while isinstance(runs, ast.Call) and get_last_name(runs.func) in {"enumerate", "tqdm"} and runs.args:
        runs = runs.args[0]
    values = [find_value(source, one) for one in source.find_values(runs)]
    return bool(values) and all(
        isinstance(made, ast.Call)
        and source.resolve_name(made.func).endswith("data.DataLoader")
        and _is_constant(get_argument(made, 2, "shuffle"), True)
        for made in values
    )


def _list_collected(loop: ast.For) -> list[str]:
    """The lists that a loop collects something in."""
    found: list[str] = []
    for node in ast.walk(loop):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=into), attr="append" | "extend")):
                found.append(into)
            case ast.AugAssign(target=ast.Name(id=into), op=ast.Add()):
                found.append(into)
    return found


def _collects_labels(loop: ast.For) -> bool:
    """Whether a loop hands out labels or numbers of samples by name and uses them."""
    handed = {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)}
    used = {one.id for part in loop.body for one in ast.walk(part) if isinstance(one, ast.Name)}
    keys = [one for part in loop.body for one in ast.walk(part) if isinstance(one, ast.Subscript)]
    return len(handed & used - {"i", "step", "batch_idx"}) > 1 or any(
        is_label(one) or "id" in read_name(one) for one in keys
    )


def _find_aligned(source: Source, name: str, start: ast.AST, scope: ast.AST, depth: int) -> ast.AST | None:
    """Where a scope puts what was collected beside something else, sample by sample, also behind a call."""
    names = {name}
    for node in walk_inside(scope):
        if getattr(node, "lineno", 0) <= (getattr(start, "end_lineno", 0) or 0):
            continue
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _has(node.value, names):
            names.add(node.targets[0].id)
        if _is_put_beside(source, node, names):
            return node
        if isinstance(node, ast.Return) and node.value is not None and _has(node.value, names) and depth == 0:
            for site in source.find_call_sites(scope):
                owner = next((one for one in source.walk_ancestors(site) if isinstance(one, ast.stmt)), None)
                if not isinstance(owner, ast.Assign):
                    continue
                if _is_column(owner.targets[0]):
                    return site
                given = get_last_name(owner.targets[0])
                use = _find_aligned(source, given, owner, source.find_function(owner), 1) if given else None
                if use is not None:
                    return use
    return None


def _is_put_beside(source: Source, node: ast.AST, names: set[str]) -> bool:
    """Whether a node joins what was collected with something else: a column of a table, `zip`, a score."""
    match node:
        case ast.Assign(targets=[target], value=value):
            return _is_column(target) and _has(value, names)
        case ast.Dict(values=values) if any(_has(one, names) for one in values):
            table = get_last_name(getattr(source.parents[node], "func", node)) == "DataFrame"
            return table and not all(_has(one, names) or isinstance(one, ast.Constant) for one in values)
        case ast.Call(args=[first, second, *_]) if _SCORES.fullmatch(source.resolve_name(node.func)):
            return _has(first, names) != _has(second, names)
        case ast.Call(func=ast.Attribute(attr="fit" | "score"), args=[first, second]):
            return _has(first, names) and not _has(second, names) and not isinstance(second, ast.Name)
        case ast.Call(func=ast.Name(id="zip"), args=arguments) if len(arguments) > 1:
            return sum(_has(one, names) for one in arguments) == 1
    return False


def _is_column(target: ast.expr) -> bool:
    """Whether an assignment fills a column of a table: `table["score"]`, `table.iloc[:, 1:]`."""
    if not isinstance(target, ast.Subscript):
        return False
    named = isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str)
    return named or get_last_name(target.value) in {"iloc", "loc"}


def _has(node: ast.AST, names: set[str]) -> bool:
    return any(isinstance(one, ast.Name) and one.id in names for one in ast.walk(node))


def _find_two_passes(source: Source) -> Iterator[Found]:
    """`torch.cat([f(x) for x, _ in loader])` and `torch.cat([y for _, y in loader])` of one shuffling loader."""
    seen: dict[tuple[str, ast.AST], tuple[bool, ...]] = {}
    for node in source.nodes:
        match node:
            case ast.ListComp(generators=[ast.comprehension(target=ast.Tuple(elts=parts), iter=runs)]):
                if not _shuffles(source, runs):
                    continue
                used = tuple(_has(node.elt, {get_last_name(one)}) for one in parts)
                key = (ast.unparse(runs), source.find_function(node))
                if key in seen and not any(one and two for one, two in zip(seen[key], used, strict=False)):
                    yield node, ast.unparse(node), ast.unparse(runs)
                seen[key] = used


# -- streams, seeds, augmentations -------------------------------------------------------------------------------------


def find_repeated_stream(source: Source) -> Iterator[Found]:
    """An `IterableDataset` that every worker runs through from the start, so that each sample comes several times."""
    if any(get_last_name(one) in {"get_worker_info", "worker_init_fn"} for one in source.nodes):
        return
    if any(
        one.arg in {"worker_init_fn", "worker_id"} for one in source.nodes if isinstance(one, ast.keyword | ast.arg)
    ):
        return
    for loader in _list_loaders(source):
        number = get_keyword(loader, "num_workers")
        few = find_value(source, number) if number is not None else None
        many = number is not None and not (isinstance(few, ast.Constant) and few.value in {0, 1})
        data = find_value(source, get_argument(loader, 0, "dataset"))
        made = source.classes.get(get_last_name(data.func)) if isinstance(data, ast.Call) else None
        if made is None or not many or not any(get_last_name(one) == "IterableDataset" for one in made.bases):
            continue
        steps = [one for one in made.body if isinstance(one, Function) and one.name == "__iter__"]
        if len(steps) == 1 and not _draws(steps[0]):
            yield loader, made.name, ""


def _draws(function: Function) -> bool:
    """Whether a stream has no end or draws its samples at random, so that workers give different ones."""
    said = ast.unparse(function)
    return "while True" in said or "rand" in said or "rank" in said or "shuffle" in said or "sample" in said


def find_fixed_seed(source: Source) -> Iterator[Found]:
    """A seed set anew for each sample, each batch or each epoch: the same random numbers come again every time."""
    for call in source.calls:
        if not _sets_seed(source, call) or not call.args or not _is_fixed(source, call, call.args[0]):
            continue
        function = source.find_function(call)
        each = isinstance(function, Function) and (
            function.name in {"__getitem__", "training_step"}
            or (function.name == "forward" and source.find_class(function) is not None)
            or _is_collating(source, function)
        )
        if each:
            yield call, ast.unparse(call), "sample"
        elif any(_trains(source, loop) for loop in source.find_loops(call)[:1]) or _draws_for_steps(source, call):
            yield call, ast.unparse(call), "step"
    for call in source.calls:
        function = source.find_function(call)
        makes = re.fullmatch(r"numpy\.random\.(default_rng|RandomState)|random\.Random", source.resolve_name(call.func))
        each = isinstance(function, Function) and function.name == "__getitem__"
        if makes and each and len(call.args) == 1 and _is_fixed(source, call, call.args[0]):
            yield call, ast.unparse(call), "sample"
    for call in list_calls(source.calls, "manual_seed"):
        maker = call.func.value if isinstance(call.func, ast.Attribute) else None
        loops = source.find_loops(call)
        fixed = (
            source.resolve_callee(maker) == "torch.Generator" and call.args and _is_fixed(source, call, call.args[0])
        )
        sites = source.find_call_sites(source.find_function(call)) if not loops else []
        loops = [*loops, *(one for site in sites for one in source.find_loops(site))]
        if fixed and loops and _trains(source, loops[0]):
            yield call, ast.unparse(call), "step"


def _is_collating(source: Source, function: Function) -> bool:
    """Whether a loader calls a function for each batch."""
    given = [get_keyword(one, "collate_fn") for one in _list_loaders(source)]
    return any(one is not None and get_last_name(one) == function.name for one in given)


def _sets_seed(source: Source, call: ast.Call) -> bool:
    """Whether a call seeds the global random numbers, also by a function of the file that is called so."""
    if _SEEDS.fullmatch(source.resolve_name(call.func)):
        return True
    own = source.find_callees(call)
    seeds = [one for one in own if any(_SEEDS.fullmatch(source.resolve_callee(part)) for part in ast.walk(one))]
    return bool(seeds) and bool(_SEEDING.fullmatch(get_last_name(call.func)))


def _is_fixed(source: Source, call: ast.Call, value: ast.expr) -> bool:
    """Whether a seed is the same each time: a constant, a setting, or an attribute that stays."""
    names = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)} - {"self"}
    if any(isinstance(one, ast.Call) for one in ast.walk(value)):
        return False
    changing = {name for loop in source.find_loops(call) for name in _list_bound(loop)}
    function = source.find_function(call)
    if isinstance(function, Function) and not source.find_loops(call):
        changing |= _list_bound(function)  # each call may bring others
    return not names & changing


def _list_bound(node: ast.AST) -> set[str]:
    """The names that a loop or a function binds, arguments included."""
    arguments = {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
    return arguments | {
        one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }


def _trains(source: Source, loop: Loop) -> bool:
    """Whether a loop trains one model: it steps, and makes neither a model nor an optimizer."""
    nodes = source.find_reachable_nodes(loop)
    steps = bool(list_calls(nodes, "backward")) and bool(list_calls(nodes, "step"))
    return steps and not _makes_models(source, loop)


def _makes_models(source: Source, place: ast.AST) -> bool:
    """Whether a loop or a function makes models or optimizers."""
    nodes = source.find_reachable_nodes(place)
    made = [one for one in nodes if isinstance(one, ast.Call) and source.infer_kind(one) in {"optimizer", "module"}]
    return any(source.resolve_name(one.func) or get_last_name(one.func) in source.classes for one in made)


def _draws_for_steps(source: Source, seeding: ast.Call) -> bool:
    """Whether a function seeds and draws random numbers then, and a training loop calls it."""
    function = source.find_function(seeding)
    if not isinstance(function, Function):
        return False
    trains = any(_trains(source, one) for one in ast.walk(function) if isinstance(one, ast.For | ast.While))
    repeated = any(source.find_loops(site) for site in source.find_call_sites(function))
    if trains and repeated and not _makes_models(source, function):
        return True
    later = [one for one in ast.walk(function) if isinstance(one, ast.Call) and one.lineno > seeding.lineno]
    sites = [loop for site in source.find_call_sites(function) for loop in source.find_loops(site)[:1]]
    return any(_DRAWS.fullmatch(source.resolve_name(one.func)) for one in later) and any(
        _trains(source, loop) for loop in sites
    )


def find_frozen_augmentation(source: Source) -> Iterator[Found]:
    """Random augmentations applied when a data set is made: every epoch sees the same pictures."""
    for function in source.functions:
        owner = source.find_class(function)
        if function.name != "__init__" or owner is None or not source.is_data_set(owner):
            continue
        for call in walk_inside(function):
            each = isinstance(call, ast.Call) and call.args and _is_in_loop(source, call)
            if each and isinstance(call, ast.Call) and (name := _find_random(source, call.func)):
                yield call, ast.unparse(call.func), name
                break


def _is_in_loop(source: Source, call: ast.Call) -> bool:
    """Whether a call happens for each of many samples."""
    return bool(source.find_loops(call)) or any(isinstance(one, ast.ListComp) for one in source.walk_ancestors(call))


def _find_random(source: Source, node: ast.expr) -> str:
    """The random augmentation that a name or an argument of `__init__` stands for; empty if there is none."""
    values = [find_value(source, node)]
    if isinstance(values[0], ast.Name) and (passed := find_passed_for_name(source, values[0])):
        values = [find_value(source, one) for one in passed]
    made = [find_transform(source, one) for one in values if isinstance(one, ast.expr)]
    names = [find_augmentation(source, one) for one in made if one is not None]
    return next((one for one in names if one), "")


def find_window_length(source: Source) -> Iterator[Found]:
    """A data set of windows whose `__len__` is that of the series: the last windows go past its end."""
    for owner in source.classes.values():
        methods = {one.name: one for one in owner.body if isinstance(one, Function)}
        item, length = methods.get("__getitem__"), methods.get("__len__")
        if item is None or length is None or len(item.args.args) != 2 or not source.is_data_set(owner):
            continue
        last = length.body[-1]
        counted = last.value if isinstance(last, ast.Return) else None
        match counted:
            case ast.Call(func=ast.Name(id="len"), args=[ast.Attribute(value=ast.Name(id="self"), attr=kept)]):
                reach = _find_reach(item, kept, item.args.args[1].arg)
                if reach is not None and "pad" not in ast.unparse(item):
                    yield counted, f"len(self.{kept})", ast.unparse(reach)


def _find_reach(item: Function, kept: str, index: str) -> ast.Subscript | None:
    """`self.data[i + n]` or `self.data[i : i + n]` of the index of a sample, if nothing bounds it."""
    if any(
        isinstance(one, ast.If | ast.IfExp | ast.Try) or get_last_name(one) in {"min", "max", "roll"}
        for one in ast.walk(item)
    ):
        return None
    if any(
        isinstance(one, ast.Mod) or (isinstance(one, ast.Name) and one.id == index and isinstance(one.ctx, ast.Store))
        for one in ast.walk(item)
    ):
        return None
    for node in ast.walk(item):
        match node:
            case ast.Subscript(value=ast.Attribute(attr=attr), slice=cut) if attr == kept:
                ends = cut.upper if isinstance(cut, ast.Slice) else cut
                if isinstance(ends, ast.BinOp) and isinstance(ends.op, ast.Add) and _has(ends, {index}):
                    return node
    return None


def find_train_as_test(source: Source) -> Iterator[Found]:
    """Training data judged as test data: `test_set = MNIST(train=True)`, `val_accuracy = evaluate(model, train_loader)`."""
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[target], value=ast.Call() as call) if is_held_out(target):
                wrong = _find_training_data(source, call, target)
                if wrong is not None:
                    yield wrong, ast.unparse(target), ast.unparse(wrong)


def _find_training_data(source: Source, call: ast.Call, target: ast.expr) -> ast.expr | None:
    """The training data that a call makes something of whose name says that it is held out."""
    name, said = source.resolve_name(call.func), read_name(target)
    if name.startswith("torchvision.datasets."):
        return call if _takes_training_part(call, said) and not _is_divided(source, said) else None
    if name.endswith("data.DataLoader"):
        data = get_argument(call, 0, "dataset") if get_keyword(call, "sampler") is None else None
        return data if isinstance(data, ast.Name) and _is_training_part(source, data) else None
    if _MEASURES.fullmatch(said) and _JUDGES.fullmatch(get_last_name(call.func)):
        given = [one for one in call.args if isinstance(one, ast.Name | ast.Attribute)]
        trained = [one for one in given if is_trained(one)]
        return trained[0] if trained and not any(is_held_out(one) for one in given) else None
    return None


def _takes_training_part(call: ast.Call, said: str) -> bool:
    """Whether a data set of torchvision is that of the folder `train`, or has `train=True` or `split="train"` and is called a test."""
    root = call.args[0] if call.args else None
    if isinstance(root, ast.Constant) and str(root.value).rstrip("/").rpartition("/")[2] == "train":
        return True
    split = get_keyword(call, "split")
    of_training = _is_constant(get_keyword(call, "train"), True) or (
        isinstance(split, ast.Constant) and split.value == "train"
    )
    return of_training and "test" in said


def _is_divided(source: Source, name: str) -> bool:
    """Whether a file takes parts of a data set."""
    return any(
        get_last_name(call.func) in {"Subset", "random_split"} and any(read_name(one) == name for one in call.args)
        for call in source.calls
    )


def _is_training_part(source: Source, data: ast.Name) -> bool:
    """Whether a name is that of training data, with a value of its own that does not say otherwise."""
    value = follow(source, data)
    return is_trained(data) and not (value is not None and is_held_out(value))


def find_set_order(source: Source) -> Iterator[Found]:
    """Numbers given to words or classes in the order of a set, which differs from run to run."""
    keeps = {"save", "load", "dump", "load_state_dict", "save_checkpoint"}
    kept = "" if any(isinstance(one, ast.Attribute) and one.attr in keeps for one in source.nodes) else "nothing saved"
    for node in source.nodes:
        match node:
            case ast.Call(func=ast.Name(id="enumerate"), args=[items, *_]) if _is_set(source, items, 0):
                owner = source.parents[node]
                if isinstance(owner, ast.comprehension) and isinstance(source.parents[owner], ast.DictComp):
                    yield node, ast.unparse(items), kept
            case ast.For(
                target=ast.Tuple(elts=[number, _]), iter=ast.Call(func=ast.Name(id="enumerate"), args=[items])
            ):
                if _is_set(source, items, 0) and (is_label(number) or "class" in read_name(number)):
                    yield node, ast.unparse(items), ""
            case ast.Call(func=ast.Attribute(value=items, attr="index"), args=[_]) if _is_set(source, items, 0):
                yield node, ast.unparse(items), ""


def _is_set(source: Source, node: ast.AST | None, depth: int) -> bool:
    """Whether a value is a set, or a list in the order of one."""
    match node:
        case ast.Call(func=ast.Name(id="list" | "tuple"), args=[inner]):
            return _is_set(source, inner, depth + 1)
        case ast.Call(func=ast.Name(id="set"), args=[inner]):
            return not (isinstance(inner, ast.Call) and get_last_name(inner.func) == "range")
        case ast.SetComp():
            return True
        case ast.Call(func=ast.Attribute(attr="listdir")):
            return source.resolve_name(node.func) == "os.listdir"
        case ast.Name() | ast.Attribute(value=ast.Name(id="self")) if depth < _DEPTH:
            value = find_value(source, node)
            sorted_later = f"{ast.unparse(node)}.sort(" in ast.unparse(
                source.find_class(node) or source.find_function(node)
            )
            return value is not node and not sorted_later and _is_set(source, value, depth + 1)
    return False
