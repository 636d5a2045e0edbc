"""Checks of what is known about the test data before the test: splits that overlap, and choices made on it; see the rules' texts."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

from hanli.lint.reading.names import follow, is_held_out, is_label, is_trained, read_name, says_held_out
from hanli.lint.reading.origins import find_origin, find_value, list_returned, list_returns
from hanli.lint.reading.source import Found, Function, Source, get_keyword, get_last_name, get_receiver

_DEPTH = 8
_MAKERS = re.compile(
    r"sklearn\.(preprocessing|decomposition|impute|feature_extraction|feature_selection)(\.\w+)*\.[A-Z]\w*"
)
_MAKER_NAMES = re.compile(r"(.*_)?(scalers?|encoders?|vectorizers?|imputers?)")
_TEST = re.compile(r"(.*_)?(test|testing)(_.*)?|test(loader|set|_dl|data|dataset|acc|loss)")
_VALIDATION = re.compile(
    r"(x_|y_)?(val|valid|validation|dev)_?(x|y|set|data|dataset|ds|loader|dl|dataloader|iter|split|part)s?"
)
_STORING = {"save", "save_checkpoint", "deepcopy", "save_model", "state_dict"}


# -- preparing ---------------------------------------------------------------------------------------------------------


def find_fitted_on_test(source: Source) -> Iterator[Found]:
    """A scaler, encoder or vocabulary fitted anew on held-out data, or held-out data scaled by their own statistics."""
    for call in source.calls:
        if get_last_name(call.func) not in {"fit_transform", "fit"} or not call.args or not _is_maker(source, call):
            continue
        if is_held_out(call.args[0]) and not _is_pair(call.args[0]):
            yield call, ast.unparse(call), ""
    for node in source.nodes:
        data = find_standardized(node) if isinstance(node, ast.BinOp) else None
        each = isinstance(data, ast.Name) and bool(source.find_loops(node))  # one sample by itself
        if data is not None and is_held_out(data) and not each:
            yield node, ast.unparse(node), ""
    yield from _find_coded_apart(source)
    yield from _find_standardizing_functions(source)
    yield from _find_fitting_data_sets(source)


def _find_coded_apart(source: Source) -> Iterator[Found]:
    """`pd.get_dummies`, `pd.factorize` or `.cat.codes` of training and of held-out data, each by itself."""
    coded: list[ast.expr] = [
        one
        for one in source.nodes
        if isinstance(one, ast.Attribute) and one.attr == "codes" and get_last_name(one.value) == "cat"
    ]
    coded += [
        call
        for call in source.calls
        if source.resolve_name(call.func) in {"pandas.factorize", "pandas.get_dummies"}
        and get_last_name(source.parents[call]) not in {"reindex", "align"}
    ]
    if any(is_trained(one) for one in coded):
        yield from ((one, ast.unparse(one), "") for one in coded if is_held_out(one))


def _is_pair(node: ast.expr) -> bool:
    """Whether an expression joins several parts, as training and test data."""
    return any(
        isinstance(one, ast.Call) and get_last_name(one.func) in {"concat", "concatenate", "vstack"}
        for one in ast.walk(node)
    )


def _is_maker(source: Source, call: ast.Call) -> bool:
    """Whether a call is of a class of scikit-learn that learns from data."""
    maker = get_receiver(call)
    if isinstance(maker, ast.Subscript):  # one of several
        return bool(_MAKER_NAMES.fullmatch(get_last_name(maker.value).lower()))
    made = [maker] if isinstance(maker, ast.Call) else source.find_values(maker)
    return bool(made) and all(_MAKERS.fullmatch(source.resolve_callee(one)) for one in made)


def find_standardized(node: ast.AST) -> ast.expr | None:
    """`x` of `(x - x.mean(0)) / x.std(0)`, also with `np.mean(x)` and a small number added; None if it is something else."""
    match node:
        case ast.BinOp(left=ast.BinOp(left=data, op=ast.Sub(), right=mean), op=ast.Div(), right=spread):
            if isinstance(spread, ast.BinOp) and isinstance(spread.op, ast.Add):
                spread = spread.left
            said = ast.unparse(data)
            if is_statistic(mean, said, {"mean"}) and is_statistic(spread, said, {"std"}):
                return data
            if is_statistic(mean, said, {"min", "amin"}) and isinstance(spread, ast.BinOp):
                both = is_statistic(spread.left, said, {"max", "amax"}) and is_statistic(
                    spread.right, said, {"min", "amin"}
                )
                return data if both else None
    return None


def is_statistic(node: ast.expr, said: str, names: set[str]) -> bool:
    """Whether an expression is a statistic of what is written so: `x.mean(0)`, `np.mean(x, axis=0)`."""
    if not isinstance(node, ast.Call) or get_last_name(node.func) not in names:
        return False
    own = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == said
    return own or (bool(node.args) and ast.unparse(node.args[0]) == said)


def _find_standardizing_functions(source: Source) -> Iterator[Found]:
    """A function that scales its argument by its own statistics, called for training and for held-out data."""
    for function in source.functions:
        names = [one.arg for one in function.args.args]
        parts = list(ast.walk(function))
        scaled = [data.id for one in parts for data in [find_standardized(one)] if isinstance(data, ast.Name)]
        if not names or (names[0] not in scaled and not any(_learns(source, one, function) for one in parts)):
            continue
        sites = [call for call in source.find_call_sites(function) if call.args and isinstance(call.func, ast.Name)]
        if any(is_trained(call.args[0]) for call in sites):
            yield from ((call, ast.unparse(call), "") for call in sites if is_held_out(call.args[0]))


def _find_fitting_data_sets(source: Source) -> Iterator[Found]:
    """A data set that fits a scaler or numbers its words itself, made of training and of held-out data."""
    for owner in source.classes.values():
        if not source.is_data_set(owner):
            continue
        made = [call for call in source.calls if isinstance(call.func, ast.Name) and call.func.id == owner.name]
        given = [one for call in made for one in _list_given_names(source, call)]
        if not any(map(says_held_out, given)) or len(made) < 2:
            continue
        for node in ast.walk(owner):
            function = source.find_function(node)
            if isinstance(function, Function) and function.name == "__init__" and _learns(source, node, function):
                yield node, ast.unparse(node), ""
                break


def _list_given_names(source: Source, call: ast.Call) -> list[str]:
    """The names that a made object gets, and those of its first argument."""
    first = [read_name(one) for one in call.args[:1]]
    owner = source.parents[call]
    if isinstance(owner, ast.Tuple):
        statement = source.parents[owner]
        targets = getattr(statement, "targets", [None])[0]
        if isinstance(targets, ast.Tuple) and len(targets.elts) == len(owner.elts):
            return [*first, read_name(targets.elts[owner.elts.index(call)])]
    return [*first, *(read_name(one) for one in getattr(owner, "targets", []))]


def _learns(source: Source, node: ast.AST, function: Function) -> bool:
    """Whether a node learns from the arguments of `__init__`: it fits a scaler, or numbers the different words."""
    names = {one.arg for one in function.args.args}
    match node:
        case ast.Attribute(attr="codes", value=ast.Attribute(attr="cat")):
            return True
        case ast.Call() if source.resolve_name(node.func) in {"pandas.factorize", "pandas.get_dummies"}:
            return True
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"))], value=ast.Call() as statistic):
            return any(is_statistic(statistic, name, {"mean", "std", "min", "max"}) for name in names)
        case ast.Call(func=ast.Attribute(attr="fit_transform"), args=[data, *_]):
            return _is_maker(source, node) and _mentions(source, data, names, 0)
        case ast.DictComp(
            generators=[ast.comprehension(iter=ast.Call(func=ast.Name(id="enumerate"), args=[items, *_]))]
        ):
            value = follow(source, items)
            distinct = value is not None and any(
                isinstance(one, ast.SetComp)
                or get_last_name(one) == "most_common"
                or (isinstance(one, ast.Call) and get_last_name(one.func) in {"set", "Counter", "unique"})
                for one in ast.walk(value)
            )
            return distinct and value is not None and _mentions(source, value, names, 0)
    return False


def _mentions(source: Source, node: ast.AST, names: set[str], depth: int) -> bool:
    """Whether a value is computed of arguments of these names."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            if one.id in names:
                return True
            value = find_value(source, one) if depth < _DEPTH else None
            if value is not None and value is not one and _mentions(source, value, names, depth + 1):
                return True
    return False


