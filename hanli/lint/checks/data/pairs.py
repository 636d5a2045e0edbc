"""Checks of pictures with masks: what happens to one has to happen to the other, and class numbers cannot be blended; see the rules' texts."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

from hanli.lint.checks.data.augmentations import find_augmentation, find_transform
from hanli.lint.checks.data.pictures import infer_frame, infer_order
from hanli.lint.checks.data.preparation import infer_pixels, is_imagenet, is_imagenet_mean
from hanli.lint.reading.names import is_mask, read_name
from hanli.lint.reading.origins import find_passed_for_name, find_value, get_argument
from hanli.lint.reading.source import (
    Found,
    Function,
    Source,
    get_keyword,
    get_last_name,
    get_receiver,
    list_calls,
    walk_inside,
)

_DEPTH = 8
_LISTERS = {"listdir", "glob", "rglob", "iglob", "iterdir", "scandir"}
_TABLES = {"read_csv", "load", "loadtxt", "genfromtxt", "read_table"}
_JOINERS = {"zip", "TensorDataset", "train_test_split"}
_SAVED_STATES = re.compile(r".*(seed|rng_state|setstate|set_state|fork_rng|getstate|ReplayCompose).*")
_BLENDING = re.compile(r".*(BILINEAR|LINEAR|CUBIC|LANCZOS|AREA|bilinear|bicubic)")
_SEGMENTATIONS = re.compile(r"torchvision\.datasets\.(\w+\.)?(VOCSegmentation|OxfordIIITPet|Cityscapes|SBDataset)")
_PLACES = re.compile(r"(.*_)?(boxes|bboxes|points|keypoints|landmarks|polygons)")
_TURNS = re.compile(r"hflip|vflip|flip|fliplr|flipud|rotate|rot90|crop")
_DENSE = re.compile(
    r"(.*_)?(depths?|disparity|normals|hr|high_res|gt|ground_truth|targets?|clean|sharp|trimap|alpha|matte|edges?)(_img|_image)?"
)
_RANDOM = re.compile(r"random\.(random|uniform)|numpy\.random\.(rand|random|uniform)|torch\.rand")
_HEIGHTS = re.compile(r"(.*_)?(h|height|rows|ih|oh|hh)(_.*)?|(img|image|im|orig)h")
_WIDTHS = re.compile(r"(.*_)?(w|width|cols|iw|ow|ww)(_.*)?|(img|image|im|orig)w")


# -- masks hold numbers of classes -------------------------------------------------------------------------------------


def find_class_mask(source: Source) -> Iterator[Found]:
    """A mask of classes that is resized by blending neighbours, or divided by 255 and then made whole numbers."""
    masked = any(is_mask(one) for one in source.nodes if isinstance(one, ast.Name | ast.Attribute))
    for call in source.calls:
        if masked and _blends(source, call) and _holds_classes(source, call):
            yield call, ast.unparse(call.func), "blended"
        if (whole := _find_truncated(source, call)) is not None:
            yield call, ast.unparse(whole), "divided"


def _blends(source: Source, call: ast.Call) -> bool:
    """Whether a call resizes a mask and computes values between those of its neighbours."""
    name, last = source.resolve_name(call.func), get_last_name(call.func)
    said = " ".join(ast.unparse(one) for one in [*call.args, *(key.value for key in call.keywords)])
    nearest = "NEAREST" in said or "nearest" in said
    given = _find_subject(call)
    masked = _is_mask_here(source, given) or _names_mask(source, call)
    if nearest or not masked:
        return False
    if name == "cv2.resize":
        return len(call.args) < 4
    if name == "torch.nn.functional.interpolate":
        return bool(_BLENDING.fullmatch(said.replace("\n", " "))) or "bilinear" in said
    if re.fullmatch(r"torchvision\.transforms\.(v2\.)?functional\.resize", name):
        return len(call.args) < 3 and get_keyword(call, "interpolation") is None
    if last == "resize" and not name and isinstance(call.func, ast.Attribute):
        return "BILINEAR" in said or "BICUBIC" in said or "LANCZOS" in said
    resizer = find_value(source, call.func) if isinstance(call.func, ast.Name | ast.Attribute) else call.func
    made = isinstance(resizer, ast.Call) and bool(
        re.fullmatch(r"torchvision\.transforms\.(v2\.)?Resize", source.resolve_name(resizer.func))
    )
    return (
        made
        and isinstance(resizer, ast.Call)
        and len(resizer.args) < 2
        and get_keyword(resizer, "interpolation") is None
    )


def _find_subject(call: ast.Call) -> ast.AST | None:
    """What a call resizes: its first argument, or what its method is called on."""
    if get_last_name(call.func) == "resize" and isinstance(call.func, ast.Attribute) and is_mask(call.func.value):
        return call.func.value
    return call.args[0] if call.args else None


def _is_mask_here(source: Source, node: ast.AST | None) -> bool:
    """Whether a value is a mask, also as `masks.float().unsqueeze(1)` or `Image.open(self.masks[i])`."""
    return node is not None and any(is_mask(one) for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute))


def _names_mask(source: Source, call: ast.Call) -> bool:
    """Whether the result of a call gets the name of a mask."""
    owner = next((one for one in source.walk_ancestors(call) if isinstance(one, ast.stmt)), None)
    return isinstance(owner, ast.Assign) and is_mask(owner.targets[0])


def _holds_classes(source: Source, call: ast.Call) -> bool:
    """Whether a function makes whole numbers of a mask, or passes it to cross-entropy, and none of floats."""
    function = source.find_class(call) or source.find_function(call)
    if any(_is_whole_of(source, one, call) for one in list_calls(source.calls, "long")):
        return True
    for node in ast.walk(function) if not isinstance(function, ast.Module) else source.nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr="long")) if _is_mask_here(source, value):
                return True
            case ast.Call(func=ast.Attribute(attr="long")) if _names_mask(source, node) or "mask" in ast.unparse(node):
                return True
            case ast.Call() if source.infer_kind(node.func) == "cross-entropy" and len(node.args) > 1:
                if _is_mask_here(source, node.args[1]):
                    return True
            case ast.Call(args=[first, *_]) if (kind := get_keyword(node, "dtype")) is not None:
                if _is_mask_here(source, first) and re.search(r"int64|long", ast.unparse(kind)):
                    return True
    return False


def _is_whole_of(source: Source, whole: ast.Call, call: ast.Call) -> bool:
    """Whether `.long()` is called on what a call gives, also on a part of it, under its name."""
    node: ast.AST | None = get_receiver(whole)
    while isinstance(node, ast.Subscript) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node is not call
    ):
        node = node.value if isinstance(node, ast.Subscript) else get_receiver(node)
    return node is call or (isinstance(node, ast.Name) and find_value(source, node) is call)


def _find_truncated(source: Source, call: ast.Call) -> ast.expr | None:
    """What `.long()` makes zeros of: a picture that `ToTensor` has divided by 255."""
    whole = isinstance(call.func, ast.Attribute) and (
        (call.func.attr in {"long", "int"} and not call.args)
        or (call.func.attr in {"to", "type"} and ast.unparse(call).endswith(("torch.long)", "torch.int64)")))
    )
    if not whole or not isinstance(call.func, ast.Attribute):
        return None
    if infer_pixels(source, call.func.value) == "unit":
        return call
    return call if _is_scaled_target(source, call.func.value) else None


def _is_scaled_target(source: Source, node: ast.expr) -> bool:
    """Whether a value is the mask of a data set of torchvision whose `target_transform` is `ToTensor`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    if not isinstance(node, ast.Name):
        return False
    for binding in source.find_bindings(node) or []:
        runs = find_value(source, binding.node) if binding.how == "loop" and binding.place == 1 else None
        data = find_value(source, get_argument(runs, 0, "dataset")) if isinstance(runs, ast.Call) else None
        if isinstance(data, ast.Call) and _SEGMENTATIONS.fullmatch(source.resolve_name(data.func)):
            made = find_value(source, get_keyword(data, "target_transform"))
            return bool(re.fullmatch(r"torchvision\.transforms\.(v2\.)?ToTensor", source.resolve_callee(made)))
    return False


