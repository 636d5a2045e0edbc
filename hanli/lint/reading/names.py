"""What names say of data: labels, predictions, masks, held-out and training data; and a value without its conversions."""

from __future__ import annotations

import ast
import re

from hanli.lint.reading.origins import find_value
from hanli.lint.reading.source import Source, get_last_name

_DEPTH = 12
_LABELS = re.compile(
    r"(.*_)?(y|ys|yb|y_true|labels?|labs?|lbls?|targets?|tgts?|truths?|gt|ground_truth)(_(batch|true|train|test|val|b|list))?"
)
_PREDICTIONS = re.compile(
    r"(.*_)?(y_pred|y_hat|preds?|predicted|predictions?|probs?|probabilities|scores?|outputs?|logits|y_score)(_list)?"
)
_MASKS = re.compile(
    r"(.*_)?(masks?|seg|segs|segmentations?|label_?maps?|annotations?|seg_?maps?)(_(img|image|np|array|path|file))?"
)
_HELD_OUT = re.compile(r"(.*_)?(val|valid|validation|test|testing|eval|held_?out|dev|holdout)(_.*)?")
_HELD_OUT_WHOLE = re.compile(
    r"(val|valid|test|eval|dev)(s|x|y|set|sets|ds|data|dataset|loader|dl|dataloader|iter|generator|df)"
    r"|(x|y)(val|valid|test)"
)
_TRAINED = re.compile(
    r"(.*_)?(train|training|trn|tr|fit)(_.*)?|train(s|x|y|set|ds|data|dataset|loader|dl|dataloader|df)"
)
_CONVERSIONS = {
    *("to", "cpu", "cuda", "float", "double", "half", "long", "int", "detach", "clone", "numpy", "contiguous", "item"),
    *("tolist", "astype", "type", "copy", "to_numpy", "byte", "requires_grad_"),
}
_CONVERTERS = re.compile(
    r"torch\.(tensor|as_tensor|from_numpy|FloatTensor|LongTensor|Tensor|DoubleTensor)|"
    r"numpy\.(array|asarray|ascontiguousarray|float32|float64)"
)


def is_label(node: ast.AST) -> bool:
    """Whether a name, attribute or key says that a value holds labels, without its conversions."""
    return bool(_LABELS.fullmatch(read_name(node)))


def is_prediction(node: ast.AST) -> bool:
    """Whether a name, attribute or key says that a value holds predictions."""
    return bool(_PREDICTIONS.fullmatch(read_name(node)))


def is_mask(node: ast.AST) -> bool:
    """Whether a name, attribute or key says that a value is a mask of classes."""
    return bool(_MASKS.fullmatch(read_name(node)))


def is_held_out(node: ast.AST) -> bool:
    """Whether names in an expression say that it holds validation or test data, and none that it holds training data."""
    said = [read_name(one) for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute | ast.Subscript)]
    return any(map(says_held_out, said)) and not any(_TRAINED.fullmatch(one) for one in said)


def is_trained(node: ast.AST) -> bool:
    """Whether names in an expression say that it holds training data, and none that it is held out."""
    said = [read_name(one) for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute | ast.Subscript)]
    return any(_TRAINED.fullmatch(one) for one in said) and not any(map(says_held_out, said))


def says_held_out(name: str) -> bool:
    """Whether a name is one of validation or test data."""
    return bool(_HELD_OUT.fullmatch(name) or _HELD_OUT_WHOLE.fullmatch(name))


def read_name(node: ast.AST) -> str:
    """The name of a value in lower case, or the key of `batch["label"]`, without conversions such as `.cpu()`."""
    node = strip_conversions(node)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value.lower()
    return get_last_name(node).lower()


def strip_conversions(node: ast.AST) -> ast.AST:
    """A value without `.cpu()`, `.numpy()`, `.to(device)` and others that keep its values and its axes."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CONVERSIONS:
        node = node.func.value
    return node


def follow(source: Source, node: ast.AST | None) -> ast.AST | None:
    """The expression that a value comes from, through names, conversions, and `torch.tensor` or `np.array` of it."""
    for _ in range(_DEPTH):
        if node is None:
            return None
        found = find_value(source, strip_conversions(node))
        value = strip_conversions(node if found is None else found)
        if isinstance(value, ast.Call) and value.args and _CONVERTERS.fullmatch(source.resolve_name(value.func)):
            value = value.args[0]
        if value is node:
            break
        node = value
    return node
