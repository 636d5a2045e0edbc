"""Where a value comes from: through names, tuples that are taken apart, loops, and functions of the file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from hanli.lint.reading.source import Binding, Function, Source, get_keyword, get_last_name

_DEPTH = 12
# What gives the graph up: nothing behind it gets a gradient from what is in front.
_CUTTERS = {"detach", "data", "item", "numpy", "tolist", "argmax"}


@dataclass(frozen=True)
class Origin:
    """What a name was bound to.

    Attributes:
        node: The expression on the right of the assignment, or what a loop runs over.
        path: The places, from outside in, at which a tuple was taken apart; empty if the name is the whole.
        looped: Whether a loop hands it out.
    """

    node: ast.expr
    path: tuple[int, ...] = ()
    looped: bool = False


def find_origin(source: Source, node: ast.AST) -> Origin | None:
    """What the one binding of a name, or of an attribute of `self`, takes; None if there are several or none."""
    if isinstance(node, ast.Attribute):
        values = source.attributes.get((source.find_class(node) or source.tree, node.attr), [])
        own = isinstance(node.value, ast.Name) and node.value.id == "self"
        return Origin(values[0]) if own and len(values) == 1 else None
    if not isinstance(node, ast.Name):
        return None
    bindings = source.find_bindings(node) or []
    return _read_binding(source, bindings[0]) if len(bindings) == 1 else None


def _read_binding(source: Source, binding: Binding) -> Origin | None:
    """What a binding takes from where."""
    target = source.find_binder(binding)
    path: list[int] = []
    while target is not None:
        owner = source.parents.get(target)
        match owner:
            case ast.Tuple(elts=parts) | ast.List(elts=parts) if isinstance(target, ast.expr):
                if any(isinstance(one, ast.Starred) for one in parts):
                    return None
                path.insert(0, parts.index(target))
                target = owner
            case ast.Assign(value=value):
                return Origin(value, tuple(path))
            case ast.AnnAssign(value=ast.expr() as value) | ast.NamedExpr(value=value):
                return Origin(value)
            case ast.For(iter=runs) | ast.AsyncFor(iter=runs) | ast.comprehension(iter=runs):
                return Origin(runs, tuple(path), looped=True)
            case _:
                return None
    return None


def find_value(source: Source, node: ast.AST | None) -> ast.expr | None:
    """The expression that a node stands for: itself, or what its name was bound to, also as a part of a tuple."""
    for _ in range(_DEPTH):
        if not isinstance(node, ast.Name | ast.Attribute):
            break
        origin = find_origin(source, node)
        if origin is None or origin.looped:
            break
        part = _take_part(source, origin)
        if part is None:
            break
        node = part
    return node if isinstance(node, ast.expr) else None


def _take_part(source: Source, origin: Origin) -> ast.expr | None:
    """The expression at the places of a tuple, also of one that a function of the file returns."""
    node: ast.expr | None = origin.node
    for place in origin.path:
        if isinstance(node, ast.Call):
            given = list_returned(source, node)
            node = given[0] if len(given) == 1 else None
        if not isinstance(node, ast.Tuple | ast.List) or place >= len(node.elts):
            return None
        node = node.elts[place]
    return node


def list_returned(source: Source, call: ast.Call) -> list[ast.expr]:
    """What the function of this file that a call means returns; empty if there is not exactly one such function."""
    own = source.find_callees(call)
    if len(own) != 1:
        return []
    return list_returns(source, own[0])


def list_returns(source: Source, function: Function) -> list[ast.expr]:
    """What a function returns, without its closures."""
    return [
        one.value
        for one in ast.walk(function)
        if isinstance(one, ast.Return) and one.value is not None and source.find_function(one) is function
    ]


def walk_sources(source: Source, node: ast.AST, depth: int = 0) -> Iterator[ast.AST]:
    """The nodes that a value is computed from where gradients can pass: through names, and not behind `detach`."""
    waiting: list[tuple[ast.AST, int]] = [(node, depth)]
    seen: set[ast.AST] = set()
    while waiting:
        one, level = waiting.pop()
        if one in seen or level > _DEPTH or cuts_graph(source, one):
            continue
        seen.add(one)
        yield one
        waiting += [(child, level) for child in ast.iter_child_nodes(one)]
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
            for binding in source.find_bindings(one) or []:
                target = source.find_binder(binding)
                taken = binding.node if binding.how == "value" else None
                if taken is None and binding.how == "other" and (origin := _read_binding(source, binding)) is not None:
                    taken = origin.node
                if taken is not None and target is not None:
                    waiting.append((taken, level + 1))


def cuts_graph(source: Source, node: ast.AST) -> bool:
    """Whether no gradient passes a node: `detach()`, `.data`, an index, or something computed under `no_grad`."""
    if isinstance(node, ast.Attribute) and node.attr in _CUTTERS:
        return True
    return isinstance(node, ast.Call) and (get_last_name(node.func) in _CUTTERS or source.is_without_gradients(node))


def find_module_maker(source: Source, node: ast.AST | None) -> ast.Call | None:
    """The call that made a module, through names, attributes and `.to()`; None if the file does not show it."""
    for _ in range(_DEPTH):
        value = find_value(source, node)
        if not isinstance(value, ast.Call):
            return None
        if not isinstance(value.func, ast.Attribute) or source.resolve_name(value.func):
            return value
        if value.func.attr not in {"to", "cuda", "cpu", "train", "eval", "float", "half", "double", "requires_grad_"}:
            return value
        node = value.func.value
    return None


def find_passed(source: Source, argument: ast.AST | None) -> list[ast.expr]:
    """What the calls of this file pass for an argument, also of a module's `forward` or of a class's `__init__`.

    Empty if one of them cannot be told.
    """
    function = source.parents.get(source.parents.get(argument, source.tree)) if argument is not None else None
    owner = source.find_class(function) if isinstance(function, Function) else None
    if not isinstance(function, Function) or not isinstance(argument, ast.arg) or owner is None:
        return source.find_arguments(argument)
    if function.name == "__init__":
        if any(get_last_name(base) == owner.name for one in source.classes.values() for base in one.bases):
            return []  # a class that derives from it passes something too
        calls = [one for one in source.calls if isinstance(one.func, ast.Name) and one.func.id == owner.name]
    elif function.name == "forward":
        calls = [one for one in source.calls if _makes_instance(source, one.func, owner, 0)]
    else:
        return source.find_arguments(argument)
    place = [one.arg for one in function.args.args].index(argument.arg) - 1 if argument in function.args.args else -1
    found: list[ast.expr] = []
    for call in calls:
        value = get_argument(call, place, argument.arg) if place >= 0 else get_keyword(call, argument.arg)
        if value is None:
            return []
        found.append(value)
    return found


def _makes_instance(source: Source, node: ast.expr, owner: ast.ClassDef, depth: int) -> bool:
    """Whether a name or attribute holds an instance of a class of the file, also as a function's argument."""
    if depth > 3 or not isinstance(node, ast.Name | ast.Attribute) or source.resolve_name(node):
        return False
    bindings = source.find_bindings(node) or [] if isinstance(node, ast.Name) else []
    if len(bindings) == 1 and bindings[0].how == "parameter":
        return any(_makes_instance(source, one, owner, depth + 1) for one in source.find_arguments(bindings[0].node))
    maker = find_module_maker(source, node)
    return maker is not None and isinstance(maker.func, ast.Name) and source.classes.get(maker.func.id) is owner


