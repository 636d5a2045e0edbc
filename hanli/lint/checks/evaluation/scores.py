"""Checks of scores: what is compared with labels, and what a metric gets; see the rules' texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.checks.evaluation.averages import counts_hits, find_divisions, split_addition
from hanli.lint.checks.losses.columns import infer_layout
from hanli.lint.reading.names import (
    follow,
    is_held_out,
    is_label,
    is_mask,
    is_prediction,
    is_trained,
    read_name,
    strip_conversions,
)
from hanli.lint.reading.origins import Origin, find_origin, find_value, get_argument
from hanli.lint.reading.patterns import BATCH_SIZES
from hanli.lint.reading.source import Found, Source, get_keyword, get_last_name, get_receiver, walk_inside

_FLATTENING = {"squeeze", "view", "reshape", "flatten", "ravel", "view_as", "t", "unsqueeze", "expand_as", "eq"}
_RANKING = re.compile(
    r"sklearn\.metrics\.(\w+\.)?(roc_auc_score|average_precision_score|roc_curve|precision_recall_curve)|"
    r"torchmetrics\.functional(\.\w+)*\.\w*(auroc|average_precision)"
)
_UNEQUAL = re.compile(
    r"sklearn\.metrics\.(\w+\.)?(roc_auc_score|average_precision_score|roc_curve|precision_recall_curve|confusion_matrix|"
    r"precision_score|recall_score|classification_report|log_loss|brier_score_loss|r2_score|fbeta_score|"
    r"precision_recall_fscore_support|top_k_accuracy_score)"
)
_NOT_A_MEAN = re.compile(
    r"sklearn\.metrics\.(\w+\.)?(f1_score|fbeta_score|roc_auc_score|average_precision_score|precision_score|recall_score|"
    r"balanced_accuracy_score|matthews_corrcoef|cohen_kappa_score|jaccard_score|r2_score)|"
    r"torchmetrics\.functional(\.\w+)*\.\w*(f1_score|auroc|average_precision|precision|recall|matthews_corrcoef|cohen_kappa)"
)
_CLASSES = re.compile(
    r"sklearn\.metrics\.(\w+\.)?(accuracy_score|f1_score|confusion_matrix|classification_report|precision_score|"
    r"recall_score|balanced_accuracy_score|cohen_kappa_score)"
)
_COUNTS = {"tp", "fp", "fn"}


# -- predictions and labels --------------------------------------------------------------------------------------------


def _list_compared(source: Source) -> Iterator[tuple[ast.expr, ast.expr, ast.expr]]:
    """The comparisons of the file for equality, each with its two sides."""
    for node in source.nodes:
        match node:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
                yield node, left, right
            case ast.Call(func=ast.Attribute(value=left, attr="eq"), args=[right]) if not source.resolve_name(
                node.func
            ):
                yield node, left, right
            case ast.Call(args=[left, right]) if source.resolve_name(node.func) in {"torch.eq", "torch.equal"}:
                yield node, left, right


def _list_judged(source: Source) -> Iterator[tuple[ast.expr, ast.expr, ast.expr]]:
    """The comparisons of something with labels, each with what is compared and the labels."""
    for node, left, right in _list_compared(source):
        for compared, labels in ((left, right), (right, left)):
            if is_label(_strip_shape(labels)) and not is_label(_strip_shape(compared)):
                yield node, compared, labels


def _strip_shape(node: ast.AST) -> ast.AST:
    """A value without conversions and changes of its shape."""
    while True:
        inner = strip_conversions(node)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr in _FLATTENING:
            inner = inner.func.value
        if inner is node:
            return node
        node = inner


def find_max_values(source: Source) -> Iterator[Found]:
    """`values, _ = outputs.max(1)` compared with labels: these are the scores and not the classes."""
    for node, compared, _ in _list_judged(source):
        call = _find_maximum(source, _strip_shape(compared), 0)
        if call is not None or (is_reduced(source, node) and _is_whole_output(source, compared)):
            yield node, ast.unparse(compared), ""
    for call in source.calls:
        given = call.args[1] if len(call.args) > 1 and _CLASSES.fullmatch(source.resolve_name(call.func)) else None
        collected = find_value(source, given) if given is not None else None
        if isinstance(given, ast.Name) and isinstance(collected, ast.List) and not collected.elts:
            added = list(_list_added(source, given))
            if added and all(_find_maximum(source, one, 0) is not None for one in added):
                yield call, given.id, ""


def _find_maximum(source: Source, node: ast.AST, place: int) -> ast.Call | None:
    """The call of `max` or `topk` whose values (place 0) or indices (place 1) a value is."""
    for _ in range(6):
        node = _strip_shape(node)
        match node:
            case ast.Attribute(value=call, attr=attr) if attr == ("values", "indices")[place]:
                return call if isinstance(call, ast.Call) and _gives_pair(source, call) else None
            case ast.Subscript(value=call, slice=ast.Constant(value=number)) if isinstance(call, ast.Call):
                return call if number == place and _gives_pair(source, call) else None
            case ast.Name():
                origin = find_origin(source, node)
                if origin is None or origin.looped:
                    return None
                if origin.path:
                    return _get_pair(source, origin, place)
                node = origin.node
            case _:
                return None
    return None


def _get_pair(source: Source, origin: Origin, place: int) -> ast.Call | None:
    """The call of `max` or `topk` of `values, indices = …`, if the place is asked for."""
    call = origin.node
    return call if origin.path == (place,) and isinstance(call, ast.Call) and _gives_pair(source, call) else None


def _gives_pair(source: Source, call: ast.Call) -> bool:
    """Whether a call is a `max` over a dimension, or a `topk`, which give values and indices."""
    name, attr = source.resolve_name(call.func), get_last_name(call.func)
    if attr not in {"max", "topk"} or name not in {"", "torch.max", "torch.topk"}:
        return False
    given = call.args[1:] if name else call.args
    if attr == "topk":
        return bool(given) or get_keyword(call, "k") is not None
    return get_keyword(call, "dim") is not None or (len(given) > 0 and _is_integer(given[0]))


def _is_integer(node: ast.expr) -> bool:
    """Whether an expression is a number that is written out, also a negative one."""
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant) and isinstance(inner.value, int)


def find_compared_shapes(source: Source) -> Iterator[Found]:
    """Predictions of shape (N, 1) compared with labels of shape (N,): each with each, so there are N × N comparisons."""
    for node, compared, labels in _list_judged(source):
        layouts = {infer_layout(source, _strip_comparison(source, compared)), infer_layout(source, labels)}
        column = _keeps_column(source, compared) and _is_as_handed_out(source, labels)
        if layouts == {"column", "flat"} or column:
            yield node, ast.unparse(compared), ast.unparse(labels)


def _strip_comparison(source: Source, node: ast.AST) -> ast.AST:
    """What is compared with a threshold in `(outputs > 0).float()`; anything else as it is."""
    value = follow(source, node)
    return value.left if isinstance(value, ast.Compare) else node


def _keeps_column(source: Source, node: ast.AST) -> bool:
    """Whether a value is an index of a maximum that keeps its dimension: `argmax(1, keepdim=True)`, `topk(1)[1]`."""
    for _ in range(6):
        node = strip_conversions(node)
        call = _find_maximum(source, node, 1)
        if call is not None and not _changes_shape_before(source, node):
            return get_last_name(call.func) == "topk" or _has_kept_dimension(call)
        if isinstance(node, ast.Call):
            return get_last_name(node.func) == "argmax" and _has_kept_dimension(node)
        origin = find_origin(source, node)
        if origin is None or origin.looped or origin.path:
            return False
        node = origin.node
    return False


def _changes_shape_before(source: Source, node: ast.AST) -> bool:
    """Whether a name or an expression goes through `squeeze`, `t` or another change of its shape."""
    if isinstance(node, ast.Name) and (origin := find_origin(source, node)) is not None and not origin.path:
        node = origin.node
    return any(isinstance(one, ast.Attribute) and one.attr in _FLATTENING for one in ast.walk(node))


def _has_kept_dimension(call: ast.Call) -> bool:
    """Whether a call has `keepdim=True`."""
    value = get_keyword(call, "keepdim")
    return isinstance(value, ast.Constant) and value.value is True


def _is_as_handed_out(source: Source, labels: ast.expr) -> bool:
    """Whether labels are what a loop or a caller hands out, and nobody in the file gives them another shape."""
    node = strip_conversions(labels)
    if not isinstance(node, ast.Name):
        return False
    bindings = source.find_bindings(node) or []
    if bindings and any(one.how == "value" and not _is_only_moved(one.node, node.id) for one in bindings):
        return False
    return not any(
        isinstance(one, ast.Attribute)
        and one.attr in {"squeeze", "unsqueeze", "view", "reshape", "flatten"}
        and get_last_name(one.value) == node.id
        for one in source.nodes
    )


def _is_only_moved(value: ast.AST | None, name: str) -> bool:
    """Whether it is `labels.to(device)` of the same name."""
    return value is not None and get_last_name(strip_conversions(value)) == name


def find_wrong_axis(source: Source) -> Iterator[Found]:
    """`(outputs.argmax() == labels).sum()`: one index for the whole batch, or, over dimension 0, one for each class."""
    for node, compared, labels in [*_list_judged(source), *_list_pixels(source)]:
        call = follow(source, _strip_shape(compared))
        if (
            isinstance(call, ast.Subscript | ast.Attribute)
            and (found := _find_maximum(source, compared, 1)) is not None
        ):
            call = found
        if not isinstance(call, ast.Call) or not is_reduced(source, node):
            continue
        name, attr = source.resolve_name(call.func), get_last_name(call.func)
        if attr not in {"argmax", "max"} or name not in {"", "torch.argmax", "torch.max"}:
            continue
        given, places = (call.args[:1], call.args[1:]) if name else ([get_receiver(call)], call.args)
        dim = get_keyword(call, "dim") or get_keyword(call, "axis") or (places[0] if places else None)
        wrong = attr == "argmax" if dim is None else isinstance(dim, ast.Constant) and dim.value == 0
        wrong = wrong or _is_of_pixels(source, dim, given[0] if given else None, labels)
        if wrong and given and _is_whole_output(source, given[0]):
            yield call, ast.unparse(call), ""


def _list_pixels(source: Source) -> Iterator[tuple[ast.expr, ast.expr, ast.expr]]:
    """The comparisons of something with masks of classes."""
    for node, left, right in _list_compared(source):
        if is_mask(right) and not is_mask(left):
            yield node, left, right


def _is_of_pixels(source: Source, dim: ast.expr | None, given: ast.expr | None, labels: ast.expr) -> bool:
    """Whether an argmax takes the last axis of outputs that a cross-entropy compares with masks, so with classes on axis 1."""
    if dim is None or ast.unparse(dim) != "-1" or given is None or not is_mask(labels):
        return False
    return any(
        source.infer_kind(call) == "loss"
        and [ast.unparse(one) for one in call.args[:2]] == [ast.unparse(given), ast.unparse(labels)]
        for call in source.calls
    )


def is_reduced(source: Source, node: ast.AST) -> bool:
    """Whether a comparison is summed up or averaged as it is, without an index or a product with a mask."""
    owner = source.parents[node]
    while isinstance(owner, ast.Attribute | ast.Call):
        said = get_last_name(owner.func if isinstance(owner, ast.Call) else owner)
        if said in {"sum", "mean"}:
            return True
        owner = source.parents[owner]
    return False


def _is_whole_output(source: Source, node: ast.AST | None) -> bool:
    """Whether a value is what a model gives, without an index into it, also of an argument of this name."""
    value = follow(source, node)
    value = follow(source, _strip_shape(value)) if value is not None else None
    if isinstance(value, ast.Name) and re.fullmatch(r"logits|outputs?", value.id):
        return all(one.how == "parameter" for one in source.find_bindings(value) or [])
    if isinstance(value, ast.Call) and get_last_name(value.func) in {"softmax", "log_softmax", "sigmoid"}:
        value = follow(source, value.args[0] if source.resolve_name(value.func) and value.args else get_receiver(value))
    whole = isinstance(value, ast.Call) and source.calls_module(value)
    called = value.func if isinstance(value, ast.Call) else None
    own = isinstance(called, ast.Name) or get_last_name(getattr(called, "value", ast.Name(""))) == "self"
    return whole and (own or get_last_name(called or node or ast.Name("")) == "forward")


# -- what a metric gets ------------------------------------------------------------------------------------------------


def find_thresholded_ranking(source: Source) -> Iterator[Found]:
    """`roc_auc_score(y, predicted_classes)`: a ranking of two values is no ranking."""
    for call in source.calls:
        if _RANKING.fullmatch(source.resolve_name(call.func)):
            ranks = "torchmetrics" in source.resolve_name(call.func)
            given = get_argument(call, 0 if ranks else 1, "preds" if ranks else "y_score")
            if given is not None and _is_decided(source, given, 0):
                yield call, ast.unparse(given), get_last_name(call.func)


def _is_decided(source: Source, node: ast.AST | None, depth: int) -> bool:
    """Whether a value is a class and no score any more: an argmax, a comparison, a rounding, also collected in a list."""
    if depth > 6 or node is None:
        return False
    node = _strip_shape(node)
    if _find_maximum(source, node, 1) is not None:
        return True
    match node:
        case ast.Compare(ops=[ast.Gt() | ast.GtE()]):
            return True
        case ast.Call(func=ast.Attribute(attr="argmax" | "round")):
            return not isinstance(node.func, ast.Attribute) or not _rounds_to_digits(node)
        case ast.Call(args=[ast.Compare(ops=[ast.Gt() | ast.GtE()]), ast.Constant(), ast.Constant()]):
            return source.resolve_name(node.func) in {"numpy.where", "torch.where"}
        case ast.Call(args=[value, *_]) if re.fullmatch(
            r"(torch|numpy)\.(cat|concatenate|concat|stack|hstack|vstack|array|asarray|tensor)",
            source.resolve_name(node.func),
        ):
            parts = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
            return any(_is_decided(source, one, depth + 1) for one in parts)
        case ast.Name() if len(several := source.find_values(node)) == 2:
            return any(_is_decided(source, one, depth + 1) for one in several)  # an empty one at first
        case ast.Name():
            made = find_value(source, node)
            if isinstance(made, ast.List) and not made.elts:
                added = list(_list_added(source, node))
                return bool(added) and all(_is_decided(source, one, depth + 1) for one in added)
            return made is not node and _is_decided(source, made, depth + 1)
    return False


def _rounds_to_digits(call: ast.Call) -> bool:
    """Whether a rounding keeps decimal places."""
    return get_last_name(call.func) == "round" and bool(call.args[1:] or call.keywords)


def _list_added(source: Source, name: ast.Name) -> Iterator[ast.expr]:
    """What a function adds to a list: by `append`, `extend` or `+=`."""
    for node in walk_inside(source.find_function(name)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=into), attr="append" | "extend"), args=[value]):
                if into == name.id:
                    yield value
            case ast.AugAssign(target=ast.Name(id=into), value=value) if into == name.id:
                yield value


def find_score_arguments(source: Source) -> Iterator[Found]:
    """`confusion_matrix(predictions, labels)`: scikit-learn takes the labels first."""
    for call in source.calls:
        given = [get_argument(call, place, name) for place, name in enumerate(("y_true", "y_pred"))]
        first, second = given[0], given[1] or get_keyword(call, "y_score")
        if not _UNEQUAL.fullmatch(source.resolve_name(call.func)) or first is None or second is None:
            continue
        if _is_only_prediction(first) and is_label(second) and not is_prediction(second):
            yield call, ast.unparse(call), get_last_name(call.func)


def _is_only_prediction(node: ast.expr) -> bool:
    """Whether a name says that it holds predictions, and not labels too."""
    return is_prediction(node) and not is_label(node) and "true" not in read_name(node)


def find_score_of_batches(source: Source) -> Iterator[Found]:
    """F1, AUC and others of each batch averaged: they are no means over samples."""
    for node in source.nodes:
        into, value = _split_meter(node) or split_addition(node)
        if into is None or value is None:
            continue
        if not any(source.runs_over_loader(one) for one in source.find_loops(node)[:1]):
            continue
        name = _find_score(source, value)
        if name and (not isinstance(node, ast.Call) or _split_meter(node) or _is_averaged(source, into)):
            yield node, name, ""


def _split_meter(node: ast.AST) -> tuple[ast.expr, ast.expr] | None:
    """The meter and the value of `meter.update(score, len(y))`, which averages what it gets."""
    match node:
        case ast.Call(func=ast.Attribute(value=into, attr="add" | "update"), args=[value, _]):
            return into, value
    return None


def _find_score(source: Source, value: ast.expr) -> str:
    """The score that is no mean and that a value is; empty if there is none."""
    made = follow(source, value)
    if isinstance(made, ast.BinOp) and isinstance(made.op, ast.Mult):  # weighted by the size of the batch
        found = [_find_score(source, one) for one in (made.left, made.right)]
        return found[0] or found[1]
    name = source.resolve_callee(made)
    if _NOT_A_MEAN.fullmatch(name):
        return get_last_name(made.func) if isinstance(made, ast.Call) else ""
    division = made if isinstance(made, ast.BinOp) and isinstance(made.op, ast.Div) else None
    used = {one.id.lower() for one in ast.walk(division) if isinstance(one, ast.Name)} if division else set()
    return ast.unparse(division) if division is not None and len(used & _COUNTS) >= 2 else ""


def _is_averaged(source: Source, into: ast.expr) -> bool:
    """Whether a function averages a list: `np.mean(scores)`, `sum(scores) / len(scores)`."""
    said = ast.unparse(into)
    for node in walk_inside(source.find_function(into)):
        if not isinstance(node, ast.Call) or get_last_name(node.func) not in {"mean", "sum", "fmean"}:
            continue
        if any(ast.unparse(one) == said for one in node.args) or ast.unparse(node.func).startswith(f"{said}."):
            return True
    return False


# -- divisors ----------------------------------------------------------------------------------------------------------


def find_wrong_divisor(source: Source) -> Iterator[Found]:
    """Hits of one data set divided by the size of another, or by full batches though the last one is shorter."""
    for node in source.nodes:
        into, value = split_addition(node)
        loops = source.find_loops(node) if into is not None else []
        if into is None or value is None or not loops or not isinstance(loops[0], ast.For):
            continue
        if not source.runs_over_loader(loops[0]):
            continue
        for division, divisor in find_divisions(source, node, into, value):
            if isinstance(getattr(division, "op", None), ast.FloorDiv):
                continue
            if _is_of_other_data(loops[0].iter, divisor):
                yield division, ast.unparse(divisor), "other data"
            elif _is_full_batches(divisor) and not _leaves_rest_out(source):
                yield division, ast.unparse(divisor), "full batches"
            elif (size := _find_full_size(source, node, divisor, loops[0])) is not None and not _leaves_rest_out(
                source
            ):
                yield size, ast.unparse(size), "full batches"
    yield from _find_whole_accuracies(source)
    for node in source.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            runs = _find_summed_over(source, node.left)
            if runs is not None and _is_of_other_data(runs, node.right):
                yield node, ast.unparse(node.right), "other data"


def _find_whole_accuracies(source: Source) -> Iterator[Found]:
    """`(predictions == labels).sum() // len(labels)`: a share that is rounded down to 0."""
    for node in source.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv) and counts_hits(source, node.left):
            yield node, ast.unparse(node), "whole division"


def _is_of_other_data(runs: ast.expr, divisor: ast.expr) -> bool:
    """Whether a divisor counts training data and the loop runs over held-out data, or the other way round."""
    return (is_held_out(runs) and is_trained(divisor)) or (is_trained(runs) and is_held_out(divisor))


def _is_full_batches(divisor: ast.expr) -> bool:
    """Whether a divisor is `len(loader) * batch_size`."""
    match divisor:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            sizes = [
                bool(BATCH_SIZES.fullmatch(get_last_name(one).lower()))
                or (isinstance(one, ast.Constant) and isinstance(one.value, int) and one.value >= 8)
                for one in (left, right)
            ]
            counts = [
                (isinstance(one, ast.Call) and get_last_name(one.func) == "len" and _names_loader(one))
                or bool(re.fullmatch(r"(n|num)_batches|batch_count", get_last_name(one)))
                for one in (left, right)
            ]
            return sizes == [not one for one in counts] and any(counts)
    return False


def _find_summed_over(source: Source, node: ast.expr) -> ast.expr | None:
    """What a comprehension runs over whose hits are summed up: `val_loader` of `sum(… for x, y in val_loader)`."""
    match follow(source, node):
        case ast.Call(
            func=ast.Name(id="sum"), args=[ast.GeneratorExp(generators=[one]) | ast.ListComp(generators=[one])]
        ):
            return one.iter
    return None


def _names_loader(call: ast.Call) -> bool:
    """Whether `len()` counts the batches of something called a loader."""
    return len(call.args) == 1 and "loader" in get_last_name(call.args[0]).lower()


def _find_full_size(source: Source, addition: ast.AST, divisor: ast.expr, loop: ast.For) -> ast.expr | None:
    """The fixed batch size that a loss is multiplied by, or that is counted up for the divisor."""
    added = getattr(addition, "value", None)
    if isinstance(added, ast.BinOp) and isinstance(added.op, ast.Mult):
        found = [one for one in (added.left, added.right) if _is_fixed_size(source, one, loop)]
        return found[0] if found else None
    counted = [split_addition(one) for one in loop.body] if isinstance(divisor, ast.Name) else []
    sizes = [
        value
        for into, value in counted
        if into is not None and value is not None and get_last_name(into) == ast.unparse(divisor)
    ]
    return next((one for one in sizes if _is_fixed_size(source, one, loop)), None)


def _is_fixed_size(source: Source, node: ast.expr, loop: ast.For) -> bool:
    """Whether an expression is the batch size of the settings, and not the size of this batch."""
    if not isinstance(node, ast.Name | ast.Attribute) or not BATCH_SIZES.fullmatch(get_last_name(node).lower()):
        return False
    if isinstance(node, ast.Attribute):
        if get_last_name(node.value) in {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)}:
            return False  # of this batch
        return not any(
            isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store) and one.attr == node.attr
            for one in ast.walk(loop)
        )
    bindings = source.find_bindings(node) or []
    made = [one.node for one in bindings if one.how == "value"]
    return (
        bool(bindings)
        and all(one.how in {"value", "parameter"} for one in bindings)
        and not any(
            isinstance(part, ast.Call | ast.Subscript)
            and get_last_name(getattr(part, "func", part)) in {"size", "len", ""}
            for one in made
            if one is not None
            for part in ast.walk(one)
        )
    )


def _leaves_rest_out(source: Source) -> bool:
    """Whether a loader of the file leaves out the last batch if it is short."""
    return any(get_keyword(call, "drop_last") is not None for call in list_calls_named(source, "DataLoader"))


def list_calls_named(source: Source, name: str) -> list[ast.Call]:
    """The calls of a function or class of this name, however it is imported."""
    return [call for call in source.calls if get_last_name(call.func) == name]
