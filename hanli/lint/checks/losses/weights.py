"""Checks of weights: of classes in a loss, and of samples in a sampler; see the rules' texts.

A rare class needs a large weight, so a weight falls as the count of its class grows. `read_sense` says which way a value goes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.names import read_name, strip_conversions
from hanli.lint.reading.origins import find_origin, find_value, get_argument
from hanli.lint.reading.source import Found, Source, get_keyword, get_last_name

_DEPTH = 14
_COUNTERS = {"bincount", "value_counts", "histc", "Counter"}
_COUNT_NAMES = re.compile(
    r"(.*_)?(counts?|freqs?|frequency|frequencies|counter)(_.*)?|(n|num)_samples(_.*)?|(cls|class)_num_list"
)
_CONVERTERS = re.compile(
    r"torch\.(tensor|as_tensor|from_numpy|FloatTensor|DoubleTensor|Tensor|sqrt|stack|clamp)|"
    r"numpy\.(array|asarray|float32|float64|sqrt|maximum)"
)
_KEEPING = {
    "sqrt",
    "clamp",
    "clamp_min",
    "sort_index",
    "values",
    "view",
    "reshape",
    "squeeze",
    "unsqueeze",
    "round",
    "mean",
}
_TOTALS = {"sum", "max", "len", "numel", "size"}
_POSITIVE = re.compile(r"(.*_)?(pos|positives?)(_.*)?")
_NEGATIVE = re.compile(r"(.*_)?(neg|negatives?)(_.*)?")
_LOSSES = re.compile(r"torch\.nn\.(CrossEntropyLoss|NLLLoss)")
_FUNCTIONS = re.compile(r"torch\.nn\.functional\.(cross_entropy|nll_loss)")


def find_class_weights(source: Source) -> Iterator[Found]:
    """Weights of classes that grow with the number of samples of a class, and a `pos_weight` of positives by negatives."""
    for call in source.calls:
        name = source.resolve_name(call.func)
        weight = None
        if _LOSSES.fullmatch(name):
            weight = get_argument(call, 0, "weight")
        elif _FUNCTIONS.fullmatch(name):
            weight = get_argument(call, 2, "weight")
        if weight is not None and read_sense(source, weight) == 1:
            yield weight, ast.unparse(weight), "weight"
        inverted = get_keyword(call, "pos_weight")
        if inverted is not None and _is_positive_by_negative(source, inverted, 0):
            yield inverted, ast.unparse(inverted), "pos_weight"


def read_sense(source: Source, node: ast.AST | None, depth: int = 0) -> int:
    """1 if a value grows with the count of a class, -1 if it falls, 0 if it cannot be told."""
    if depth > _DEPTH or node is None:
        return 0
    node = strip_conversions(node)
    if _counts_one_class(source, node):
        return 1
    match node:
        case ast.Name() | ast.Attribute(value=ast.Name(id="self")):
            return _read_sense_of_name(source, node, depth)
        case ast.Attribute(value=value, attr="values" | "data" | "T"):
            return read_sense(source, value, depth + 1)
        case ast.Subscript(value=value):
            return read_sense(source, value, depth + 1)
        case ast.ListComp(elt=element):
            return read_sense(source, element, depth + 1)
        case ast.List(elts=elements) if elements:
            senses = {read_sense(source, one, depth + 1) for one in elements}
            return senses.pop() if len(senses) == 1 else 0
        case ast.BinOp():
            return _read_sense_of_operation(source, node, depth)
        case ast.Call():
            return _read_sense_of_call(source, node, depth)
    return 0


def _read_sense_of_name(source: Source, node: ast.expr, depth: int) -> int:
    """The sense of what a name stands for; of `_, counts = np.unique(…, return_counts=True)` that of the counts."""
    origin = find_origin(source, node)
    if origin is None:
        unknown = isinstance(node, ast.Name) and all(one.how == "parameter" for one in source.find_bindings(node) or [])
        return 1 if unknown and _COUNT_NAMES.fullmatch(read_name(node)) else 0
    if origin.looped:
        return read_sense(source, origin.node, depth + 1) if _hands_out_counts(origin.node, origin.path) else 0
    if origin.path and isinstance(origin.node, ast.Call):
        unique = get_last_name(origin.node.func) == "unique" and get_keyword(origin.node, "return_counts") is not None
        return 1 if unique and origin.path == (len(origin.node.keywords),) else 0
    value = find_value(source, node)
    if isinstance(value, ast.Dict) and _COUNT_NAMES.fullmatch(read_name(node)):
        return int(all(isinstance(one, ast.Constant) for one in value.values))
    if isinstance(value, ast.List) and _COUNT_NAMES.fullmatch(read_name(node)):
        return int(all(isinstance(one, ast.Constant) for one in value.elts))
    return read_sense(source, value, depth + 1) if value is not node else 0


def _counts_one_class(source: Source, node: ast.AST) -> bool:
    """Whether a value is the number of samples of one class: `(y == c).sum()`, `labels.count(c)`, `len(np.where(y == c)[0])`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Compare(ops=[ast.Eq()]), attr="sum"), args=[]):
            return True
        case ast.Call(func=ast.Attribute(attr="count"), args=[ast.Name()]):
            return True
        case ast.Call(args=[ast.Compare(ops=[ast.Eq()])]):
            return source.resolve_name(node.func) in {"numpy.sum", "torch.sum", "numpy.count_nonzero"}
        case ast.Call(func=ast.Name(id="len"), args=[ast.Subscript(value=ast.Call() as found)]):
            return get_last_name(found.func) in {"where", "nonzero"}
    return False


