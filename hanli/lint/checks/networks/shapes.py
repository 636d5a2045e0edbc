"""The shapes of tensors in symbols, as far as the file tells them, and views that mix axes.

`b, n, _ = x.shape` names the axes of `x`. A linear layer, a softmax, `transpose` and `matmul` say what becomes of them,
so that a `view` to `(b, h, n, d)` of a tensor of shape `(b, n, h * d)` is seen to mix positions and heads: the sizes fit, and
the axes are not the ones meant. An axis of a shape is the list of its factors; a shape whose end is unknown is open.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from hanli.lint.checks.data.pictures import find_reshaped_pictures
from hanli.lint.checks.networks.states import find_viewed_states
from hanli.lint.reading.origins import find_module_maker, find_origin, find_value, list_returned, read_reshape
from hanli.lint.reading.source import Found, Source, get_keyword, get_last_name

_DEPTH = 14
_KEEPING_METHODS = {
    *("contiguous", "to", "cuda", "cpu", "float", "half", "double", "bfloat16", "type", "type_as", "clone", "detach"),
    *("softmax", "sigmoid", "relu", "tanh", "clamp", "masked_fill", "masked_fill_", "exp", "mul", "div", "log_softmax"),
}
_KEEPING_FUNCTIONS = re.compile(
    r"torch\.(nn\.functional\.)?(softmax|log_softmax|sigmoid|relu|tanh|gelu|silu|dropout|normalize|layer_norm|clamp|exp)"
)
_KEEPING_LAYERS = re.compile(
    r"torch\.nn\.(Dropout|ReLU|GELU|SiLU|Tanh|Sigmoid|Softmax|Identity|LayerNorm|RMSNorm|LeakyReLU|ELU)"
)
_LINEAR = re.compile(r"torch\.nn\.(Linear|LazyLinear)")

Factor = Hashable
Axis = tuple[Factor, ...]


@dataclass(frozen=True)
class Shape:
    """The axes of a tensor, each by its factors; `open` if more may follow."""

    axes: tuple[Axis, ...]
    open: bool = False


def find_mixed_axes(source: Source) -> Iterator[Found]:
    """A `view` that puts an axis behind others than before, as heads before positions, without a transpose.

    Also a `reshape` of a picture that puts its channels first, or last, and a final state viewed as rows of a batch.
    """
    for call, sizes in [*find_reshaped_pictures(source), *find_viewed_states(source)]:
        yield call, f"{get_last_name(call.func)}({', '.join(ast.unparse(one) for one in sizes)})", ""
    for call in source.calls:
        target = _read_view(source, call)
        if target is None or not isinstance(call.func, ast.Attribute):
            continue
        receiver = call.args[0] if source.resolve_name(call.func) == "torch.reshape" else call.func.value
        shape = infer_shape(source, receiver)
        if shape is not None and _mixes_axes(shape, target):
            yield call, f"{call.func.attr}({_say_sizes(source, call)})", ""


def _say_sizes(source: Source, call: ast.Call) -> str:
    return ", ".join(ast.unparse(one) for one in _list_sizes(source, call) or [])


def _mixes_axes(before: Shape, after: Shape) -> bool:
    """Whether an axis of both shapes has more in front of it, or behind it, in one of them than in the other."""
    for index, axis in enumerate(before.axes):
        if len(axis) != 1 or isinstance(axis[0], int) or before.axes.count(axis) + after.axes.count(axis) != 2:
            continue
        if axis not in after.axes or any(axis[0] in one and one != axis for one in (*before.axes, *after.axes)):
            continue
        place = after.axes.index(axis)
        front = _compare(before.axes[:index], after.axes[:place])
        back = _compare(before.axes[index + 1 :], after.axes[place + 1 :])
        if before.open and place + 1 == len(after.axes):
            continue  # whether anything follows it in the tensor is unknown
        if front == "more" and (before.open or back != "equal"):
            return True
        if back == "more" and not before.open and front != "equal":
            return True
    return False


def _compare(first: tuple[Axis, ...], second: tuple[Axis, ...]) -> str:
    """`equal` if two rows of axes have the same factors, `more` if one has all of the other and some more, else empty."""
    left, right = (Counter(one for axis in axes for one in axis if one != 1) for axes in (first, second))
    rest, other = left - right, right - left
    if not rest and not other:
        return "equal"
    sure = not any(one == -1 for one in (*rest, *other))
    return "more" if sure and not (rest and other) else ""


def infer_shape(source: Source, node: ast.AST | None, depth: int = 0) -> Shape | None:
    """The shape of a tensor in symbols; None if the file tells nothing about it."""
    if depth > _DEPTH or node is None:
        return None
    match node:
        case ast.Name():
            if (named := _read_unpacked_shape(source, node)) is not None:
                return named
            return _infer_named_shape(source, node, depth)
        case ast.Call():
            return _infer_shape_of_call(source, node, depth)
        case ast.BinOp(op=ast.MatMult(), left=left, right=right):
            return _multiply(infer_shape(source, left, depth + 1), infer_shape(source, right, depth + 1))
        case ast.BinOp(op=ast.Mult() | ast.Div(), left=left, right=right) if _is_number(source, right):
            return infer_shape(source, left, depth + 1)
    return None


def _is_number(source: Source, node: ast.expr) -> bool:
    """Whether a factor is a number and no tensor: a constant, a root of a size, a scale."""
    value = find_value(source, node)
    if isinstance(value, ast.Constant):
        return True
    return bool(re.search(r"sqrt|scale|\*\*|temperature|head_?dim|d_?k\b", ast.unparse(node)))


def _infer_named_shape(source: Source, node: ast.Name, depth: int) -> Shape | None:
    """The shape of what a name was bound to, also as one of the chunks of a tensor."""
    origin = find_origin(source, node)
    if origin is None or origin.looped:
        return None
    if not origin.path:
        return infer_shape(source, origin.node, depth + 1)
    value = find_value(source, node)
    if value is not node:
        return infer_shape(source, value, depth + 1)
    return _infer_chunk(source, origin.node, depth) if len(origin.path) == 1 else None


def _infer_chunk(source: Source, node: ast.expr, depth: int) -> Shape | None:
    """The shape of a part of `x.chunk(3, dim=-1)`: the last axis is another."""
    if not isinstance(node, ast.Call) or get_last_name(node.func) not in {"chunk", "split"}:
        return None
    owner = node.args[0] if source.resolve_name(node.func) else getattr(node.func, "value", None)
    places = node.args[2:] if source.resolve_name(node.func) else node.args[1:]
    dim = get_keyword(node, "dim") or (places[0] if places else None)
    whole = infer_shape(source, owner, depth + 1)
    if whole is None or dim is None or ast.unparse(dim) not in {"-1", str(len(whole.axes) - 1)} or whole.open:
        return None
    return Shape((*whole.axes[:-1], (("part", ast.dump(node)),)))


def _read_unpacked_shape(source: Source, node: ast.Name) -> Shape | None:
    """The axes of a tensor that the function names by `b, n, d = x.shape`, `x.size()`, `x.shape[:2]`, `x.size(1)`."""
    key = _get_key(source, node)
    scope = source.find_function(node)
    if key is None:
        return None
    longest, whole = 0, False
    for one in ast.walk(scope):
        asked = one if isinstance(one, ast.expr) else None
        base = _get_measured(asked)
        if not isinstance(base, ast.Name) or base.id != node.id or _get_key(source, base) != key:
            continue
        owner = source.parents.get(one)
        if isinstance(owner, ast.Assign) and owner.value is one and isinstance(owner.targets[0], ast.Tuple):
            parts = owner.targets[0].elts
            if not any(isinstance(part, ast.Starred) for part in parts):
                longest, whole = len(parts), True
        elif isinstance(owner, ast.Subscript) and isinstance(owner.slice, ast.Slice):
            upper = owner.slice.upper
            if isinstance(upper, ast.Constant) and isinstance(upper.value, int) and upper.value > 0:
                longest = longest if whole else max(longest, upper.value)
        elif (place := _get_place(source, one)) is not None and not whole:
            longest = max(longest, place + 1)
    return Shape(tuple(((key, index),) for index in range(longest)), open=not whole) if longest else None


def _get_measured(node: ast.expr | None) -> ast.expr | None:
    """The tensor `x` of `x.shape` and of `x.size(...)`."""
    match node:
        case ast.Attribute(value=base, attr="shape"):
            return base
        case ast.Call(func=ast.Attribute(value=base, attr="size")):
            return base
    return None


def _get_place(source: Source, node: ast.AST) -> int | None:
    """The axis that `x.shape[1]` or `x.size(1)` asks for, given its `x.shape` or the call."""
    owner = source.parents.get(node)
    place: ast.expr | None = None
    if isinstance(node, ast.Attribute) and isinstance(owner, ast.Subscript):
        place = owner.slice
    elif isinstance(node, ast.Call) and len(node.args) == 1:
        place = node.args[0]
    return (
        place.value if isinstance(place, ast.Constant) and isinstance(place.value, int) and place.value >= 0 else None
    )


def _get_key(source: Source, node: ast.Name) -> Hashable | None:
    """What tells a name's value from others of the same name: its one binding."""
    bindings = source.find_bindings(node) or []
    return ("tensor", id(bindings[0])) if len(bindings) == 1 else None


