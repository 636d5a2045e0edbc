"""Checks of how pictures are prepared: the range of their values, the order of transforms, the statistics; see the rules' texts.

`infer_pixels` says of a value whether it holds bytes from 0 to 255 (`byte`), the same as floats (`wide`), numbers from 0 to 1
(`unit`), or numbers that were normalized (`normal`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.names import follow, is_held_out, is_trained, read_name, says_held_out
from hanli.lint.reading.origins import find_origin, find_passed_for_name, find_value, get_argument, list_returned
from hanli.lint.reading.source import Found, Function, Source, get_keyword, get_last_name

_DEPTH = 14
_TRANSFORMS = r"torchvision\.transforms\.(v2\.)?"
_FUNCTIONS = r"torchvision\.transforms\.(v2\.)?functional\."
_RESHAPERS = re.compile(_FUNCTIONS + "(resize|crop|center_crop|hflip|vflip|rotate|pad)")
_FINISHERS = re.compile(_TRANSFORMS + r"(ToTensor|ToDtype|ConvertImageDtype|PILToTensor|ToImage)")
_NORMALIZE = re.compile(_TRANSFORMS + r"Normalize")
_COMPOSE = re.compile(_TRANSFORMS + r"Compose|torch\.nn\.Sequential")
_READERS = re.compile(
    r"cv2\.imread|torchvision\.io\.(image\.)?(read_image|decode_image|decode_jpeg|decode_png)|imageio\.(v2\.|v3\.)?imread"
)
_KEEPING_FUNCTIONS = re.compile(
    r"numpy\.(array|asarray|ascontiguousarray|transpose|stack|expand_dims|flip|fliplr|flipud|rot90)|"
    r"torch\.(from_numpy|as_tensor|tensor|stack|unsqueeze)|cv2\.(resize|flip|cvtColor|GaussianBlur|blur)"
)
_KEEPING_METHODS = {
    "permute",
    "transpose",
    "copy",
    "clone",
    "contiguous",
    "to",
    "cuda",
    "cpu",
    "unsqueeze",
    "squeeze",
    "view",
    "reshape",
    "numpy",
    "detach",
    "flatten",
    "resize",
    "convert",
}
_WIDENING_METHODS = {"float", "double", "half", "astype", "type", "to"}
_FLOATS = re.compile(r".*(float|double|half).*")
_PREDICTS = re.compile(r"(predict|infer|inference|classify|serve)(_\w+)?")
_SPREAD_NAMES = re.compile(r"(.*_)?(std|stds|stdev)")
_MEAN_NAMES = re.compile(r"(.*_)?(mean|means|mu)")
_SPREADS = {
    (0.229, 0.224, 0.225),
    (0.247, 0.243, 0.261),
    (0.247, 0.2435, 0.2616),
    (0.2023, 0.1994, 0.201),
    (0.2675, 0.2565, 0.2761),
}
_MEANS = {(0.485, 0.456, 0.406), (0.4914, 0.4822, 0.4465), (0.5071, 0.4867, 0.4408)}


def find_transform_order(source: Source) -> Iterator[Found]:
    """`Normalize` before `ToTensor`, or before the conversion to floats, in one list of transforms."""
    for node in source.nodes:
        parts = node.elts if isinstance(node, ast.List | ast.Tuple) else node.args if isinstance(node, ast.Call) else []
        names = [source.resolve_callee(one) for one in parts]
        for place, name in enumerate(names):
            later = [one for one in names[place + 1 :] if _FINISHERS.fullmatch(one)]
            if _NORMALIZE.fullmatch(name) and later and not any(_makes_floats(source, one) for one in parts[:place]):
                yield parts[place], "Normalize", get_last_name(ast.parse(later[0], mode="eval").body)
                break
    for call in source.calls:
        normalizes = re.fullmatch(_FUNCTIONS + "normalize", source.resolve_name(call.func)) is not None
        if normalizes and call.args and _is_picture(source, call.args[0]):
            yield call, "normalize", "to_tensor"


def _makes_floats(source: Source, node: ast.expr) -> bool:
    """Whether a transform gives floats: `ToTensor()`, `ToDtype(torch.float32)`."""
    name = source.resolve_callee(node)
    return bool(_FINISHERS.fullmatch(name)) and not name.endswith(("PILToTensor", "ToImage"))


# -- the range of values -----------------------------------------------------------------------------------------------


def find_pixel_range(source: Source) -> Iterator[Found]:
    """Pictures divided by 255 twice, or normalized by statistics of 0 to 1 although they go from 0 to 255."""
    normalizes = any(get_last_name(one).lower() == "normalize" for one in source.nodes)
    for node in source.nodes:
        scaled = _find_scaled(node)
        if scaled is not None and infer_pixels(source, scaled) in {"unit", "normal"}:
            yield node, ast.unparse(node), "scaled twice"
        whole = _find_bytes(node)
        if whole is not None and infer_pixels(source, whole) in {"unit", "share"}:
            yield node, ast.unparse(node), "all zero"
        normalized = _find_normalized(source, node) if normalizes or isinstance(node, ast.BinOp) else None
        if normalized is not None and infer_pixels(source, normalized) == "wide":
            yield node, ast.unparse(node), "not scaled"
        parts = node.elts if isinstance(node, ast.List) else []
        if _has_unscaled_floats(source, parts):
            yield node, ast.unparse(node), "not scaled"
        match node:
            case ast.BinOp(left=left, op=ast.FloorDiv(), right=ast.Constant(value=255)):
                if infer_pixels(source, left) == "byte":
                    yield node, ast.unparse(node), "all zero"
        if (large := _find_large_mean(source, parts)) is not None:
            yield large, ast.unparse(large), "scaled already"
        if (twice := _find_scaling_step(source, parts)) is not None:
            yield twice, ast.unparse(twice), "scaled twice"


def _find_bytes(call: ast.AST) -> ast.expr | None:
    """What `.byte()`, `.astype(np.uint8)` or `.to(torch.uint8)` is called on."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    last = get_last_name(call.func)
    whole = (last == "byte" and not call.args) or (last in {"astype", "to"} and "uint8" in ast.unparse(call))
    return call.func.value if whole else None


