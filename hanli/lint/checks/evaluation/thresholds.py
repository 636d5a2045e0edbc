"""Logits that are treated as probabilities: what a loss on logits takes is compared with 0.5, or rounded.

What a loss takes and what is compared are followed back to the call of a model. They belong together if it is the same call,
or a call of the same model, and the same part of its output.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hanli.lint.checks.losses.activations import infer_activation
from hanli.lint.reading.origins import (
    find_module_maker,
    find_origin,
    find_value,
    get_default,
    list_returned,
    list_returns,
)
from hanli.lint.reading.source import Found, Function, Source, get_keyword, get_last_name, list_calls

_DEPTH = 10
_ON_LOGITS = re.compile(
    r"torch\.nn\.functional\.(binary_cross_entropy_with_logits|cross_entropy|multilabel_soft_margin_loss)|"
    r"torchvision\.ops\.(focal_loss\.)?sigmoid_focal_loss"
)
_KINDS_ON_LOGITS = {"bce-logits", "cross-entropy"}
_OTHER = re.compile(r"torch\.nn\.functional\.\w*(loss|entropy|kl_div)")
_KEEPING_METHODS = {
    *("view", "reshape", "squeeze", "unsqueeze", "flatten", "ravel", "contiguous", "to", "cpu", "cuda", "float"),
    *("double", "half", "detach", "clone", "numpy", "item", "tolist", "type", "transpose", "permute", "astype"),
}
_KEEPING_FUNCTIONS = re.compile(
    r"torch\.(squeeze|flatten|reshape|cat|concat|stack|tensor|as_tensor|from_numpy|vstack|hstack)|"
    r"numpy\.(array|asarray|squeeze|ravel|concatenate|vstack|hstack|stack)"
)
_ACTIVE = {"sigmoid", "softmax", "log_softmax", "logsigmoid"}
_COMPARISONS = {"gt", "ge", "lt", "le", "greater", "less", "greater_equal", "less_equal"}
_ROUNDINGS = {"torch.round", "numpy.round", "numpy.rint", "numpy.around"}


@dataclass(frozen=True)
class Output:
    """What a model gives.

    Attributes:
        call: The call of the model.
        model: How the file writes the model, with the class that this stands in; empty if the call may be of anything.
        made: The class of the file that the model is made of, or the call that makes it; None if the file shows neither.
        part: The indices and attributes that were taken of the output, from outside in.
    """

    call: ast.Call
    model: tuple[str, ast.AST | None] | None
    made: ast.ClassDef | ast.Call | None
    part: tuple[str, ...] = ()

    def holds(self, other: Output) -> bool:
        """Whether another output is of the same model, and the same part or a part of that."""
        return self._is_of_same_model(other) and other.part[: len(self.part)] == self.part

    def _is_of_same_model(self, other: Output) -> bool:
        """Whether both come from one call, one class of the file, or a model that is written the same way."""
        if self.call is other.call:
            return True
        if isinstance(self.made, ast.ClassDef) and isinstance(other.made, ast.ClassDef):
            return self.made is other.made
        return self.model is not None and self.model == other.model


def find_logit_threshold(source: Source) -> Iterator[Found]:
    """`model(x) > 0.5` or `model(x).round()` where the loss takes the outputs of the model as logits."""
    thresholds = list(_list_thresholds(source))
    if not thresholds:
        return
    logits, others = _collect_outputs(source)
    for node, value in thresholds if logits else []:
        outputs = find_outputs(source, value)
        if outputs and all(_is_logit(source, one, logits, others) for one in outputs):
            yield node, ast.unparse(node), ""


def _is_logit(source: Source, output: Output, logits: list[Output], others: list[Output]) -> bool:
    """Whether a loss takes an output, or another one of the same model, as logits, and no loss takes it otherwise."""
    taken = [known for known in logits if known.holds(output)]
    same = any(known.call is output.call for known in taken)
    if any(known.holds(output) or output.holds(known) for known in others if known.call is output.call or not same):
        return False
    if not taken or infer_activation(source, output.call) in _ACTIVE:
        return False
    return same or not _may_be_activated(source, output)


def _collect_outputs(source: Source) -> tuple[list[Output], list[Output]]:
    """The outputs that losses on logits take, and those that other losses of PyTorch take."""
    logits: list[Output] = []
    others: list[Output] = []
    for call in source.calls:
        given = call.args[0] if call.args else get_keyword(call, "input")
        taken = _takes_logits(source, call)
        if given is not None and taken is not None:
            (logits if taken else others).extend(find_outputs(source, given))
    return logits, others


def _takes_logits(source: Source, call: ast.Call) -> bool | None:
    """Whether a call is a loss on logits; None if it is no loss of PyTorch."""
    name = source.resolve_name(call.func)
    if name:
        return True if _ON_LOGITS.fullmatch(name) else False if _OTHER.fullmatch(name) else None
    bindings = source.find_bindings(call.func) or [] if isinstance(call.func, ast.Name) else []
    passed = [two for one in bindings if one.how == "parameter" for two in source.find_arguments(one.node)]
    kinds = {source.infer_kind(one) for one in passed or [call.func]}
    if kinds <= _KINDS_ON_LOGITS:
        return True
    makers = [find_module_maker(source, one) for one in passed or [call.func]]
    known = all(re.fullmatch(r"torch\.nn\.\w+Loss", source.resolve_callee(one)) for one in makers)
    return False if known else None


# -- what is compared with a half --------------------------------------------------------------------------------------


def _list_thresholds(source: Source) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The comparisons with 0.5 and the roundings of the file, each with what is compared or rounded."""
    for node in source.nodes:
        match node:
            case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE()], comparators=[right]):
                if _is_half(source, right):
                    yield node, left
                elif _is_half(source, left):
                    yield node, right
            case ast.Call(func=ast.Attribute(value=value, attr=attr) as called, keywords=[]) if not (
                source.resolve_name(called)
            ):
                compared = attr in _COMPARISONS and len(node.args) == 1 and _is_half(source, node.args[0])
                if compared or (attr == "round" and not node.args):
                    yield node, value
            case ast.Call(args=[value, *rest], keywords=[]):
                name = source.resolve_name(node.func)
                own = isinstance(node.func, ast.Name) and node.func.id == "round" and "round" not in source.bound
                compared = name.startswith("torch.") and get_last_name(node.func) in _COMPARISONS and len(rest) == 1
                if (not rest and (own or name in _ROUNDINGS)) or (compared and _is_half(source, rest[0])):
                    yield node, value


