"""Checks of random augmentations in held-out data: in its own transform, or in the data set that a split shares."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.origins import get_argument
from hanli.lint.reading.source import Found, Source, get_keyword, get_last_name

_HELD_OUT = re.compile(
    r"(.*_)?(val|valid|validation|test|eval|evaluation)(_.*)?|(val|valid|test|eval)(set|ds|tf|tfm|tfms|transforms?)"
)
_TRAINED = re.compile(r"(.*_)?(train|training|tta|augment|augmented|augmentation)(_.*)?|train.*")
_AUGMENTATIONS = re.compile(
    r"torchvision\.transforms\.(v2\.)?(Random(?!Order|Apply|Choice)\w+|ColorJitter|AutoAugment|RandAugment|TrivialAugmentWide|"
    r"AugMix|ScaleJitter|GaussianNoise)|"
    r"albumentations\.(Random(?!Scale)\w+|\w*Flip|ColorJitter|ShiftScaleRotate|Rotate|CoarseDropout|GaussNoise|RandomCrop)"
)
_COMPOSE = re.compile(r"(torchvision\.transforms\.(v2\.)?|albumentations\.)Compose|torch\.nn\.Sequential")
_FLAGS = {"augment", "augmentation", "use_augmentation", "do_augment", "aug"}


def find_augmented_evaluation(source: Source) -> Iterator[Found]:
    """Random augmentations in the transform of held-out data, by its name or its data set, also of a part of a split."""
    reported: set[ast.Call] = set()
    for call in source.calls:
        if (
            (name := find_augmentation(source, call))
            and call not in reported
            and say_held_out(list_given_names(source, call))
        ):
            reported.add(call)
            yield call, name, ""
    for call in source.calls:
        train = get_keyword(call, "train")
        split = get_keyword(call, "split")
        held_out = isinstance(train, ast.Constant) and train.value is False
        held_out |= isinstance(split, ast.Constant) and str(split.value) in {"val", "valid", "test", "validation"}
        given = get_keyword(call, "transform")
        if not held_out or given is None or not source.resolve_name(call.func).startswith("torchvision.datasets."):
            continue
        values = [given] if isinstance(given, ast.Call) else source.find_values(given)
        names = [find_augmentation(source, one) for one in values if isinstance(one, ast.Call) and one not in reported]
        if names and all(names):
            yield given, names[0], ""
    yield from _find_augmented_parts(source)


def find_augmentation(source: Source, call: ast.Call) -> str:
    """The first random augmentation that a `Compose` lists; empty if there is none."""
    composed = _COMPOSE.fullmatch(source.resolve_name(call.func)) and call.args
    for one in ast.walk(call.args[0]) if composed else [call]:
        name = source.resolve_callee(one)
        if isinstance(one, ast.Call) and _AUGMENTATIONS.fullmatch(name) and not _never_happens(one):
            return name.rpartition(".")[2]
    return ""


def _never_happens(call: ast.Call) -> bool:
    """Whether a random transform has the probability 0."""
    chance = get_keyword(call, "p")
    return isinstance(chance, ast.Constant) and chance.value == 0


def _find_augmented_parts(source: Source) -> Iterator[Found]:
    """A held-out part of a data set that is augmented at random: of `random_split`, a `Subset`, or a sampler."""
    for call in source.calls:
        data = _get_divided(source, call)
        if data is None or not _is_held_out_part(source, call):
            continue
        if not _is_changed_later(source, call, data) and (name := _find_random_transform(source, data)):
            yield call, name, ""


def _get_divided(source: Source, call: ast.Call) -> ast.expr | None:
    """The data set that a call takes a part of."""
    name = source.resolve_name(call.func)
    sampled = name.endswith("data.DataLoader") and get_keyword(call, "sampler") is not None
    if not sampled and not re.fullmatch(r"torch\.utils\.data(\.\w+)?\.(random_split|Subset)", name):
        return None
    return get_argument(call, 0, "dataset")


def _is_held_out_part(source: Source, call: ast.Call) -> bool:
    """Whether a part is held out, by the name that it gets or that of its indices, and none of both says training."""
    made, names = get_last_name(call.func), list_given_names(source, call)
    if made == "random_split":
        return any(say_held_out([one]) for one in names)
    chosen = get_argument(call, 1, "indices") if made == "Subset" else get_keyword(call, "sampler")
    return say_held_out([*names, get_last_name(chosen or call.func)])


def say_held_out(names: list[str]) -> bool:
    """Whether one of the names is one of held-out data, and none one of training data."""
    lower = [one.lower() for one in names]
    return any(_HELD_OUT.fullmatch(one) for one in lower) and not any(_TRAINED.fullmatch(one) for one in lower)


def list_given_names(source: Source, call: ast.Call) -> list[str]:
    """The names, or the key of a dictionary, that what is made gets, also within a loader; several of a split."""
    node: ast.expr = call
    owner = source.parents[node]
    while isinstance(owner, ast.Call) and source.resolve_name(owner.func).endswith("data.DataLoader"):
        node, owner = owner, source.parents[owner]
    if isinstance(owner, ast.Dict) and node in owner.values:
        key = owner.keys[owner.values.index(node)]
        return [str(key.value)] if isinstance(key, ast.Constant) else []
    if not isinstance(owner, ast.Assign):
        return []
    target = owner.targets[0]
    if isinstance(target, ast.Subscript):
        return [str(target.slice.value)] if isinstance(target.slice, ast.Constant) else []
    return [get_last_name(one) for one in (target.elts if isinstance(target, ast.Tuple | ast.List) else [target])]


def _is_changed_later(source: Source, call: ast.Call, data: ast.expr) -> bool:
    """Whether something is assigned to an attribute of the data set or of one of its parts, as a transform of its own."""
    owner = next((one for one in source.walk_ancestors(call) if isinstance(one, ast.stmt)), None)
    targets = owner.targets if isinstance(owner, ast.Assign) else []
    parts = {ast.unparse(one) for target in targets for one in getattr(target, "elts", [target])} | {ast.unparse(data)}
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and any(ast.unparse(node.value) in {one, f"{one}.dataset"} for one in parts)
        for node in ast.walk(source.find_class(call) or source.find_function(call))
    )


def _find_random_transform(source: Source, data: ast.expr) -> str:
    """The random augmentation of a data set, in whatever way it was made; empty if one of the ways has none."""
    values = [data] if isinstance(data, ast.Call) else source.find_values(data)
    names = [_find_passed_augmentation(source, one) if isinstance(one, ast.Call) else "" for one in values]
    return names[0] if names and all(names) else ""


def _find_passed_augmentation(source: Source, made: ast.Call) -> str:
    """The random augmentation that a data set is made with; empty if it gets another transform as well."""
    for one in made.keywords:
        if one.arg in _FLAGS and isinstance(one.value, ast.Constant) and one.value.value is True:
            return f"{one.arg}=True"
    given = [*made.args, *(one.value for one in made.keywords if one.arg and "target" not in one.arg)]
    transforms = [value for one in given for value in [find_transform(source, one)] if value is not None]
    return find_augmentation(source, transforms[0]) if len(transforms) == 1 else ""


def find_transform(source: Source, node: ast.expr) -> ast.Call | None:
    """The transform of torchvision or albumentations that an argument is, also as `transforms["train"]`."""
    value: ast.expr | None = node
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        tables = [one for one in source.find_values(node.value) if isinstance(one, ast.Dict)]
        keys = tables[0].keys if len(tables) == 1 else []
        found = [index for index, key in enumerate(keys) if getattr(key, "value", None) == node.slice.value]
        value = tables[0].values[found[0]] if len(found) == 1 else None
    for _ in range(4):
        if not isinstance(value, ast.Name | ast.Attribute):
            break
        values = source.find_values(value)
        value = values[0] if len(values) == 1 else None
    name = source.resolve_callee(value)
    known = _COMPOSE.fullmatch(name) or re.match(r"torchvision\.transforms\.|albumentations\.", name)
    return value if isinstance(value, ast.Call) and known else None