def _infer_shape_of_call(source: Source, call: ast.Call, depth: int) -> Shape | None:
    """The shape of what a call gives."""
    name, attr = source.resolve_name(call.func), get_last_name(call.func)
    owner: ast.expr | None = call.func.value if isinstance(call.func, ast.Attribute) else None
    if (viewed := _read_view(source, call)) is not None:
        return viewed
    if name:
        owner = call.args[0] if call.args else None
        if _KEEPING_FUNCTIONS.fullmatch(name):
            return infer_shape(source, owner, depth + 1)
        if name in {"torch.matmul", "torch.bmm"} and len(call.args) == 2:
            return _multiply(*(infer_shape(source, one, depth + 1) for one in call.args))
        if name == "torch.nn.functional.scaled_dot_product_attention" and len(call.args) >= 3:
            query, value = (infer_shape(source, one, depth + 1) for one in (call.args[0], call.args[2]))
            closed = query is not None and value is not None and not query.open and not value.open
            return Shape((*query.axes[:-1], value.axes[-1])) if closed and query and value else None
    places = call.args[1:] if name else call.args
    if attr in {"transpose", "swapaxes", "permute"} and (not name or name.startswith("torch.")):
        return _reorder(infer_shape(source, owner, depth + 1), attr, places)
    if not name and attr == "matmul" and len(call.args) == 1:
        return _multiply(infer_shape(source, owner, depth + 1), infer_shape(source, call.args[0], depth + 1))
    if not name and attr in _KEEPING_METHODS and get_last_name(owner or call) != "self":
        return infer_shape(source, owner, depth + 1)
    if len(given := list_returned(source, call)) == 1 and _read_view(source, given[0]) is None:
        return None
    return _infer_shape_of_layer(source, call, depth)


