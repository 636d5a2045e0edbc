"""Columns and flat tensors: a loss of a column (N, 1) and a flat tensor (N,) compares everything with everything.

A model that ends in `nn.Linear(..., 1)` gives a column; a list of numbers, the column of a table, or the target of a data
set of scikit-learn is flat, and so is what `ravel()` gives. Where the file does not show which of both a value is, nothing is said.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import (
    Origin,
    find_module_maker,
    find_origin,
    find_passed_for_name,
    find_value,
    list_returned,
    list_returns,
    walk_sources,
)
from hanli.lint.reading.source import Found, Function, Source, get_keyword, get_last_name

_DEPTH = 16
_FUNCTIONS = re.compile(r"torch\.nn\.functional\.(mse_loss|l1_loss|smooth_l1_loss|huber_loss)")
_CLASSES = re.compile(r"torch\.nn\.(MSELoss|L1Loss|SmoothL1Loss|HuberLoss)")
_SAME_METHODS = {
    *(
        "to",
        "cuda",
        "cpu",
        "float",
        "double",
        "half",
        "type",
        "astype",
        "detach",
        "clone",
        "copy",
        "contiguous",
        "numpy",
    ),
    *("sigmoid", "tanh", "relu", "exp", "log", "clamp", "abs", "requires_grad_", "pow", "sqrt", "to_numpy", "fillna"),
}
_SAME_FUNCTIONS = re.compile(
    r"torch\.(nn\.functional\.)?(sigmoid|tanh|relu|exp|log|log1p|sin|cos|sqrt|abs|softplus|clamp|as_tensor|tensor|from_numpy|"
    r"FloatTensor|Tensor|dropout|leaky_relu|gelu)|numpy\.(asarray|array|sin|cos|exp|log|log1p|sqrt|abs|ascontiguousarray)"
)
_SAME_LAYERS = re.compile(
    r"torch\.nn\.(ReLU|LeakyReLU|Sigmoid|Tanh|Softplus|Identity|Dropout|GELU|ELU|SELU|SiLU|Hardtanh|ReLU6|BatchNorm1d)"
)
_WRAPPERS = re.compile(r"torch\.nn\.(DataParallel|parallel\.\w+)|torch\.compile")
_SPLITTERS = re.compile(r"sklearn\.model_selection\.(_split\.)?train_test_split")
_DISTANCES = re.compile(r"(\w+_)?(window|horizon|length|len|size|steps?|lags?|lookback|history|context|offset)")
_SKLEARN_DATA = re.compile(r"sklearn\.datasets\.(load|fetch|make)_(?!multilabel)\w+")


def find_mse_broadcast(source: Source) -> Iterator[Found]:
    """A loss of an output of shape (N, 1) and a target of shape (N,), which broadcasts to N × N differences.

    Also a difference of both in a loss written by hand; of two outputs, as in a ranking, every pair may be meant.
    """
    for node in source.nodes:
        for left, right in list_compared(source, node):
            layouts = {infer_layout(source, left), infer_layout(source, right)}
            if layouts == {"column", "flat"}:
                yield node, ast.unparse(left), ast.unparse(right)
    for node in source.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and not _is_compared_already(source, node):
            output = next((one for one in (node.left, node.right) if _is_output(source, one, 0)), None)
            layouts = {infer_layout(source, one) for one in (node.left, node.right)} if output is not None else set()
            if layouts != {"column", "flat"} or output is None or infer_layout(source, output) != "column":
                continue
            other = node.left if output is node.right else node.right
            if not any(isinstance(one, ast.Call) and source.calls_module(one) for one in walk_sources(source, other)):
                yield node, ast.unparse(node.left), ast.unparse(node.right)


def _is_compared_already(source: Source, node: ast.BinOp) -> bool:
    """Whether a difference is a part of what `list_compared` lists."""
    owner = source.parents.get(node)
    around = source.parents.get(owner) if owner is not None else None
    return any(
        next(list_compared(source, one), None) is not None for one in (owner, around) if isinstance(one, ast.expr)
    )


def _is_output(source: Source, node: ast.AST | None, depth: int) -> bool:
    """Whether a value is what a model gives, by its name or as an argument, and nobody has shaped it since."""
    if depth > _DEPTH or not isinstance(node, ast.Name | ast.Call):
        return False
    if isinstance(node, ast.Name):
        if passed := find_passed_for_name(source, node):
            return all(_is_output(source, one, depth + 1) for one in passed)
        value = find_value(source, node)
        return value is not node and _is_output(source, value, depth + 1)
    if isinstance(node.func, ast.Attribute) and node.func.attr in _SAME_METHODS and not source.resolve_name(node.func):
        return _is_output(source, node.func.value, depth + 1)
    return bool(_infer_from_layer(source, node, depth + 1))


def list_compared(source: Source, node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What a loss compares element by element: two arguments, or the sides of `(output - target) ** 2`."""
    match node:
        case ast.Call(args=[left, right, *_]) if _compares(source, node):
            yield left, right
        case ast.BinOp(left=ast.BinOp(left=left, op=ast.Sub(), right=right), op=ast.Pow()):
            yield left, right
        case ast.Call(
            func=ast.Attribute(value=ast.BinOp(left=left, op=ast.Sub(), right=right), attr="pow" | "abs" | "square")
        ):
            yield left, right