# -- what happens to both ----------------------------------------------------------------------------------------------


def find_unpaired_augmentation(source: Source) -> Iterator[Found]:
    """A random transform that draws anew for the mask, so that picture and mask no longer fit."""
    if not any("random" in get_last_name(one).lower() for one in source.nodes):
        return
    for function in source.functions:
        if any(
            _SAVED_STATES.fullmatch(get_last_name(one))
            for one in ast.walk(function)
            if isinstance(one, ast.Name | ast.Attribute)
        ):
            continue
        yield from _find_calls_apart(source, function)
        yield from _find_draws_apart(source, function.body)
        yield from _find_amounts_apart(source, function)
        yield from _find_left_places(source, function)
    yield from _find_parameters_apart(source)
    for call in source.calls:
        if _SEGMENTATIONS.fullmatch(source.resolve_name(call.func)):
            given = [get_keyword(call, name) for name in ("transform", "target_transform")]
            random = [_find_random(source, one) for one in given if one is not None]
            if len(random) == 2 and all(random):
                yield call, random[1], "transform"


def _find_calls_apart(source: Source, function: Function) -> Iterator[Found]:
    """`self.transform(image)` and `self.transform(mask)` of one random transform."""
    calls: dict[str, list[ast.Call]] = {}
    for node in walk_inside(function):
        if not isinstance(node, ast.Call) or len(node.args) + len(node.keywords) != 1:
            continue
        if _find_random(source, node.func):
            calls.setdefault(ast.unparse(node.func), []).append(node)
    for said, many in calls.items():
        masks = [call for call in many if _takes_mask(source, call)]
        if masks and len(masks) < len(many):
            yield masks[0], _find_random(source, masks[0].func), said