# -- dividing ----------------------------------------------------------------------------------------------------------


def find_copied_before_split(source: Source) -> Iterator[Found]:
    """Samples copied, augmented or synthesized before the split: copies of one sample stand on both sides."""
    for call in source.calls:
        if get_last_name(call.func) in {"train_test_split", "random_split"} and call.args:
            copied = _find_copies(source, call.args[0], 0)
            if copied is not None:
                yield call, ast.unparse(copied), ""
    for node in source.nodes:
        for target, value in _list_pairs(node) if isinstance(node, ast.Assign) else []:
            match value:
                case ast.Subscript(value=ast.Name() as data, slice=ast.Slice(lower=None)) if is_trained(target):
                    copied = _find_copies(source, data, 0)
                    if copied is not None:
                        yield value, ast.unparse(copied), ""


def _find_copies(source: Source, node: ast.AST | None, depth: int) -> ast.expr | None:
    """What makes copies of the samples that data come from: `SMOTE`, `concat` with drawn samples or with mirrored ones."""
    if depth > _DEPTH or node is None:
        return None
    origin = find_origin(source, node)
    made = origin.node if origin is not None and not origin.looped else node
    if isinstance(made, ast.Call) and get_last_name(made.func) == "fit_resample":
        return made
    if isinstance(node, ast.Name):
        around = set(source.walk_ancestors(node))
        values = [one for one in source.find_values(node) if one not in around]
        found = [_find_copies(source, one, depth + 1) for one in values]
        return found[0] if found and all(one is not None for one in found) else None
    if isinstance(made, ast.BinOp) and isinstance(made.op, ast.Add) and isinstance(made.right, ast.BinOp):
        times = made.right.right
        return (
            made
            if isinstance(made.right.op, ast.Mult)
            and isinstance(made.left, ast.Name)
            and isinstance(times, ast.Constant)
            else None
        )
    if not isinstance(made, ast.Call) or not made.args:
        return None
    parts = made.args[0].elts if isinstance(made.args[0], ast.List | ast.Tuple) else []
    if get_last_name(made.func) in {"concat", "concatenate", "cat", "vstack"} and len(parts) > 1:
        whole = ast.unparse(parts[0])
        mirrored = any(_is_mirrored(one, whole) for one in parts[1:])
        return made if mirrored or "replace=True" in ast.unparse(made) else None
    known = re.match(r"torch\.|numpy\.", source.resolve_name(made.func)) or get_last_name(made.func) in source.classes
    return _find_copies(source, made.args[0], depth + 1) if known else None