def find_passed_for_name(source: Source, node: ast.AST) -> list[ast.expr]:
    """What is passed for a name that is an argument of its function; empty if it is none."""
    bindings = source.find_bindings(node) or [] if isinstance(node, ast.Name) else []
    if len(bindings) != 1 or bindings[0].how != "parameter":
        return []
    return find_passed(source, bindings[0].node)


def read_reshape(source: Source, call: ast.Call) -> tuple[ast.expr | None, list[ast.expr]]:
    """What a `view` or `reshape` of torch or NumPy reshapes, and its sizes; none if they are not written out."""
    name = source.resolve_name(call.func)
    if get_last_name(call.func) not in {"view", "reshape"} or name not in {"", "torch.reshape", "numpy.reshape"}:
        return None, []
    given = call.args[:1] if name else [call.func.value] if isinstance(call.func, ast.Attribute) else []
    sizes = call.args[1:] if name else call.args
    if len(sizes) == 1 and isinstance(sizes[0], ast.Tuple | ast.List):
        sizes = sizes[0].elts
    if not given or call.keywords or any(isinstance(one, ast.Starred) for one in sizes):
        return None, []
    return given[0], list(sizes)


def get_default(source: Source, argument: ast.arg) -> ast.expr | None:
    """The default of an argument of a function of the file, as it is written."""
    arguments = source.parents.get(argument)
    if not isinstance(arguments, ast.arguments):
        return None
    places = [*arguments.posonlyargs, *arguments.args]
    defaults = dict(zip(reversed(places), reversed(arguments.defaults), strict=False))
    defaults |= {one: two for one, two in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if two}
    return defaults.get(argument)


def get_argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    """An argument of a call by its place or its name."""
    if place < len(call.args):
        return None if any(isinstance(one, ast.Starred) for one in call.args[: place + 1]) else call.args[place]
    return get_keyword(call, name)
