"""Checks of attention and other similarities: how scores are scaled, masked and turned into weights."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.checks.losses.activations import infer_activation
from hanli.lint.checks.sequences.masks import infer_meaning, read_number
from hanli.lint.reading.origins import find_module_maker, find_value, get_default
from hanli.lint.reading.source import Found, Source, get_keyword, get_last_name, walk_inside

_PRODUCTS = {"matmul", "bmm", "mm", "einsum"}
_TRANSPOSING = {"transpose", "permute", "t", "swapaxes", "mT", "T"}
_TEMPERATURES = re.compile(r"(softmax_)?(temperature|temp|tau)")
_DEPTH = 8


def find_attention_scale(source: Source) -> Iterator[Found]:
    """Scores multiplied by the root of the width, or divided by its inverse or by that of the number of positions."""
    for node in source.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult | ast.Div):
            continue
        pairs = [(node.left, node.right)]
        pairs += [(node.right, node.left)] if isinstance(node.op, ast.Mult) else []
        for product, factor in pairs:
            if not _is_similarity(source, product) or not _feeds_softmax(source, node):
                continue
            power = _find_power(source, factor, 0)
            if power == (0.5 if isinstance(node.op, ast.Mult) else -0.5):
                yield node, ast.unparse(factor), "/" if isinstance(node.op, ast.Mult) else "*"
            elif isinstance(node.op, ast.Div) and _is_unfit_size(source, factor, product):
                yield node, ast.unparse(factor), "/"


def _is_similarity(source: Source, node: ast.expr) -> bool:
    """Whether a value is the product of one tensor with the transpose of another."""
    value = find_value(source, node)
    match value:
        case ast.BinOp(op=ast.MatMult(), right=right):
            return _is_transposed(source, right)
        case ast.Call(args=[_, right]) if source.resolve_name(value.func) in {"torch.matmul", "torch.bmm", "torch.mm"}:
            return _is_transposed(source, right)
        case ast.Call(func=ast.Attribute(attr="matmul" | "bmm" | "mm"), args=[right]):
            return _is_transposed(source, right)
    return False


def _is_transposed(source: Source, node: ast.expr) -> bool:
    """Whether a tensor's axes are exchanged."""
    value = find_value(source, node)
    called = value.func if isinstance(value, ast.Call) else value
    return isinstance(called, ast.Attribute) and called.attr in _TRANSPOSING


def _feeds_softmax(source: Source, node: ast.AST) -> bool:
    """Whether the function has a softmax or a cross-entropy, so that the product holds scores."""
    return any(
        re.search(r"softmax|cross_entropy|CrossEntropyLoss|^attn$", get_last_name(one.func)) is not None
        or source.infer_kind(one.func) == "cross-entropy"
        for one in walk_inside(source.find_function(node))
        if isinstance(one, ast.Call)
    )


def _find_power(source: Source, node: ast.expr | None, depth: int) -> float | None:
    """The power of a size that a factor is: 0.5 for `math.sqrt(d)`, -0.5 for `d ** -0.5`; None if it is neither."""
    value = find_value(source, node)
    if depth > _DEPTH or value is None:
        return None
    match value:
        case ast.Call(args=[_]) if source.resolve_name(value.func) in {"math.sqrt", "numpy.sqrt", "torch.sqrt"}:
            return 0.5
        case ast.BinOp(op=ast.Pow(), right=exponent):
            number = read_number(source, exponent)
            return number if number in {0.5, -0.5} else None
        case ast.BinOp(op=ast.Div(), left=ast.Constant(value=1 | 1.0), right=right):
            inner = _find_power(source, right, depth + 1)
            return -inner if inner is not None else None
        case ast.Call(func=ast.Name(id="float"), args=[given]):
            return _find_power(source, given, depth + 1)
    return None


def _is_unfit_size(source: Source, factor: ast.expr, product: ast.expr) -> bool:
    """Whether scores are divided by the width itself, or by the root of the number of positions."""
    value = find_value(source, factor)
    rooted = (
        value.args[0]
        if isinstance(value, ast.Call) and len(value.args) == 1 and _find_power(source, value, 0)
        else None
    )
    size = find_value(source, rooted if rooted is not None else value)
    match size:
        case (
            ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="size"), args=[place])
            | ast.Subscript(value=ast.Attribute(value=ast.Name(id=name), attr="shape"), slice=place)
        ):
            used = {one.id for one in ast.walk(find_value(source, product) or product) if isinstance(one, ast.Name)}
            return name in used and ast.unparse(place) == ("-2" if rooted is not None else "-1")
    return False


def find_multiplied_temperature(source: Source) -> Iterator[Found]:
    """Scores multiplied by a temperature below 1, which makes the softmax flat where it should be sharp."""
    for node in source.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult) or not _feeds_softmax(source, node):
            continue
        for factor, scores in ((node.right, node.left), (node.left, node.right)):
            called = re.fullmatch(
                r"(.*_)?(logits?|scores?|sim|sims|similarity|similarities)(_.*)?", get_last_name(scores).lower()
            )
            if not _TEMPERATURES.fullmatch(get_last_name(factor).lower()) or not (
                called or _is_similarity(source, scores)
            ):
                continue
            number = _read_temperature(source, factor)
            if number is not None and 0 < number < 1:
                yield node, ast.unparse(factor), ""