def _is_half(source: Source, node: ast.expr) -> bool:
    """Whether a number is 0.5, also as the default of an argument for which nothing else is passed."""
    if isinstance(node, ast.Constant):
        return node.value == 0.5
    if not isinstance(node, ast.Name | ast.Attribute):
        return False
    values = source.find_values(node)
    if not values and isinstance(node, ast.Name):
        values = _list_defaults(source, node)
    return bool(values) and all(isinstance(one, ast.Constant) and one.value == 0.5 for one in values)


def _list_defaults(source: Source, node: ast.Name) -> list[ast.expr]:
    """The default of an argument, and what calls of the file pass for it."""
    bindings = source.find_bindings(node) or []
    argument = bindings[0].node if len(bindings) == 1 and bindings[0].how == "parameter" else None
    function = source.find_function(argument) if argument is not None else None
    if not isinstance(function, Function) or not isinstance(argument, ast.arg):
        return []
    places = [*function.args.posonlyargs, *function.args.args]
    default = get_default(source, argument)
    found = [default] if default is not None else []
    for call in source.find_call_sites(function):
        place = places.index(argument) - isinstance(call.func, ast.Attribute) if argument in places else len(call.args)
        given = get_keyword(call, argument.arg) or (call.args[place] if place < len(call.args) else None)
        found += [given] if given is not None else []
    return found


# -- where a value comes from ------------------------------------------------------------------------------------------


def find_outputs(source: Source, node: ast.AST | None, depth: int = 0) -> list[Output]:
    """The outputs of models that a value may be, through names and views; empty if it may be something else."""
    if depth > _DEPTH or node is None:
        return []
    match node:
        case ast.Name():
            return _find_outputs_of_name(source, node, depth)
        case ast.Attribute(value=ast.Name(id="self")):
            return _join(find_outputs(source, one, depth + 1) for one in source.find_values(node))
        case ast.Attribute(value=value, attr=attr):
            return _take_part(find_outputs(source, value, depth + 1), f".{attr}" if attr != "data" else "")
        case ast.Subscript(value=value, slice=index):
            return _take_part(find_outputs(source, value, depth + 1), f"[{ast.unparse(index)}]")
        case ast.IfExp(body=body, orelse=orelse):
            return _join(find_outputs(source, one, depth + 1) for one in (body, orelse))
        case ast.Call():
            return _find_outputs_of_call(source, node, depth)
    return []


def _join(groups: Iterator[list[Output]]) -> list[Output]:
    """All outputs, if each group has some."""
    found = list(groups)
    return [one for group in found for one in group] if all(found) else []


def _take_part(outputs: list[Output], part: str) -> list[Output]:
    return [Output(one.call, one.model, one.made, (*one.part, *([part] if part else []))) for one in outputs]