def _takes_mask(source: Source, call: ast.Call) -> bool:
    """Whether a call gets a mask, by its name or by that of the file that it is read from."""
    inner = _find_inner(call)
    value = find_value(source, inner) if inner is not None else None
    read = _find_inner(value) if isinstance(value, ast.Call) else None
    return any(one is not None and (is_mask(one) or _DENSE.fullmatch(read_name(one))) for one in (inner, read))


def _find_inner(call: ast.Call) -> ast.expr | None:
    """What the innermost of nested calls gets: `mask` of `crop(flip(mask))`, `Image.open(self.masks[i])`."""
    node: ast.expr = call
    while isinstance(node, ast.Call | ast.Subscript):
        if isinstance(node, ast.Subscript):
            node = node.value
        elif node.args or node.keywords:
            node = node.args[0] if node.args else node.keywords[0].value
        else:
            return None
    return node


def _find_random(source: Source, node: ast.expr) -> str:
    """The random augmentation that a callable applies, also as an argument of `__init__`; empty if it has none."""
    values = [find_value(source, node)]
    if isinstance(values[0], ast.Name) and (passed := find_passed_for_name(source, values[0])):
        values = [find_value(source, one) for one in passed]
    for value in values:
        made = find_transform(source, value) if isinstance(value, ast.expr) else None
        if made is not None and (name := find_augmentation(source, made)):
            return name
    return ""


def _find_draws_apart(source: Source, body: list[ast.stmt]) -> Iterator[Found]:
    """`if random.random() < 0.5: image = flip(image)` and then another draw for `mask = flip(mask)`."""
    drawn = [one for one in body if isinstance(one, ast.If) and _draws(source, one.test)]
    for first, second in itertools.pairwise(drawn):
        one, two = _list_changed(first), _list_changed(second)
        same = {said for _, said in one} & {said for _, said in two}
        masked = [any(is_mask(target) for target, _ in many) for many in (one, two)]
        if same and masked == [False, True] and len(one) == len(two):
            yield second, ast.unparse(second.test), sorted(same)[0]


def _find_left_places(source: Source, function: Function) -> Iterator[Found]:
    """`if random.random() < 0.5: image = hflip(image)` in a function that also returns boxes, which stay where they were."""
    given = [
        one.value for one in ast.walk(function) if isinstance(one, ast.Return) and isinstance(one.value, ast.Tuple)
    ]
    names = {get_last_name(part) for one in given for part in one.elts if _PLACES.fullmatch(read_name(part))}
    for node in function.body if names else []:
        if not isinstance(node, ast.If) or not _draws(source, node.test):
            continue
        turned = [said for _, said in _list_changed(node) if _TURNS.fullmatch(said.rpartition(".")[2])]
        used = {get_last_name(one) for part in node.body for one in ast.walk(part)}
        flagged = any(isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant) for one in node.body)
        if turned and not names & used and not flagged:
            yield node, ast.unparse(node.test), turned[0]


