"""Checks of attention masks: which positions a mask marks with True, and what is put where it applies."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import find_module_maker, find_passed_for_name, find_value, list_returned
from hanli.lint.reading.source import Found, Source, get_keyword, get_last_name

_DEPTH = 12
_ATTENTION = re.compile(r"torch\.nn\.(MultiheadAttention|Transformer\w*)")
# In these arguments of torch.nn, True means: not this one. They are also given by place.
_BLOCKING = re.compile(r"((src|tgt|memory)_)?key_padding_mask|((src|tgt|memory|attn)_)?mask")
_PLACES = {
    "MultiheadAttention": ["", "", "", "key_padding_mask", "", "attn_mask"],
    "TransformerEncoder": ["", "mask", "src_key_padding_mask"],
    "TransformerEncoderLayer": ["", "src_mask", "src_key_padding_mask"],
    "TransformerDecoder": ["", "", "tgt_mask", "memory_mask", "tgt_key_padding_mask", "memory_key_padding_mask"],
    "TransformerDecoderLayer": ["", "", "tgt_mask", "memory_mask", "tgt_key_padding_mask", "memory_key_padding_mask"],
    "Transformer": [
        *("", "", "src_mask", "tgt_mask", "memory_mask"),
        *("src_key_padding_mask", "tgt_key_padding_mask", "memory_key_padding_mask"),
    ],
}
_PADDING = re.compile(r"(.*_)?pad(ding)?(_?(id|idx|index|token|token_id|value|tok|ix))?")
_LENGTHS = re.compile(r"(.*_)?(len|lens|length|lengths|seq_?lens?|valid_lens?)(_.*)?")
_SAME_METHODS = {
    *("bool", "unsqueeze", "expand", "view", "reshape", "squeeze", "repeat", "contiguous", "clone", "detach"),
    *("expand_as", "repeat_interleave", "cuda", "cpu"),
}
_OPPOSITE = {"take": "leave", "leave": "take", "": ""}


def find_inverted_mask(source: Source) -> Iterator[Found]:
    """A mask that is True for real tokens where True means left out, or the other way round."""
    for call in source.calls:
        for name, value in _list_mask_arguments(source, call):
            if infer_meaning(source, value) == "take":
                yield call, f"{name}={ast.unparse(value)}", "leave"
        if source.resolve_name(call.func) == "torch.nn.functional.scaled_dot_product_attention":
            given = get_keyword(call, "attn_mask") or (call.args[3] if len(call.args) > 3 else None)
            if given is not None and infer_meaning(source, given) == "leave":
                yield call, f"attn_mask={ast.unparse(given)}", "take"
        yield from _find_inverted_fill(source, call)
        if wrong := _read_triangle_of_infinity(source, call):
            yield call, ast.unparse(call), wrong


def _list_mask_arguments(source: Source, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """The masks that a call gives to an attention layer or a transformer of PyTorch, by name."""
    maker = find_module_maker(source, call.func) if isinstance(call.func, ast.Name | ast.Attribute) else None
    layer = source.resolve_name(maker.func) if maker is not None else ""
    if not _ATTENTION.fullmatch(layer):
        return
    places = _PLACES.get(layer.rpartition(".")[2], [])
    for name, value in zip(places, call.args, strict=False):
        if name:
            yield name, value
    for one in call.keywords:
        if one.arg is not None and _BLOCKING.fullmatch(one.arg):
            yield one.arg, one.value


def _find_inverted_fill(source: Source, call: ast.Call) -> Iterator[Found]:
    """`scores.masked_fill(mask, -inf)` with a mask that is True for what is to be kept."""
    if get_last_name(call.func) not in {"masked_fill", "masked_fill_"} or len(call.args) != 2:
        return
    value = read_number(source, call.args[1])
    if value is None or value > -1e3:
        return
    said = f"masked_fill({ast.unparse(call.args[0])}, ...)"
    if infer_meaning(source, call.args[0]) == "take":
        yield call, said, "leave"
    elif wrong := _find_wrong_triangle(source, call.args[0]):
        yield call, said, wrong


def _find_wrong_triangle(source: Source, node: ast.expr) -> str:
    """What is wrong with a mask of the upper triangle with its diagonal: it `leave`s the earlier positions out, or `leave itself`."""
    turned = False
    for _ in range(_DEPTH):
        value = find_value(source, node)
        match value:
            case ast.Subscript(value=inner, slice=cut) if not isinstance(cut, ast.Constant):
                node = inner
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]) if not turned:
                number = read_number(source, right)
                if number not in {0, 1}:
                    return ""
                node, turned = left, number == 0
            case ast.Call(func=ast.Attribute(value=inner, attr=attr)) if attr in _SAME_METHODS | {"to"} and not turned:
                node = inner
            case ast.Call() if get_last_name(value.func) in {"tril", "triu"}:
                own = not source.resolve_name(value.func)
                rest = value.args if own else value.args[1:]
                bare = not rest and get_keyword(value, "diagonal") is None
                upper = get_last_name(value.func) == "triu" and bare and _is_of_ones(value, own)
                return ("leave" if turned else "leave itself") if upper else ""
            case _:
                return ""
    return ""


def _read_triangle_of_infinity(source: Source, call: ast.Call) -> str:
    """What is wrong with `triu(full((t, t), -inf))`, which is to be added to scores: its diagonal, or its side."""
    attr = get_last_name(call.func)
    if attr not in {"triu", "tril"} or len(call.args) != 1 or call.keywords or not source.resolve_name(call.func):
        return ""
    filled = find_value(source, call.args[0])
    if not isinstance(filled, ast.Call) or source.resolve_name(filled.func) != "torch.full" or len(filled.args) < 2:
        return ""
    number = read_number(source, filled.args[1])
    return ("leave itself" if attr == "triu" else "leave") if number is not None and number <= -1e3 else ""


def _is_of_ones(call: ast.Call, own: bool) -> bool:
    """Whether a triangle is cut from ones."""
    given = call.func.value if own and isinstance(call.func, ast.Attribute) else call.args[0] if call.args else None
    return isinstance(given, ast.Call) and get_last_name(given.func) == "ones"


def infer_meaning(source: Source, node: ast.AST | None, depth: int = 0) -> str:
    """What True means in a mask: `take` for real tokens and earlier positions, `leave` for the others, else empty."""
    if depth > _DEPTH or node is None:
        return ""
    match node:
        case ast.Name() | ast.Attribute():
            value = find_value(source, node)
            if value is not node:
                return infer_meaning(source, value, depth + 1)
            buffer = _find_buffer(source, node)
            if buffer is not None:
                return infer_meaning(source, buffer, depth + 1)
            told = {infer_meaning(source, one, depth + 1) for one in find_passed_for_name(source, node)}
            return told.pop() if len(told) == 1 else ""
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            return _OPPOSITE[infer_meaning(source, operand, depth + 1)]
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr(), left=left, right=right):
            one = infer_meaning(source, left, depth + 1)
            return one if one == infer_meaning(source, right, depth + 1) else ""
        case ast.Subscript(value=value, slice=cut):
            if isinstance(cut, ast.Constant) and isinstance(cut.value, str):
                return ""
            return infer_meaning(source, value, depth + 1)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _infer_from_comparison(source, left, op, right)
        case ast.Call():
            return _infer_from_call(source, node, depth)
    return ""


def _find_buffer(source: Source, node: ast.AST) -> ast.expr | None:
    """What the class registers as the buffer that an attribute of `self` is."""
    owner = source.find_class(node)
    if owner is None or not isinstance(node, ast.Attribute) or get_last_name(node.value) != "self":
        return None
    found = [
        one.args[1]
        for one in ast.walk(owner)
        if isinstance(one, ast.Call)
        and get_last_name(one.func) == "register_buffer"
        and len(one.args) > 1
        and isinstance(one.args[0], ast.Constant)
        and one.args[0].value == node.attr
    ]
    return found[0] if len(found) == 1 else None


def _infer_from_call(source: Source, call: ast.Call, depth: int) -> str:
    """What True means in the mask that a call gives."""
    attr = get_last_name(call.func)
    own = isinstance(call.func, ast.Attribute) and not source.resolve_name(call.func)
    owner = call.func.value if own and isinstance(call.func, ast.Attribute) else call.args[0] if call.args else None
    rest = call.args if own else call.args[1:]
    torch_call = own or source.resolve_name(call.func).startswith("torch.")
    if attr in {"tril", "triu"} and torch_call and _is_boolean(source, call):
        return _infer_from_triangle(call, rest)
    if attr in {"logical_not", "bitwise_not"} and torch_call:
        return _OPPOSITE[infer_meaning(source, owner, depth + 1)]
    if attr in {"eq", "ne", "gt", "lt", "ge", "le"} and torch_call and len(rest) == 1 and owner is not None:
        ops = {"eq": ast.Eq, "ne": ast.NotEq, "gt": ast.Gt, "lt": ast.Lt, "ge": ast.GtE, "le": ast.LtE}
        return _infer_from_comparison(source, owner, ops[attr](), rest[0])
    if (
        own
        and attr == "to"
        and any("device" not in ast.unparse(one) and "bool" not in ast.unparse(one) for one in call.args)
    ):
        return ""  # perhaps numbers
    if own and attr in _SAME_METHODS | {"to"}:
        return _infer_shifted(source, owner, attr, depth)
    given = list_returned(source, call)
    return infer_meaning(source, given[0], depth + 1) if len(given) == 1 else ""


def _infer_shifted(source: Source, owner: ast.AST | None, attr: str, depth: int) -> str:
    """The same as the tensor's; of `tril(ones).bool()`, what the triangle says."""
    value = find_value(source, owner)
    if attr in {"bool", "to"} and isinstance(value, ast.Call) and get_last_name(value.func) in {"tril", "triu"}:
        own = not source.resolve_name(value.func)
        return _infer_from_triangle(value, value.args if own else value.args[1:])
    if attr in {"bool", "to"} and owner is not None and _is_attention_mask(owner):
        return "take"
    return infer_meaning(source, owner, depth + 1)