def _hands_out_counts(runs: ast.expr, path: tuple[int, ...]) -> bool:
    """Whether a loop hands out counts: `for c in counts`, `for c in counter.values()`."""
    if isinstance(runs, ast.Call):
        return get_last_name(runs.func) == "values" and not path
    return not path and isinstance(runs, ast.Name | ast.Attribute)


def _read_sense_of_operation(source: Source, node: ast.BinOp, depth: int) -> int:
    """The sense of a sum, product, quotient or power."""
    left, right = (read_sense(source, one, depth + 1) for one in (node.left, node.right))
    match node.op:
        case ast.Div():
            if left and right:
                return 0
            return left or -right
        case ast.Mult() | ast.Add():
            return left + right if not (left and right) else left if left == right else 0
        case ast.Sub():
            return left or -right if not (left and right) else 0
        case ast.Pow():
            negative = isinstance(node.right, ast.UnaryOp) and isinstance(node.right.op, ast.USub)
            return -left if negative else left if isinstance(node.right, ast.Constant) else 0
    return 0


def _read_sense_of_call(source: Source, call: ast.Call, depth: int) -> int:
    """The sense of what a call gives: counts, a conversion, an inverse."""
    name, last = source.resolve_name(call.func), get_last_name(call.func)
    if last in _COUNTERS:
        return 1
    if last == "compute_class_weight":
        return -1
    if last in _TOTALS:
        return 0
    if last == "reciprocal":
        inner = call.args[0] if name and call.args else getattr(call.func, "value", None)
        return -read_sense(source, inner, depth + 1)
    if last in {"values", "list", "get", "float"} or _CONVERTERS.fullmatch(name):
        inner = call.args[0] if call.args and last != "get" else getattr(call.func, "value", None)
        return read_sense(source, inner, depth + 1)
    if last in _KEEPING and isinstance(call.func, ast.Attribute) and not name:
        return read_sense(source, call.func.value, depth + 1)
    return 0


def _is_positive_by_negative(source: Source, node: ast.AST | None, depth: int) -> bool:
    """Whether a value is the number of positive samples divided by that of negative ones, or of all."""
    if depth > 6 or node is None:
        return False
    node = strip_conversions(node)
    match node:
        case ast.Call(args=[value, *_]) if _CONVERTERS.fullmatch(source.resolve_name(node.func)):
            return _is_positive_by_negative(source, value, depth + 1)
        case ast.List(elts=[value]):
            return _is_positive_by_negative(source, value, depth + 1)
        case ast.Name() | ast.Attribute():
            found = find_value(source, node)
            return found is not node and _is_positive_by_negative(source, found, depth + 1)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            rest = ast.unparse(right).strip("()") in {f"1 - {ast.unparse(left)}", f"1.0 - {ast.unparse(left)}"}
            return _counts_class(source, left, _POSITIVE, 1) and (rest or _counts_class(source, right, _NEGATIVE, 0))
    return False


