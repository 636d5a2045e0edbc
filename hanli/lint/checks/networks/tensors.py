"""Checks of how tensors and modules are made, changed and kept; see the rules' texts for what each one means."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from hanli.lint.reading.source import Found, Function, Source, get_keyword, get_last_name, is_conditional, walk_inside

_TENSOR_MAKERS = {"torch.tensor", "torch.as_tensor", "torch.Tensor", "torch.FloatTensor", "torch.LongTensor"}
_JOINING_FUNCTIONS = {"torch.cat", "torch.concat", "torch.stack", "torch.vstack", "torch.hstack", "torch.concatenate"}
_FILLING_FUNCTIONS = {"torch.zeros", "torch.ones", "torch.full", "torch.empty"}
# Methods that end in `_` and may be called on a leaf: they do not touch its values.
_HARMLESS_ON_LEAVES = {"requires_grad_", "retain_grad_", "detach_", "share_memory_", "rename_", "apply_", "data_ptr_"}
# Functions that run before anything is computed.
_BEGINNINGS = re.compile(
    r"__init__|(\w*_)?(init|initialize|initialise|reset)(_\w+)?|\w*weights?_init\w*|init\w+|reset\w+"
)
_COLLECTIONS = ast.List | ast.ListComp | ast.Dict | ast.DictComp | ast.Tuple


def find_tensor_in_loop(source: Source) -> Iterator[Found]:
    """Scalars of a `range` made into tensors one by one, or pieces that are joined right away."""
    for call in source.calls:
        if get_last_name(call.func) == "map" and call.args and source.resolve_name(call.args[0]) in _TENSOR_MAKERS:
            if any(source.resolve_callee(one) in _JOINING_FUNCTIONS for one in source.walk_ancestors(call)):
                yield call, "", ""
            continue
        if source.resolve_name(call.func) not in _TENSOR_MAKERS or not call.args:
            continue
        owner = source.parents[call]
        if isinstance(owner, ast.ListComp | ast.GeneratorExp) and owner.elt is call:
            around = source.parents[owner]
            if isinstance(around, ast.Call) and get_last_name(around.func) in {"list", "tuple"}:
                around = source.parents[around]
            joined = source.resolve_callee(around) in _JOINING_FUNCTIONS
            if joined or _is_scalar(source, call.args[0], _find_counters(source, owner.generators)):
                yield call, "", ""
            continue
        loops = source.find_loops(call)
        if not loops:
            continue
        counters = _find_counters(source, loops)
        scalar = counters and _is_scalar(source, call.args[0], counters)
        constant = (
            source.runs_over_loader(loops[0])
            and _is_constant(call.args[0])
            and not is_conditional(source, call, loops[0])
        )
        target = owner.targets[0] if isinstance(owner, ast.Assign) else None
        stored = isinstance(target, ast.Subscript) and source.infer_kind(target.value) == "tensor"
        if scalar or constant or (stored and _collect_names(call.args[0]) & _collect_targets(loops[0])):
            yield call, "", ""
        elif (
            isinstance(owner, ast.Call)
            and get_last_name(owner.func) == "append"
            and isinstance(owner.func, ast.Attribute)
        ):
            collected = owner.func.value
            if isinstance(collected, ast.Name) and _is_joined_later(source, collected):
                yield call, "", ""


def _is_joined_later(source: Source, collected: ast.Name) -> bool:
    """Whether the list that tensors are collected in becomes one tensor in the same function."""
    function = source.find_function(collected)
    return any(
        isinstance(node, ast.Call)
        and source.resolve_name(node.func) in _JOINING_FUNCTIONS
        and node.args
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id == collected.id
        for node in walk_inside(function)
    )


def _find_counters(source: Source, loops: list[ast.comprehension] | list[ast.For] | list) -> set[str]:  # type: ignore[type-arg]
    """The names that count: those of `range` and the first of `enumerate`."""
    found: set[str] = set()
    for loop in loops:
        runs, target = getattr(loop, "iter", None), getattr(loop, "target", None)
        if isinstance(runs, ast.Call) and get_last_name(runs.func) == "range" and isinstance(target, ast.Name):
            found.add(target.id)
        match runs, target:
            case ast.Call(), ast.Tuple(elts=[ast.Name(id=name), *_]) if get_last_name(runs.func) == "enumerate":
                found.add(name)
    return found


def _is_scalar(source: Source, node: ast.expr, counters: set[str]) -> bool:
    """Whether a value is arithmetic of counters and constants, and of at least one counter."""
    arithmetic = ast.Constant | ast.BinOp | ast.UnaryOp | ast.operator | ast.unaryop | ast.List | ast.expr_context
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            if one.id not in counters | {"float", "int"}:
                return False
        elif not isinstance(one, arithmetic) and get_last_name(getattr(one, "func", one)) not in {"float", "int"}:
            return False
    return bool(_collect_names(node) & counters)


def _is_constant(node: ast.expr) -> bool:
    return isinstance(node, ast.List | ast.Tuple) and all(isinstance(one, ast.Constant) for one in node.elts)


def _collect_names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _collect_targets(loop: ast.AST) -> set[str]:
    target = getattr(loop, "target", None)
    return _collect_names(target) if isinstance(target, ast.AST) else set()


def find_cat_in_loop(source: Source) -> Iterator[Found]:
    """`x = torch.cat([x, …])` in a loop that needs x for nothing else."""
    for call in source.calls:
        owner, name = source.parents[call], source.resolve_name(call.func)
        if isinstance(owner, ast.IfExp):  # `whole = part if whole is None else torch.cat([whole, part])`
            owner = source.parents[owner]
        loops = source.find_loops(call)
        if name not in _JOINING_FUNCTIONS or not loops or not call.args or not isinstance(owner, ast.Assign):
            continue
        target = owner.targets[0]
        if not isinstance(target, ast.Name | ast.Attribute) or not isinstance(call.args[0], ast.List | ast.Tuple):
            continue
        written = ast.unparse(target)
        if written not in [ast.unparse(one) for one in call.args[0].elts]:
            continue
        if isinstance(target, ast.Name) and (
            _is_reset_in(source, loops[0], target.id, owner) or _is_read_elsewhere(source, loops[0], target, owner)
        ):
            continue
        yield call, name, ""


def _is_reset_in(source: Source, loop: ast.AST, name: str, but: ast.AST) -> bool:
    """Whether the loop sets the name anew elsewhere, so that it does not grow from turn to turn."""
    other = source.parents[but]  # `if whole is None: whole = part` with `else: whole = torch.cat(…)` is but its start
    starts = {*other.body, *other.orelse} if isinstance(other, ast.If) and name in _collect_names(other.test) else set()
    return any(
        isinstance(one, ast.Assign)
        and one is not but
        and one not in starts
        and name in {n for t in one.targets for n in _collect_names(t)}
        for one in ast.walk(loop)
    ) or name in _collect_targets(loop)


def _is_read_elsewhere(source: Source, loop: ast.AST, target: ast.Name, owner: ast.Assign) -> bool:
    """Whether the loop reads the growing tensor elsewhere: a model that reads its own output must have it whole."""
    own = set(ast.walk(owner))
    if isinstance(branch := source.parents[owner], ast.If):
        own |= set(ast.walk(branch.test))
    reads = [
        one
        for one in ast.walk(loop)
        if isinstance(one, ast.Name) and one.id == target.id and isinstance(one.ctx, ast.Load) and one not in own
    ]
    shown = {"print", "len"}
    return any(
        not any(get_last_name(getattr(up, "func", up)) in shown for up in source.walk_ancestors(one)) for one in reads
    )


def find_ndarray_list(source: Source) -> Iterator[Found]:
    """`torch.tensor` of a list whose elements NumPy made."""
    for call in source.calls:
        if source.resolve_name(call.func) not in _TENSOR_MAKERS or not call.args:
            continue
        value: ast.expr | None = call.args[0]
        appended: list[ast.expr] = []
        if isinstance(value, ast.Name):
            bindings = source.find_bindings(value) or []
            if len(bindings) != 1 or bindings[0].how != "value" or not isinstance(bindings[0].node, ast.expr):
                continue
            for node in walk_inside(source.find_function(call)):
                if (
                    (
                        isinstance(node, ast.Call)
                        and get_last_name(node.func) == "append"
                        and isinstance(node.func, ast.Attribute)
                    )
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == value.id
                ):
                    appended.extend(node.args)
            value = bindings[0].node
        parts = appended
        if isinstance(value, ast.ListComp):
            parts = [*parts, value.elt]
        elif isinstance(value, ast.List):
            parts = [*parts, *value.elts]
        elif isinstance(value, ast.BinOp) and isinstance(value.left, ast.List):
            parts = [*parts, *value.left.elts]
        if parts and all(_is_array(source, one) for one in parts):
            yield call, "", ""


def _is_array(source: Source, node: ast.expr) -> bool:
    """Whether NumPy made a value, and it is no single number."""
    if isinstance(node, ast.Call):
        name = source.resolve_name(node.func)
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"copy", "astype", "reshape"}:
            return _is_array(source, node.func.value)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "numpy":
            return True
        return bool(re.match(r"numpy\.(?!(float|int|bool|uint)\w*$|mean$|sum$|max$|min$|std$|prod$)", name))
    return source.infer_kind(node) == "ndarray" and isinstance(node, ast.Name)


def find_tensor_of_tensor(source: Source) -> Iterator[Found]:
    """`torch.tensor(x)` of what is a tensor already."""
    for call in source.calls:
        if source.resolve_name(call.func) == "torch.tensor" and call.args and _is_tensor(source, call.args[0], call):
            yield call, "", ""


def _is_tensor(source: Source, node: ast.expr, call: ast.Call) -> bool:
    """Whether a value is a tensor already, before this call."""
    kinds = {"tensor", "output", "loss", "parameter"}
    if isinstance(node, ast.Attribute):
        return source.infer_kind(node) == "parameter"
    if not isinstance(node, ast.Name):
        return isinstance(node, ast.Call | ast.BinOp) and source.infer_kind(node) in kinds
    # `x = torch.tensor(x)`: what counts is what x was before.
    bindings = [one for one in source.find_bindings(node) or [] if one.node is not call]
    return bool(bindings) and all(one.how == "value" and source.infer_kind(one.node) in kinds for one in bindings)


def find_in_place_leaf(source: Source) -> Iterator[Found]:
    """`w -= …`, `w.add_(…)` or `w[0] = …` of a tensor that requires gradients, outside `no_grad`."""
    for node in source.nodes:
        changed: ast.expr | None = None
        if isinstance(node, ast.AugAssign):
            changed = node.target
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            changed = node.targets[0]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            attr = node.func.attr
            if attr.endswith("_") and not attr.endswith("__") and attr not in _HARMLESS_ON_LEAVES:
                changed = node.func.value
        if isinstance(changed, ast.Subscript):
            changed = changed.value
        if (
            changed is not None
            and _is_leaf(source, changed)
            and not source.is_without_gradients(node)
            and not _may_need_no_gradients(source, node, changed)
        ):
            function = source.find_function(node)
            alone = isinstance(function, Function) and all(
                source.find_function(site) is function for site in source.find_call_sites(function)
            )
            yield node, "unseen" if alone and not _trains(walk_inside(function)) else "", ""


def _trains(nodes: Iterable[ast.AST]) -> bool:
    """Whether gradients are read or computed: then they are recorded too."""
    return any(isinstance(one, ast.Attribute) and one.attr in {"grad", "backward"} for one in nodes)


def _may_need_no_gradients(source: Source, node: ast.AST, changed: ast.expr) -> bool:
    """Whether the function freezes what it changes, or gets it from callers that may record nothing.

    A function that reads gradients or computes them trains, so its callers do record.
    """
    nodes = list(walk_inside(source.find_function(node)))
    made = [one.node for one in source.find_bindings(changed) or []] if isinstance(changed, ast.Name) else []
    if any(source.infer_kind(one) == "parameter" for one in made):
        return False  # it was made here, as what requires gradients
    for one in nodes:
        match one:
            case ast.Call(func=ast.Attribute(attr="requires_grad_"), args=[ast.Constant(value=False)]):
                return True
            case ast.Assign(targets=[ast.Attribute(attr="requires_grad")], value=ast.Constant(value=False)):
                return True
    root: ast.AST = changed
    while isinstance(root, ast.Attribute | ast.Subscript):
        root = root.value
    bindings = source.find_bindings(root) or [] if isinstance(root, ast.Name) else []
    made_here = isinstance(root, ast.Name) and all(one.how == "value" for one in bindings)
    given = {one.node for one in bindings if one.how == "parameter"} | {
        inner.node
        for one in bindings
        if one.how == "loop" and one.node is not None
        for name in ast.walk(one.node)
        if isinstance(name, ast.Name)
        for inner in source.find_bindings(name) or []
        if inner.how == "parameter"
    }
    own = isinstance(root, ast.Name) and root.id == "self"
    return (
        bool(given)
        and not made_here
        and not _trains(nodes)
        and not own
        and not source.find_call_sites(source.find_function(node))
    )


def _is_leaf(source: Source, node: ast.expr) -> bool:
    """Whether a value is a tensor that requires gradients, and was not computed from others."""
    if isinstance(node, ast.Name):
        bindings = source.find_bindings(node) or []
        values = [one.node for one in bindings if one.how == "value" and not source.is_augmented(one.node)]
        if values:
            return len(values) == 1 and source.infer_kind(values[0]) == "parameter"
    if isinstance(node, ast.Attribute) and get_last_name(node.value) == "self":
        values = list(source.attributes.get((source.find_class(node) or source.tree, node.attr), []))
        if len(values) > 1:
            return False  # which of them it is then, only a run can tell
    return source.infer_kind(node) == "parameter"


def find_mask_each_forward(source: Source) -> Iterator[Found]:
    """A mask that depends on the length only, made in `forward`."""
    for function in source.find_methods("forward"):
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Call)
                and source.resolve_name(node.func) in {"torch.triu", "torch.tril"}
                and node.args
            ):
                if source.resolve_callee(node.args[0]) in _FILLING_FUNCTIONS and not _is_made_on_demand(
                    source, node, function
                ):
                    yield node, "", ""
            elif isinstance(node, ast.Call) and get_last_name(node.func) == "generate_square_subsequent_mask":
                if not _is_made_on_demand(source, node, function):
                    yield node, "", ""
            elif isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Subscript):
                counters = _find_counters(source, list(source.find_loops(node)))
                if (
                    len(source.find_loops(node)) >= 2
                    and _collect_names(node.value) <= {"float"}
                    and _collect_names(target.slice) & counters
                ):
                    yield node, "", ""


def _is_made_on_demand(source: Source, node: ast.AST, function: Function) -> bool:
    """Whether an `if` stands before it, as where a mask is kept and made anew only when the length changes."""
    return any(
        isinstance(one, ast.If) and function in source.walk_ancestors(one) for one in source.walk_ancestors(node)
    )


def find_module_list(source: Source) -> Iterator[Found]:
    """`self.layers = [nn.Linear(…), …]` in a module, at once or by `append`."""
    for node in source.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Attribute):
            continue
        target, value = node.targets[0], node.value
        owner = source.find_class(node)
        if get_last_name(target.value) != "self" or owner is None or not source.is_module(owner):
            continue
        written = ast.unparse(target)
        if any(
            isinstance(one, ast.Call) and written in ast.unparse(one)
            for one in source.attributes.get((owner, target.attr), [])
        ):
            continue  # `self.layers = nn.Sequential(*self.layers)` registers them after all
        if isinstance(value, ast.Name):
            bindings = source.find_bindings(value) or []
            if len(bindings) != 1 or not isinstance(bindings[0].node, _COLLECTIONS):
                continue
            written, value = value.id, bindings[0].node
        holder = "dict" if isinstance(value, ast.Dict | ast.DictComp) else "list"
        if isinstance(value, ast.Tuple):
            holder = "tuple"
        if isinstance(value, ast.Call) and get_last_name(value.func) in {"list", "tuple"} and len(value.args) == 1:
            holder, value = get_last_name(value.func), value.args[0]
        if isinstance(value, _COLLECTIONS | ast.GeneratorExp) and any(
            source.infer_kind(one) in {"module", "parameter"}
            and get_last_name(getattr(one, "value", owner)) != "self"  # that one is seen already
            for one in _collect_elements(owner, written, value)
        ):
            yield node, holder, ""


def _collect_elements(owner: ast.ClassDef, written: str, value: ast.AST) -> list[ast.expr | None]:
    """What a list or dictionary holds: what it is made with, and what is put into it later."""
    found: list[ast.expr | None] = []
    match value:
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            found.extend(parts)
        case ast.Dict(values=parts):
            found.extend(parts)
        case ast.ListComp(elt=part) | ast.GeneratorExp(elt=part) | ast.DictComp(value=part):
            found.append(part)
    for node in ast.walk(owner):
        if isinstance(node, ast.Call) and get_last_name(node.func) in {"append", "insert", "extend"}:
            if isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == written:
                found.extend(node.args)
        elif isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Subscript):
            found.extend([node.value] if ast.unparse(target.value) == written else [])
    return found


def find_missing_super_init(source: Source) -> Iterator[Found]:
    """`__init__` of a module that sets a layer before, or without, `super().__init__()`."""
    for function in source.find_methods("__init__"):
        found = [node for node in ast.walk(function) if isinstance(node, ast.Call | ast.Assign)]
        for node in sorted(found, key=lambda node: (node.lineno, node.col_offset)):
            if isinstance(node, ast.Call) and get_last_name(node.func) == "__init__":
                break
            if _sets_layer(source, node):
                yield node, "", ""
                break


def _sets_layer(source: Source, node: ast.AST) -> bool:
    """Whether a statement is `self.name = layer`."""
    if not (isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Attribute)):
        return False
    return get_last_name(target.value) == "self" and source.infer_kind(node.value) in {"module", "parameter"}


def find_data_attribute(source: Source) -> Iterator[Found]:
    """`.data` of what is known to be a tensor."""
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "data":
            base = node.value
            if re.match(r"torch\.nn\.init\.\w+_$", source.resolve_callee(source.parents[node])):
                continue  # these record nothing anyhow, so .data goes past nothing
            function = source.find_function(node)
            if isinstance(function, Function) and _BEGINNINGS.fullmatch(function.name.lower()):
                continue  # no graph is there yet whose gradients could be wrong
            if source.infer_kind(base) in {"parameter", "tensor", "output", "loss"} or (
                isinstance(base, ast.Attribute) and base.attr in {"weight", "bias", "grad"}
            ):
                yield node, "changed" if _is_changed(source, node) else "", ""


def _is_changed(source: Source, node: ast.Attribute) -> bool:
    """Whether what was computed, and no parameter, is changed through `.data`: then its gradient may be wrong."""
    if source.infer_kind(node.value) not in {"output", "tensor"}:
        return False
    owner, inner = source.parents[node], node
    while isinstance(owner, ast.Subscript) and owner.value is inner:
        owner, inner = source.parents[owner], owner  # type: ignore[assignment]
    if isinstance(owner, ast.Attribute):
        return owner.attr.endswith("_") and isinstance(source.parents[owner], ast.Call)
    return isinstance(getattr(inner, "ctx", None), ast.Store)


def find_pickled_model(source: Source) -> Iterator[Found]:
    """`torch.save(model)`, `weights_only=False`, or a loaded object that is used as a model."""
    for call in source.calls:
        name = source.resolve_name(call.func)
        if name == "torch.save" and _holds_model(source, call.args[0] if call.args else get_keyword(call, "obj")):
            yield call, "torch.save(model)", ""
        elif (
            name in {"pickle.dump", "pickle.dumps", "joblib.dump"}
            and call.args
            and _is_module_of_this_file(source, call.args[0])
        ):
            yield call, f"{name}(model)", ""
        elif name == "torch.load":
            value = get_keyword(call, "weights_only")
            if isinstance(value, ast.Constant) and value.value is False:
                yield call, "weights_only=False", ""
            elif value is None and _is_used_as_model(source, call):
                yield call, "torch.load()", ""


def _holds_model(source: Source, node: ast.expr | None) -> bool:
    """Whether what is saved is a model, or a dictionary with one in it."""
    values = [node]
    if isinstance(node, ast.Name) and len(bindings := source.find_bindings(node) or []) == 1:
        values = [bindings[0].node if isinstance(bindings[0].node, ast.Dict) else node]
    if isinstance(values[0], ast.Dict):
        values = [one for one in values[0].values if not _is_part_of_module(source, one)]
    return any(source.infer_kind(one) == "module" for one in values)


def _is_part_of_module(source: Source, node: ast.expr) -> bool:
    """Whether an expression reads an attribute of a module, which may be a size or a name; `.module` is a model."""
    if not isinstance(node, ast.Attribute) or node.attr == "module":
        return False
    if isinstance(node.value, ast.Name) and node.value.id == "self":
        return False
    return source.infer_kind(node.value) == "module"


def _is_module_of_this_file(source: Source, node: ast.expr) -> bool:
    """Whether a name holds a module that this file has made."""
    if not isinstance(node, ast.Name):
        return False
    values = [one for one in source.find_bindings(node) or [] if one.how == "value"]
    return bool(values) and source.infer_kind(node) == "module"


def _is_used_as_model(source: Source, call: ast.Call) -> bool:
    """Whether what a call gives is used as a model afterwards."""
    owner = source.parents[call]
    if not (isinstance(owner, ast.Assign) and isinstance(target := owner.targets[0], ast.Name)):
        return isinstance(owner, ast.Attribute) and owner.attr in {"eval", "cuda", "train"}
    scope: Function | ast.Module = source.find_function(call)
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"eval", "train", "state_dict", "parameters"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == target.id
        for node in walk_inside(scope)
    )


def find_loader_options(source: Source) -> Iterator[Found]:
    """`prefetch_factor` or `persistent_workers` of a `DataLoader` without workers."""
    for call in source.calls:
        if not source.resolve_name(call.func).endswith(".DataLoader") or any(one.arg is None for one in call.keywords):
            continue
        shuffle, sampler = get_keyword(call, "shuffle"), get_keyword(call, "sampler")
        made = [sampler]
        if isinstance(sampler, ast.Name):
            made = [one.node for one in source.find_bindings(sampler) or []]  # type: ignore[misc]
        sampled = bool(made) and all(isinstance(one, ast.Call) for one in made)
        if sampled and isinstance(shuffle, ast.Constant) and shuffle.value is True:
            yield call, "shuffle=", "with a sampler"
        workers = get_keyword(call, "num_workers")
        if len(call.args) > 5 or not (workers is None or (isinstance(workers, ast.Constant) and workers.value == 0)):
            continue
        for name, harmless in (("prefetch_factor", None), ("persistent_workers", False)):
            value = get_keyword(call, name)
            if isinstance(value, ast.Constant) and value.value is not harmless:
                yield call, f"{name}=", "without workers"
                break


def find_requires_grad_typo(source: Source) -> Iterator[Found]:
    """`x.require_grad = …`, or `model.requires_grad = …`: both set an attribute that nobody reads."""
    for node in source.nodes:
        if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Store):
            continue
        if node.attr in {"require_grad", "required_grad", "requires_grads"}:
            yield node, f".{node.attr}", ".requires_grad"
            continue
        whole = isinstance(node.value, ast.Name) or get_last_name(getattr(node.value, "value", node)) == "self"
        if node.attr == "requires_grad" and whole and source.infer_kind(node.value) == "module":
            yield node, f"{ast.unparse(node.value)}.requires_grad =", f"{ast.unparse(node.value)}.requires_grad_()"