def _find_outputs_of_name(source: Source, node: ast.Name, depth: int) -> list[Output]:
    """The outputs that a name stands for; of a list, those that are put into it."""
    function = source.find_function(node)
    if _is_activated_in_place(function, node.id):
        return []
    origin, value = find_origin(source, node), find_value(source, node)
    if origin is not None and origin.looped and isinstance(source.parents.get(origin.node), ast.comprehension):
        return [] if origin.path else find_outputs(source, origin.node, depth + 1)
    if value is node and origin is not None and origin.path and not origin.looped:
        outputs = find_outputs(source, origin.node, depth + 1)
        for place in origin.path:
            outputs = _take_part(outputs, f"[{place}]")
        return outputs
    values = source.find_values(node)
    if len(values) == 1 and isinstance(values[0], ast.List) and not values[0].elts:
        calls = [one for name in ("append", "extend") for one in list_calls(ast.walk(function), name)]
        values = [one.args[0] for one in calls if one.args and ast.unparse(one.func.value) == node.id]  # type: ignore[attr-defined]
    return _join(find_outputs(source, one, depth + 1) for one in values)


def _is_activated_in_place(function: ast.AST, name: str) -> bool:
    """Whether a function puts a tensor, or a part of it, through a sigmoid in place: `x.sigmoid_()`, `x[1:] = …`."""
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(value=changed, attr="sigmoid_")):
                pass
            case ast.Assign(targets=[ast.Subscript(value=changed)], value=value) if "sigmoid" in ast.unparse(value):
                pass
            case _:
                continue
        if any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(changed)):
            return True
    return False


def _find_outputs_of_call(source: Source, call: ast.Call, depth: int) -> list[Output]:
    """The output that a call of a model gives, or a view of it."""
    name = source.resolve_name(call.func)
    if name:
        first = call.args[0] if call.args else None
        return find_outputs(source, first, depth + 1) if _KEEPING_FUNCTIONS.fullmatch(name) else []
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if get_last_name(call.func) in _KEEPING_METHODS and owner is not None and source.infer_kind(owner) != "module":
        return find_outputs(source, owner, depth + 1)
    model = owner if owner is not None and get_last_name(call.func) == "forward" else call.func
    own = source.find_callees(call) if model is call.func else []
    if own:
        given = list_returned(source, call)
        return find_outputs(source, given[0], depth + 1) if len(given) == 1 else []
    return [Output(call, _say_model(source, model), _find_made(source, model, 0))]


def _say_model(source: Source, model: ast.expr) -> tuple[str, ast.AST | None] | None:
    """How a model is written: a name, an attribute of `self`, `self`; None for what may be no model."""
    said = ast.unparse(model)
    if said == "self" or (said.startswith("self.") and source.infer_kind(model) == "module"):
        return said, source.find_class(model)
    return (said, None) if isinstance(model, ast.Name) and source.infer_kind(model) == "module" else None


def _find_made(source: Source, model: ast.expr, depth: int) -> ast.ClassDef | ast.Call | None:
    """The class of the file that a model is made of, or the call that makes it, also of one passed to a function."""
    if ast.unparse(model) == "self":
        return source.find_class(model)
    bindings = source.find_bindings(model) or [] if isinstance(model, ast.Name) else []
    if len(bindings) == 1 and bindings[0].how == "parameter" and depth < 4:
        found = [_find_made(source, one, depth + 1) for one in source.find_arguments(bindings[0].node)]
        return found[0] if found and all(one is found[0] for one in found) else None
    maker = find_module_maker(source, model)
    return source.classes.get(get_last_name(maker.func), maker) if maker is not None else None


def _may_be_activated(source: Source, output: Output) -> bool:
    """Whether the model may give probabilities after all, as one that applies a sigmoid in evaluation only."""
    if isinstance(output.made, ast.Call):
        return False
    modules = [one for one in source.classes.values() if source.is_module(one)]
    for made in [output.made] if output.made is not None else modules:
        for function in made.body:
            if isinstance(function, Function) and function.name == "forward":
                given = [part for one in list_returns(source, function) for part in _list_alternatives(source, one, 0)]
                active = [infer_activation(source, one) in _ACTIVE for one in given]
                if any(active) and (output.made is not None or not all(active)):
                    return True
    return False


def _list_alternatives(source: Source, node: ast.expr, depth: int) -> list[ast.expr]:
    """What a value may be: the parts of a tuple or of `a if … else b`, and all that its name is bound to."""
    match node:
        case ast.Tuple(elts=parts):
            inner = parts
        case ast.IfExp(body=body, orelse=orelse):
            inner = [body, orelse]
        case ast.Name():
            inner = [one.node for one in source.find_bindings(node) or [] if isinstance(one.node, ast.expr)]
        case _:
            return [node]
    return [two for one in inner for two in _list_alternatives(source, one, depth + 1)] if depth < 4 else [node]