def _find_scaled(node: ast.AST) -> ast.expr | None:
    """What is divided by 255: `x / 255.0`, `x.div(255)`, `x /= 255`, `x * (1 / 255)`."""
    match node:
        case ast.BinOp(left=value, op=ast.Div(), right=ast.Constant(value=255)):
            return value
        case ast.AugAssign(target=value, op=ast.Div(), value=ast.Constant(value=255)):
            return value
        case ast.Call(func=ast.Attribute(value=value, attr="div" | "div_" | "divide"), args=[ast.Constant(value=255)]):
            return value
    return None


def _find_large_mean(source: Source, parts: list[ast.expr]) -> ast.Call | None:
    """`Normalize` by a mean above 1 behind `ToTensor`, in a list of transforms of torchvision only."""
    names = [source.resolve_callee(one) for one in parts]
    if not any(re.fullmatch(_TRANSFORMS + "ToTensor", one) for one in names) or not all(names):
        return None
    if any(one.endswith("Lambda") or not one.startswith("torchvision.") for one in names):
        return None
    for part, name in zip(parts, names, strict=True):
        if _NORMALIZE.fullmatch(name) and isinstance(part, ast.Call):
            numbers = _read_numbers(source, get_argument(part, 0, "mean"))
            return part if len(numbers) == 3 and all(one > 1 for one in numbers) else None
    return None


def _find_scaling_step(source: Source, parts: list[ast.expr]) -> ast.expr | None:
    """`Lambda(lambda x: x / 255)` behind `ToTensor` in a list of transforms."""
    names = [source.resolve_callee(one) for one in parts]
    scaled = False
    for part, name in zip(parts, names, strict=True):
        if scaled and name.endswith(".Lambda") and isinstance(part, ast.Call) and part.args:
            function = part.args[0]
            if isinstance(function, ast.Lambda) and isinstance(_find_scaled(function.body), ast.Name):
                return part
        scaled |= bool(re.fullmatch(_TRANSFORMS + "ToTensor", name))
    return None