def _read_temperature(source: Source, node: ast.expr) -> float | None:
    """The value of a temperature: a constant, also the default of an argument."""
    value = find_value(source, node)
    if isinstance(value, ast.Name):
        bindings = source.find_bindings(value) or []
        arguments = [one.node for one in bindings if isinstance(one.node, ast.arg)]
        value = get_default(source, arguments[0]) if len(arguments) == len(bindings) == 1 else value
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, float) else None


def find_mask_after_softmax(source: Source) -> Iterator[Found]:
    """A mask on weights that a softmax has made already: what it takes away still counted when they were divided."""
    for node in source.nodes:
        weights, mask, number = _read_masking(source, node)
        if weights is None or mask is None or infer_activation(source, weights) != "softmax":
            continue
        emptied = number == 0 and not _is_masked_before(source, node) and _is_used_as_weights(source, node)
        if emptied or (number is not None and number <= -1e3):
            yield node, ast.unparse(weights), ""


def _read_masking(source: Source, node: ast.AST) -> tuple[ast.expr | None, ast.expr | None, float | None]:
    """What is masked, by what, and what it is filled with."""
    match node:
        case ast.Call(func=ast.Attribute(value=weights, attr="masked_fill" | "masked_fill_"), args=[mask, value]):
            return weights, mask, read_number(source, value)
        case ast.BinOp(op=ast.Mult(), left=weights, right=mask) if infer_meaning(source, mask) or _is_triangle(
            source, mask
        ):
            return weights, mask, 0.0
    return None, None, None


def _is_triangle(source: Source, node: ast.expr) -> bool:
    value = find_value(source, node)
    return isinstance(value, ast.Call) and get_last_name(value.func) in {"tril", "triu"}


def _is_masked_before(source: Source, node: ast.AST) -> bool:
    """Whether the function masks scores too, or divides the weights anew."""
    for one in walk_inside(source.find_function(node)):
        if one is node:
            continue
        if isinstance(one, ast.Call) and get_last_name(one.func) in {
            "masked_fill",
            "masked_fill_",
            "where",
            "normalize",
        }:
            return True
        if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add) and "mask" in ast.unparse(one).lower():
            return True
        divides = isinstance(one, ast.BinOp | ast.AugAssign) and isinstance(one.op, ast.Div)
        if divides and any(isinstance(part, ast.Attribute) and part.attr in {"sum", "norm"} for part in ast.walk(one)):
            return True
    return False


def _is_used_as_weights(source: Source, node: ast.AST) -> bool:
    """Whether the masked weights are the left factor of a product of matrices, at once or by a name."""
    return any(one is node for left in _list_weights(source, node) for one in _follow(source, left))


def _list_weights(source: Source, node: ast.AST) -> Iterator[ast.expr]:
    """The left factors of the products of matrices in the function of a node."""
    for one in walk_inside(source.find_function(node)):
        match one:
            case ast.BinOp(op=ast.MatMult(), left=left):
                yield left
            case ast.Call(args=[left, _]) if source.resolve_name(one.func) in {"torch.matmul", "torch.bmm", "torch.mm"}:
                yield left
            case ast.Call(func=ast.Attribute(value=left, attr="matmul" | "bmm" | "mm"), args=[_]):
                yield left


def _follow(source: Source, node: ast.expr) -> Iterator[ast.expr]:
    """A value, and what it was before a dropout or a change of its type; of a name bound twice, all that it may be."""
    for _ in range(_DEPTH):
        value = find_value(source, node)
        if isinstance(value, ast.Name):
            yield from source.find_values(value)
            return
        if value is None:
            return
        yield value
        match value:
            case ast.Call(args=[given, *_]) if "drop" in get_last_name(value.func).lower():
                node = given
            case ast.Call(func=ast.Attribute(value=given, attr="to" | "type_as" | "float" | "half")):
                node = given
            case _:
                return


def find_wrong_weights(source: Source) -> Iterator[Found]:
    """Weights of a weighted sum that a softmax makes over another axis than the one that is summed up."""
    reported: set[ast.AST] = set()
    for product in source.nodes:
        match product:
            case ast.BinOp(op=ast.MatMult(), left=left):
                pass
            case ast.Call(args=[left, _]) if source.resolve_name(product.func) in {"torch.matmul", "torch.bmm"}:
                pass
            case _:
                continue
        for value in _follow(source, left):
            scores, dim = _read_softmax(source, value)
            if scores is None or dim is None or value in reported:
                continue
            made = next(iter(_strip_scaling(source, scores)), None)
            wrong = dim == "-2" or (dim == "1" and made is not None and _has_batch(source, made)) or dim == "0"
            if wrong and made is not None and _is_similarity(source, made):
                reported.add(value)
                yield value, ast.unparse(value), ""