def _find_amounts_apart(source: Source, function: Function) -> Iterator[Found]:
    """`rotate(image, random.uniform(-15, 15))` and another draw for the mask."""
    first: dict[str, ast.Call] = {}
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and len(call.args) > 1 and any(_draws(source, one) for one in call.args[1:]):
            said = ast.unparse(call.func)
            if said in first and _takes_mask(source, call) and not _takes_mask(source, first[said]):
                yield call, ast.unparse(call), said
            first.setdefault(said, call)


def _draws(source: Source, test: ast.expr) -> bool:
    """Whether a condition draws a random number itself."""
    return any(isinstance(one, ast.Call) and _RANDOM.fullmatch(source.resolve_name(one.func)) for one in ast.walk(test))


def _list_changed(node: ast.If) -> list[tuple[ast.expr, str]]:
    """What a branch assigns, each with the function that it calls for it."""
    made = [one for one in node.body if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call)]
    return [(one.targets[0], ast.unparse(one.value.func)) for one in made if isinstance(one.value, ast.Call)]


def _find_parameters_apart(source: Source) -> Iterator[Found]:
    """`RandomCrop.get_params` called once for the picture and once for its mask."""
    first: dict[tuple[str, ast.AST], ast.Call] = {}
    for call in source.calls:
        if get_last_name(call.func) == "get_params" and call.args:
            key = (ast.unparse(call.func), source.find_function(call))
            if key in first and is_mask(call.args[0]) and not is_mask(first[key].args[0]):
                yield call, ast.unparse(call.func), "get_params"
            first.setdefault(key, call)


def find_unsorted_listing(source: Source) -> Iterator[Found]:
    """Two listings of folders paired by position: the order of `os.listdir` and `glob` is arbitrary."""
    for call in source.calls:
        if (get_last_name(call.func) in _JOINERS or get_last_name(call.func)[:1].isupper()) and len(call.args) >= 2:
            found = [_find_listing(source, one, 0) for one in call.args[:2]]
            if found[0] is not None and found[1] is not None and found[0] is not found[1]:
                yield found[1], ast.unparse(found[1]), ast.unparse(found[0])
            for one, other in ((0, 1), (1, 0)):
                unsorted = found[one]
                if unsorted is not None and found[other] is None and _is_sorted_listing(source, call.args[other]):
                    yield unsorted, ast.unparse(unsorted), ast.unparse(call.args[other])
            rows = find_value(source, call.args[1])
            if (
                found[0] is not None
                and get_last_name(call.func) == "zip"
                and rows is not None
                and _is_table(source, rows)
            ):
                yield found[0], ast.unparse(found[0]), ast.unparse(rows)
    for owner in source.classes.values():
        items = [one for one in owner.body if isinstance(one, Function) and one.name == "__getitem__"]
        if len(items) == 1 and len(items[0].args.args) == 2:
            yield from _find_listed_attributes(source, owner, items[0])


def _find_listed_attributes(source: Source, owner: ast.ClassDef, item: Function) -> Iterator[Found]:
    """`self.images[i]` and `self.masks[i]` of two listings, or of a listing and the rows of a table."""
    index = item.args.args[1].arg
    used: list[tuple[ast.Attribute, ast.expr]] = []
    for node in ast.walk(item):
        match node:
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id="self")) as kept, slice=ast.Name(id=name)) if (
                name == index
            ):
                values = source.attributes.get((owner, kept.attr), [])
                if len(values) == 1 and kept.attr not in {one.attr for one, _ in used}:
                    used.append((kept, values[0]))
    listed: list[tuple[ast.Attribute, ast.expr]] = []
    for kept, value in used:
        listing = _find_listing(source, value, 0)
        if listing is not None and not any(_find_listing(source, one, 0) is listing for _, one in listed):
            listed.append((kept, value))
    listed = [(kept, value) for kept, value in listed if f"self.{kept.attr}.sort(" not in ast.unparse(owner)]
    rows = [value for _, value in used if _is_table(source, value)]
    if len(listed) > 1:
        first, second = sorted((value for _, value in listed[:2]), key=lambda value: value.lineno)
        yield second, ast.unparse(second), ast.unparse(first)
    elif listed and any(_is_sorted_listing(source, value) for _, value in used):
        other = next(value for _, value in used if _is_sorted_listing(source, value))
        yield listed[0][1], ast.unparse(listed[0][1]), ast.unparse(other)
    elif listed and rows:
        yield listed[0][1], ast.unparse(listed[0][1]), ast.unparse(rows[0])