def _is_attention_mask(node: ast.AST) -> bool:
    """Whether it is the mask of a tokenizer, `attention_mask`, which has 1 for real tokens."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and node.slice.value == "attention_mask"
    return isinstance(node, ast.Name | ast.Attribute) and get_last_name(node) == "attention_mask"


def _is_boolean(source: Source, call: ast.Call) -> bool:
    """Whether a triangle is cut from a tensor of `dtype=torch.bool`."""
    whole = ast.unparse(call)
    inner = find_value(source, call.func.value) if isinstance(call.func, ast.Attribute) else None
    return "torch.bool" in whole or (inner is not None and "torch.bool" in ast.unparse(inner))


def _infer_from_triangle(call: ast.Call, rest: list[ast.expr]) -> str:
    """`tril` marks a position and those before it; `triu` above the diagonal marks those after it."""
    diagonal = get_keyword(call, "diagonal") or (rest[0] if rest else None)
    shift = diagonal.value if isinstance(diagonal, ast.Constant) else 0 if diagonal is None else None
    if get_last_name(call.func) == "tril":
        return "take" if shift == 0 else ""
    return "leave" if shift == 1 else ""


def _infer_from_comparison(source: Source, left: ast.expr, op: ast.cmpop, right: ast.expr) -> str:
    """What True means in `ids != PAD`, `ids > 0`, `arange(n) < lengths`, `tril(ones) == 1`."""
    for one, other, sign in ((left, right, op), (right, left, _turn(op))):
        if _is_range(source, one) and _names_lengths(other):
            return "take" if isinstance(sign, ast.Lt) else "leave" if isinstance(sign, ast.GtE) else ""
    number = read_number(source, right)
    triangle = find_value(source, left)
    if isinstance(triangle, ast.Call) and get_last_name(triangle.func) in {"tril", "triu"} and number in {0, 1}:
        own = isinstance(triangle.func, ast.Attribute) and not source.resolve_name(triangle.func)
        told = _infer_from_triangle(triangle, triangle.args if own else triangle.args[1:])
        same = isinstance(op, ast.Eq) == (number == 1)
        return (told if same else _OPPOSITE[told]) if isinstance(op, ast.Eq | ast.NotEq) else ""
    if _is_attention_mask(left) and number in {0, 1} and isinstance(op, ast.Eq | ast.NotEq):
        return "take" if isinstance(op, ast.Eq) == (number == 1) else "leave"
    if "mask" in ast.unparse(left).lower() or not isinstance(left, ast.Name | ast.Attribute | ast.Subscript):
        return ""
    padding = bool(_PADDING.fullmatch(get_last_name(right).lower())) or bool(
        re.search(r"<pad>|\[PAD\]", ast.unparse(right))
    )
    if padding or (number == 0 and _is_of_tokens(left)):
        return "take" if isinstance(op, ast.NotEq | ast.Gt) else "leave" if isinstance(op, ast.Eq) else ""
    return ""


def _turn(op: ast.cmpop) -> ast.cmpop:
    """The comparison with its sides exchanged."""
    turned = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
    return turned.get(type(op), type(op))()


def _is_of_tokens(node: ast.expr) -> bool:
    """Whether a name says that it holds tokens, so that 0 is the padding."""
    return bool(
        re.search(
            r"ids?\b|tok|src|tgt|source|target|seq|input|text|word|sent|^x$|trg|query|quer|batch",
            ast.unparse(node).lower(),
        )
    )


def _is_range(source: Source, node: ast.AST | None) -> bool:
    """Whether an expression is `torch.arange(...)`, perhaps with new axes."""
    for _ in range(_DEPTH):
        node = find_value(source, node)
        match node:
            case ast.Subscript(value=value):
                node = value
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _SAME_METHODS | {"to"}:
                node = value
            case _:
                return source.resolve_callee(node) == "torch.arange"
    return False


def _names_lengths(node: ast.expr) -> bool:
    """Whether a name in an expression says that it holds lengths."""
    return any(
        bool(_LENGTHS.fullmatch(get_last_name(one).lower()))
        for one in ast.walk(node)
        if isinstance(one, ast.Name | ast.Attribute)
    )


def find_mask_value(source: Source) -> Iterator[Found]:
    """Scores filled with 0 or a tiny number before a softmax, which gives such a place a share of its own."""
    for call in source.calls:
        attr = get_last_name(call.func)
        if attr not in {"softmax", "Softmax"} and not _is_softmax_layer(source, call):
            continue
        own = isinstance(call.func, ast.Attribute) and attr == "softmax" and not source.resolve_name(call.func)
        given = call.args[0] if call.args else None
        scores = (
            call.func.value
            if own and isinstance(call.func, ast.Attribute) and get_last_name(call.func.value) != "self"
            else given
        )
        fill = find_value(source, scores)
        if not isinstance(fill, ast.Call) or get_last_name(fill.func) not in {"masked_fill", "masked_fill_"}:
            continue
        value = fill.args[-1] if len(fill.args) >= 2 else get_keyword(fill, "value")
        number = read_number(source, value)
        if number is not None and number > -1:
            yield fill, ast.unparse(value) if value is not None else "", ""


def _is_softmax_layer(source: Source, call: ast.Call) -> bool:
    maker = find_module_maker(source, call.func) if isinstance(call.func, ast.Name | ast.Attribute) else call.func
    return isinstance(maker, ast.Call) and source.resolve_name(maker.func) == "torch.nn.Softmax"


def read_number(source: Source, node: ast.AST | None) -> float | None:
    """The value of a number, also of `-1e9`, `float("-inf")`, `-torch.inf`, `torch.finfo(...).min`; None if unknown."""
    match node:
        case ast.Name():
            value = find_value(source, node)
            return read_number(source, value) if value is not node else None
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = read_number(source, operand)
            return -inner if inner is not None else None
        case ast.BinOp(
            op=ast.Pow(), left=ast.Constant(value=int() | float() as base), right=ast.Constant(value=int() as power)
        ):
            return float(base) ** min(power, 60)
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str() as text)]) if text.strip("+-") in {
            "inf",
            "1e9",
        }:
            return float(text)
        case ast.Attribute(attr="inf" | "INF"):
            return float("inf")
        case ast.Attribute(attr="min", value=ast.Call(func=called)) if get_last_name(called) == "finfo":
            return float("-inf")
    return None
