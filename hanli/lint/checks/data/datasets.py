"""Checks of data sets: how they are split, what they hand out, and what they keep; see the rules' texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.checks.data.splits import find_standardized, is_statistic
from hanli.lint.reading.names import is_trained
from hanli.lint.reading.source import Found, Function, Source, get_keyword, get_last_name, get_receiver, walk_inside

_VIEWS = {"view", "unsqueeze", "squeeze", "permute", "transpose", "t", "swapaxes", "numpy"}
_SHARING = {"torch.from_numpy", "torch.as_tensor", "numpy.asarray"}
_READ_ANEW = re.compile(r"(.*_)?(h5|hdf5?|h5py|lmdb|zarr|file|files|db|env|reader|cache\w*|loc|iloc|at|iat)(_.*)?")
_ARRAY_ATTRIBUTES = {
    "shape",
    "size",
    "ndim",
    "dim",
    "mean",
    "std",
    "astype",
    "float",
    "permute",
    "dtype",
    "clip",
    "clamp",
}
_FITTED = re.compile(
    r"sklearn\.\w+(\.\w+)*\.(\w*Scaler|PCA|TruncatedSVD|\w*Imputer|QuantileTransformer|PowerTransformer|TfidfVectorizer|SelectKBest)"
)
_LIST_CHANGES = {"append", "extend", "insert", "remove", "pop", "reverse", "sort"}


def find_shared_dataset(source: Source) -> Iterator[Found]:
    """`part.dataset.transform = …` of a part of a split: the other parts have the same data set."""
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[ast.Attribute(value=ast.Attribute(value=part, attr="dataset"), attr=attr)]):
                if _is_part_of_split(source, part) and not _has_own_dataset(source, node, part):
                    yield node, f"{ast.unparse(part)}.dataset.{attr}", ast.unparse(part)


def _is_part_of_split(source: Source, part: ast.expr) -> bool:
    """Whether an expression is what `random_split` gave, or one of several `Subset`s of one data set."""
    said = ast.unparse(part.value if isinstance(part, ast.Subscript) else part)
    scope = source.find_class(part) if said.startswith("self.") else source.find_function(part)
    made = [one for one in walk_inside(scope or source.tree) if isinstance(one, ast.Assign)]
    whole = [value for one in made for value in _list_values_of(one, said)]
    if isinstance(part, ast.Attribute) and part.attr == "dataset":  # of a loader
        loaders = [one for one in source.find_values(part.value) if isinstance(one, ast.Call) and one.args]
        return bool(loaders) and all(
            _is_part_of_split(source, one.args[0]) for one in loaders if isinstance(one, ast.Call)
        )
    if any(source.resolve_callee(one).endswith("random_split") for one in whole):
        return True
    subsets = [one for one in source.calls if source.resolve_name(one.func).endswith("data.Subset") and one.args]
    shared = {ast.unparse(one.args[0]) for one in subsets if one in whole}
    return any(sum(ast.unparse(one.args[0]) == data for one in subsets) > 1 for data in shared)


def _list_values_of(node: ast.Assign, said: str) -> list[ast.expr]:
    """What an assignment gives to what is written so: its value, of `a, b = x, y` the one in the same place."""
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        return [two for one, two in zip(target.elts, value.elts, strict=True) if ast.unparse(one) == said]
    return [value] if said in _list_targets(target) else []


def _list_targets(target: ast.expr) -> set[str]:
    """What an assignment binds, also of a tuple, as it is written."""
    return {ast.unparse(one) for one in (target.elts if isinstance(target, ast.Tuple | ast.List) else [target])}


def _has_own_dataset(source: Source, node: ast.Assign, part: ast.expr) -> bool:
    """Whether the part was given a data set of its own before."""
    said = f"{ast.unparse(part)}.dataset"
    return any(
        isinstance(one, ast.Assign) and one.lineno < node.lineno and said in _list_targets(one.targets[0])
        for one in walk_inside(source.find_function(node))
    )


def find_dataset_changed_in_place(source: Source) -> Iterator[Found]:
    """A `__getitem__` that changes in place what the data set keeps, so that every look at a sample changes it again."""
    for function in source.functions:
        if function.name != "__getitem__" or source.find_class(function) is None:
            continue
        for node in walk_inside(function):
            changed = _find_changed(source, node, function)
            if changed is not None and (kept := _find_kept(source, changed, 0)) is not None:
                yield node, ast.unparse(kept), ""


def _find_changed(source: Source, node: ast.AST, function: Function) -> ast.expr | None:
    """What a statement changes in place, if it surely does."""
    match node:
        case ast.AugAssign(target=ast.Name() as target, value=value):
            use = _find_use_before(source, node, target.id)
            return use if use is not None and _is_array(source, target.id, value, function) else None
        case ast.AugAssign(target=ast.Subscript(value=value) as target):
            counts = isinstance(node.op, ast.Add | ast.Sub) and isinstance(node.value, ast.Constant)
            return None if counts else value if isinstance(value, ast.Name) else target
        case ast.Assign(targets=[ast.Subscript(value=ast.Name() as value, slice=key) as target], value=given):
            named = isinstance(key, ast.Constant) and isinstance(key.value, str)
            return value if not named or ast.unparse(target) in ast.unparse(given) else None
        case ast.Call(func=ast.Attribute(value=ast.Name() as value, attr=attr)) if re.fullmatch(
            r"[a-z]\w*[a-z]_", attr
        ):
            return value if attr != "requires_grad_" else None
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name() as value, attr=attr))) if (
            attr in _LIST_CHANGES
        ):
            return value
        case ast.Expr(value=ast.Call(func=called, args=[ast.Name() as value, *_])) if (
            get_last_name(called) == "shuffle"
        ):
            return value
    return None


def _find_use_before(source: Source, node: ast.AugAssign, name: str) -> ast.expr | None:
    """The target of `x += …`, whose bindings before it say what it was."""
    return node.target if isinstance(node.target, ast.Name) and node.target.id == name else None


def _is_array(source: Source, name: str, value: ast.expr, function: Function) -> bool:
    """Whether the function treats a name as an array or a tensor, so that `x *= …` changes it in place."""
    made = [source.resolve_callee(one) for one in ast.walk(value)]
    if any(re.fullmatch(r"(torch|numpy)\.(\w+\.)*\w+", one) for one in made if one):
        drawn = [one for one in ast.walk(value) if isinstance(one, ast.Name) and one.id == name]
        if drawn or any(one.endswith("_like") for one in made):
            return True
    for node in ast.walk(function):
        match node:
            case ast.Attribute(value=ast.Name(id=used), attr=attr) if used == name and attr in _ARRAY_ATTRIBUTES:
                return True
            case ast.Subscript(value=ast.Name(id=used), slice=ast.Slice() | ast.Tuple()) if used == name:
                return True
            case ast.Call(args=[ast.Name(id=used), *_]) if used == name:
                called = source.resolve_name(node.func)
                if called == "torch.from_numpy" or re.fullmatch(
                    r"torch\.(roll|flip|rot90|fft\.\w+|nn\.functional\.\w+)|numpy\.(roll|flip\w*|rot90|pad|transpose)",
                    called,
                ):
                    return True
    return False


def _find_kept(source: Source, node: ast.expr, depth: int) -> ast.expr | None:
    """What of the data set a value is, without a copy in between: `self.signals[i]`; None if it may be something else."""
    if depth > 5:
        return None
    match node:
        case ast.Name():
            bindings = source.find_bindings(node) or []
            values = [one.node for one in bindings if one.how == "value" and not source.is_augmented(one.node)]
            unpacked = _find_unpacked(source, node) if all(one.how == "other" for one in bindings) else None
            if unpacked is not None:
                return _find_kept(source, unpacked, depth + 1)
            found = [_find_kept(source, one, depth + 1) for one in values if isinstance(one, ast.expr)]
            whole = bool(found) and all(one.how == "value" for one in bindings)
            return found[0] if whole and all(one is not None for one in found) else None
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _VIEWS and not source.resolve_name(
            node.func
        ):
            return _find_kept(source, value, depth + 1)
        case ast.Call(args=[value, *_]) if source.resolve_name(node.func) in _SHARING:
            return _find_kept(source, value, depth + 1)
        case ast.Subscript() if _is_own_item(source, node):
            return node
    return None


def _find_unpacked(source: Source, name: ast.Name) -> ast.expr | None:
    """`self.samples[i]` of `image, label = self.samples[i]`."""
    made = [
        one.value
        for one in walk_inside(source.find_function(name))
        if isinstance(one, ast.Assign) and name.id in _list_targets(one.targets[0])
    ]
    return made[0] if len(made) == 1 and isinstance(made[0], ast.Subscript) else None


def _is_own_item(source: Source, node: ast.Subscript) -> bool:
    """Whether it is `self.data[i]`, kept in memory and not read from a file at each access."""
    inner: ast.expr = node
    indices: list[ast.expr] = []
    names: list[str] = []
    while isinstance(inner, ast.Subscript | ast.Attribute):
        if isinstance(inner, ast.Subscript):
            indices.append(inner.slice)
        else:
            names.append(inner.attr)
        inner = inner.value
    if (
        not isinstance(inner, ast.Name)
        or inner.id != "self"
        or len(names) != 1
        or _READ_ANEW.fullmatch(names[0].lower())
    ):
        return False
    if any(isinstance(one, ast.Slice) for one in indices) or isinstance(indices[0], ast.Constant):
        return False  # of a list, a slice is a copy
    return not any(
        _opens_file(source, one)
        for one in source.attributes.get((source.find_class(node) or source.tree, names[0]), [])
    )


def _opens_file(source: Source, value: ast.expr) -> bool:
    """Whether an attribute is a file, a table, or another data set, which make a new object at each access."""
    for one in ast.walk(value):
        name = source.resolve_callee(one)
        if re.match(r"(h5py|zarr|pandas|lmdb|datasets|torchvision|torch_geometric)\b", name) or get_last_name(
            getattr(one, "func", one)
        ) in {"load_dataset", "read_csv", "File", "memmap", "open"}:
            return True
    return "dataset" in ast.unparse(value).lower()


def find_cuda_in_worker(source: Source) -> Iterator[Found]:
    """A sample moved to the GPU in `__getitem__` or in a `collate_fn`, which the worker processes of a loader run."""
    for loader in source.calls:
        if not source.resolve_name(loader.func).endswith("data.DataLoader") or not _has_workers(source, loader):
            continue
        for function in _list_run_by_workers(source, loader):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _moves_to_gpu(source, node):
                    yield node, ast.unparse(node.func) + "()", ""


def _has_workers(source: Source, loader: ast.Call) -> bool:
    """Whether a loader surely or by a setting of the run has processes that the system forks."""
    number = get_keyword(loader, "num_workers")
    values = [] if number is None else source.find_values(number) or [number]
    none = not values or any(isinstance(one, ast.Constant) and one.value == 0 for one in values)
    return not none and get_keyword(loader, "multiprocessing_context") is None


def _list_run_by_workers(source: Source, loader: ast.Call) -> list[ast.AST]:
    """The functions of the file that the workers of a loader run."""
    found: list[ast.AST] = []
    collate = get_keyword(loader, "collate_fn")
    if isinstance(collate, ast.Lambda):
        found.append(collate)
    elif isinstance(collate, ast.Name):
        found.extend(one.node for one in source.find_bindings(collate) or [] if isinstance(one.node, Function))
    data = loader.args[0] if loader.args else get_keyword(loader, "dataset")
    for one in (data, *source.find_values(data)):
        made = source.classes.get(get_last_name(one.func)) if isinstance(one, ast.Call) else None
        found.extend(
            part for part in (made.body if made else []) if isinstance(part, Function) and part.name == "__getitem__"
        )
    return found


def _moves_to_gpu(source: Source, call: ast.Call) -> bool:
    """`x.cuda()`, `x.to("cuda")`, `torch.tensor(x, device=device)` of a device that may be a GPU."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "cuda" and not source.resolve_name(call.func):
        return True
    moved = isinstance(call.func, ast.Attribute) and call.func.attr == "to"
    places = [*(call.args[:1] if moved else []), *(one.value for one in call.keywords if one.arg == "device")]
    return any("'cuda" in ast.unparse(value) for one in places for value in [one, *source.find_values(one)])


