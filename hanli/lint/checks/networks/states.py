"""Final states of recurrent layers that are viewed as if their first axis were the batch.

`h_n` has the shape (layers * directions, batch, hidden), also with `batch_first=True`. `h_n.view(batch, -1)` has the right shape
and puts parts of several samples into each row, unless there is one layer and one direction.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import find_module_maker, find_origin, get_argument, get_default, read_reshape
from hanli.lint.reading.patterns import RECURRENT_LAYERS
from hanli.lint.reading.source import Source, get_keyword

_BATCHES = re.compile(r"(\w+_)?(batch|batch_?size|bs|bsz|b)")


def find_viewed_states(source: Source) -> Iterator[tuple[ast.Call, list[ast.expr]]]:
    """Views of the final state of several layers or directions to a batch of rows, with the sizes that they ask for."""
    for call in source.calls:
        viewed, sizes = read_reshape(source, call)
        state = _unwrap(viewed)
        if len(sizes) < 2 or state is None or not _is_state(source, state):
            continue
        if _is_batch(source, sizes[0], state):
            yield call, sizes


def _unwrap(node: ast.AST | None) -> ast.Name | ast.Subscript | None:
    """`h_n` of `h_n.contiguous()` and of `h_n[-2:]`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "contiguous":
        node = node.func.value
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        node = node.value
    return node if isinstance(node, ast.Name | ast.Subscript) else None


def _is_state(source: Source, node: ast.Name | ast.Subscript) -> bool:
    """Whether a value is the final state of a recurrent layer that surely has several layers or directions."""
    path: tuple[int, ...] = ()
    part: ast.expr = node
    for _ in range(4):
        if isinstance(part, ast.Subscript):
            if not (isinstance(part.slice, ast.Constant) and isinstance(part.slice.value, int)):
                return False
            path, part = (part.slice.value, *path), part.value
            continue
        origin = find_origin(source, part) if isinstance(part, ast.Name) else None
        if origin is None or origin.looped:
            break
        path, part = (*origin.path, *path), origin.node
    maker = find_module_maker(source, part.func) if isinstance(part, ast.Call) else None
    layer = source.resolve_name(maker.func) if maker is not None else ""
    if maker is None or not RECURRENT_LAYERS.fullmatch(layer):
        return False
    wanted = {(1, 0), (1, 1)} if layer.endswith("LSTM") else {(1,)}
    return path in wanted and _has_several(source, maker)


def _has_several(source: Source, maker: ast.Call) -> bool:
    """Whether a recurrent layer is made with two directions, or with more than one layer."""
    both = _get_default(source, get_keyword(maker, "bidirectional"))
    number = _get_default(source, get_argument(maker, 2, "num_layers"))
    return both is True or (isinstance(number, int) and number > 1)


def _get_default(source: Source, node: ast.expr | None) -> object:
    """The value of a constant, or the default of the argument that a name stands for."""
    bindings = source.find_bindings(node) or [] if isinstance(node, ast.Name) else []
    defaults = [get_default(source, one.node) for one in bindings if isinstance(one.node, ast.arg)]
    value = defaults[0] if defaults else node
    return value.value if isinstance(value, ast.Constant) else None


def _is_batch(source: Source, size: ast.expr, state: ast.Name | ast.Subscript) -> bool:
    """Whether a size is that of the batch: `x.size(0)`, `len(x)`, `batch_size`, the second axis of the state itself."""
    if isinstance(size, ast.Name):
        if _BATCHES.fullmatch(size.id.lower()):
            return True
        origin = find_origin(source, size)
        if origin is None or origin.looped:
            return False
        if origin.path:
            return len(origin.path) == 1 and origin.path[0] < 2 and _measures(origin.node, state)
        size = origin.node
    match size:
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=counted)]):
            return counted != ast.unparse(state)
        case ast.Call(func=ast.Attribute(value=base, attr="size"), args=[ast.Constant(value=0 | 1 as place)]):
            return place == 1 or ast.unparse(base) != ast.unparse(state)
        case ast.Subscript(value=ast.Attribute(value=base, attr="shape"), slice=ast.Constant(value=0 | 1 as place)):
            return place == 1 or ast.unparse(base) != ast.unparse(state)
    return False


def _measures(node: ast.expr, state: ast.AST) -> bool:
    """Whether `batch, steps, _ = …` takes the sizes of another tensor than the state."""
    match node:
        case ast.Attribute(value=base, attr="shape") | ast.Call(func=ast.Attribute(value=base, attr="size"), args=[]):
            return ast.unparse(base) != ast.unparse(state)
    return False