def _find_normalized(source: Source, node: ast.AST) -> ast.expr | None:
    """What `normalize(x, mean, std)` or `Normalize(mean, std)(x)` gets, if the mean is below 1."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        return node.left if is_imagenet_mean(source, node.right) else None
    if not isinstance(node, ast.Call) or not node.args:
        return None
    if re.fullmatch(_FUNCTIONS + "normalize", source.resolve_name(node.func)):
        mean = get_argument(node, 1, "mean")
        return node.args[0] if _is_small(source, mean) else None
    maker = find_value(source, node.func)
    if isinstance(maker, ast.Call) and _NORMALIZE.fullmatch(source.resolve_name(maker.func)):
        return node.args[0] if _is_small(source, get_argument(maker, 0, "mean")) else None
    return None


def _read_numbers(source: Source, node: ast.AST | None) -> tuple[float, ...]:
    """The numbers of a list or tuple that is written out; empty if it is something else."""
    value = follow(source, node)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):  # [0.5] * 3
        value = value.left
    parts = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
    numbers = [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, int | float)]
    return tuple(float(one) for one in numbers) if len(numbers) == len(parts) else ()


def _is_small(source: Source, node: ast.AST | None) -> bool:
    """Whether means are those of values from 0 to 1."""
    numbers = _read_numbers(source, node)
    return bool(numbers) and all(0 < one < 1 for one in numbers)


def _has_unscaled_floats(source: Source, parts: list[ast.expr]) -> bool:
    """Whether a list of transforms of v2 converts bytes to floats without scaling and normalizes them then."""
    names = [source.resolve_callee(one) for one in parts]
    for place, (part, name) in enumerate(zip(parts, names, strict=True)):
        if name == "torchvision.transforms.v2.ToDtype" and isinstance(part, ast.Call) and "float" in ast.unparse(part):
            bytes_before = any(one.endswith(("ToImage", "PILToTensor")) for one in names[:place])
            after = [one for one, said in zip(parts[place:], names[place:], strict=True) if _NORMALIZE.fullmatch(said)]
            plain = get_keyword(part, "scale") is None and len(part.args) == 1
            if plain and bytes_before and after and isinstance(after[0], ast.Call):
                return _is_small(source, get_argument(after[0], 0, "mean"))
    return False


def infer_pixels(source: Source, node: ast.AST | None, depth: int = 0) -> str:
    """The range of a picture: `byte`, `wide`, `unit`, `normal`, or empty if it cannot be told."""
    if depth > _DEPTH or node is None:
        return ""
    match node:
        case ast.Name() | ast.Attribute(value=ast.Name(id="self")):
            return _infer_from_name(source, node, depth)
        case ast.Subscript(value=value):
            film = re.fullmatch(r"torchvision\.io\.(video\.)?read_video", source.resolve_callee(value))
            return "byte" if film and ast.unparse(node.slice) == "0" else infer_pixels(source, value, depth + 1)
        case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant(value=255)):
            return "unit" if infer_pixels(source, left, depth + 1) in {"byte", "wide"} else ""
        case ast.Call():
            return _infer_from_call(source, node, depth)
    return ""


def _infer_from_name(source: Source, node: ast.expr, depth: int) -> str:
    """The range of what a name stands for, also of a picture that a loop over a loader hands out."""
    origin = find_origin(source, node)
    if origin is None:
        return ""
    if origin.looped:
        return _infer_from_loader(source, origin.node) if origin.path in {(0,), (1, 0)} else ""
    if origin.path == (0,) and isinstance(origin.node, ast.Subscript):
        return _infer_from_data(source, find_value(source, origin.node.value))
    value = find_value(source, node)
    return infer_pixels(source, value, depth + 1) if value is not node else ""


def _infer_from_loader(source: Source, runs: ast.expr) -> str:
    """The range of the pictures that a loader hands out."""
    while isinstance(runs, ast.Call) and get_last_name(runs.func) in {"enumerate", "tqdm"} and runs.args:
        runs = runs.args[0]
    loader = find_value(source, runs)
    data = loader
    if isinstance(loader, ast.Call) and get_last_name(loader.func) == "DataLoader":
        data = find_value(source, get_argument(loader, 0, "dataset"))
    return _infer_from_data(source, data)


def _infer_from_data(source: Source, data: ast.AST | None) -> str:
    """The range of the pictures of a data set of torchvision, by its transform."""
    if isinstance(data, ast.Call) and source.resolve_name(data.func).startswith("torchvision.datasets."):
        return _infer_from_transform(source, get_keyword(data, "transform"))
    return ""


def _infer_from_transform(source: Source, node: ast.AST | None) -> str:
    """The range that a transform gives: `unit` after `ToTensor`, `normal` after `Normalize`."""
    value = find_value(source, node)
    if isinstance(value, ast.Name) and (passed := find_passed_for_name(source, value)):
        told = {_infer_from_transform(source, one) for one in passed if one is not value}
        return told.pop() if len(told) == 1 else ""
    if not isinstance(value, ast.Call):
        return ""
    name = source.resolve_name(value.func)
    if re.fullmatch(_TRANSFORMS + "ToTensor", name):
        return "unit"
    if not _COMPOSE.fullmatch(name) or not value.args:
        return ""
    steps = find_value(source, value.args[0])
    names = [source.resolve_callee(one) for one in getattr(steps, "elts", [])]
    if any(not one.startswith("torchvision.") for one in names):
        return ""  # a transform of its own may scale
    if any(_NORMALIZE.fullmatch(one) for one in names):
        return "normal"
    return "unit" if any(re.fullmatch(_TRANSFORMS + "ToTensor", one) for one in names) else ""


def _infer_from_call(source: Source, call: ast.Call, depth: int) -> str:
    """The range of the picture that a call gives."""
    name, last = source.resolve_name(call.func), get_last_name(call.func)
    first = call.args[0] if call.args else None
    if _READERS.fullmatch(name):
        return "byte" if "UNCHANGED" not in ast.unparse(call) and "ANYDEPTH" not in ast.unparse(call) else ""
    if name == "PIL.Image.open":
        return "byte"
    if re.fullmatch(_FUNCTIONS + "to_tensor", name):
        return _infer_after_tensor(source, first, depth)
    if re.fullmatch(_FUNCTIONS + "normalize", name):
        return "normal"
    if _KEEPING_FUNCTIONS.fullmatch(name):
        kind = get_keyword(call, "dtype")
        before = infer_pixels(source, first, depth + 1)
        return "wide" if before == "byte" and kind is not None and _FLOATS.fullmatch(ast.unparse(kind)) else before
    bounds = [ast.unparse(one) for one in call.args[1 if name else 0 :]]
    if (last == "sigmoid" and (name or not call.args)) or (last in {"clamp", "clip"} and bounds == ["0", "1"]):
        return "share"
    if isinstance(call.func, ast.Attribute) and not name:
        told = _infer_from_method(source, call, depth)
        if told:
            return told
    if transformed := _infer_from_transform(source, call.func):
        return _infer_after_tensor(source, first, depth) if transformed == "unit" else transformed
    own = list_returned(source, call)
    return infer_pixels(source, own[0], depth + 1) if len(own) == 1 and last not in _KEEPING_METHODS else ""


def _infer_after_tensor(source: Source, node: ast.AST | None, depth: int) -> str:
    """The range after `ToTensor`, which scales bytes and leaves floats as they are."""
    before = infer_pixels(source, node, depth + 1)
    return "wide" if before == "wide" else "unit"


def _infer_from_method(source: Source, call: ast.Call, depth: int) -> str:
    """The range after a method of a tensor, an array or a picture."""
    value = call.func.value if isinstance(call.func, ast.Attribute) else None
    last = get_last_name(call.func)
    before = infer_pixels(source, value, depth + 1)
    arguments = " ".join(ast.unparse(one) for one in [*call.args, *(one.value for one in call.keywords)])
    if (
        before == "byte"
        and last in _WIDENING_METHODS
        and (last in {"float", "double", "half"} or _FLOATS.fullmatch(arguments))
    ):
        return "wide"
    if last in {"float", "double", "half"} or last in _KEEPING_METHODS:
        return before
    return before if last in {"astype", "type"} and before != "byte" else ""


def find_byte_overflow(source: Source) -> Iterator[Found]:
    """Sums and differences of bytes, which wrap around at 256: `image + 50`, `first - second`."""
    for node in source.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
            continue
        sides = [node.left, node.right]
        kinds = [infer_pixels(source, one) == "byte" and not _is_picture(source, one) for one in sides]
        numbers = [isinstance(one, ast.Constant) and isinstance(one.value, int) and one.value != 1 for one in sides]
        if any(isinstance(one, ast.Constant) and one.value == 255 for one in sides):
            continue  # a negative, or a mask of 0 and 1
        if all(kinds) or (any(kinds) and any(numbers)):
            yield node, ast.unparse(node), ""


def _is_picture(source: Source, node: ast.AST) -> bool:
    """Whether a value is a `PIL.Image`, which has no arithmetic."""
    value = find_value(source, node)
    for _ in range(_DEPTH):
        called = value.func if isinstance(value, ast.Call) else None
        if not isinstance(value, ast.Call) or not isinstance(called, ast.Attribute):
            break
        if _RESHAPERS.fullmatch(source.resolve_name(called)):
            value = find_value(source, value.args[0]) if value.args else None
        elif called.attr in {"convert", "resize", "crop"}:
            value = find_value(source, called.value)
        else:
            break
    return source.resolve_callee(value) == "PIL.Image.open"


# -- statistics --------------------------------------------------------------------------------------------------------


def find_wrong_statistics(source: Source) -> Iterator[Found]:
    """`Normalize` with mean and standard deviation in each other's place, or with others for held-out data."""
    for call in source.calls:
        if not _NORMALIZE.fullmatch(source.resolve_name(call.func)) and not re.fullmatch(
            _FUNCTIONS + "normalize", source.resolve_name(call.func)
        ):
            continue
        shift = int(get_last_name(call.func) == "normalize")
        mean, spread = get_argument(call, shift, "mean"), get_argument(call, shift + 1, "std")
        if mean is not None and spread is not None and _are_swapped(source, mean, spread):
            yield call, ast.unparse(call), "swapped statistics"
    yield from _find_different_statistics(source)
    for node in source.nodes:
        if isinstance(node, ast.BinOp) and _undoes_wrongly(node):
            yield node, ast.unparse(node), "other inverse"
        if isinstance(node, ast.List) and (normal := _find_other_channels(source, node.elts)) is not None:
            yield normal, ast.unparse(normal), "other channels"