def _is_mirrored(node: ast.expr, whole: str) -> bool:
    """Whether an array is a mirrored copy of another."""
    said = ast.unparse(node)
    turned = re.fullmatch(r"(np|numpy|torch)\.(flip|fliplr|flipud|rot90)\(" + re.escape(whole) + r"\b.*", said)
    return (said.startswith(f"{whole}[") and "::-1" in said) or bool(turned)


def find_shuffled_windows(source: Source) -> Iterator[Found]:
    """Windows of one series that overlap, divided at random: test windows share their steps with training windows."""
    for call in source.calls:
        name = get_last_name(call.func)
        ordered = get_keyword(call, "shuffle")
        if isinstance(ordered, ast.Constant) and ordered.value is False:
            continue
        if name in {"random_split", "train_test_split"} and call.args and _is_of_windows(source, call.args[0], 0):
            yield call, ast.unparse(call.args[0]), name
        folds = find_value(source, get_receiver(call)) if name == "split" and call.args else None
        if isinstance(folds, ast.Call) and re.fullmatch(r"\w*(KFold|ShuffleSplit)", get_last_name(folds.func)):
            mixed = (
                "Shuffle" in get_last_name(folds.func) or ast.unparse(get_keyword(folds, "shuffle") or folds) == "True"
            )
            if mixed and "Group" not in get_last_name(folds.func) and _is_of_windows(source, call.args[0], 0):
                yield call, ast.unparse(call.args[0]), get_last_name(folds.func)