def find_fitted_before_split(source: Source) -> Iterator[Found]:
    """A scaler fitted on all data, which are split into training and test data afterwards."""
    for call in source.calls:
        name = get_last_name(call.func)
        whole = call.args[0] if name in {"train_test_split", "random_split"} and call.args else None
        if whole is None:
            continue
        if (fitted := _find_fitted(source, whole, 0) or _find_fitted_column(source, whole)) is not None:
            yield fitted, _say_fitted(fitted), ""
    reported: set[ast.expr] = set()
    for node in source.nodes:
        match node:
            case ast.Subscript(value=ast.Name() as data, slice=ast.Name() as index) if is_trained(index):
                found = _find_fitted(source, data, 0) or _find_learned_from_whole(source, data)
                if found is not None and found not in reported:
                    reported.add(found)
                    yield found, _say_fitted(found), ""
            case ast.Subscript(value=ast.Name() as data, slice=ast.Slice(lower=None)):
                owner = next((one for one in source.walk_ancestors(node) if isinstance(one, ast.stmt)), None)
                trains = isinstance(owner, ast.Assign) and "train" in ast.unparse(owner.targets[0]).lower()
                if (
                    trains
                    and (fitted := _find_fitted(source, data, 0) or _find_fitted_column(source, data)) is not None
                ):
                    yield fitted, _say_fitted(fitted), ""
                if trains and (learned := _find_learned_from_whole(source, data)) is not None:
                    yield learned, _say_fitted(learned), ""


