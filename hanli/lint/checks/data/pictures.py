"""Pictures, whose channels come last in files and first in PyTorch, and reshapes between the two orders.

`cv2.imread`, `imageio` and an array of a `PIL.Image` give (H, W, C), `torchvision.io` and `to_tensor` give (C, H, W). A
`reshape` from one to the other keeps the values in the order of memory, so that each channel holds parts of all three.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import find_origin, list_returned, read_reshape
from hanli.lint.reading.source import Source, get_last_name, list_calls

_DEPTH = 16
_READERS = re.compile(r"imageio\.(v2\.|v3\.)?imread|skimage\.io\.imread|matplotlib\.(pyplot|image)\.imread")
_FIRST_READERS = re.compile(
    r"torchvision\.io\.(image\.)?(read_image|decode_image|decode_jpeg|decode_png)|"
    r"torchvision\.transforms\.(v2\.)?functional\.(to_tensor|pil_to_tensor|to_image)"
)
_FIRST_TRANSFORMS = re.compile(r"torchvision\.transforms\.(v2\.)?(ToTensor|PILToTensor|ToImage)")
_KEEPING_FUNCTIONS = re.compile(
    r"numpy\.(array|asarray|ascontiguousarray|float32|uint8|clip|divide|multiply|flip|fliplr|flipud)|"
    r"torch\.(from_numpy|as_tensor|tensor|FloatTensor|Tensor|clamp|flatten|ravel)|numpy\.ravel|"
    r"cv2\.(resize|flip|GaussianBlur|medianBlur|blur|warpAffine|warpPerspective)"
)
_KEEPING_METHODS = {
    *("astype", "copy", "clone", "float", "half", "double", "to", "cuda", "cpu", "contiguous", "type", "numpy"),
    *("div", "mul", "sub", "add", "div_", "mul_", "sub_", "clip", "clamp", "byte", "detach", "flatten", "ravel"),
}
_PIL_METHODS = {"resize", "crop", "rotate", "transpose", "filter", "copy", "thumbnail"}
_CHANNELS = re.compile(r"(num_|n_|in_|img_|image_)?(c|ch|chans?|nc|channels?)")
_STACKS = {"numpy.array", "numpy.asarray", "numpy.stack", "torch.stack", "torch.tensor"}


def find_reshaped_pictures(source: Source) -> Iterator[tuple[ast.Call, list[ast.expr]]]:
    """A `reshape` of a picture (H, W, 3) to (3, H, W) or back, with the sizes that it asks for."""
    for call in source.calls:
        reshaped, sizes = read_reshape(source, call)
        if sizes and (unfit := _find_unfit_orders(sizes)) and infer_order(source, reshaped) in unfit:
            yield call, sizes


def _find_unfit_orders(sizes: list[ast.expr]) -> set[str]:
    """The orders of a picture that sizes do not fit: (3, H, W), (n, 3, H, W) and (3, -1) one with the channels last."""
    if len(sizes) == 2:
        return {"last", "last-colour"} if _is_three(sizes[0]) and ast.unparse(sizes[1]) == "-1" else set()
    marked = [place - len(sizes) for place, one in enumerate(sizes) if _is_three(one) or _names_channels(one)]
    if len(sizes) not in {3, 4} or len(marked) != 1:
        return set()
    sure = _is_three(sizes[marked[0]])
    if marked == [-3]:
        return {"last", "last-colour"} if sure else {"last-colour"}
    return {"first"} if marked == [-1] and sure else set()


def _is_three(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 3


def _names_channels(node: ast.expr) -> bool:
    return bool(_CHANNELS.fullmatch(get_last_name(node).lower()))


def infer_order(source: Source, node: ast.AST | None, depth: int = 0) -> str:
    """Where a picture has its channels.

    `last` as read by NumPy's friends (`last-colour` if it surely has three), `first` as torchvision reads it, else empty.
    """
    if depth > _DEPTH or node is None:
        return ""
    match node:
        case ast.Name() | ast.Attribute(value=ast.Name(id="self")):
            return _infer_from_name(source, node, depth)
        case ast.Attribute(value=data, attr="data"):
            made = [source.resolve_callee(one) for one in [data, *source.find_values(data)]]
            cifar = any(re.fullmatch(r"torchvision\.datasets\.(cifar\.)?CIFAR100?", one) for one in made)
            return "last-colour" if cifar else ""
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            orders = {infer_order(source, one, depth + 1) for one in (left, right)} - {""}
            return orders.pop() if len(orders) == 1 else ""
        case ast.Subscript(value=value, slice=cut):
            return infer_order(source, value, depth + 1) if _keeps_axes(cut) else ""
        case ast.ListComp(elt=element):
            return infer_order(source, element, depth + 1)
        case ast.List(elts=[element, *_]):
            return infer_order(source, element, depth + 1)
        case ast.Call():
            return _infer_from_call(source, node, depth)
    return ""


def _keeps_axes(cut: ast.expr) -> bool:
    """Whether an index takes parts of axes and leaves their order: `[:, :, ::-1]`, `[top:bottom, left:right]`, `[None]`."""
    parts = cut.elts if isinstance(cut, ast.Tuple) else [cut]
    new = [one for one in parts if isinstance(one, ast.Constant) and one.value is None]
    return all(isinstance(one, ast.Slice) for one in parts if one not in new) and parts[: len(new)] == new


def _infer_from_name(source: Source, node: ast.expr, depth: int) -> str:
    """The order of what a name stands for: of all its values the same, also of the pictures appended to a list."""
    if isinstance(node, ast.Name):
        bindings = [one for one in source.find_bindings(node) or [] if not source.is_augmented(one.node)]
        if len(bindings) == 1 and bindings[0].how == "other":
            return _infer_from_frame(source, node)
        if not bindings or any(one.how not in {"value", "parameter"} for one in bindings):
            return ""
    values = [one for one in source.find_values(node) if not source.is_augmented(one)]
    around = set(source.walk_ancestors(node))  # `self.images = np.stack(self.images)`: what it was before
    values = [one for one in values if one not in around]
    orders = {_infer_from_value(source, node, one, depth) for one in values}
    return orders.pop() if len(orders) == 1 else ""


def _infer_from_value(source: Source, node: ast.expr, value: ast.expr, depth: int) -> str:
    """The order of one value of a name; of an empty list, that of what is appended to it."""
    if not isinstance(value, ast.List) or value.elts:
        return infer_order(source, value, depth + 1)
    scope = source.find_class(node) if isinstance(node, ast.Attribute) else source.find_function(node)
    calls = list_calls(ast.walk(scope or source.tree), "append")
    added = [one.args[0] for one in calls if len(one.args) == 1 and ast.unparse(one.func.value) == ast.unparse(node)]  # type: ignore[attr-defined]
    orders = {infer_order(source, one, depth + 1) for one in added}
    return orders.pop() if len(orders) == 1 else ""


def infer_frame(source: Source, node: ast.Name) -> bool:
    """Whether a name is a frame of a camera or film of OpenCV, which is in the order BGR."""
    bindings = source.find_bindings(node) or []
    return len(bindings) == 1 and bindings[0].how == "other" and bool(_infer_from_frame(source, node))


def _infer_from_frame(source: Source, node: ast.Name) -> str:
    """`ok, frame = capture.read()` of a camera or film of OpenCV."""
    origin = find_origin(source, node)
    call = origin.node if origin is not None and origin.path == (1,) and not origin.looped else None
    if not isinstance(call, ast.Call) or get_last_name(call.func) != "read" or not isinstance(call.func, ast.Attribute):
        return ""
    made = [source.resolve_callee(one) for one in source.find_values(call.func.value)]
    return "last-colour" if made and set(made) == {"cv2.VideoCapture"} else ""


def _infer_from_call(source: Source, call: ast.Call, depth: int) -> str:
    """The order of the picture that a call gives."""
    name = source.resolve_name(call.func)
    given = call.args[0] if call.args else None
    if name == "cv2.imread":
        plain = len(call.args) == 1 and not call.keywords
        return "last-colour" if plain or get_last_name(call.args[-1]) == "IMREAD_COLOR" else ""
    if name == "cv2.cvtColor":
        grey = any("GRAY" in ast.unparse(one) for one in call.args[1:])
        return "" if grey else infer_order(source, given, depth + 1)
    if _READERS.fullmatch(name):
        unusual = call.keywords or len(call.args) != 1 or ".tif" in ast.unparse(call)
        return "" if unusual else "last"
    if _FIRST_READERS.fullmatch(name):
        return "first"
    if isinstance(call.func, ast.Call) and _FIRST_TRANSFORMS.fullmatch(source.resolve_callee(call.func)):
        return "first"
    if name in _STACKS and (mode := _infer_mode(source, given, depth)):
        return mode
    if _KEEPING_FUNCTIONS.fullmatch(name) or name in _STACKS:
        return infer_order(source, given, depth + 1)
    if not name and isinstance(call.func, ast.Attribute) and call.func.attr in _KEEPING_METHODS:
        return infer_order(source, call.func.value, depth + 1)
    own = list_returned(source, call)
    return infer_order(source, own[0], depth + 1) if len(own) == 1 else ""


def _infer_mode(source: Source, node: ast.AST | None, depth: int) -> str:
    """The order of an array made of a `PIL.Image`: `last-colour` after `convert("RGB")`, `last` after none."""
    if depth > _DEPTH or node is None:
        return ""
    match node:
        case ast.Name():
            values: list[ast.AST] = list(source.find_values(node)) or _find_opened(source, node)
            modes = {_infer_mode(source, one, depth + 1) for one in values}
            return modes.pop() if len(modes) == 1 else ""
        case ast.Call(func=ast.Attribute(value=image, attr="convert")) if not source.resolve_name(node.func):
            mode = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            known = _infer_mode(source, image, depth + 1)
            return "last-colour" if known and mode == "RGB" else ""
        case ast.Call(func=ast.Attribute(value=image, attr=attr)) if attr in _PIL_METHODS and not source.resolve_name(
            node.func
        ):
            return _infer_mode(source, image, depth + 1)
        case ast.Call() if source.resolve_name(node.func) == "PIL.Image.open":
            return "last"
        case ast.Call() if len(own := list_returned(source, node)) == 1:
            return _infer_mode(source, own[0], depth + 1)
    return ""


def _find_opened(source: Source, node: ast.Name) -> list[ast.AST]:
    """`Image.open(path)` of `with Image.open(path) as image`."""
    binders = [source.find_binder(one) for one in source.find_bindings(node) or []]
    items = [source.parents.get(one) for one in binders if one is not None]
    return [one.context_expr for one in items if isinstance(one, ast.withitem)] if len(items) == 1 else []
