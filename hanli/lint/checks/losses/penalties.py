"""Checks of terms that are added to a loss: penalties on parameters that no gradient passes, and gradients asked for by hand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import list_returned
from hanli.lint.reading.patterns import GRAPH_CUTTING_METHODS
from hanli.lint.reading.source import (
    Found,
    Source,
    get_keyword,
    get_last_name,
    get_receiver,
    list_calls,
    list_of_kind,
    walk_inside,
)

_DEPTH = 8


def find_penalty_without_gradient(source: Source) -> Iterator[Found]:
    """`loss + 0.01 * sum(p.data.norm() for p in model.parameters())`: a number that changes no parameter."""
    yield from _find_flat_penalty(source)
    reported: set[ast.AST] = set()
    for call in list_calls(source.calls, "backward"):
        receiver = get_receiver(call)
        if receiver is None or source.resolve_name(call.func):
            continue
        for term in _list_terms(source, receiver):
            if term not in reported and _is_cut_penalty(source, term):
                reported.add(term)
                yield term, ast.unparse(term), ""


def _find_flat_penalty(source: Source) -> Iterator[Found]:
    """`torch.autograd.grad(...)` without `create_graph=True` in a function for a penalty on gradients."""
    for call in source.calls:
        function = source.find_function(call)
        if source.resolve_name(call.func) != "torch.autograd.grad" or not isinstance(function, ast.FunctionDef):
            continue
        if any(one.arg is None or one.arg == "create_graph" for one in call.keywords) or len(call.args) > 4:
            continue
        if re.fullmatch(r"(.*_)?(gradient_?penalty|grad_?penalty|gp|r1|r1_penalty|penalty)(_.*)?", function.name):
            yield call, ast.unparse(call.func), ""


def _list_terms(source: Source, node: ast.expr) -> Iterator[ast.expr]:
    """The terms of the sums that a loss is made of: elements of a `sum`, and what a loop adds up."""
    waiting: list[tuple[ast.AST, int]] = [(node, 0)]
    seen: set[ast.AST] = set()
    while waiting:
        one, depth = waiting.pop()
        if one in seen or depth > _DEPTH:
            continue
        seen.add(one)
        match one:
            case ast.Name(ctx=ast.Load()):
                values = [
                    (binding.node, binding) for binding in source.find_bindings(one) or [] if binding.how == "value"
                ]
                for value, _ in values:
                    if isinstance(value, ast.expr):
                        waiting.append((value, depth + 1))
                        if source.is_augmented(value):
                            yield value
            case ast.BinOp(left=left, right=right):
                waiting += [(left, depth), (right, depth)]
            case ast.Call(func=called, args=args):
                if get_last_name(called) in {"sum", "stack", "mean"}:
                    yield from (part.elt for part in args if isinstance(part, ast.GeneratorExp | ast.ListComp))
                waiting += [(part, depth + 1) for part in list_returned(source, one)]
                if get_last_name(called) in {"sum", "stack", "float"}:
                    waiting += [(part, depth + 1) for part in args]


def _is_cut_penalty(source: Source, term: ast.expr) -> bool:
    """Whether a term is computed of parameters that a loop hands out, and all of them are cut off."""
    names = [one for one in ast.walk(term) if isinstance(one, ast.Name) and _is_handed_out(source, one)]
    if names and source.is_without_gradients(term):
        return True
    return bool(names) and all(_is_cut(source, one, term) for one in names)


def _is_handed_out(source: Source, node: ast.Name) -> bool:
    """Whether a loop hands a parameter out under a name."""
    bindings = source.find_bindings(node) or []
    return source.infer_kind(node) == "parameter" and bool(bindings) and all(one.how == "loop" for one in bindings)


def _is_cut(source: Source, name: ast.Name, term: ast.expr) -> bool:
    """Whether something between a parameter and the whole term cuts the graph: `.data`, `.item()`."""
    for one in source.walk_ancestors(name):
        if isinstance(one, ast.Attribute) and one.attr in {*GRAPH_CUTTING_METHODS, "data"}:
            return True
        if one is term:
            break
    return False


def find_fresh_leaf(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """`loss = torch.tensor(total, requires_grad=True)` before `loss.backward()` and a step: a leaf that no parameter is behind."""
    for call in list_calls(source.calls, "backward"):
        receiver = get_receiver(call)
        if not isinstance(receiver, ast.Name) or "loss" not in receiver.id.lower():
            continue
        for value in source.find_values(receiver):
            name = source.resolve_callee(value)
            asked = isinstance(value, ast.Call) and any(
                one.arg == "requires_grad" and isinstance(one.value, ast.Constant) and one.value.value is True
                for one in value.keywords
            )
            made = name in {"torch.tensor", "torch.as_tensor", "torch.autograd.Variable"}
            if asked and made and list_of_kind(source, walk_inside(source.find_function(call)), "step", "optimizer"):
                yield value, ast.unparse(value)


def find_asked_gradient(source: Source) -> Iterator[Found]:
    """`loss.requires_grad = True` before `loss.backward()`: it only silences the error that no parameter is reached."""
    for node in source.nodes:
        match node:
            case ast.Assign(targets=[ast.Attribute(value=owner, attr="requires_grad")], value=ast.Constant(value=True)):
                pass
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="requires_grad_"), args=args)) if (
                not args or (isinstance(args[0], ast.Constant) and args[0].value is True)
            ):
                pass
            case _:
                continue
        if not isinstance(owner, ast.Name) or (source.infer_kind(owner) != "loss" and "loss" not in owner.id.lower()):
            continue
        if any(get_last_name(getattr(one, "func", one)) == "detach" for one in source.find_values(owner)):
            continue  # a leaf of its own is meant
        later = [
            one
            for one in list_calls(walk_inside(source.find_function(node)), "backward")
            if ast.unparse(get_receiver(one) or one) == owner.id and one.lineno > getattr(node, "lineno", 0)
        ]
        if later:
            yield node, ast.unparse(node), ""
    for made, said in find_fresh_leaf(source):
        yield made, said, ""


def find_doubled_decay(source: Source) -> Iterator[Found]:
    """The squares of all parameters added to the loss, and `weight_decay` in the optimizer too."""
    decays = [
        one
        for one in source.calls
        if source.resolve_name(one.func).startswith("torch.optim.")
        and isinstance(value := get_keyword(one, "weight_decay"), ast.Constant)
        and value.value
    ]
    for call in list_calls(source.calls, "backward") if decays else []:
        receiver = get_receiver(call)
        near = [one for one in decays if _is_near(source, one, call)]
        for term in _list_terms(source, receiver) if receiver is not None and near else ():
            if _is_square(source, term):
                yield term, ast.unparse(term), ast.unparse(near[0].func)
                break


def _is_near(source: Source, optimizer: ast.Call, backward: ast.Call) -> bool:
    """Whether an optimizer is made in the function that differentiates, in its class, or in the file itself."""
    places = {source.find_function(backward), source.find_class(backward), source.tree} - {None}
    made = source.find_function(optimizer)
    return made in places or (isinstance(made, ast.FunctionDef) and source.find_class(made) in places - {source.tree})


def _is_square(source: Source, term: ast.expr) -> bool:
    """Whether a term is the sum of squares, or the norm, of a parameter that a loop hands out, and of nothing else."""
    names = [one for one in ast.walk(term) if isinstance(one, ast.Name) and source.infer_kind(one) == "parameter"]
    said = ast.unparse(term)
    squares = re.search(r"\.pow\(2\)|\*\* ?2|\.square\(|\.norm\((2|p=2)?\)|torch\.norm\(\w+(, (2|p=2))?\)", said)
    return len(names) == 1 and squares is not None and not re.search(r" - |\.data|detach", said)