def _compares(source: Source, call: ast.Call) -> bool:
    """Whether a call is a loss that compares element by element."""
    if _FUNCTIONS.fullmatch(source.resolve_name(call.func)):
        return True
    if isinstance(call.func, ast.Call):
        return bool(_CLASSES.fullmatch(source.resolve_callee(call.func)))
    values: list[ast.AST | None] = [find_module_maker(source, call.func)]
    if isinstance(call.func, ast.Name):
        bindings = source.find_bindings(call.func) or []
        if len(bindings) == 1 and bindings[0].how == "parameter":
            values = [find_module_maker(source, one) for one in source.find_arguments(bindings[0].node)]
    return bool(values) and all(bool(_CLASSES.fullmatch(source.resolve_callee(one))) for one in values)


def infer_layout(source: Source, node: ast.AST | None, depth: int = 0) -> str:
    """`column` for a tensor or array of shape (N, 1), `flat` for one of shape (N,), `number` for a number, else empty."""
    if depth > _DEPTH or node is None:
        return ""
    match node:
        case ast.Name():
            return _infer_from_name(source, node, depth)
        case ast.Attribute(value=ast.Name(id="self")):
            made = find_value(source, node)
            return infer_layout(source, made, depth + 1) if made is not node else ""
        case ast.Attribute(value=value, attr="data" | "values"):
            return infer_layout(source, value, depth + 1)
        case ast.Attribute(value=value, attr="target"):
            return "flat" if _SKLEARN_DATA.fullmatch(source.resolve_callee(find_value(source, value))) else ""
        case ast.Constant(value=int() | float()):
            return "number"
        case ast.List(elts=elements):
            numbers = bool(elements) and all(infer_layout(source, one, depth + 1) == "number" for one in elements)
            return "flat" if numbers else ""
        case ast.ListComp(elt=element):
            return "flat" if infer_layout(source, element, depth + 1) == "number" else ""
        case ast.UnaryOp(operand=operand):
            return infer_layout(source, operand, depth + 1)
        case ast.BinOp(left=left, op=op, right=right) if not isinstance(op, ast.MatMult):
            return _join_layouts(infer_layout(source, left, depth + 1), infer_layout(source, right, depth + 1))
        case ast.Subscript():
            return _infer_from_subscript(source, node, depth)
        case ast.Call():
            return _infer_from_call(source, node, depth)
    return ""


def _join_layouts(left: str, right: str) -> str:
    """The layout of a sum or product of two."""
    if "number" in (left, right):
        return left if right == "number" else right
    return left if left == right else ""


