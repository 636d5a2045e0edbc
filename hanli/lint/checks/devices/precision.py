"""Checks of the numbers that parameters are kept in while an optimizer changes them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import find_passed_for_name, find_value
from hanli.lint.reading.source import Found, Source, get_keyword, get_last_name

_DEPTH = 6
_OPTIMIZERS = re.compile(r"torch\.optim\.(Adam|AdamW|NAdam|RAdam|Adamax|SGD|RMSprop|Adagrad)")
_NAMES = {"torch.bfloat16", "torch.float16", "torch.half"}
_KEEPING = {"to", "cuda", "train", "eval", "requires_grad_"}
# Where one of these stands, other parameters than the model's own may be trained, or copies in float32 kept.
_OTHERWISE = re.compile(r"peft|lora|deepspeed|master|stochastic_round|kahan|fsdp|fully_?shard|accelerat|megatron")


def find_low_precision_weights(source: Source) -> Iterator[Found]:
    """A model whose parameters are bfloat16 or float16 and that an optimizer of PyTorch changes: small steps are rounded away."""
    makers = [one for one in source.calls if _OPTIMIZERS.fullmatch(source.resolve_name(one.func))]
    if not makers or _may_train_otherwise(source):
        return
    reported: set[ast.AST] = set()
    for optimizer in makers:
        given = optimizer.args[0] if optimizer.args else get_keyword(optimizer, "params")
        model = _find_model(given)
        lowered = _find_lowering(source, model, 0) or _find_lowered_in_place(source, model, optimizer)
        if lowered is not None and model is not None and lowered not in reported:
            reported.add(lowered)
            yield lowered, ast.unparse(model), get_last_name(optimizer.func)


def _may_train_otherwise(source: Source) -> bool:
    """Whether the file freezes, converts or copies parameters, so that those of the optimizer may be float32."""
    for one in source.nodes:
        match one:
            case ast.Call(func=ast.Attribute(value=value)) if _converts_to_float32(source, one):
                if isinstance(source.parents.get(one), ast.Expr) or source.infer_kind(value) in {"module", "parameter"}:
                    return True
            case ast.Attribute(attr="requires_grad" | "requires_grad_"):
                return True
            case ast.ImportFrom(module=str() as name) | ast.alias(name=name) | ast.Name(id=name):
                if _OTHERWISE.search(name.lower()):
                    return True
    return False


def _converts_to_float32(source: Source, call: ast.Call) -> bool:
    """Whether it is `x.float()` or `x.to(torch.float32)`."""
    name = get_last_name(call.func)
    return (name == "float" and not call.args) or (
        name == "to" and bool(call.args) and source.resolve_name(call.args[0]) == "torch.float32"
    )


def _find_model(node: ast.expr | None) -> ast.expr | None:
    """`model` of `model.parameters()`; None for groups, or other lists of parameters."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value if node.func.attr == "parameters" and not node.args else None
    return None


def _find_lowering(source: Source, node: ast.expr | None, depth: int) -> ast.Call | None:
    """The call that gives a model its parameters in bfloat16 or float16, on the way from where it is made."""
    if depth > _DEPTH or node is None:
        return None
    if isinstance(node, ast.Name | ast.Attribute):
        passed = find_passed_for_name(source, node)
        if passed:
            found = [_find_lowering(source, one, depth + 1) for one in passed]
            return found[0] if all(found) else None
        values = source.find_values(node)
        found = [_find_lowering(source, one, depth + 1) for one in values]
        return found[-1] if found and all(found) else None
    if not isinstance(node, ast.Call):
        return None
    if _lowers(source, node):
        return node
    if isinstance(node.func, ast.Attribute) and node.func.attr in _KEEPING and not source.resolve_name(node.func):
        return _find_lowering(source, node.func.value, depth + 1)
    return None


def _lowers(source: Source, call: ast.Call) -> bool:
    """Whether a call makes or turns parameters to bfloat16 or float16."""
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr in {"bfloat16", "half"} and not call.args:
        return not source.resolve_name(call.func)
    if call.func.attr == "from_pretrained":
        transformers = source.resolve_name(call.func).startswith("transformers.")
        return transformers and any(
            _is_low(source, one.value) for one in call.keywords if one.arg in {"torch_dtype", "dtype"}
        )
    if call.func.attr == "to" and not source.resolve_name(call.func):
        return any(_is_low(source, one) for one in [*call.args, *(key.value for key in call.keywords)])
    return False


def _is_low(source: Source, node: ast.expr) -> bool:
    """Whether a type is bfloat16 or float16."""
    value = find_value(source, node)
    return source.resolve_name(value) in _NAMES or (
        isinstance(value, ast.Constant) and value.value in {"bfloat16", "float16"}
    )


def _find_lowered_in_place(source: Source, model: ast.expr | None, optimizer: ast.Call) -> ast.Call | None:
    """`model.to(torch.bfloat16)` as a statement of the function that makes the optimizer: it changes the model itself."""
    said = ast.unparse(model) if model is not None else ""
    for call in source.calls:
        if (
            said
            and isinstance(source.parents[call], ast.Expr)
            and call.lineno < optimizer.lineno
            and source.find_function(call) is source.find_function(optimizer)
            and not source.find_loops(call)
            and isinstance(call.func, ast.Attribute)
            and ast.unparse(call.func.value) == said
            and _lowers(source, call)
        ):
            inside = any(isinstance(one, ast.If) for one in source.walk_ancestors(call))
            return None if inside else call
    return None