def _find_fitted_column(source: Source, data: ast.expr) -> ast.expr | None:
    """`table["load"] = (table["load"] - table["load"].mean()) / table["load"].std()` before a table is divided."""
    function = source.find_function(data)
    for node in walk_inside(function) if isinstance(data, ast.Name) else ():
        match node:
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Sub(), value=value) if name == get_last_name(data):
                if is_statistic(value, name, {"mean"}) and node.lineno < getattr(data, "lineno", 0):
                    return value
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))], value=value) if name == get_last_name(
                data
            ):
                used = find_standardized(value)
                of_itself = isinstance(used, ast.Subscript) and get_last_name(used.value) == name
                if node.lineno < getattr(data, "lineno", 0) and source.find_function(node) is function:
                    if of_itself:
                        return value
                    if isinstance(value, ast.Call) and f"({name}[" in ast.unparse(value):
                        return _find_fitted(source, value, 0)
    return None


def _find_learned_from_whole(source: Source, data: ast.Name) -> ast.expr | None:
    """`StandardScaler().fit(data)` of what the same function divides, by slices, into training and test data."""
    bindings = source.find_bindings(data)
    for call in source.calls:
        same = len(call.args) == 1 and isinstance(call.args[0], ast.Name) and call.args[0].id == data.id
        if (
            not same
            or get_last_name(call.func) != "fit"
            or source.find_function(call) is not source.find_function(data)
        ):
            continue
        maker = get_receiver(call)
        makers = [maker] if isinstance(maker, ast.Call) else source.find_values(maker)
        known = bool(makers) and all(_FITTED.fullmatch(source.resolve_callee(one)) for one in makers)
        if known and source.find_bindings(call.args[0]) == bindings:  # type: ignore[arg-type]
            return call
    return None