def _infer_shape_of_layer(source: Source, call: ast.Call, depth: int) -> Shape | None:
    """The shape of what a layer gives: a linear one changes the last axis only."""
    maker = find_module_maker(source, call.func)
    if maker is None or maker is call or len(call.args) != 1:
        return None
    name = source.resolve_name(maker.func)
    given = infer_shape(source, call.args[0], depth + 1)
    if given is None or _KEEPING_LAYERS.fullmatch(name):
        return given
    if _LINEAR.fullmatch(name):
        if given.open:
            return Shape(given.axes[:2], open=True)
        return Shape((*given.axes[:-1], (("linear", ast.dump(call)),)))
    return None


def _multiply(left: Shape | None, right: Shape | None) -> Shape | None:
    """The shape of a matrix product of two tensors with as many axes."""
    if (
        left is None
        or right is None
        or left.open
        or right.open
        or len(left.axes) != len(right.axes)
        or len(left.axes) < 2
    ):
        return None
    return Shape((*left.axes[:-1], right.axes[-1]))


def _reorder(shape: Shape | None, attr: str, places: list[ast.expr]) -> Shape | None:
    """The shape after `transpose(1, 2)` or `permute(0, 2, 1, 3)`."""
    if len(places) == 1 and isinstance(places[0], ast.Tuple | ast.List):
        places = places[0].elts
    order = [_read_number(one) for one in places]
    if shape is None or None in order:
        return None
    count = len(shape.axes)
    numbers = [one + count if one < 0 and not shape.open else one for one in order if one is not None]
    if any(not 0 <= one < count for one in numbers):
        return None
    if attr == "permute":
        complete = not shape.open and sorted(numbers) == list(range(count))
        return Shape(tuple(shape.axes[one] for one in numbers)) if complete else None
    if len(numbers) != 2:
        return None
    axes = list(shape.axes)
    axes[numbers[0]], axes[numbers[1]] = axes[numbers[1]], axes[numbers[0]]
    return Shape(tuple(axes), shape.open)