def _find_other_channels(source: Source, parts: list[ast.expr]) -> ast.Call | None:
    """`Normalize` with three means behind `Grayscale()`, which leaves one channel."""
    grey = [
        one
        for one in parts
        if isinstance(one, ast.Call) and re.fullmatch(_TRANSFORMS + "Grayscale", source.resolve_name(one.func))
    ]
    if not grey or grey[0].args or grey[0].keywords:
        return None
    for one in parts:
        if isinstance(one, ast.Call) and _NORMALIZE.fullmatch(source.resolve_name(one.func)):
            return one if len(_read_numbers(source, get_argument(one, 0, "mean"))) == 3 else None
    return None


def _undoes_wrongly(node: ast.BinOp) -> bool:
    """Whether a sum and a product undo `(x - mean) / std` in the wrong order: `x / std + mean`, `(x + mean) * std`."""
    match node:
        case ast.BinOp(left=ast.BinOp(op=ast.Div(), right=spread), op=ast.Add(), right=mean):
            pass
        case ast.BinOp(left=ast.BinOp(op=ast.Add(), right=mean), op=ast.Mult(), right=spread):
            pass
        case _:
            return False
    return bool(_SPREAD_NAMES.fullmatch(read_name(spread)) and _MEAN_NAMES.fullmatch(read_name(mean)))


