"""Whether a notebook prints what it shows: a kernel runs it, in an empty folder, and its outputs are compared.

python -m tools.products.executed roadmap/stage1/creation     # both languages of these pages, or of all pages without a name
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools.compare import last_error, same
from tools.machines import environment
from tools.pages import LANGUAGES, Page, pages
from tools.products.notebook import NotebookError, has_no_code
from tools.products.parts import Site
from tools.products.written import make_products

ROOT = Path(__file__).parents[2]
SITE = Site("https://example.org/")
TRACEBACK = "Traceback (most recent call last):\n"
REMEDY = "cells share one process, so mark `alone` the block that leaves what this one should not see, or this one"
SECONDS = 600  # for one cell
COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # a program that a notebook starts is told that it writes to a terminal


def executed(notebook: dict[str, Any], root: Path) -> dict[str, Any]:
    """The notebook as a new kernel leaves it, run from top to bottom with the packages that are installed here."""
    import nbformat
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            nbformat.from_dict(notebook),
            extra_arguments=["--log-level=40"],  # it warns that it is not encrypted
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
            startup_timeout=SECONDS,
            timeout=SECONDS,
        )
        variables = environment("host", root) | {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        done: dict[str, Any] = client.execute(env=variables)
        return done


def differences(notebook: dict[str, Any], root: Path) -> list[str]:
    """One text for each cell that prints something else than the notebook shows."""
    from nbclient.exceptions import CellExecutionError

    try:
        done = executed(notebook, root)
    except CellExecutionError as error:
        return [COLOUR.sub("", f"a cell failed: {error}")]
    found = []
    for shown, run in zip(notebook["cells"], done["cells"], strict=True):
        block = shown["metadata"].get("hanli")
        if block is None or "skip-execution" in shown["metadata"].get("tags", ()):
            continue
        expected, got = printed(shown), printed(run)
        if not same(expected, got, block["grade"]):
            lines = difflib.unified_diff(expected.splitlines(), got.splitlines(), "the page", "the kernel", lineterm="")
            found.append(
                "\n".join([f"the cell of the block {block['block']} printed something else: {REMEDY}", *lines])
            )
    return found


def printed(cell: dict[str, Any]) -> str:
    """All text of a cell: what it wrote to either stream, and its error by the last name of its kind."""
    pieces = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            pieces.append(output["text"].replace("\r\n", "\n"))
        elif output["output_type"] == "error":
            kind, message = output["ename"].rpartition(".")[2], output["evalue"].rstrip("\n")
            pieces.append(f"{kind}: {message}\n" if message else f"{kind}\n")
    text = "".join(pieces)
    before, traceback, _ = text.partition(TRACEBACK)
    return before + last_error(text) if traceback else text  # a program shows where it failed


def notebook_of(name: str, language: str, root: Path) -> dict[str, Any]:
    """The notebook of a page, such as `trials/tensors`.

    Raises:
        NotebookError: There is no such page, or it has no notebook.
    """
    page = Page(root, root / "docs" / language / f"{name}.md")
    if not page.path.is_file():
        raise NotebookError(f"{page.where}: no such page: name one as in docs/{language}, without .md")
    made = {product.kind: product.text for product in make_products(page, language, SITE)}
    if "ipynb" not in made:
        raise has_no_code(page.where)
    notebook: dict[str, Any] = json.loads(made["ipynb"])
    return notebook


def main() -> int:
    """Run the notebooks of some pages, or of all; 1 if any prints something else."""
    parser = argparse.ArgumentParser(description="Run notebooks and compare what they print.")
    parser.add_argument("pages", nargs="*", help="pages such as trials/tensors; all, if none is named")
    parser.add_argument("--language", choices=LANGUAGES, help="one language only")
    chosen = parser.parse_args()
    failed = 0
    for language in [chosen.language] if chosen.language else LANGUAGES:
        for name in chosen.pages or [page.name for page in pages(ROOT, language)]:
            try:
                found = differences(notebook_of(name, language, ROOT), ROOT)
            except NotebookError as error:
                found = [str(error)] if chosen.pages else []
            failed += bool(found)
            print(f"{'differs' if found else 'same':8}{language} {name}", *found, sep="\n    ", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