def _counts_class(source: Source, node: ast.expr, names: re.Pattern[str], label: int) -> bool:
    """Whether a value is the number of samples of a class, by its name, or as `(y == 1).sum()`."""
    node_ = strip_conversions(node)
    if names.fullmatch(read_name(node_)) and not (names is _POSITIVE and _NEGATIVE.fullmatch(read_name(node_))):
        return True
    value = find_value(source, node_)
    compared = value.func.value if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) else value
    match compared:
        case ast.Compare(ops=[ast.Eq()], comparators=[ast.Constant(value=number)]):
            return number == label
    return False


def find_sampler_weights(source: Source) -> Iterator[Found]:
    """A `WeightedRandomSampler` that gets one weight per class, weights that favour frequent classes, or draws all once."""
    for call in source.calls:
        if get_last_name(call.func) != "WeightedRandomSampler":
            continue
        weights = get_argument(call, 0, "weights")
        if weights is None:
            continue
        sense, each = read_sense(source, weights), _is_of_classes(source, weights, 0)
        if sense and each:
            yield weights, ast.unparse(weights), "per class"
        elif sense == 1:
            yield weights, ast.unparse(weights), "frequent first"
        elif _draws_all_once(source, call, weights):
            yield call, "replacement=False", "all once"


def _is_of_classes(source: Source, node: ast.AST | None, depth: int) -> bool:
    """Whether a value has one number for each class: counts, and what is computed of them without an index."""
    if depth > _DEPTH or node is None:
        return False
    node = strip_conversions(node)
    match node:
        case ast.Name():
            origin = find_origin(source, node)
            if origin is None or origin.looped:
                return False
            if origin.path and isinstance(origin.node, ast.Call):
                return get_last_name(origin.node.func) == "unique"
            value = find_value(source, node)
            if isinstance(value, ast.List) and _COUNT_NAMES.fullmatch(read_name(node)):
                return all(isinstance(one, ast.Constant) for one in value.elts)
            return value is not node and _is_of_classes(source, value, depth + 1)
        case ast.BinOp(left=left, right=right):
            return _is_of_classes(source, left, depth + 1) or _is_of_classes(source, right, depth + 1)
        case ast.ListComp(generators=[ast.comprehension(iter=runs)]):
            return _runs_over_classes(source, runs, depth)
        case ast.Call(args=[value, *_]) if _CONVERTERS.fullmatch(source.resolve_name(node.func)):
            return _is_of_classes(source, value, depth + 1)
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _KEEPING:
            return _is_of_classes(source, value, depth + 1)
        case ast.Call():
            return get_last_name(node.func) in {"bincount", "Counter", "value_counts"}
    return False


def _runs_over_classes(source: Source, runs: ast.expr, depth: int) -> bool:
    """Whether a comprehension runs over the classes: `np.unique(y)`, `range(num_classes)`, the counts of classes."""
    if isinstance(runs, ast.Call):
        if get_last_name(runs.func) == "range":
            return "class" in ast.unparse(runs)
        return get_last_name(runs.func) in {"unique", "set", "values"} or "set(" in ast.unparse(runs)
    return _is_of_classes(source, runs, depth + 1)


def _draws_all_once(source: Source, call: ast.Call, weights: ast.expr) -> bool:
    """Whether a sampler draws as many samples as there are, and none twice: so all of them, whatever their weights."""
    again, number = get_argument(call, 2, "replacement"), get_argument(call, 1, "num_samples")
    if not isinstance(again, ast.Constant) or again.value is not False or number is None:
        return False
    counted = find_value(source, number)
    return (
        isinstance(counted, ast.Call)
        and get_last_name(counted.func) == "len"
        and ast.unparse(counted.args[0]) == ast.unparse(weights)
    )