def _say_fitted(fitted: ast.expr) -> str:
    """What was fitted: the scaler, or the whole expression."""
    receiver = get_receiver(fitted) if isinstance(fitted, ast.Call) else None
    return ast.unparse(fitted if receiver is None else receiver)


def _find_fitted(source: Source, node: ast.expr, depth: int) -> ast.expr | None:
    """The `scaler.fit_transform(…)` or `(x - x.mean(0)) / x.std(0)` that data come from."""
    if depth > 5:
        return None
    match node:
        case ast.BinOp():
            return node if find_standardized(node) is not None else None
        case ast.Name():
            around = set(source.walk_ancestors(node))
            values = [one for one in source.find_values(node) if one not in around]
            found = [_find_fitted(source, one, depth + 1) for one in values]
            return found[0] if found and all(one is not None for one in found) else None
        case ast.Call(func=ast.Attribute(value=maker, attr="fit_transform")):
            makers = [maker] if isinstance(maker, ast.Call) else source.find_values(maker)
            return node if makers and all(_FITTED.fullmatch(source.resolve_callee(one)) for one in makers) else None
        case ast.Call(func=ast.Attribute(value=value, attr="float" | "astype" | "to" | "reshape" | "squeeze")) if not (
            source.resolve_name(node.func)
        ):
            return _find_fitted(source, value, depth + 1)
        case ast.Call(args=[value, *_]):
            known = re.match(r"torch\.|numpy\.", source.resolve_name(node.func))
            own = get_last_name(node.func) in source.classes  # a data set of it
            return _find_fitted(source, value, depth + 1) if known or own else None
    return None
