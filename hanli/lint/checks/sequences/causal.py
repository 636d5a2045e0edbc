"""Checks of causal language models of transformers: how their labels are shifted and their prompts padded."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import find_module_maker, find_passed_for_name, find_value
from hanli.lint.reading.source import Found, Source, get_keyword, get_last_name

_CAUSAL = re.compile(r"transformers\.\w*(LMHeadModel|ForCausalLM)(\.from_(pretrained|config))?")
_TOKENIZERS = re.compile(r"transformers\.\w*Tokenizer(Fast)?\.from_pretrained")
_PADS_LEFT = re.compile(r"(?i)bloom|chatglm|glm-?\d")
"""Models whose tokenizers pad on the left by themselves."""
_DEPTH = 4


def find_shifted_labels(source: Source) -> Iterator[Found]:
    """Labels shifted by one position and given to a causal model of transformers, which shifts them itself."""
    if not any(_CAUSAL.fullmatch(source.resolve_name(one.func)) for one in source.calls):
        return
    for call in source.calls:
        labels = get_keyword(call, "labels")
        if labels is None or not _is_causal(source, call.func, 0):
            continue
        inputs = call.args[0] if call.args else get_keyword(call, "input_ids")
        if _is_shift(source, inputs, labels):
            yield call, f"labels={ast.unparse(labels)}", ""
    if _uses_labels_otherwise(source):
        return
    for node in source.nodes:
        if isinstance(node, ast.Dict):
            parts = {
                key.value: value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant)
            }
            if _is_shift(source, parts.get("input_ids"), parts.get("labels")):
                yield parts["labels"], f"labels={ast.unparse(parts['labels'])}", ""


def _is_causal(source: Source, node: ast.expr, depth: int) -> bool:
    """Whether a value is a causal model of transformers, also as an argument of a function of the file."""
    if depth > _DEPTH:
        return False
    if passed := find_passed_for_name(source, node):
        return all(_is_causal(source, one, depth + 1) for one in passed)
    maker = find_module_maker(source, node)
    return maker is not None and bool(_CAUSAL.fullmatch(source.resolve_name(maker.func)))


def _is_shift(source: Source, inputs: ast.expr | None, labels: ast.expr | None) -> bool:
    """Whether two values are `ids[..., :-1]` and `ids[..., 1:]` of the same tokens."""
    first, second = _read_cut(source, inputs), _read_cut(source, labels)
    return (
        first is not None
        and second is not None
        and first[0] == second[0]
        and first[1:] == (":-1",)
        and second[1:] == ("1:",)
    )


def _read_cut(source: Source, node: ast.expr | None) -> tuple[str, str] | None:
    """`ids` and `1:` of `ids[:, 1:]`, also behind `.clone()` and `.to(device)` and through a name."""
    for _ in range(6):
        value = find_value(source, node)
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            if value.func.attr not in {"clone", "contiguous", "to", "long", "cuda", "detach"}:
                return None
            node = value.func.value
            continue
        if not isinstance(value, ast.Subscript):
            return None
        last = value.slice.elts[-1] if isinstance(value.slice, ast.Tuple) and value.slice.elts else value.slice
        return ast.unparse(value.value), ast.unparse(last)
    return None


def _uses_labels_otherwise(source: Source) -> bool:
    """Whether the file takes the labels out of the batch, to compute its own loss, or hands the batch to nobody who takes them."""
    hands_on = any(
        source.resolve_name(call.func) == "transformers.Trainer"
        or (any(one.arg is None for one in call.keywords) and _is_causal(source, call.func, 0))
        for call in source.calls
    )
    taken = any(
        (isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Load) and _says_labels(one.slice))
        or (
            isinstance(one, ast.Call) and get_last_name(one.func) in {"pop", "get"} and any(map(_says_labels, one.args))
        )
        for one in source.nodes
    )
    return taken or not hands_on or any(one.name == "compute_loss" for one in source.functions)


def _says_labels(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == "labels"


def find_right_padding(source: Source) -> Iterator[Found]:
    """Prompts padded on the right, as tokenizers do by themselves, and continued by a causal model behind the padding."""
    if _says_a_side(source):
        return
    for call in source.calls:
        if get_last_name(call.func) != "generate" or not isinstance(call.func, ast.Attribute):
            continue
        if not _is_causal(source, call.func.value, 0):
            continue
        given = [*call.args, *(one.value for one in call.keywords)]
        padded = next((made for one in given if (made := _find_padded(source, one)) is not None), None)
        if padded is not None:
            yield padded, ast.unparse(call.func), ""


def _says_a_side(source: Source) -> bool:
    """Whether the file chooses the side of the padding, or names a model whose tokenizer pads on the left."""
    for one in source.nodes:
        said = one.arg if isinstance(one, ast.keyword) else get_last_name(one)
        if said == "padding_side":
            return True
        text = one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else ""
        if text == "padding_side" or _PADS_LEFT.search(text):
            return True
    return False


def _find_padded(source: Source, node: ast.expr) -> ast.Call | None:
    """The call of a tokenizer that pads several prompts, of `inputs`, `inputs.input_ids`, `inputs["input_ids"].to(device)`."""
    for _ in range(8):
        value = find_value(source, node)
        match value:
            case (
                ast.Subscript(value=inner, slice=ast.Constant(value="input_ids"))
                | ast.Attribute(value=inner, attr="input_ids")
            ):
                node = inner
            case ast.Call(func=ast.Attribute(value=inner, attr="to" | "cuda")):
                node = inner
            case ast.Call():
                maker = find_module_maker(source, value.func)
                made = maker is not None and bool(_TOKENIZERS.fullmatch(source.resolve_name(maker.func)))
                return value if made and _pads_several(source, value) else None
            case _:
                return None
    return None


def _pads_several(source: Source, call: ast.Call) -> bool:
    """Whether a tokenizer is asked to pad, and gets more than one text for all that is known."""
    padding = get_keyword(call, "padding")
    asked = isinstance(padding, ast.Constant) and padding.value in {True, "longest", "max_length"}
    text = find_value(source, call.args[0]) if call.args else None
    single = isinstance(text, ast.Constant | ast.JoinedStr) or (isinstance(text, ast.List) and len(text.elts) == 1)
    return asked and text is not None and not single