def _read_number(node: ast.expr) -> int | None:
    """The value of a whole number, also a negative one."""
    match node:
        case ast.Constant(value=int() as number):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)):
            return -number
    return None


def _list_sizes(source: Source, call: ast.Call) -> list[ast.expr] | None:
    """The sizes that a `view` or `reshape` of torch asks for; None if it is none, or they are not written out."""
    _, sizes = read_reshape(source, call)
    return sizes if sizes and source.resolve_name(call.func) != "numpy.reshape" else None


def _read_view(source: Source, node: ast.AST) -> Shape | None:
    """The shape that a `view` or `reshape` gives."""
    sizes = _list_sizes(source, node) if isinstance(node, ast.Call) else None
    if not sizes or (len(sizes) == 1 and _read_number(sizes[0]) is None):
        return None  # perhaps a whole shape, or a dtype
    return Shape(tuple(tuple(_list_factors(source, one)) for one in sizes))


def _list_factors(source: Source, node: ast.expr) -> list[Factor]:
    """The factors of a size: `b * n` has two; one that is an axis of a tensor is known as that."""
    match node:
        case ast.BinOp(op=ast.Mult(), left=left, right=right):
            return [*_list_factors(source, left), *_list_factors(source, right)]
        case ast.Name():
            return [_read_axis(source, node) or ("name", ast.unparse(node))]
    if (number := _read_number(node)) is not None:
        return [number]
    return [_read_measured_axis(source, node) or ("expression", ast.unparse(node))]


def _read_axis(source: Source, node: ast.Name) -> Factor | None:
    """The axis of a tensor that a name stands for."""
    origin = find_origin(source, node)
    if origin is None or origin.looped:
        return None
    if not origin.path:
        if isinstance(origin.node, ast.Name):
            return _read_axis(source, origin.node)
        return _read_measured_axis(source, origin.node)
    value = find_value(source, node)
    if value is not None and value is not node:
        return _read_measured_axis(source, value)
    measured = origin.node.value if isinstance(origin.node, ast.Subscript) else origin.node
    if isinstance(origin.node, ast.Subscript):
        cut = origin.node.slice
        if not isinstance(cut, ast.Slice) or cut.lower is not None or cut.step is not None:
            return None
    base = _get_measured(measured)
    if not isinstance(base, ast.Name) or len(origin.path) != 1 or (isinstance(measured, ast.Call) and measured.args):
        return None
    key = _get_key(source, base)
    return (key, origin.path[0]) if key is not None else None


def _read_measured_axis(source: Source, node: ast.AST) -> Factor | None:
    """The axis that `x.size(1)` or `x.shape[1]` asks for."""
    inner = node.value if isinstance(node, ast.Subscript) else node
    base = _get_measured(inner if isinstance(inner, ast.expr) else None)
    if not isinstance(base, ast.Name) or (key := _get_key(source, base)) is None:
        return None
    place = _get_place(source, inner)
    return (key, place) if place is not None else None
