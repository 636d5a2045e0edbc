"""Checks of what a model or a loss computes: roots and logarithms at zero, shapes that spread, arguments that do not fit."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TypeGuard

from hanli.lint.checks.evaluation.scores import find_wrong_axis
from hanli.lint.checks.losses.activations import infer_activation
from hanli.lint.checks.losses.columns import list_compared
from hanli.lint.checks.networks.attention import find_wrong_weights
from hanli.lint.reading.origins import find_module_maker, find_origin, find_passed_for_name, find_value, walk_sources
from hanli.lint.reading.source import Found, Function, Source, get_keyword, get_last_name

_DEPTH = 12
_SUMS = {"sum", "mean", "squeeze", "unsqueeze", "float", "contiguous", "to"}


def find_sqrt_at_zero(source: Source) -> Iterator[Found]:
    """The root of squared distances of a set to itself: where the distance is 0, the gradient is infinite, and then NaN."""
    for node in source.nodes:
        squared = _find_rooted(source, node)
        if squared is None or source.is_without_gradients(node) or not _is_trained(source, node):
            continue
        if _is_zero_on_diagonal(source, squared, 0):
            yield node, ast.unparse(node), ""


def _find_rooted(source: Source, node: ast.AST) -> ast.expr | None:
    """What a root is taken of: `x.sqrt()`, `torch.sqrt(x)`, `x ** 0.5`, `x.pow(0.5)`."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr="sqrt"), args=[]):
            return value
        case ast.Call(args=[first]) if source.resolve_name(node.func) == "torch.sqrt":
            return first
        case ast.Call(func=ast.Attribute(value=value, attr="pow"), args=[ast.Constant(value=0.5)]):
            return value
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=0.5)):
            return left
    return None


def _is_trained(source: Source, node: ast.AST) -> bool:
    """Whether gradients surely pass: the function is a module's, trains, is called a loss, or is called from such a one."""
    waiting, seen = [source.find_function(node)], set[ast.AST]()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if isinstance(one, Function) and re.match(r"test|.*reference", one.name):
            continue  # it computes by hand what it compares with
        owner = source.find_class(one)
        if isinstance(one, Function) and (
            ("loss" in one.name.lower()) or (owner is not None and source.is_module(owner))
        ):
            return True
        if any(
            isinstance(part, ast.Call) and get_last_name(part.func) == "backward" for part in _walk_own(source, one)
        ):
            return True
        waiting += [source.find_function(site) for site in source.find_call_sites(one)]
    return False