def _are_swapped(source: Source, mean: ast.expr, spread: ast.expr) -> bool:
    """Whether names or known numbers say that mean and standard deviation have changed places."""
    first, second = get_last_name(mean).lower(), get_last_name(spread).lower()
    if re.search(r"(^|_)stds?(_|$)", first) and re.search(r"(^|_)means?(_|$)", second):
        return True
    return _read_numbers(source, mean) in _SPREADS or _read_numbers(source, spread) in _MEANS


def _find_different_statistics(source: Source) -> Iterator[Found]:
    """Transforms of training and of held-out data in one scope, which normalize differently or only in training."""
    found: dict[ast.AST, list[tuple[str, ast.Call, ast.Call | None]]] = {}
    for call in source.calls:
        if _COMPOSE.fullmatch(source.resolve_name(call.func)) and (part := _find_part(source, call)):
            steps = find_value(source, call.args[0]) if call.args else None
            parts = [find_value(source, one) for one in getattr(steps, "elts", [])]
            named = [one for one in parts if isinstance(one, ast.Call) and source.resolve_name(one.func)]
            if len(named) < len(parts) or not any(_FINISHERS.fullmatch(source.resolve_name(one.func)) for one in named):
                continue  # one that cannot be told, or none that gives a tensor
            normals = [one for one in named if _NORMALIZE.fullmatch(source.resolve_name(one.func))]
            found.setdefault(source.find_function(call), []).append((part, call, normals[0] if normals else None))
    everywhere = [one for many in found.values() for one in many if one[0] == "train"]
    for function, many in found.items():
        trained = [one for one in many if one[0] == "train"]
        if not trained and isinstance(function, Function) and _PREDICTS.fullmatch(function.name):
            trained = everywhere
        for part, call, normal in many:
            if part == "held out" and len(trained) == 1 and _differ(source, trained[0][2], normal):
                yield normal or call, ast.unparse(normal) if normal else "Compose", "other statistics"