def _is_of_windows(source: Source, node: ast.AST | None, depth: int) -> bool:
    """Whether data are overlapping windows of a series: an array of slices, or a data set that slices."""
    if depth > _DEPTH or node is None:
        return False
    value = follow(source, node)
    match value:
        case ast.ListComp(elt=element, generators=[ast.comprehension(target=ast.Name(id=index), iter=runs)]):
            return _overlap(runs, element) and _is_window(element, index)
        case ast.List(elts=[]):
            return _is_filled_with_windows(source, node)
        case ast.Call() if get_last_name(value.func) == "sliding_window_view":
            return True
        case ast.Call(args=[_, _, ast.Constant(value=1)]) if get_last_name(value.func) == "unfold":
            return True
        case ast.Call(args=arguments):
            made = source.classes.get(get_last_name(value.func))
            if made is not None:
                return _hands_out_windows(made)
            if get_last_name(value.func) in {
                "stack",
                "array",
                "TensorDataset",
                "cat",
                "concatenate",
                "vstack",
                "unsqueeze",
            }:
                return any(_is_of_windows(source, one, depth + 1) for one in arguments[:1])
            return any(_is_of_windows(source, one, depth + 1) for one in list_returned(source, value)[:1])
        case ast.Name() if (origin := find_origin(source, value)) is not None and origin.path and not origin.looped:
            given = list_returned(source, origin.node) if isinstance(origin.node, ast.Call) else []
            if len(given) == 1 and isinstance(given[0], ast.Tuple) and origin.path[0] < len(given[0].elts):
                return _is_of_windows(source, given[0].elts[origin.path[0]], depth + 1)
    return False


def _is_filled_with_windows(source: Source, node: ast.AST) -> bool:
    """Whether a loop appends overlapping windows to a list, under the name that the list has where it is made."""
    name = _find_list_name(source, node)
    for call in source.calls if name else []:
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=into), attr="append"), args=[added]) if into == name:
                loops = source.find_loops(call)
                if loops and isinstance(loops[0], ast.For) and isinstance(loops[0].target, ast.Name):
                    made = follow(source, added)
                    sliced = made is not None and _is_window(made, loops[0].target.id)
                    return sliced and made is not None and _overlap(loops[0].iter, made)
    return False


def _find_list_name(source: Source, node: ast.AST | None) -> str:
    """The last name that a value has on the way to where it is made."""
    name = ""
    for _ in range(_DEPTH):
        if isinstance(node, ast.Call) and node.args:
            node = node.args[0]
        if not isinstance(node, ast.Name):
            break
        name = node.id
        origin = find_origin(source, node)
        if origin is None or origin.path:
            break
        node = origin.node
    return name


def _overlap(runs: ast.expr, window: ast.AST) -> bool:
    """Whether windows that a loop over `range(…)` cuts overlap: it has no step, or one below their length."""
    if not isinstance(runs, ast.Call) or get_last_name(runs.func) != "range":
        return False
    step = runs.args[2].value if len(runs.args) > 2 and isinstance(runs.args[2], ast.Constant) else None
    if len(runs.args) < 3:
        return True
    uppers = [one.upper for one in ast.walk(window) if isinstance(one, ast.Slice)]
    lengths = [one.right.value for one in uppers if isinstance(one, ast.BinOp) and isinstance(one.right, ast.Constant)]
    return isinstance(step, int) and any(isinstance(one, int) and step < one for one in lengths)


def _is_window(node: ast.AST, index: str) -> bool:
    """Whether an expression has a slice that begins at the index of a loop and ends further on, or the other way round."""
    for one in ast.walk(node):
        match one:
            case ast.Slice(lower=ast.Name(id=start), upper=ast.BinOp(op=ast.Add()) as far):
                pass
            case ast.Slice(lower=ast.BinOp(op=ast.Sub()) as far, upper=ast.Name(id=start)):
                pass
            case _:
                continue
        if start == index and index in {part.id for part in ast.walk(far) if isinstance(part, ast.Name)}:
            return True
    return False


def _hands_out_windows(owner: ast.ClassDef) -> bool:
    """Whether a data set hands out overlapping windows of what it keeps."""
    items = [one for one in owner.body if isinstance(one, Function) and one.name == "__getitem__"]
    return len(items) == 1 and len(items[0].args.args) == 2 and _is_window(items[0], items[0].args.args[1].arg)


def find_overlapping_split(source: Source) -> Iterator[Found]:
    """Training and held-out parts that share samples: of two random orders, of two random splits, of two slices."""
    grouped: dict[ast.AST, list[ast.AST]] = {}
    for node in source.nodes:
        if isinstance(node, ast.Assign) or (isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)):
            grouped.setdefault(source.find_function(node), []).append(node)
    for nodes in grouped.values():
        yield from _find_two_orders(source, nodes)
        yield from _find_shared_slices(nodes)
    yield from _find_two_splits(source)


