"""The code cells of a Jupyter notebook as Python, with what only IPython understands taken out."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path

# Cell magics whose cell is Python all the same.
_PYTHON_MAGICS = {"time", "timeit", "capture", "prun", "memit", "mprun"}
_COMMAND = re.compile(r"(\s*)(%[A-Za-z_].*|[!?].*|[\w.]+\?{1,2}\s*)")
_ASSIGNED_COMMAND = re.compile(r"(\s*[\w, .\[\]]+=\s*)[%!](?!=).*")


@dataclass(frozen=True)
class Cell:
    """A code cell.

    Attributes:
        number: Its place among the code cells, from 1.
        text: Its Python, line by line as in the notebook.
    """

    number: int
    text: str


def read_cells(path: str | Path) -> list[Cell]:
    """Read the code cells of a notebook.

    Args:
        path: The notebook.

    Returns:
        The code cells, in their order; commands of IPython are replaced by `pass`, line for line.

    Raises:
        ValueError: It is no notebook, or one of another language; the message says which.
        OSError: It cannot be read.
        UnicodeDecodeError: It is not UTF-8.

    Source: <https://nbformat.readthedocs.io/en/latest/format_description.html>
    """
    try:
        notebook = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise ValueError(f"not a notebook: {error}") from error
    cells = _list_cells(notebook)
    language = _find_language(notebook)
    if language != "python":
        raise ValueError(f"a notebook in {language}, not in Python")
    sources = [one.get("source", one.get("input", "")) for one in cells if one.get("cell_type") == "code"]
    texts = ["".join(one) if isinstance(one, list) else str(one) for one in sources]
    return [Cell(number, _clean(text)) for number, text in enumerate(texts, 1)]


def _list_cells(notebook: object) -> list[dict[str, object]]:
    """The cells of a notebook; those of format 3 stand in worksheets."""
    whole = notebook if isinstance(notebook, dict) else {}
    sheets = whole.get("worksheets", [whole])
    if not isinstance(sheets, list) or not any(isinstance(one, dict) and "cells" in one for one in sheets):
        raise ValueError('not a notebook: there is no list "cells"')
    return [
        cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells", []) if isinstance(cell, dict)
    ]


def _find_language(notebook: dict[str, dict[str, dict[str, str]]]) -> str:
    """The language that a notebook says it is in; Python if it says nothing."""
    metadata = notebook.get("metadata", {})
    said = metadata.get("language_info", {}).get("name") or metadata.get("kernelspec", {}).get("language")
    return "python" if said is None or said.lower().startswith(("python", "ipython")) else said


def _clean(text: str) -> str:
    """The Python of a cell: magics and shell commands make way for `pass`, so that lines keep their numbers."""
    try:
        ast.parse(text)
        return text
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass  # it may be a command of IPython that is in the way
    lines = text.split("\n")
    first = next((one for one in lines if one.strip()), "")
    if (magic := re.match(r"%%(\w+)", first)) and magic[1] not in _PYTHON_MAGICS:
        return "\n" * (len(lines) - 1)
    found: list[str] = []
    continued = False
    for line in lines:
        if continued:
            found.append("")
        elif match := _ASSIGNED_COMMAND.fullmatch(line):
            found.append(f"{match[1]}None")
        elif line.lstrip().startswith("%%"):
            found.append("")
        elif match := _COMMAND.fullmatch(line):
            found.append(f"{match[1]}pass")
        else:
            found.append(line)
            continue
        continued = line.rstrip().endswith("\\")
    return "\n".join(found)