def _infer_from_name(source: Source, node: ast.Name, depth: int) -> str:
    """The layout of what a name stands for."""
    if passed := find_passed_for_name(source, node):
        told = {infer_layout(source, one, depth + 1) for one in passed}
        return told.pop() if len(told) == 1 else ""
    origin = find_origin(source, node)
    if origin is None:
        return ""
    if origin.looped:
        return _infer_from_loop(source, origin, depth)
    value = find_value(source, node)
    if value is not node:
        return infer_layout(source, value, depth + 1)
    return _infer_from_parts(source, origin, depth)


def _infer_from_parts(source: Source, origin: Origin, depth: int) -> str:
    """The layout of one of the values that a library's function gives: of `train_test_split`, of a data set."""
    if not isinstance(origin.node, ast.Call) or len(origin.path) != 1:
        return ""
    name, place = source.resolve_name(origin.node.func), origin.path[0]
    if _SPLITTERS.fullmatch(name) and place // 2 < len(origin.node.args):
        return infer_layout(source, origin.node.args[place // 2], depth + 1)
    if _SKLEARN_DATA.fullmatch(name):
        whole = get_keyword(origin.node, "return_X_y")
        several = get_keyword(origin.node, "n_targets") is not None
        pair = "make_" in name or (isinstance(whole, ast.Constant) and whole.value is True)
        return "flat" if pair and place == 1 and not several else ""
    return ""


def _infer_from_loop(source: Source, origin: Origin, depth: int) -> str:
    """The layout of what a loop over the batches of a data set hands out."""
    runs, path = _unwrap_loop(origin)
    data = _find_data_set(source, runs, depth)
    if data is None or len(path) != 1:
        return ""
    return _infer_from_data_set(source, data, path[0], depth)


def _unwrap_loop(origin: Origin) -> tuple[ast.expr, tuple[int, ...]]:
    """What a loop runs over, without `enumerate` and `tqdm`, and the place of what it hands out."""
    runs, path = origin.node, origin.path
    while isinstance(runs, ast.Call) and get_last_name(runs.func) in {"enumerate", "tqdm"} and runs.args:
        path = path[1:] if get_last_name(runs.func) == "enumerate" else path
        runs = runs.args[0]
    return runs, path


def _find_data_set(source: Source, node: ast.AST, depth: int) -> ast.Call | None:
    """The call that made the data set of a loader."""
    for _ in range(_DEPTH):
        bindings = source.find_bindings(node) or [] if isinstance(node, ast.Name) else []
        if len(bindings) == 1 and bindings[0].how == "parameter":
            given = source.find_arguments(bindings[0].node)
            if len(given) != 1:
                return None
            node = given[0]
            continue
        value: ast.AST | None = find_value(source, node)
        if isinstance(value, ast.Name) and (origin := find_origin(source, value)) is not None and not origin.looped:
            value = origin.node
        if not isinstance(value, ast.Call):
            return None
        last = get_last_name(value.func)
        if last == "DataLoader" and get_keyword(value, "collate_fn") is not None:
            return None
        if last in {"DataLoader", "random_split", "Subset"}:
            inner = value.args[0] if value.args else get_keyword(value, "dataset")
        elif len(given := list_returned(source, value)) == 1:
            inner = given[0]
        else:
            return value
        if inner is None:
            return None
        node = inner
    return None


def _infer_from_data_set(source: Source, data: ast.Call, place: int | str, depth: int) -> str:
    """The layout of the batches that a data set gives at one place, or under one key, of its items."""
    if get_last_name(data.func) == "TensorDataset" and isinstance(place, int):
        starred = any(isinstance(one, ast.Starred) for one in data.args)
        return infer_layout(source, data.args[place], depth + 1) if place < len(data.args) and not starred else ""
    made = source.classes.get(data.func.id) if isinstance(data.func, ast.Name) else None
    if made is None:
        return ""
    items = [one for one in made.body if isinstance(one, Function) and one.name == "__getitem__"]
    given = list_returns(source, items[0]) if len(items) == 1 else []
    told = {infer_layout(source, _get_part(one, place), depth + 1) for one in given}
    return "flat" if told == {"number"} else "column" if told == {"flat-of-one"} else ""


def _get_part(item: ast.expr, place: int | str) -> ast.expr | None:
    """The part of a tuple, or of a dictionary, that an item of a data set is."""
    if isinstance(item, ast.Tuple) and isinstance(place, int):
        return item.elts[place] if place < len(item.elts) else None
    keys = item.keys if isinstance(item, ast.Dict) else []
    found = [index for index, key in enumerate(keys) if isinstance(key, ast.Constant) and key.value == place]
    return item.values[found[0]] if isinstance(item, ast.Dict) and len(found) == 1 else None


def _infer_from_subscript(source: Source, node: ast.Subscript, depth: int) -> str:
    """The layout of `table["price"]`, `x[:, 0]`, `y[:, None]`, `y[index]`, `output[0]`."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if len(parts) == 1 and isinstance(parts[0], ast.Constant) and isinstance(parts[0].value, str):
        return "flat" if _is_table(source, node.value, depth) else _infer_from_key(source, node, depth)
    base = infer_layout(source, node.value, depth + 1)
    if len(parts) == 2 and isinstance(parts[0], ast.Slice):
        if isinstance(parts[1], ast.Constant) and parts[1].value is None:
            return "column" if base == "flat" else ""
        one_column = isinstance(parts[1], ast.Constant | ast.UnaryOp) and _is_whole(parts[0])
        return "flat" if one_column and (base == "column" or _is_matrix(source, node.value, depth)) else ""
    if len(parts) != 1:
        return ""
    if isinstance(parts[0], ast.Slice):
        return base
    return {"flat": "number", "column": "flat-of-one"}.get(base, "") if _is_item_number(source, parts[0]) else ""


def _infer_from_key(source: Source, node: ast.Subscript, depth: int) -> str:
    """The layout of `batch["y"]`, where a loop over a loader hands out dictionaries."""
    origin = find_origin(source, node.value)
    key = node.slice.value if isinstance(node.slice, ast.Constant) else None
    if origin is None or not origin.looped or not isinstance(key, str):
        return ""
    runs, path = _unwrap_loop(origin)
    data = _find_data_set(source, runs, depth)
    return _infer_from_data_set(source, data, key, depth) if data is not None and not path else ""


def _is_whole(node: ast.expr) -> bool:
    """Whether an index is `:`."""
    return isinstance(node, ast.Slice) and node.lower is node.upper is node.step is None


def _is_item_number(source: Source, index: ast.expr) -> bool:
    """Whether an index is that of `__getitem__`, also so many places further: `start + self.window`."""
    if isinstance(index, ast.BinOp) and isinstance(index.op, ast.Add):
        sides = [one for one in (index.left, index.right) if not _is_item_number(source, one)]
        return len(sides) == 1 and all(_is_distance(one) for one in sides)
    return isinstance(index, ast.Name) and any(
        one.how == "parameter" and getattr(source.find_function(one.node), "name", "") == "__getitem__"
        for one in source.find_bindings(index) or []
        if one.node is not None
    )


def _is_distance(node: ast.expr) -> bool:
    """Whether a value is a number of places, as far as its name says."""
    number = isinstance(node, ast.Constant) and isinstance(node.value, int)
    return number or bool(_DISTANCES.fullmatch(get_last_name(node).lower()))


def _is_matrix(source: Source, node: ast.AST, depth: int) -> bool:
    """Whether an expression has two axes for certain: what `np.loadtxt` reads, the values or the places of a table."""
    for _ in range(_DEPTH):
        value: ast.AST | None = find_value(source, node)
        match value:
            case ast.Attribute(value=table, attr="values" | "iloc"):
                return _is_table(source, table, depth)
            case ast.Call() if source.resolve_name(value.func) in {"numpy.loadtxt", "numpy.genfromtxt"}:
                return True
            case ast.Call(func=ast.Attribute(value=table, attr="to_numpy")):
                return _is_table(source, table, depth)
            case ast.Call(args=[first, *_]) if _SAME_FUNCTIONS.fullmatch(source.resolve_name(value.func)):
                node = first
            case ast.Call(func=ast.Attribute(value=inner, attr=attr)) if attr in _SAME_METHODS:
                node = inner
            case _:
                return False
    return False


def _is_table(source: Source, node: ast.AST, depth: int) -> bool:
    """Whether an expression is a table of pandas."""
    for _ in range(_DEPTH):
        value: ast.AST | None = find_value(source, node)
        if isinstance(value, ast.Name):
            bindings = source.find_bindings(value) or []
            if len(bindings) == 1 and bindings[0].how == "parameter":
                return bool(re.fullmatch(r"(\w+_)?(df|frame|dataframe)", value.id.lower()))
            return False
        name = source.resolve_callee(value)
        if re.match(r"pandas\.(read_\w+|DataFrame)", name):
            return True
        if (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and value.func.attr in {"dropna", "sample", "reset_index", "copy", "drop"}
        ):
            node = value.func.value
            continue
        return False
    return False


def _infer_from_call(source: Source, call: ast.Call, depth: int) -> str:
    """The layout of what a call gives."""
    name, attr = source.resolve_name(call.func), get_last_name(call.func)
    if name:
        if attr in {"randn", "rand", "zeros", "ones"} and name.startswith("torch."):
            return _infer_from_sizes(call)
        if name in {"torch.linspace", "torch.arange", "numpy.linspace", "numpy.arange"}:
            return "flat"
        if name in {"torch.flatten", "torch.ravel", "numpy.ravel"} and len(call.args) == 1 and not call.keywords:
            return "flat"
        if name in {"torch.squeeze", "torch.unsqueeze"} and call.args:
            return _infer_reshaped(attr, infer_layout(source, call.args[0], depth + 1), call.args[1:], call)
        if name in {"torch.randn_like", "torch.rand_like", "torch.zeros_like", "torch.ones_like"} and call.args:
            return infer_layout(source, call.args[0], depth + 1)
        if _SAME_FUNCTIONS.fullmatch(name) and call.args:
            return infer_layout(source, call.args[0], depth + 1)
        return _infer_from_layer(source, call, depth)
    if attr == "float" and isinstance(call.func, ast.Name) and len(call.args) == 1:
        return "number"
    if isinstance(call.func, ast.Name | ast.Attribute) and (told := _infer_from_own(source, call, depth)):
        return told
    if isinstance(call.func, ast.Attribute) and source.infer_kind(call.func.value) != "module":
        if attr in _SAME_METHODS:
            return infer_layout(source, call.func.value, depth + 1)
        if attr in {"squeeze", "unsqueeze", "view", "reshape", "flatten", "ravel"}:
            return _infer_reshaped(attr, infer_layout(source, call.func.value, depth + 1), call.args, call)
    return _infer_from_layer(source, call, depth)


def _infer_from_sizes(call: ast.Call) -> str:
    """`torch.randn(n)` is flat, `torch.randn(n, 1)` a column."""
    if len(call.args) == 1 and not isinstance(
        call.args[0], ast.Tuple | ast.List | ast.Starred | ast.Attribute | ast.Call
    ):
        return "flat"
    last = call.args[-1] if len(call.args) == 2 else None
    return "column" if isinstance(last, ast.Constant) and last.value == 1 else ""


def _infer_reshaped(attr: str, before: str, arguments: list[ast.expr], call: ast.Call) -> str:
    """The layout after `squeeze`, `unsqueeze`, `view`, `reshape`, `flatten`."""
    written = [ast.unparse(one) for one in [*arguments, *(one.value for one in call.keywords)]]
    if len(written) == 1 and written[0].startswith(("(", "[")):
        written = [one.strip() for one in written[0].strip("()[]").split(",") if one.strip()]
    if attr in {"view", "reshape"}:
        if written == ["-1"]:
            return "flat"
        return "column" if len(written) == 2 and written[1] == "1" else ""
    if attr in {"flatten", "ravel"}:
        return "" if written else "flat"  # whatever it was
    if attr == "unsqueeze":
        return "column" if before == "flat" and written in (["1"], ["-1"]) else ""
    if before == "column":
        return "flat" if written in ([], ["1"], ["-1"]) else ""
    return before if before == "flat" and not written else ""


def _infer_from_own(source: Source, call: ast.Call, depth: int) -> str:
    """The layout of what a function of the file gives, or a lambda: what it returns, or what it passes on."""
    value = find_value(source, call.func)
    if isinstance(value, ast.Lambda):
        given, parameters = [value.body], value.args.args
    else:
        own = source.find_callees(call)
        if len(own) != 1:
            return ""
        given, parameters = list_returns(source, own[0]), own[0].args.args
    if len(given) != 1:
        return ""
    if told := infer_layout(source, given[0], depth + 1):
        return told
    passed = _find_passed_name(source, given[0], depth)
    names = [one.arg for one in parameters]
    if passed in names and names.index(passed) < len(call.args):
        return infer_layout(source, call.args[names.index(passed)], depth + 1)
    return ""


def _find_passed_name(source: Source, node: ast.AST, depth: int) -> str:
    """The name that an expression only converts, as `torch.from_numpy(np.asarray(a))` does."""
    for _ in range(_DEPTH):
        match node:
            case ast.Name(id=name):
                return name
            case ast.Call(args=[first, *_]) if _SAME_FUNCTIONS.fullmatch(source.resolve_name(node.func)):
                node = first
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if (
                attr in _SAME_METHODS and not source.resolve_name(node.func)
            ):
                node = value
            case _:
                return ""
    return ""


def _infer_from_layer(source: Source, call: ast.Call, depth: int) -> str:
    """`column` for what a layer or model gives that ends in `nn.Linear(..., 1)`; `flat` if its `forward` flattens that."""
    bindings = source.find_bindings(call.func) or [] if isinstance(call.func, ast.Name) else []
    if len(bindings) == 1 and bindings[0].how == "parameter":
        told = {_infer_output(source, one, call, depth + 1) for one in source.find_arguments(bindings[0].node)}
        return told.pop() if len(told) == 1 else ""
    return _infer_output(source, call.func, call, depth + 1)


def _infer_output(source: Source, layer: ast.AST | None, call: ast.Call | None, depth: int) -> str:
    """The layout of what calling a layer gives."""
    if depth > _DEPTH:
        return ""
    maker = find_module_maker(source, layer)
    if maker is None:
        return ""
    name = source.resolve_name(maker.func)
    if name == "torch.nn.Linear":
        size = maker.args[1] if len(maker.args) > 1 else get_keyword(maker, "out_features")
        return "column" if isinstance(size, ast.Constant) and size.value == 1 else ""
    if _WRAPPERS.fullmatch(name) and maker.args:
        return _infer_output(source, maker.args[0], call, depth + 1)
    if _SAME_LAYERS.fullmatch(name):
        return infer_layout(source, call.args[0], depth + 1) if call is not None and len(call.args) == 1 else ""
    if name == "torch.nn.Sequential" and maker.args:
        return _infer_from_sequence(source, maker.args, depth)
    if isinstance(maker.func, ast.Name) and maker.func.id in source.classes:
        return _infer_from_forward(source, source.classes[maker.func.id], depth)
    own = list_returned(source, maker)
    return _infer_output(source, own[0], call, depth + 1) if len(own) == 1 else ""


def _infer_from_sequence(source: Source, layers: list[ast.expr], depth: int) -> str:
    """The layout that a `Sequential` ends in."""
    for one in reversed(layers):
        name = source.resolve_callee(find_value(source, one))
        if name in {"torch.nn.Flatten"}:
            arguments = [ast.unparse(part) for part in getattr(one, "args", [])]
            return "flat" if arguments == ["0"] else ""
        if not _SAME_LAYERS.fullmatch(name):
            return "" if isinstance(one, ast.Starred) else _infer_output(source, one, None, depth + 1)
    return ""


def _infer_from_forward(source: Source, node: ast.ClassDef, depth: int) -> str:
    """The layout that a module's `forward` returns, if all its returns agree."""
    forward = next((one for one in node.body if isinstance(one, Function) and one.name == "forward"), None)
    if not source.is_module(node) or forward is None:
        return ""
    told = {infer_layout(source, one, depth + 1) for one in list_returns(source, forward)}
    return told.pop() if len(told) == 1 else ""