def _find_two_orders(source: Source, nodes: list[ast.AST]) -> Iterator[Found]:
    """`randperm(n)[:k]` for one part and another `randperm(n)[k:]` for the other."""
    first: dict[str, str] = {}
    for node in nodes:
        match node:
            case ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=ast.expr() as cut, step=None)):
                if (order := _find_order(source, value)) is not None:
                    first[ast.unparse(order)] = ast.unparse(cut)
    orders = {
        id(order): order
        for node in nodes
        if isinstance(node, ast.Subscript)
        for order in [_find_order(source, node.value)]
        if order is not None
    }
    for node in nodes:
        match node:
            case ast.Subscript(value=value, slice=ast.Slice(lower=ast.expr() as cut, upper=None, step=None)):
                order = _find_order(source, value)
                same = [one for one in orders.values() if order is not None and ast.unparse(one) == ast.unparse(order)]
                if order is not None and first.get(ast.unparse(order)) == ast.unparse(cut) and len(same) > 1:
                    yield node, ast.unparse(node), ""


def _find_order(source: Source, node: ast.AST) -> ast.Call | None:
    """The call that makes a random order."""
    value = follow(source, node)
    made = source.resolve_callee(value)
    seeded = isinstance(value, ast.Call) and get_keyword(value, "generator") is not None
    known = made in {"torch.randperm", "numpy.random.permutation"} and not seeded
    return value if isinstance(value, ast.Call) and known else None


def _find_shared_slices(nodes: list[ast.AST]) -> Iterator[Found]:
    """`data[:8000]` for training and `data[7000:9000]` for validation, `data[:cut]` and `data[-cut:]`."""
    train: dict[str, ast.expr] = {}
    pairs = [pair for node in nodes if isinstance(node, ast.Assign) for pair in _list_pairs(node)]
    for target, value in pairs:
        match value:
            case ast.Subscript(value=data, slice=ast.Slice(lower=None, upper=ast.expr() as cut)) if is_trained(target):
                train[ast.unparse(data)] = cut
    for target, value in pairs:
        match value:
            case ast.Subscript(value=data, slice=ast.Slice(lower=ast.expr() as start)) if is_held_out(target):
                end = train.get(ast.unparse(data))
                if end is not None and _starts_before(start, end):
                    yield value, ast.unparse(value), ""


def _list_pairs(node: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
    """The targets of an assignment, each with its value."""
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        return list(zip(target.elts, value.elts, strict=True))
    return [(target, value)]


def _starts_before(start: ast.expr, cut: ast.expr) -> bool:
    """Whether a slice surely starts before another ends: 7000 before 8000, `-cut` of a part that is the larger one."""
    if isinstance(start, ast.Constant) and isinstance(cut, ast.Constant):
        return isinstance(start.value, int) and isinstance(cut.value, int) and 0 <= start.value < cut.value
    negative = isinstance(start, ast.UnaryOp) and isinstance(start.op, ast.USub)
    return (
        negative
        and isinstance(start, ast.UnaryOp)
        and isinstance(cut, ast.Name)
        and ast.unparse(start.operand) == cut.id
    )


def _find_two_splits(source: Source) -> Iterator[Found]:
    """`random_split` of one data set twice, each time for another part, without a seed."""
    seen: dict[tuple[str, str, ast.AST | None], set[int]] = {}
    for call in source.calls:
        owner = source.parents[call]
        if get_last_name(call.func) != "random_split" or not call.args or not isinstance(owner, ast.Assign):
            continue
        target = owner.targets[0]
        if get_keyword(call, "generator") is not None or len(call.args) > 2 or not isinstance(target, ast.Tuple):
            continue
        used = {place for place, one in enumerate(target.elts) if get_last_name(one) not in {"_", "__"}}
        data = call.args[0]
        scope = source.find_class(call) if ast.unparse(data).startswith("self.") else source.find_function(call)
        key = (ast.unparse(data), ast.unparse(call.args[-1]), scope)
        if len(used) < len(target.elts):
            if key in seen and not seen[key] & used and "manual_seed" not in ast.unparse(scope or source.tree):
                yield call, ast.unparse(data), ""
            seen.setdefault(key, set()).update(used)


def find_parted_samples(source: Source) -> Iterator[Found]:
    """Inputs and labels in two random orders: shuffled apart, split apart, or split into names in the wrong order."""
    for node in source.nodes:
        for field in ("body", "orelse"):
            statements = getattr(node, field, None)
            if isinstance(statements, list):
                yield from _find_orders_apart(source, statements)
    yield from _find_permuted_apart(source)
    for call in source.calls:
        if get_last_name(call.func) == "train_test_split":
            yield from _find_wrong_order(source, call)


def _find_orders_apart(source: Source, statements: list[ast.stmt]) -> Iterator[Found]:
    """Two statements one after the other that bring inputs and labels each into a random order of its own."""
    for first, second in itertools.pairwise(statements):
        one, two = _find_shuffled(source, first), _find_shuffled(source, second)
        if one is None or two is None or ast.unparse(one) == ast.unparse(two) or _share_seed(first, second):
            continue
        if is_label(one) != is_label(two):
            yield second, ast.unparse(one), ast.unparse(two)


def _find_shuffled(source: Source, node: ast.stmt) -> ast.expr | None:
    """What a statement brings into a new random order, or splits at random without a seed."""
    match node:
        case ast.Expr(value=ast.Call(func=called, args=[data])) if get_last_name(called) == "shuffle":
            return data if source.resolve_name(called) in {"numpy.random.shuffle", "random.shuffle"} else None
        case ast.Assign(value=ast.Call(args=[data]) as call) if get_last_name(call.func) == "train_test_split":
            return data if get_keyword(call, "shuffle") is None else None
    return None


def _share_seed(first: ast.stmt, second: ast.stmt) -> bool:
    """Whether two splits have the same `random_state`."""
    calls = [one.value for one in (first, second) if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call)]
    seeds = [get_keyword(one, "random_state") for one in calls]
    return len(seeds) == 2 and None not in seeds and len({ast.unparse(one) for one in seeds if one is not None}) == 1


