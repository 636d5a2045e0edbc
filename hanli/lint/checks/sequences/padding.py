"""Checks of texts of unequal lengths: padding that counts in losses, attention and means, and numbers of words; see the rules' texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.checks.evaluation.scores import is_reduced
from hanli.lint.reading.names import follow, read_name
from hanli.lint.reading.origins import find_module_maker, find_origin, find_value, get_argument
from hanli.lint.reading.patterns import RECURRENT_LAYERS
from hanli.lint.reading.source import Found, Function, Source, get_keyword, get_last_name, list_calls

_TOKENIZERS = re.compile(r"transformers\.(\w+\.)*\w*(Tokenizer|TokenizerFast|Processor)")
_MODELS = re.compile(r"transformers\.(\w+\.)*\w*(Model|For\w+|ModelFor\w+|LMHeadModel)")
_SHIFTING = re.compile(r".*(ForCausalLM|LMHeadModel|ForConditionalGeneration|ForSeq2SeqLM|ForMaskedLM)")
_TARGETS = re.compile(r"(.*_)?(tgt|tgts|trg|trgs|targets?|tags?|labels?|y|ys)(_.*)?")
_LOSSES = re.compile(
    r"torch\.nn\.CrossEntropyLoss|torch\.nn\.functional\.cross_entropy|torch\.nn\.NLLLoss|torch\.nn\.functional\.nll_loss"
)


def _is_from_pretrained(source: Source, node: ast.AST | None, kind: re.Pattern[str]) -> bool:
    """Whether a value is loaded with `from_pretrained` of a class of `transformers`, also as an attribute."""
    maker = find_module_maker(source, node) if node is not None else None
    called = maker.func if maker is not None else None
    return (
        isinstance(called, ast.Attribute)
        and called.attr == "from_pretrained"
        and bool(kind.fullmatch(source.resolve_name(called.value)))
    )


def _find_padded(source: Source, node: ast.AST | None) -> ast.Call | None:
    """The call of a tokenizer with `padding=` that a value is the result of."""
    value = follow(source, node)
    if not isinstance(value, ast.Call):
        return None
    padding = get_keyword(value, "padding")
    if padding is None or (isinstance(padding, ast.Constant) and padding.value in {False, "do_not_pad"}):
        return None
    known = _is_from_pretrained(source, value.func, _TOKENIZERS) or "tokenizer" in get_last_name(value.func)
    return value if known else None


def _find_ids(source: Source, node: ast.AST | None) -> ast.Call | None:
    """The call of a tokenizer whose padded `input_ids` a value is, also cloned, moved or one sample of them."""
    for _ in range(10):
        value = follow(source, node)
        match value:
            case ast.Subscript(value=encoded, slice=ast.Constant(value="input_ids")):
                return _find_padded(source, encoded)
            case ast.Attribute(value=encoded, attr="input_ids"):
                return _find_padded(source, encoded)
            case ast.Subscript(value=inner):
                node = inner
            case ast.Name() if (origin := find_origin(source, value)) is not None and isinstance(
                origin.node, ast.Tuple
            ):
                node = None if not origin.path else origin.node.elts[origin.path[0]]
            case _:
                return None
    return None


def find_missing_padding_mask(source: Source) -> Iterator[Found]:
    """`model(batch["input_ids"])` of a padded batch, without its `attention_mask`: the model attends to padding."""
    for call in source.calls:
        called = call.func.value if isinstance(call.func, ast.Attribute) and call.func.attr == "generate" else call.func
        given = call.args[0] if call.args else get_keyword(call, "input_ids")
        open_ended = any(one.arg is None for one in call.keywords) or len(call.args) > 1
        if given is None or open_ended or get_keyword(call, "attention_mask") is not None:
            continue
        if not _is_from_pretrained(source, called, _MODELS):
            continue
        if _find_ids(source, given) is not None or _leaves_mask_unread(source, call):
            yield call, ast.unparse(call.func), ""
    yield from _find_unmasked_encoders(source)


def _find_unmasked_encoders(source: Source) -> Iterator[Found]:
    """A `TransformerEncoder` without `src_key_padding_mask`, in a module whose embedding has a `padding_idx`."""
    for function in source.find_methods("forward"):
        for call in ast.walk(function):
            if not isinstance(call, ast.Call) or len(call.args) != 1 or call.keywords:
                continue
            layer = source.resolve_callee(find_value(source, call.func))
            if layer == "torch.nn.TransformerEncoder" and _comes_from_embedding(source, call.args[0], 0):
                yield call, ast.unparse(call.func), ""


def _comes_from_embedding(source: Source, node: ast.AST, depth: int) -> bool:
    """Whether a value is computed of what an embedding with a `padding_idx` gives."""
    if depth > 4:
        return False
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and _is_embedded(source, one):
            return True
        value = find_value(source, one) if isinstance(one, ast.Name) else None
        if value is not None and value is not one and _comes_from_embedding(source, value, depth + 1):
            return True
    return False


def _leaves_mask_unread(source: Source, call: ast.Call) -> bool:
    """Whether the function around a call gets an `attention_mask` that it never reads."""
    function = source.find_function(call)
    if not isinstance(function, Function) or "attention_mask" not in {one.arg for one in function.args.args}:
        return False
    return not any(isinstance(one, ast.Name) and one.id == "attention_mask" for one in ast.walk(function))


def find_padded_labels(source: Source) -> Iterator[Found]:
    """Padding that counts as a label: of a model of `transformers`, and of `pad_sequence` with a cross-entropy."""
    said = {one.value for one in source.nodes if isinstance(one, ast.Constant)}
    if 100 in said or "ignore_index" in {one.arg for one in source.nodes if isinstance(one, ast.keyword)}:
        return  # -100 is the operator - with 100
    if any("DataCollator" in get_last_name(one) for one in source.nodes):
        return
    loads = any(
        get_last_name(call.func) == "from_pretrained"
        and _SHIFTING.fullmatch(source.resolve_name(getattr(call.func, "value", call.func)))
        for call in source.calls
    )
    for node in source.nodes if loads else []:
        match node:
            case ast.keyword(arg="labels", value=value):
                pass
            case ast.Dict(keys=keys, values=values) if any(getattr(one, "value", None) == "labels" for one in keys):
                value = values[[getattr(one, "value", None) for one in keys].index("labels")]
            case _:
                continue
        if _find_ids(source, value) is not None:
            yield value, ast.unparse(value), ""
    yield from _find_padded_targets(source)


def _find_padded_targets(source: Source) -> Iterator[Found]:
    """`pad_sequence` of targets in a file whose cross-entropies ignore nothing and where nobody masks."""
    losses = [one for one in source.calls if _LOSSES.fullmatch(source.resolve_name(one.func))]
    if not losses or any("mask" in read_name(one) for one in source.nodes if isinstance(one, ast.Name | ast.Attribute)):
        return
    if any(get_keyword(one, "reduction") is not None for one in losses) or list_calls(
        source.calls, "pack_padded_sequence"
    ):
        return
    for call in source.calls:
        if get_last_name(call.func) != "pad_sequence" or not call.args:
            continue
        owner = source.parents[call]
        names = [read_name(call.args[0]), *(read_name(one) for one in getattr(owner, "targets", []))]
        if any(_TARGETS.fullmatch(one) for one in names):
            yield call, ast.unparse(call), ""
    padded = [one for one in source.calls if source.resolve_name(one.func) == "torch.nn.Embedding"]
    if not any(get_keyword(one, "padding_idx") is not None for one in padded):
        return
    for call in source.calls:
        if source.infer_kind(call) == "loss" and len(call.args) > 1 and not isinstance(call.func, ast.Call):
            target = follow(source, _strip_flattening(call.args[1]))
            if isinstance(target, ast.Subscript) and ast.unparse(target.slice).strip("()") == ":, 1:":
                yield call, ast.unparse(call.args[1]), ""


def _strip_flattening(node: ast.expr) -> ast.expr:
    """What is flattened: `targets` of `targets.reshape(-1)`."""
    while (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"reshape", "view", "flatten", "contiguous"}
    ):
        node = node.func.value
    return node


def find_padded_mean(source: Source) -> Iterator[Found]:
    """A mean over all positions of a padded batch, padding included: `model(**batch).last_hidden_state.mean(1)`."""
    for call in list_calls(source.calls, "mean"):
        dim = call.args[0] if call.args else get_keyword(call, "dim")
        value = call.func.value if isinstance(call.func, ast.Attribute) else None
        hidden = follow(source, value)
        if not isinstance(dim, ast.Constant) or dim.value != 1 or not isinstance(hidden, ast.Attribute | ast.Subscript):
            continue
        if isinstance(hidden, ast.Attribute) and hidden.attr != "last_hidden_state":
            continue
        if isinstance(hidden, ast.Subscript) and ast.unparse(hidden.slice) != "0":
            continue
        output = follow(source, hidden.value)
        if (
            isinstance(output, ast.Call)
            and _is_from_pretrained(source, output.func, _MODELS)
            and _takes_padded(source, output)
        ):
            yield call, ast.unparse(call), ""
    yield from _find_padded_steps(source)


def _find_padded_steps(source: Source) -> Iterator[Found]:
    """In a module whose embedding has a `padding_idx`: a mean over its vectors, or the last step of a layer that reads them."""
    said = {get_last_name(one) for one in source.nodes}
    if said & {"pack_padded_sequence", "pad_sequences"} or any(
        isinstance(one, ast.Constant) and one.value in {"left", "pre"} for one in source.nodes
    ):
        return
    for function in source.find_methods("forward"):
        for node in ast.walk(function):
            match node:
                case ast.Call(func=ast.Attribute(value=value, attr="mean")):
                    dim = node.args[0] if node.args else get_keyword(node, "dim")
                    if isinstance(dim, ast.Constant) and dim.value == 1 and _is_embedded(source, value):
                        yield node, ast.unparse(node), ""
                case ast.Subscript(value=value, slice=cut) if ast.unparse(cut).strip("()") in {":, -1", ":, -1, :"}:
                    made = _find_recurrent_output(source, value, {(0,)})
                    layer = find_value(source, made.func) if isinstance(made, ast.Call) and made.args else None
                    recurrent = isinstance(layer, ast.Call) and RECURRENT_LAYERS.fullmatch(
                        source.resolve_name(layer.func)
                    )
                    if recurrent and isinstance(made, ast.Call) and _is_embedded(source, made.args[0]):
                        yield node, ast.unparse(node), ""
                case ast.Subscript(value=value, slice=cut) if ast.unparse(cut) == "-1":
                    made = _find_recurrent_output(source, value, {(1,), (1, 0)})
                    layer = find_value(source, made.func) if made is not None else None
                    recurrent = isinstance(layer, ast.Call) and RECURRENT_LAYERS.fullmatch(
                        source.resolve_name(layer.func)
                    )
                    if recurrent and made is not None and _is_embedded(source, made.args[0]):
                        yield node, ast.unparse(node), ""


def _find_recurrent_output(source: Source, node: ast.expr, places: set[tuple[int, ...]]) -> ast.Call | None:
    """The call of a layer whose output, at one of the places of its tuple, a name is."""
    origin = find_origin(source, node)
    made = origin.node if origin is not None and origin.path in places else None
    return made if isinstance(made, ast.Call) and made.args else None


def _is_embedded(source: Source, node: ast.AST) -> bool:
    """Whether a value is what an embedding with a `padding_idx` gives, also through dropout."""
    value = follow(source, node)
    for _ in range(3):
        layer = find_value(source, value.func) if isinstance(value, ast.Call) and value.args else None
        name = source.resolve_callee(layer)
        if name == "torch.nn.Dropout" and isinstance(value, ast.Call):
            value = follow(source, value.args[0])
            continue
        return (
            name == "torch.nn.Embedding"
            and isinstance(layer, ast.Call)
            and get_keyword(layer, "padding_idx") is not None
        )
    return False


def _takes_padded(source: Source, call: ast.Call) -> bool:
    """Whether a model is called on a batch that a tokenizer has padded."""
    spread = [one.value for one in call.keywords if one.arg is None]
    ids = [*call.args, *(one.value for one in call.keywords if one.arg == "input_ids")]
    return any(_find_padded(source, one) for one in spread) or any(_find_ids(source, one) for one in ids)


def find_unresized_embedding(source: Source) -> Iterator[Found]:
    """Tokens added to a tokenizer, and a model of the file whose embedding stays as it was."""
    if any(
        isinstance(one, ast.Attribute) and one.attr in {"resize_token_embeddings", "_resize_token_embeddings"}
        for one in source.nodes
    ):
        return
    loads = any(
        get_last_name(call.func) == "from_pretrained"
        and _MODELS.fullmatch(source.resolve_name(getattr(call.func, "value", call.func)))
        for call in source.calls
    )
    for name in ("add_tokens", "add_special_tokens") if loads else ():
        for call in list_calls(source.calls, name):
            if (
                call.args
                and isinstance(call.func, ast.Attribute)
                and _is_from_pretrained(source, call.func.value, _TOKENIZERS)
                and not any(one in ast.unparse(call.args[0]) for one in ("eos_token", "unk_token"))
            ):
                yield call, ast.unparse(call.func), ""


def find_small_embedding(source: Source) -> Iterator[Found]:
    """An embedding of `len(words)` rows for numbers that start at 1 or later: the last word has no row."""
    numbered = [pair for node in source.nodes for pair in _list_numbered(node)]
    for call in source.calls:
        if source.resolve_name(call.func) != "torch.nn.Embedding" or not call.args:
            continue
        size, extra = call.args[0], 0
        if isinstance(size, ast.BinOp) and isinstance(size.right, ast.Constant) and isinstance(size.right.value, int):
            extra = size.right.value if isinstance(size.op, ast.Add) else -size.right.value
            size = size.left
        if _is_largest(size) and extra <= 0:
            yield call, ast.unparse(call.args[0]), ast.unparse(call)
        match size:
            case ast.Call(func=ast.Name(id="len"), args=[words]):
                shifts = [shift for one, shift in numbered if _is_same(source, one, words)]
                low = extra == -1 and _is_vocabulary(source, words)
                if low or any(extra < shift for shift in shifts):
                    yield call, ast.unparse(call.args[0]), ast.unparse(call)


def _is_largest(size: ast.expr) -> bool:
    """Whether a size is the largest number itself: `ids.max().item()`, `int(ids.max())`."""
    said = ast.unparse(size)
    return bool(re.fullmatch(r"(int\()?[\w.\[\]'\"]+\.max\(\)(\.item\(\))?\)?", said)) and not re.search(
        r"size|count|len|num|vocab", said
    )


def _is_same(source: Source, first: ast.expr, second: ast.expr) -> bool:
    """Whether two expressions are the same name with the same value, or the same attribute of one class."""
    if ast.unparse(first) != ast.unparse(second):
        return False
    if isinstance(first, ast.Name) and isinstance(second, ast.Name):
        return source.find_bindings(first) == source.find_bindings(second)
    return source.find_class(first) is source.find_class(second)


def _is_vocabulary(source: Source, words: ast.expr) -> bool:
    """Whether a name is a dictionary of the file that gives numbers to words."""
    value = find_value(source, words)
    return isinstance(value, ast.Dict | ast.DictComp)


def _list_numbered(node: ast.AST) -> Iterator[tuple[ast.expr, int]]:
    """The words that `{w: i + 1 for i, w in enumerate(words)}` gives numbers to, and the first number."""
    match node:
        case ast.DictComp(
            key=ast.Name(id=key),
            value=ast.BinOp(left=ast.Name(id=left), op=ast.Add(), right=ast.Constant(value=int() as shift)),
            generators=[
                ast.comprehension(target=ast.Tuple(elts=[ast.Name(id=index), ast.Name(id=word)]), iter=runs, ifs=[])
            ],
        ) if (left, key) == (index, word) and isinstance(runs, ast.Call) and get_last_name(runs.func) == "enumerate":
            if len(runs.args) == 1 and not runs.keywords:
                yield runs.args[0], shift
        case ast.DictComp(
            key=ast.Name(id=key),
            value=ast.Name(id=value),
            generators=[
                ast.comprehension(target=ast.Tuple(elts=[ast.Name(id=index), ast.Name(id=word)]), iter=runs, ifs=[])
            ],
        ) if (value, key) == (index, word) and isinstance(runs, ast.Call) and get_last_name(runs.func) == "enumerate":
            start = get_argument(runs, 1, "start")
            if isinstance(start, ast.Constant) and isinstance(start.value, int):
                yield runs.args[0], start.value


def find_sequence_order(source: Source) -> Iterator[Found]:
    """`pad_sequence` or `pack_padded_sequence` with the steps first, for a recurrent layer with `batch_first=True`, or turned round."""
    if not any(get_last_name(one.func) in {"pad_sequence", "pack_padded_sequence"} for one in source.calls):
        return
    for call in source.calls:
        layer = find_value(source, call.func)
        if (
            not isinstance(layer, ast.Call)
            or not RECURRENT_LAYERS.fullmatch(source.resolve_name(layer.func))
            or not call.args
        ):
            continue
        given = follow(source, call.args[0])
        if not isinstance(given, ast.Call) or get_last_name(given.func) != "pad_sequence":
            continue
        if _has_batch_first(layer) != _has_batch_first(given, 1):
            yield given, ast.unparse(given), ast.unparse(layer)
    for function in source.functions:
        yield from _find_packed(source, function)


def _find_packed(source: Source, function: Function) -> Iterator[Found]:
    """A `forward` that packs its input with the steps first although its recurrent layers have the batch first."""
    owner = source.find_class(function)
    layers = (
        [
            one
            for one in ast.walk(owner)
            if isinstance(one, ast.Call) and RECURRENT_LAYERS.fullmatch(source.resolve_name(one.func))
        ]
        if owner
        else []
    )
    if function.name != "forward" or not layers or not all(_has_batch_first(one) for one in layers):
        return
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and get_last_name(call.func) == "pack_padded_sequence" and call.args:
            argument = call.args[0]
            handed = isinstance(argument, ast.Name) and argument.id in {one.arg for one in function.args.args}
            embedded = isinstance(argument, ast.Call) or isinstance(find_value(source, argument), ast.Call)
            turned = any(
                name in ast.unparse(find_value(source, argument) or argument)
                for name in ("transpose", "permute", ".t(")
            )
            if (handed or embedded) and not turned and not _has_batch_first(call, 2):
                yield call, ast.unparse(call), ast.unparse(layers[0])


def _has_batch_first(call: ast.Call, place: int = 99) -> bool:
    """Whether a call has `batch_first=True`."""
    value = get_argument(call, place, "batch_first")
    return value is not None and not (isinstance(value, ast.Constant) and value.value is False)


def find_counted_padding(source: Source) -> Iterator[Found]:
    """An accuracy over all positions, in a function whose cross-entropy leaves padding out: padding counts as answers."""
    ignored = [one for one in source.nodes if isinstance(one, ast.keyword) and one.arg == "ignore_index"]
    for node in source.nodes if ignored else []:
        match node:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
                pass
            case _:
                continue
        sides = [follow(source, one) for one in (left, right)]
        decided = [isinstance(one, ast.Call) and get_last_name(one.func) == "argmax" for one in sides]
        labels = right if decided[0] else left
        if sum(decided) != 1 or not is_reduced(source, node) or not _is_flattened_target(source, labels, node):
            continue
        yield node, ast.unparse(node), ast.unparse(ignored[0].value)


def _is_flattened_target(source: Source, labels: ast.expr, node: ast.AST) -> bool:
    """Whether the same labels go, flattened, into a loss of the function: they are sequences."""
    function = source.find_function(node)
    said = ast.unparse(labels)
    nodes = ast.walk(function) if isinstance(function, Function) else iter(source.nodes)
    for call in nodes:
        if isinstance(call, ast.Call) and len(call.args) > 1 and source.infer_kind(call) == "loss":
            target = ast.unparse(call.args[1])
            if target.startswith(f"{said}.") and any(one in target for one in ("flatten", "view", "reshape")):
                return True
    return False
