"""The folder of a bundle: its files, its checksum, and what its description must say.

It is what `hanli.export` writes, `hanli.serve` runs and `hanli.deploy` copies, and it needs no torch to be looked at.
"""

from __future__ import annotations

import hashlib
import json
import re
import reprlib
from pathlib import Path
from typing import Any

from hanli.preprocessing import Preprocessing

MODEL = "model.pt2"
"""The name of the exported program within a bundle."""

DESCRIPTION = "bundle.json"
"""The name of the description within a bundle."""

FORMAT = 2
"""What this version writes. Format 1 is that of hanli 0.1.0: no `format`, `dtype`, `output` and `preprocessing`."""

DTYPES = ("float32", "float64", "float16", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "bool")
"""What the input of a network may be made of."""

# No slash and no leading dot, so that no name leaves its folder; no hyphen in a version, so that the last hyphen of
# `<name>-<version>` always parts the two.
NAME_PATTERN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?")
VERSION_PATTERN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.+]{0,62}[A-Za-z0-9])?")


class BundleError(Exception):
    """A bundle that cannot be loaded: something is missing, damaged, or not what it says."""

    __module__ = "hanli.export"  # where users import it from, and what a traceback should say


def checksum(content: bytes) -> str:
    """The SHA-256 of a program, in 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def read_file(path: Path) -> bytes:
    """The content of a file of a bundle."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BundleError(
            f"{path}: cannot be read ({type(error).__name__}): give the folder that save_bundle returned, complete"
        ) from error


def read_description(folder: Path) -> dict[str, Any]:
    """What `bundle.json` says, after looking at every entry; `preprocessing` is a `Preprocessing` or None."""
    path = folder / DESCRIPTION
    try:
        found = json.loads(read_file(path))
    except RecursionError as error:
        raise BundleError(f"{path}: is nested too deeply: copy the bundle again from where it was made") from error
    except ValueError as error:
        raise BundleError(f"{path}: is no JSON ({error}): copy the bundle again from where it was made") from error
    if not isinstance(found, dict):
        raise BundleError(f"{path}: must hold a JSON object, not {type(found).__name__}")
    _check_format(found, path)
    for key, right, expected in (
        ("name", _matches(found.get("name"), NAME_PATTERN), "a name"),
        ("version", _matches(found.get("version"), VERSION_PATTERN), "a version"),
        ("sha256", _matches(found.get("sha256"), re.compile("[0-9a-f]{64}")), "64 hexadecimal digits"),
        ("classes", not find_class_fault(found.get("classes")), "a list of different strings"),
        ("input_shape", _is_shape(found.get("input_shape")), "a list of whole numbers above 0"),
        ("output_shape", _is_shape(found.get("output_shape", [1])), "a list of whole numbers above 0"),
        ("torch", isinstance(found.get("torch"), str), "a version of torch"),
        ("dtype", found.get("dtype", DTYPES[0]) in DTYPES, f"one of {', '.join(DTYPES)}"),
        ("output", found.get("output", "logits") in ("logits", "probabilities"), "logits or probabilities"),
    ):
        if not right:
            told = reprlib.repr(found[key]) if key in found else "missing"
            raise BundleError(f"{path}: {key} must be {expected}, it is {told}")
    return found | {"preprocessing": _read_preprocessing(found, path)}


def find_class_fault(classes: object) -> str:
    """What is wrong with the names of the classes, in short; empty if nothing is."""
    if not isinstance(classes, list) or not classes:
        return reprlib.repr(classes)
    seen = set()
    for one in classes:
        if not isinstance(one, str) or one in seen:
            return f"{reprlib.repr(one)}{' twice' if isinstance(one, str) else ''} in {reprlib.repr(classes)}"
        try:
            one.encode()
        except UnicodeEncodeError:  # half a character: no answer could carry it
            return f"{one!a}, which is no text"
        seen.add(one)
    return ""


def _check_format(found: dict[str, Any], path: Path) -> None:
    """Refuse what a later version wrote, naming it."""
    told = found.get("format", 1)
    if type(told) is not int or told < 1:
        raise BundleError(f"{path}: format must be a whole number from 1, it is {reprlib.repr(told)}")
    if told > FORMAT:
        raise BundleError(
            f"{path}: format {told} was written by a later hanli, this one reads up to {FORMAT}: update hanli"
        )


def _read_preprocessing(found: dict[str, Any], path: Path) -> Preprocessing | None:
    """The preprocessing that a description names, if any; refused if it does not fit the input."""
    told = found.get("preprocessing")
    if told is None:
        return None
    try:
        preprocessing = Preprocessing(**told)
        preprocessing.check_fit(found["input_shape"])
    except (TypeError, ValueError) as error:
        raise BundleError(f"{path}: preprocessing: {error}") from error
    return preprocessing


def _matches(value: object, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_shape(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(type(one) is int and one > 0 for one in value)