def _read_softmax(source: Source, node: ast.expr) -> tuple[ast.expr | None, str | None]:
    """What a softmax is taken of, and over which axis."""
    if not isinstance(node, ast.Call):
        return None, None
    maker = find_module_maker(source, node.func) if isinstance(node.func, ast.Attribute) else None
    if maker is not None and source.resolve_name(maker.func) == "torch.nn.Softmax" and node.args:
        told = get_keyword(maker, "dim") or (maker.args[0] if maker.args else None)
        return node.args[0], ast.unparse(told) if told is not None else None
    name, attr = source.resolve_name(node.func), get_last_name(node.func)
    own = not name and attr == "softmax" and isinstance(node.func, ast.Attribute)
    if not own and name not in {"torch.softmax", "torch.nn.functional.softmax"}:
        return None, None
    given = node.func.value if own and isinstance(node.func, ast.Attribute) else node.args[0] if node.args else None
    places = node.args if own else node.args[1:]
    dim = get_keyword(node, "dim") or (places[0] if places else None)
    return given, ast.unparse(dim) if dim is not None else None


def _strip_scaling(source: Source, node: ast.expr) -> Iterator[ast.expr]:
    """The product inside scores: behind a factor, a mask, an added bias."""
    for _ in range(_DEPTH):
        value = find_value(source, node)
        match value:
            case ast.BinOp(op=ast.Mult() | ast.Div() | ast.Add(), left=left) if not isinstance(value.op, ast.MatMult):
                node = left
            case ast.Call(func=ast.Attribute(value=given, attr="masked_fill" | "masked_fill_" | "float")):
                node = given
            case None:
                return
            case _:
                yield value
                return


def _has_batch(source: Source, product: ast.expr) -> bool:
    """Whether a product of matrices surely has an axis before those two: the transpose exchanges later axes."""
    if source.resolve_callee(product) == "torch.bmm":
        return True
    right = (
        product.right if isinstance(product, ast.BinOp) else product.args[-1] if isinstance(product, ast.Call) else None
    )
    value = find_value(source, right)
    if not isinstance(value, ast.Call) or get_last_name(value.func) not in {"transpose", "permute"}:
        return False
    return {ast.unparse(one) for one in value.args} & {"1", "2", "3", "-2"} != set()


def find_unscaled_attention(source: Source) -> Iterator[Found]:
    """A softmax of queries times keys, both of linear layers, which nothing has scaled."""
    for call in source.calls:
        scores, _ = _read_softmax(source, call)
        product = next(iter(_strip_masks(source, scores)), None) if scores is not None else None
        if product is None or not _is_similarity(source, product):
            continue
        left, right = _read_factors(product)
        query, key = (_find_projection(source, one) for one in (left, right))
        if query is not None and key is not None and ast.dump(query.args[0]) == ast.dump(key.args[0]):
            yield product, ast.unparse(product), ""


def _strip_masks(source: Source, node: ast.expr) -> Iterator[ast.expr]:
    """The product inside scores, behind masks only."""
    for _ in range(_DEPTH):
        value = find_value(source, node)
        match value:
            case ast.Call(func=ast.Attribute(value=given, attr="masked_fill" | "masked_fill_" | "float")):
                node = given
            case ast.Name() if len(values := source.find_values(value)) == 2:
                node = next((one for one in values if _is_similarity(source, one)), values[0])
                if _is_similarity(source, node):
                    yield node
                return
            case None:
                return
            case _:
                yield value
                return


def _read_factors(product: ast.expr) -> tuple[ast.expr | None, ast.expr | None]:
    """The two factors of a product of matrices."""
    if isinstance(product, ast.BinOp):
        return product.left, product.right
    if isinstance(product, ast.Call) and len(product.args) == 2:
        return product.args[0], product.args[1]
    if isinstance(product, ast.Call) and isinstance(product.func, ast.Attribute) and product.args:
        return product.func.value, product.args[0]
    return None, None


def _find_projection(source: Source, node: ast.expr | None) -> ast.Call | None:
    """The call of a linear layer with one argument that a query or key is, behind views and transposes."""
    for _ in range(_DEPTH):
        value = find_value(source, node)
        if not isinstance(value, ast.Call):
            return None
        maker = find_module_maker(source, value.func)
        if maker is not None and source.resolve_name(maker.func) == "torch.nn.Linear":
            return value if len(value.args) == 1 else None
        views = {"view", "reshape", "transpose", "permute", "contiguous"}
        if not isinstance(value.func, ast.Attribute) or value.func.attr not in views or source.resolve_name(value.func):
            return None
        node = value.func.value
    return None


def find_long_vectors(source: Source) -> Iterator[Found]:
    """Products of outputs divided by a small temperature, in a file that makes no vector of length one."""
    if any(re.search(r"norm|cosine|Cosine", get_last_name(one)) for one in source.nodes):
        return
    for node in source.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div) or not _is_similarity(source, node.left):
            continue
        number = _read_temperature(source, node.right)
        named = _TEMPERATURES.fullmatch(get_last_name(node.right).lower()) or isinstance(node.right, ast.Constant)
        if named and number is not None and 0 < number <= 0.5 and _feeds_softmax(source, node):
            yield node, ast.unparse(node), ""