def _find_listing(source: Source, node: ast.AST | None, depth: int) -> ast.Call | None:
    """The listing of a folder that a value is made of, in its order; None if it is sorted, or something else."""
    if depth > _DEPTH or node is None:
        return None
    match node:
        case ast.Call() if _lists_folder(source, node):
            return node
        case ast.Call(func=ast.Name(id="sorted" | "set" | "len" | "next")):
            return None
        case ast.Call(args=[first, *_]):
            return _find_listing(source, first, depth + 1)
        case ast.ListComp(generators=[ast.comprehension(iter=runs), *_]):
            return _find_listing(source, runs, depth + 1)
        case ast.Name():
            value = find_value(source, node)
            if value is node or value is None or _is_sorted_later(source, node):
                return None
            return _find_listing(source, value, depth + 1)
    return None


def _lists_folder(source: Source, call: ast.Call) -> bool:
    """Whether a call is one of `os.listdir`, of `glob` under whatever name, or of a method of a path."""
    named = source.resolve_name(call.func) in {"os.listdir", "os.scandir", "glob.glob", "glob.iglob"}
    return named or (isinstance(call.func, ast.Attribute) and call.func.attr in _LISTERS)


def _is_sorted_listing(source: Source, node: ast.expr) -> bool:
    """Whether a value is the sorted listing of a folder."""
    value = find_value(source, node)
    if not isinstance(value, ast.Call) or get_last_name(value.func) != "sorted" or not value.args:
        return False
    return _find_listing(source, value.args[0], 0) is not None


def _is_sorted_later(source: Source, node: ast.Name) -> bool:
    """Whether a list is sorted in place."""
    return any(
        isinstance(one, ast.Attribute) and one.attr in {"sort", "shuffle"} and get_last_name(one.value) == node.id
        for one in source.nodes
    )


def _is_table(source: Source, node: ast.AST) -> bool:
    """Whether a value is read from a file of labels."""
    return any(isinstance(one, ast.Call) and get_last_name(one.func) in _TABLES for one in ast.walk(node))


# -- sides and colours -------------------------------------------------------------------------------------------------


def find_swapped_sides(source: Source) -> Iterator[Found]:
    """Height and width in each other's place: of `image.size`, `image.shape`, `cv2.resize`, `permute(2, 1, 0)`."""
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=[first, second])], value=ast.Attribute(attr="size") as value):
                if _are_sides(first, second) and not _is_own_size(source, value):
                    yield node, ast.unparse(node), "size"
            case ast.Assign(targets=[ast.Tuple(elts=[first, second, *_])], value=value) if _are_sides(second, first):
                if re.fullmatch(r".*\.shape(\[:2\]|\[-2:\])?", ast.unparse(value)) and _is_array(source, node, value):
                    yield node, ast.unparse(node), "shape"
            case ast.Call(args=[_, ast.Tuple(elts=[first, second]), *_]) if (
                source.resolve_name(node.func) == "cv2.resize"
            ):
                if _are_sides(_get_base(first), _get_base(second)):
                    yield node, ast.unparse(node), "resize"
            case ast.Call(func=ast.Attribute(value=value, attr="permute" | "transpose")) if not source.resolve_name(
                node.func
            ):
                if [ast.unparse(one) for one in node.args] == ["2", "1", "0"] and infer_order(source, value):
                    yield node, ast.unparse(node), "permute"


def _are_sides(first: ast.expr, second: ast.expr) -> bool:
    """Whether names say height first and width second."""
    one, two = read_name(first), read_name(second)
    return bool(_HEIGHTS.fullmatch(one) and _WIDTHS.fullmatch(two))


def _get_base(node: ast.expr) -> ast.expr:
    """`height` of `height // 2` and of `int(height * scale)`."""
    while isinstance(node, ast.BinOp | ast.Call):
        if isinstance(node, ast.Call) and not node.args:
            break
        node = node.left if isinstance(node, ast.BinOp) else node.args[0]
    return node