def _find_permuted_apart(source: Source) -> Iterator[Found]:
    """`x[order]` and `y[torch.randperm(len(y))]` in one function: labels in another random order than the inputs."""
    orders: dict[ast.AST, list[tuple[ast.Subscript, ast.Call]]] = {}
    for node in source.nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and isinstance(node.ctx, ast.Load):
            order = _find_order(source, node.slice)
            if order is not None:
                orders.setdefault(source.find_function(node), []).append((node, order))
    for many in orders.values():
        inputs = [order for node, order in many if not is_label(node.value)]
        for node, order in many:
            if is_label(node.value) and inputs and not any(one is order for one in inputs):
                yield node, ast.unparse(node), ast.unparse(inputs[0])


def _find_wrong_order(source: Source, call: ast.Call) -> Iterator[Found]:
    """`x_train, y_train, x_test, y_test = train_test_split(x, y)`: it gives both parts of x first."""
    owner = source.parents[call]
    target = owner.targets[0] if isinstance(owner, ast.Assign) else None
    if isinstance(target, ast.Tuple) and len(target.elts) == 4 and len(call.args) == 2:
        names = [read_name(one) for one in target.elts]
        trained = [is_trained(one) for one in target.elts]
        if trained == [True, True, False, False] and names[0] != names[1]:
            yield target, names[1], names[2]


def find_target_in_inputs(source: Source) -> Iterator[Found]:
    """A whole table as inputs and one of its columns as target: the target is among the inputs."""
    for call in source.calls:
        if get_last_name(call.func) != "TensorDataset" or len(call.args) != 2:
            continue
        inputs, target = (_find_table(source, one) for one in call.args)
        if (
            isinstance(inputs, ast.Name)
            and isinstance(target, ast.Subscript)
            and isinstance(target.slice, ast.Constant)
        ):
            same = isinstance(target.value, ast.Name) and target.value.id == inputs.id
            if same and source.find_bindings(inputs) == source.find_bindings(target.value):  # type: ignore[arg-type]
                yield call, ast.unparse(target), inputs.id


def _find_table(source: Source, node: ast.expr) -> ast.AST | None:
    """The table, or the column of one, whose values a tensor holds; the table by its name."""
    value: ast.AST | None = node
    for _ in range(_DEPTH):
        match value:
            case ast.Attribute(value=table, attr="values"):
                return table
            case ast.Call(func=ast.Attribute(value=table, attr="to_numpy")):
                return table
            case ast.Call(
                func=ast.Attribute(value=inner, attr="float" | "astype" | "to" | "reshape" | "view" | "unsqueeze")
            ) if not source.resolve_name(value.func):
                value = inner
            case ast.Call(args=[inner, *_]) if re.match(r"torch\.|numpy\.", source.resolve_name(value.func)):
                value = inner
            case ast.Name():
                found = find_value(source, value)
                if found is value:
                    return None
                value = found
            case _:
                return None
    return None