def _find_part(source: Source, call: ast.Call) -> str:
    """Whether a transform is for training or for held-out data, by its name or its key; empty if it does not say."""
    owner, function = source.parents[call], source.find_function(call)
    if isinstance(owner, ast.Dict) and call in owner.values:
        key = owner.keys[owner.values.index(call)]
        said = str(key.value) if isinstance(key, ast.Constant) else ""
        return "train" if said == "train" else "held out" if says_held_out(said) else ""
    target = owner.targets[0] if isinstance(owner, ast.Assign) else None
    if target is not None and (is_trained(target) or is_held_out(target)):
        return "train" if is_trained(target) else "held out"
    if not isinstance(function, Function):
        return ""
    made = any(get_last_name(one) == "DataLoader" for one in ast.walk(function))
    return "held out" if _PREDICTS.fullmatch(function.name) else "train" if made else ""


def _differ(source: Source, first: ast.Call | None, second: ast.Call | None) -> bool:
    """Whether two `Normalize` differ in their numbers, or only one is there."""
    if first is None or second is None:
        return (first is None) != (second is None)
    numbers = [
        [_read_numbers(source, get_argument(one, place, name)) for place, name in enumerate(("mean", "std"))]
        for one in (first, second)
    ]
    return all(all(one) for one in numbers) and numbers[0] != numbers[1]


def is_imagenet_mean(source: Source, node: ast.AST) -> bool:
    """Whether a value is the mean of ImageNet, also as `np.array([0.485, 0.456, 0.406])`."""
    return _read_numbers(source, node) == (0.485, 0.456, 0.406)


def is_imagenet(source: Source, call: ast.Call) -> bool:
    """Whether a call normalizes a picture by the statistics of ImageNet, also within a `Compose`, or makes a `PIL.Image`."""
    if re.fullmatch(_FUNCTIONS + "normalize", source.resolve_name(call.func)):
        return _read_numbers(source, get_argument(call, 1, "mean")) == (0.485, 0.456, 0.406)
    made = find_value(source, call.func) if not source.resolve_name(call.func) else None
    steps = [made]
    if isinstance(made, ast.Call) and _COMPOSE.fullmatch(source.resolve_name(made.func)) and made.args:
        steps = [find_value(source, one) for one in getattr(find_value(source, made.args[0]), "elts", [])]
    for one in steps:
        name = source.resolve_callee(one)
        if re.fullmatch(_TRANSFORMS + "ToPILImage", name):
            return True
        if isinstance(one, ast.Call) and _NORMALIZE.fullmatch(name):
            return _read_numbers(source, get_argument(one, 0, "mean")) == (0.485, 0.456, 0.406)
    return False