def _is_own_size(source: Source, value: ast.Attribute) -> bool:
    """Whether `size` is a setting of the program's own, as `self.size` or `config.size`, and no picture's."""
    said = read_name(value.value)
    return not re.fullmatch(r"(.*_)?(img|image|im|pil|picture|photo|frame)\w*(_.*)?", said)


def _is_array(source: Source, node: ast.Assign, value: ast.expr) -> bool:
    """Whether a shape is that of a picture as OpenCV or Pillow read it, with the height first."""
    inner = value
    while isinstance(inner, ast.Subscript | ast.Attribute) and (
        isinstance(inner, ast.Subscript) or inner.attr == "shape"
    ):
        inner = inner.value
    return infer_order(source, inner).startswith("last")


def find_bgr_order(source: Source) -> Iterator[Found]:
    """A picture of `cv2.imread` passed on as RGB: to Pillow, Matplotlib, or the statistics of ImageNet; or the reverse."""
    for call in source.calls:
        if source.resolve_name(call.func) == "cv2.imwrite" and len(call.args) > 1 and _is_rgb(source, call.args[1], 0):
            yield call, ast.unparse(call.args[1]), "cv2.imwrite"
    for call in source.calls:
        if call.args and _takes_rgb(source, call) and _is_bgr(source, call.args[0], 0):
            yield call, ast.unparse(call.args[0]), ast.unparse(call.func)
    for node in source.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
            continue
        if is_imagenet_mean(source, node.right) and _is_bgr(source, node.left, 0):
            yield node, ast.unparse(node.left), ast.unparse(node)


def _is_rgb(source: Source, node: ast.AST | None, depth: int) -> bool:
    """Whether a value is an array of a picture that Pillow has opened and converted to RGB."""
    value = find_value(source, node)
    if depth > _DEPTH or not isinstance(value, ast.Call):
        return False
    if source.resolve_name(value.func) in {"numpy.array", "numpy.asarray"} and value.args:
        return _is_rgb(source, value.args[0], depth + 1)
    if get_last_name(value.func) == "convert" and value.args and ast.unparse(value.args[0]) == "'RGB'":
        return True
    return get_last_name(value.func) in {"resize", "copy", "crop"} and _is_rgb(source, get_receiver(value), depth + 1)


def _takes_rgb(source: Source, call: ast.Call) -> bool:
    """Whether a call takes a picture in the order of RGB."""
    name = source.resolve_name(call.func)
    if name in {"PIL.Image.fromarray", "matplotlib.pyplot.imshow"}:
        return True
    return is_imagenet(source, call)


def _is_bgr(source: Source, node: ast.AST | None, depth: int) -> bool:
    """Whether a value is a colour picture as OpenCV reads it, whose channels nobody has reversed."""
    if depth > _DEPTH or node is None:
        return False
    match node:
        case ast.Name():
            values = source.find_values(node)
            return infer_frame(source, node) or (
                bool(values) and all(_is_bgr(source, one, depth + 1) for one in values)
            )
        case ast.BinOp(left=left, op=ast.Div() | ast.Mult(), right=ast.Constant()):
            return _is_bgr(source, left, depth + 1)
        case ast.Call():
            name = source.resolve_name(node.func)
            if name == "cv2.imread":
                plain = len(node.args) == 1 and not node.keywords
                return plain or get_last_name(node.args[-1]) == "IMREAD_COLOR" or ast.unparse(node.args[-1]) == "1"
            if name in {
                "cv2.resize",
                "torch.from_numpy",
                "torch.as_tensor",
                "torch.tensor",
                "numpy.array",
                "cv2.GaussianBlur",
            } or re.fullmatch(r"torchvision\.transforms\.(v2\.)?functional\.to_tensor", name):
                return bool(node.args) and _is_bgr(source, node.args[0], depth + 1)
            if isinstance(node.func, ast.Call) and source.resolve_callee(node.func).endswith("ToTensor"):
                return bool(node.args) and _is_bgr(source, node.args[0], depth + 1)
            kept = {"permute", "float", "astype", "copy", "unsqueeze", "transpose", "contiguous", "div", "to"}
            if isinstance(node.func, ast.Attribute) and not name and node.func.attr in kept:
                return _is_bgr(source, node.func.value, depth + 1)
    return False