def _walk_own(source: Source, scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function or a file, without those of the functions in it."""
    return (one for one in ast.walk(scope) if source.find_function(one) is scope)


def _is_zero_on_diagonal(source: Source, node: ast.AST | None, depth: int) -> bool:
    """Whether a value is a sum of squared differences of all pairs of one set, untouched by `clamp` or an epsilon."""
    if depth > _DEPTH or node is None:
        return False
    match node:
        case ast.Name():
            value = find_value(source, node)
            return value is not node and _is_zero_on_diagonal(source, value, depth + 1)
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=2)):
            return _is_difference_of_pairs(source, left)
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if ast.dump(left) == ast.dump(right):
            return _is_difference_of_pairs(source, left)
        case ast.BinOp(op=ast.Sub(), right=right):
            return _is_doubled_gram_matrix(source, right)
        case ast.BinOp(left=ast.BinOp(op=ast.Sub(), right=right), op=ast.Add()):
            return _is_doubled_gram_matrix(source, right)
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if not source.resolve_name(node.func):
            if attr == "square" or (attr == "pow" and _is_two(node.args)):
                return _is_difference_of_pairs(source, value)
            return attr in _SUMS and _is_zero_on_diagonal(source, value, depth + 1)
        case ast.Call(args=[first, *rest]):
            name = source.resolve_name(node.func)
            if name == "torch.square" or (name == "torch.pow" and _is_two(rest)):
                return _is_difference_of_pairs(source, first)
            return name in {"torch.sum", "torch.mean"} and _is_zero_on_diagonal(source, first, depth + 1)
    return False


def _is_two(arguments: list[ast.expr]) -> bool:
    return len(arguments) == 1 and isinstance(arguments[0], ast.Constant) and arguments[0].value == 2


def _is_difference_of_pairs(source: Source, node: ast.AST) -> bool:
    """`x.unsqueeze(1) - x.unsqueeze(0)`, `x[:, None] - x[None]`: each row of a set less each row of the same set."""
    value = find_value(source, node)
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Sub):
        return False
    left, right = (find_value(source, one) for one in (value.left, value.right))
    spread = left is not None and right is not None and ast.dump(left) != ast.dump(right)
    return spread and _is_same_set(source, _find_whole(source, left), _find_whole(source, right))


def _find_whole(source: Source, node: ast.AST | None) -> ast.AST | None:
    """The set without its new axes: `x` of `x[:, None, :]`, of `x.unsqueeze(1)`, of `x.unsqueeze(1).expand(n, n, d)`."""
    for _ in range(_DEPTH):
        match node:
            case ast.Subscript(value=value, slice=cut) if _adds_axes(cut):
                node = value
            case ast.Call(func=ast.Attribute(value=value, attr="unsqueeze" | "expand" | "transpose" | "t" | "permute")):
                node = value
            case ast.Name():
                inner = find_value(source, node)
                if inner is node or not isinstance(inner, ast.Subscript | ast.Call):
                    return node
                if _find_whole(source, inner) is inner:
                    return node
                node = inner
            case _:
                return node
    return node


def _adds_axes(cut: ast.expr) -> bool:
    """Whether an index only adds axes: `None` and whole slices."""
    parts = cut.elts if isinstance(cut, ast.Tuple) else [cut]
    return all(
        (isinstance(one, ast.Constant) and (one.value is None or one.value is Ellipsis))
        or (isinstance(one, ast.Slice) and one.lower is one.upper is one.step is None)
        for one in parts
    ) and any(isinstance(one, ast.Constant) and one.value is None for one in parts)


def _is_same_set(source: Source, left: ast.AST | None, right: ast.AST | None) -> bool:
    """Whether two expressions are one tensor: the same name, or arguments for which one and the same is passed."""
    if left is None or right is None or not isinstance(left, ast.Name | ast.Attribute | ast.Subscript):
        return False
    if ast.unparse(left) == ast.unparse(right):
        return not isinstance(left, ast.Name) or source.find_bindings(left) == source.find_bindings(right)  # type: ignore[arg-type]
    if not (isinstance(left, ast.Name) and isinstance(right, ast.Name)):
        return False
    pairs = list(zip(find_passed_for_name(source, left), find_passed_for_name(source, right), strict=False))
    return bool(pairs) and any(isinstance(a, ast.Name) and ast.dump(a) == ast.dump(b) for a, b in pairs)


def _is_doubled_gram_matrix(source: Source, node: ast.AST) -> bool:
    """`2 * x @ x.t()`, what is taken off in the expansion of squared distances."""
    value = find_value(source, node)
    if not isinstance(value, ast.BinOp):
        return False
    if isinstance(value.op, ast.MatMult):
        left = value.left
        doubled = isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult) and _is_two([left.left])
        return doubled and isinstance(left, ast.BinOp) and _is_own_transpose(source, left.right, value.right)
    if not isinstance(value.op, ast.Mult):
        return False
    factors = [value.left, value.right]
    others = [one for one in factors if not _is_two([one])]
    if len(others) != 1:
        return False
    product = find_value(source, others[0])
    match product:
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            return _is_own_transpose(source, left, right)
        case ast.Call(func=ast.Attribute(value=left, attr="mm" | "matmul"), args=[right]):
            return _is_own_transpose(source, left, right)
        case ast.Call(args=[left, right]) if source.resolve_name(product.func) in {"torch.mm", "torch.matmul"}:
            return _is_own_transpose(source, left, right)
    return False


def _is_own_transpose(source: Source, left: ast.AST, right: ast.AST) -> bool:
    """Whether the second is the transpose of the first."""
    match right:
        case ast.Attribute(value=inner, attr="T" | "mT"):
            return _is_same_set(source, left, inner)
        case ast.Call(func=ast.Attribute(value=inner, attr="t" | "transpose" | "permute")):
            return _is_same_set(source, left, inner)
    return False


def find_log_of_softmax(source: Source) -> Iterator[Found]:
    """The logarithm of a softmax or sigmoid: a probability that is rounded to 0 gives an infinite loss."""
    for call in source.calls:
        given = _find_logged(source, call)
        if given is None or source.is_without_gradients(call) or not _is_trained(source, call):
            continue
        made = infer_activation(source, given)
        if made in {"softmax", "sigmoid"} and not _is_bounded(source, given, 0):
            yield call, made, "log_softmax" if made == "softmax" else "logsigmoid"


def _find_logged(source: Source, call: ast.Call) -> ast.expr | None:
    """What a logarithm is taken of."""
    if source.resolve_name(call.func) == "torch.log" and len(call.args) == 1:
        return call.args[0]
    own = isinstance(call.func, ast.Attribute) and call.func.attr == "log" and not call.args and not call.keywords
    return (
        call.func.value if own and isinstance(call.func, ast.Attribute) and not source.resolve_name(call.func) else None
    )


def _is_bounded(source: Source, node: ast.AST | None, depth: int) -> bool:
    """Whether a `clamp` keeps a value away from zero."""
    if depth > _DEPTH or node is None:
        return False
    value = find_value(source, node)
    if isinstance(value, ast.Call):
        if get_last_name(value.func) in {"clamp", "clip", "clamp_min", "clamp_"}:
            return True
        inner = value.func.value if isinstance(value.func, ast.Attribute) else None
        return any(_is_bounded(source, one, depth + 1) for one in (inner, *value.args[:1]))
    return isinstance(value, ast.Subscript) and _is_bounded(source, value.value, depth + 1)


def find_kl_arguments(source: Source) -> Iterator[Found]:
    """`F.kl_div` of probabilities, where it expects their logarithms; a target in logarithms without `log_target=True`."""
    for call in source.calls:
        maker = (
            call if source.resolve_name(call.func) == "torch.nn.functional.kl_div" else _find_divergence(source, call)
        )
        if maker is None or len(call.args) < 2:
            continue
        log_target = get_keyword(maker, "log_target")
        first, second = (infer_activation(source, one) for one in call.args[:2])
        if first in {"softmax", "sigmoid"}:
            yield call, "probabilities", ""
        elif second == "log_softmax" and log_target is None:
            yield call, "logarithms", ""


def _find_divergence(source: Source, call: ast.Call) -> ast.Call | None:
    """The call that made `nn.KLDivLoss`, if a call calls such a loss."""
    maker = call.func if isinstance(call.func, ast.Call) else find_module_maker(source, call.func)
    return maker if isinstance(maker, ast.Call) and source.resolve_callee(maker) == "torch.nn.KLDivLoss" else None


_DISCOUNT = re.compile(r"(.*_)?(gamma|discount)(_.*)?")


def find_target_with_gradient(source: Source) -> Iterator[Found]:
    """`loss(q, reward + gamma * network(next_state))`: the gradient reaches the target of the loss too."""
    for node in source.nodes:
        for pair in list_compared(source, node):
            bootstrapped = [_find_bootstrap(source, one) for one in pair]
            found = [one for one in bootstrapped if one is not None]
            if len(found) == 1 and not source.is_without_gradients(node) and _is_trained(source, node):
                yield found[0], ast.unparse(found[0]), ""
    yield from _find_recorded_teacher(source)


def _find_recorded_teacher(source: Source) -> Iterator[Found]:
    """`kl_div(student, teacher(x))`, where gradients are computed for a teacher that nobody freezes and nobody trains."""
    for call in source.calls:
        if len(call.args) < 2 or source.infer_kind(call) != "loss" or source.is_without_gradients(call):
            continue
        for one in walk_sources(source, call.args[1]):
            if not isinstance(one, ast.Call) or not re.fullmatch(
                r"teacher(_(model|net|network))?", get_last_name(one.func)
            ):
                continue
            if (
                one.args
                and not source.find_callees(one)
                and not _is_switched(source, one.func)
                and _is_trained(source, call)
            ):
                yield one, ast.unparse(one), ""
                break


def _is_switched(source: Source, model: ast.expr) -> bool:
    """Whether the file freezes a model, or trains it."""
    said = get_last_name(model)
    return any(
        isinstance(one, ast.Call)
        and get_last_name(one.func) in {"requires_grad_", "parameters", "named_parameters"}
        and said in ast.unparse(one.func)
        for one in source.nodes
    ) or any("freeze" in get_last_name(one.func) for one in source.calls)


def _find_bootstrap(source: Source, side: ast.expr) -> ast.Call | None:
    """The call of a model whose output is discounted in a value, where gradients pass."""
    for node in walk_sources(source, side):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and _names_discount(node):
            for one in walk_sources(source, node):
                if isinstance(one, ast.Call) and (source.calls_module(one) or _is_critic(source, one)):
                    return one
    return None


def _is_critic(source: Source, call: ast.Call) -> bool:
    """Whether a call is one of a critic, by its name, and of no function of the file."""
    named = re.fullmatch(r"(target_)?critic(_target|_?\d)?", get_last_name(call.func).lower())
    return bool(named) and not source.find_callees(call)


def _names_discount(node: ast.BinOp) -> bool:
    """Whether one factor of a product is a discount, by its name."""
    return any(
        bool(_DISCOUNT.fullmatch(get_last_name(one).lower()))
        for part in (node.left, node.right)
        for one in ast.walk(part)
        if isinstance(one, ast.Name | ast.Attribute)
    )


def find_wrong_dimension(source: Source) -> Iterator[Found]:
    """A softmax or argmax of a batch of outputs over dimension 0, which holds the samples and not the classes."""
    reported: set[ast.AST] = set()
    for call in source.calls:
        name, attr = source.resolve_name(call.func), get_last_name(call.func)
        if attr not in {"softmax", "log_softmax", "argmax", "max"} or (name and not name.startswith("torch.")):
            continue
        own = not name and isinstance(call.func, ast.Attribute)
        given = call.func.value if own and isinstance(call.func, ast.Attribute) else call.args[0] if call.args else None
        places = call.args if own else call.args[1:]
        dim = get_keyword(call, "dim") or (places[0] if places else None)
        if (
            isinstance(dim, ast.Constant)
            and dim.value == 0
            and given is not None
            and _is_batch_of_outputs(source, given)
        ):
            reported.add(call)
            yield call, ast.unparse(call), ""
    yield from find_wrong_weights(source)
    yield from _find_layer_over_samples(source)
    yield from (one for one in find_wrong_axis(source) if one[0] not in reported)


def _find_layer_over_samples(source: Source) -> Iterator[Found]:
    """`nn.Softmax(dim=0)` behind a linear layer with several outputs, which gives a row for each sample."""
    for call in source.calls:
        if source.resolve_name(call.func) != "torch.nn.Sequential" or len(call.args) < 2:
            continue
        *_, before, last = call.args
        name = source.resolve_callee(last)
        if name not in {"torch.nn.Softmax", "torch.nn.LogSoftmax"} or not isinstance(last, ast.Call):
            continue
        dim = get_keyword(last, "dim") or (last.args[0] if last.args else None)
        sizes = before.args[1:2] if isinstance(before, ast.Call) else []
        several = sizes and not (isinstance(sizes[0], ast.Constant) and sizes[0].value == 1)
        if (
            isinstance(dim, ast.Constant)
            and dim.value == 0
            and several
            and source.resolve_callee(before) == "torch.nn.Linear"
        ):
            yield last, ast.unparse(last), ""


def _is_batch_of_outputs(source: Source, node: ast.expr) -> bool:
    """Whether a value is what a model gives for a batch that a loop over a loader hands out."""
    value = find_value(source, node)
    if not isinstance(value, ast.Call) or not source.calls_module(value) or len(value.args) != 1:
        return False
    return _is_handed_out(source, value.args[0], 0)


def _is_handed_out(source: Source, node: ast.expr, depth: int) -> bool:
    """Whether a loop over a loader hands out a value, perhaps moved or passed through another model."""
    if depth > _DEPTH:
        return False
    match node:
        case ast.Name():
            origin = find_origin(source, node)
            if origin is None:
                return False
            loop = source.parents.get(origin.node)
            if origin.looped:
                return isinstance(loop, ast.For | ast.comprehension) and source.runs_over_loader(loop)
            value = find_value(source, node)
            return _is_handed_out(source, origin.node if value is None or value is node else value, depth + 1)
        case ast.Call(func=ast.Attribute(value=value, attr="to" | "cuda" | "float")):
            return _is_handed_out(source, value, depth + 1)
        case ast.Call(args=[given]) if source.calls_module(node):
            return _is_handed_out(source, given, depth + 1)
    return False


def find_unshifted_target(source: Source) -> Iterator[Found]:
    """`cross_entropy(model(ids), ids)` of a causal model: it learns to copy the token that it sees."""
    causal = any(
        re.search(r"tril|triu|is_causal|subsequent_mask|causal", part)
        for one in source.nodes
        for part in [
            one.attr if isinstance(one, ast.Attribute) else one.arg or "" if isinstance(one, ast.keyword) else ""
        ]
    )
    for call in source.calls if causal else []:
        loss = source.resolve_name(call.func) == "torch.nn.functional.cross_entropy"
        if (
            not (loss or (not source.resolve_name(call.func) and source.infer_kind(call.func) == "cross-entropy"))
            or len(call.args) < 2
        ):
            continue
        output, target = (_strip_views(source, one) for one in call.args[:2])
        if not isinstance(output, ast.Call) or not _passes_model(source, output) or not isinstance(target, ast.Name):
            continue
        same = [one for one in output.args[:1] if isinstance(one, ast.Name) and one.id == target.id]
        if same and source.find_bindings(same[0]) == source.find_bindings(target):
            yield call, target.id, ""


def _passes_model(source: Source, call: ast.Call) -> bool:
    """Whether a call passes something through a model, also through `self` in a method of one."""
    owner = source.find_class(call)
    own = isinstance(call.func, ast.Name) and call.func.id == "self"
    return source.calls_module(call) or (own and owner is not None and source.is_module(owner))


def _strip_views(source: Source, node: ast.expr) -> ast.expr | None:
    """A value before `view`, `reshape`, `flatten`, `transpose` and the like."""
    for _ in range(_DEPTH):
        if isinstance(node, ast.Name):
            value = find_value(source, node)
            if not isinstance(value, ast.Call) or not (
                _passes_model(source, value) or get_last_name(value.func) in _VIEWS
            ):
                return node
            node = value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _VIEWS:
            node = node.func.value
        else:
            return node
    return None


_VIEWS = {"view", "reshape", "flatten", "transpose", "permute", "contiguous", "long", "float"}


def find_one_sided_temperature(source: Source) -> Iterator[Found]:
    """`kl_div(log_softmax(a / T), softmax(b))`: only one of the two distributions is softened."""
    for call in source.calls:
        if source.resolve_name(call.func) != "torch.nn.functional.kl_div" and _find_divergence(source, call) is None:
            continue
        if len(call.args) < 2:
            continue
        first, second = (_read_softened(source, one) for one in call.args[:2])
        if first is None or second is None:
            continue
        softened = [one for one in (first, second) if _is_division(one)]
        plain = [one for one in (first, second) if isinstance(one, ast.Name | ast.Call) and not _is_division(one)]
        if len(softened) == len(plain) == 1:
            yield call, ast.unparse(plain[0]), ast.unparse(softened[0].right)


def _read_softened(source: Source, node: ast.expr) -> ast.expr | None:
    """What a softmax or log_softmax of a name or an expression is taken of."""
    value = find_value(source, node)
    if not isinstance(value, ast.Call) or get_last_name(value.func) not in {"softmax", "log_softmax"}:
        return None
    given = value.args[0] if source.resolve_name(value.func) and value.args else getattr(value.func, "value", None)
    found = find_value(source, given)
    return found if found is not None else given


def _is_division(node: ast.expr) -> TypeGuard[ast.BinOp]:
    """Whether a value is divided by a temperature: a name that says so, or a number."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div):
        return False
    name = get_last_name(node.right)
    return bool(re.fullmatch(r"T|t|(\w+_)?(temperature|temp|tau)", name)) or isinstance(node.right, ast.Constant)