# -- choosing ----------------------------------------------------------------------------------------------------------


def find_chosen_on_test(source: Source) -> Iterator[Found]:
    """The best epoch, the learning rate or the end of training chosen by the score on the test data."""
    other = "" if _has_validation(source) else "the only score"
    for node in source.nodes:
        if isinstance(node, ast.If) and source.find_loops(node) and (score := _find_best(source, node)) is not None:
            yield node.test, ast.unparse(score), other
    for call in source.calls:
        if get_last_name(call.func) != "step" or len(call.args) != 1:
            continue
        if source.infer_kind(get_receiver(call)) == "plateau" and _is_of_test(source, call.args[0]):
            yield call, ast.unparse(call.args[0]), other
    yield from ((call, said, other) for call, said in _find_stops(source))
    for call in source.calls:
        chosen = call.args[0] if get_last_name(call.func) in {"max", "min"} and call.args else None
        by = get_keyword(call, "key")
        if isinstance(chosen, ast.Name) and by is not None and ast.unparse(by) == f"{chosen.id}.get":
            kept = [one for one in source.nodes if isinstance(one, ast.Assign) and _fills(one, chosen.id)]
            if kept and all(_is_of_test(source, one.value) for one in kept):
                yield call, ast.unparse(kept[0].value), other
    for function in source.functions:
        if "trial" in {one.arg for one in function.args.args}:  # of Optuna
            yield from (
                (one, ast.unparse(one), "") for one in list_returns(source, function) if _is_of_test(source, one)
            )


def _fills(node: ast.Assign, name: str) -> bool:
    """Whether an assignment puts something into a dictionary: `results[lr] = …`."""
    target = node.targets[0]
    return isinstance(target, ast.Subscript) and get_last_name(target.value) == name


def _has_validation(source: Source) -> bool:
    """Whether a file has validation data at all, or names what it reports as its last result."""
    return any(
        _VALIDATION.fullmatch(
            one.id if isinstance(one, ast.Name) else one.attr if isinstance(one, ast.Attribute) else one.arg
        )
        for one in source.nodes
        if isinstance(one, ast.Name | ast.Attribute | ast.arg)
    )


def _find_stops(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Early stopping that gets a score of the test data: `early_stopping(test_loss, model)`."""
    for call in source.calls:
        said = ast.unparse(call.func).lower()
        if (
            call.args
            and re.search(r"early|stopp", said)
            and source.find_loops(call)
            and _is_of_test(source, call.args[0])
        ):
            yield call, ast.unparse(call.args[0])


def _find_best(source: Source, node: ast.If) -> ast.expr | None:
    """The score of the test data that a comparison with the best one so far keeps."""
    tests = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
    for test in tests:
        if not isinstance(test, ast.Compare) or len(test.ops) != 1:
            continue
        sides = [test.left, test.comparators[0]]
        best = [one for one in sides if "best" in get_last_name(one).lower()]
        others = [one for one in sides if one not in best]
        if len(best) == 1 and _is_of_test(source, others[0]) and _keeps_model(node):
            return others[0]
    return None


def _keeps_model(node: ast.If) -> bool:
    """Whether a branch saves or copies a model."""
    return any(
        isinstance(one, ast.Call) and get_last_name(one.func) in _STORING
        for part in node.body
        for one in ast.walk(part)
    )


def _is_of_test(source: Source, node: ast.expr) -> bool:
    """Whether a score is one of test data: computed of a test loader, or called so where the file shows no other."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return _is_of_test(source, node.value)
    value = follow(source, node)
    origin = find_origin(source, node)
    made = value if isinstance(value, ast.Call) else origin.node if origin is not None and not origin.looped else None
    if isinstance(made, ast.Call):
        given = [*made.args, *(one.value for one in made.keywords)]
        if any(_TEST.fullmatch(read_name(one)) for one in given):
            return True
        if any(says_held_out(read_name(one)) or is_trained(one) for one in given):
            return False
    return bool(_TEST.fullmatch(read_name(node)))
