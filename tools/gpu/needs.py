"""What a block imports, itself and by the parts of `hanli` that it uses, and what of this is not installed here."""

from __future__ import annotations

import re
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from tools.block import Block
from tools.imports import OURS, imports_of

UNKNOWN_MODULE = re.compile(r"No module named '?(\w+)")


def needed(block: Block, root: Path) -> set[str]:
    """The packages that a block imports, by their first names, without the standard library, `hanli` and the files of its folder."""
    if block.language != "python":
        return set()
    beside = [file.read_text(encoding="utf-8") for file in block.beside if file.suffix == ".py"]
    imported = {name for source in (block.code, *beside) for name in imports_of(source, root)}
    written = re.findall(r"""\b(\w+)\.py["']""", block.code)
    return imported - {OURS, *written, *(file.stem for file in block.beside)}


def missing(block: Block, root: Path) -> list[str]:
    """Those of the packages that a block imports that this interpreter cannot import."""
    return sorted(name for name in needed(block, root) if not is_installed(name))


def missing_by(text: str) -> str | None:
    """The package for want of which a run ended, by what it said."""
    found = UNKNOWN_MODULE.search(text)
    return found[1] if found and not is_installed(found[1]) else None


@cache
def is_installed(name: str) -> bool:
    """Whether there is a module or a distribution of this name; `hanli` asks for some by the latter."""
    if name in sys.stdlib_module_names or find_spec(name):
        return True
    try:
        return bool(distribution(name))
    except PackageNotFoundError:
        return False
