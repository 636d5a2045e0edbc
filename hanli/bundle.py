"""The folder of a bundle: its files, its checksum, and what its description must say.

It is what `hanli.export` writes, `hanli.serve` runs and `hanli.deploy` copies, and it needs no torch to be looked at.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

MODEL = "model.pt2"
"""The name of the exported program within a bundle."""

DESCRIPTION = "bundle.json"
"""The name of the description within a bundle."""

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
    """What `bundle.json` says, after looking at every entry."""
    path = folder / DESCRIPTION
    try:
        found = json.loads(read_file(path))
    except ValueError as error:
        raise BundleError(f"{path}: is no JSON ({error}): copy the bundle again from where it was made") from error
    if not isinstance(found, dict):
        raise BundleError(f"{path}: must hold a JSON object, not {type(found).__name__}")
    for key, right, expected in (
        ("name", _matches(found.get("name"), NAME_PATTERN), "a name"),
        ("version", _matches(found.get("version"), VERSION_PATTERN), "a version"),
        ("sha256", _matches(found.get("sha256"), re.compile("[0-9a-f]{64}")), "64 hexadecimal digits"),
        ("classes", _is_list_of(found.get("classes"), str), "a list of strings"),
        ("input_shape", _is_list_of(found.get("input_shape"), int), "a list of whole numbers"),
        ("output_shape", _is_list_of(found.get("output_shape", [1]), int), "a list of whole numbers"),
        ("torch", isinstance(found.get("torch"), str), "a version of torch"),
    ):
        if not right:
            raise BundleError(f"{path}: {key} must be {expected}, it is {found.get(key, 'missing')!r}")
    return found


def _matches(value: object, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_list_of(value: object, kind: type) -> bool:
    return isinstance(value, list) and bool(value) and all(type(one) is kind for one in value)
