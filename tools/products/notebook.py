"""A page as an executed notebook: its outputs are those that the tests assert, so nothing is run to make it."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

from tools.products.parts import Code, Part, Text

MIME = {".svg": "image/svg+xml", ".png": "image/png"}
BOLD_LINK = re.compile(r"\*\*\[([^\]\n]+)\]\(([^)\n]+)\)\*\*")
FIGURE = re.compile(r"!\[((?:[^\[\]]|\[[^\]]*\])*)\]\((\S*?/figures/(\S+?))\)")
ERROR = re.compile(r"(?m)^([A-Za-z_][\w.]*)(?:: |$)")
HEAD = {
    "zh": "这个笔记本由[这一页]({url})生成，输出是核对过的。要自己运行，先装好下面一行里的包：去掉 `#`，运行一次。",
    "en": "This notebook is made from [this page]({url}), and its outputs have been checked. To run it yourself, install the packages "
    "of the next line first: remove the `#` and run it once.",
}

PLAIN = """\
import os

for name in ("CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR"):
    os.environ.pop(name, None)  # a kernel asks programs for colours, and cells below read what programs print"""

PROGRAM = """\
import subprocess
import sys

done = subprocess.run([sys.executable, "{file}"]{place}, capture_output=True, text=True)
print(done.stdout + done.stderr, end="")"""

Cell = dict[str, Any]


class NotebookError(Exception):
    """A page or a cell that cannot become a notebook, in one line: where, what, remedy."""


def has_no_code(where: str) -> NotebookError:
    """The error for a page that has no notebook."""
    return NotebookError(f"{where}: no block of this page runs, so it has no notebook: choose a page with code")


def make_notebook(
    parts: list[Part], where: str, url: str, language: str, packages: list[str], root: Path, embed: bool = True
) -> dict[str, Any]:
    """Make a notebook of format 4.5: the title, how to run it, then the parts.

    Args:
        parts: The parts of the page.
        where: The file of the page, for messages.
        url: The address of the page.
        language: `zh` or `en`.
        packages: What its blocks need, as words for `pip install`.
        root: The folder of `snippets`, which holds the figures.
        embed: Whether cells of text hold their pictures and stand alone, and Jupyter folds the code that the page folds. Otherwise
            they stay as the parts have them, and each cell of code says how far it is indented among them.

    Raises:
        NotebookError: The page has no code, or holds some that no cell can hold.
    """
    blocks = [part for part in parts if isinstance(part, Code)]
    if not blocks:
        raise has_no_code(where)
    drawn = {path for block in blocks for path in block.figures.values()}
    title, parts = split_title(parts)
    head = title + HEAD[language].format(url=url)
    cells = [text_cell(head, drawn, root), code_cell("# %pip install " + " ".join(packages))]
    if any("subprocess" in block.source for block in blocks):
        cells.append(code_cell(PLAIN))
    for part in parts:
        if isinstance(part, Text):
            cells.append(text_cell(part.markdown, drawn, root) if embed else plain_cell(part.markdown))
            continue
        made = cells_of(part, where)
        for cell in made:
            if embed:
                cell["outputs"] = [one for one in cell["outputs"] if MIME[".svg"] not in one.get("data", {})]
                if part.folded:
                    cell["metadata"]["jupyter"] = {"source_hidden": True, "outputs_hidden": not part.figures}
            else:
                cell["metadata"]["indent"] = part.indent
        cells += made
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def split_title(parts: list[Part]) -> tuple[str, list[Part]]:
    """The title of a page, if it begins with one, and the parts without it."""
    first = parts[0]
    if isinstance(first, Code) or not first.markdown.startswith("# "):
        return "", parts
    title, _, rest = first.markdown.partition("\n\n")
    return f"{title}\n\n", [Text(rest), *parts[1:]] if rest else parts[1:]


def plain_cell(source: str) -> Cell:
    """A cell of text as it is."""
    return {"cell_type": "markdown", "id": "", "metadata": {}, "source": source}


def text_cell(markdown: str, drawn: set[Path], root: Path) -> Cell:
    """A cell of text, which holds its pictures.

    Of a picture that a cell of code draws it holds the description only, as that cell's output shows it; but drawings (SVG) stand
    here, and in the text itself, since JupyterLab shows none that are attached, or are outputs of a notebook from elsewhere.
    """
    attachments: dict[str, dict[str, str]] = {}

    def embed(image: re.Match[str]) -> str:
        path = root / "snippets" / image[3]
        if path in drawn and path.suffix != ".svg":
            return f"*{image[1]}*"
        name, content = path.name, base64.b64encode(path.read_bytes()).decode()
        if path.suffix == ".svg":
            return f"![{image[1]}](data:{MIME['.svg']};base64,{content})"
        attachments[name] = {MIME[path.suffix]: content}
        return f"![{image[1]}](attachment:{name})"

    # CommonMark takes no asterisks for bold between a Chinese character and a bracket.
    lines = BOLD_LINK.sub(r"[**\1**](\2)", FIGURE.sub(embed, markdown)).split("\n")
    margin = len(lines[0]) - len(lines[0].lstrip())  # under an item of a list, whose cell has ended
    source = "\n".join(line[margin:] if not line[:margin].strip() else line for line in lines)
    return plain_cell(source) | ({"attachments": attachments} if attachments else {})


def code_cell(source: str, *outputs: Cell, tags: tuple[str, ...] = (), **metadata: Any) -> Cell:
    """A cell of code."""
    metadata |= {"tags": list(tags)} if tags else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "",
        "metadata": metadata,
        "outputs": list(outputs),
        "source": source,
    }


def cells_of(code: Code, where: str) -> list[Cell]:
    """The cells of a block: first the files that stand beside it, saved by `%%writefile`, in a folder of its own if it is alone."""
    if any(line.startswith(("%", "!")) for line in code.source.split("\n")):
        raise NotebookError(
            f"{where}: a line of the block {code.name} begins with % or !, which a notebook takes for a command of its own: "
            "begin it otherwise"
        )
    folder = f"{code.name}/" if code.alone else ""
    cells = [code_cell(f'import os\n\nos.makedirs("{code.name}", exist_ok=True)')] if folder else []
    cells += [code_cell(f"%%writefile {folder}{name}\n{text.rstrip()}") for name, text in code.beside.items()]
    source, tags = code.source, (("raises-exception",) if code.raises else ())
    if code.skip:
        tags += ("skip-execution",)
    if code.is_a_program:
        cells.append(code_cell(f"%%writefile {folder}{code.name}.py\n{source}"))
        place = f', cwd="{code.name}"' if folder else ""
        source = PROGRAM.format(file=f"{code.name}.py", place=place)
    elif code.language != "python":
        source = f"%%bash\n{source}"
    return [*cells, code_cell(source, *outputs_of(code), tags=tags, hanli={"block": code.name, "grade": code.grade})]


def outputs_of(code: Code) -> list[Cell]:
    """What a block prints, the error that it ends with, and what it draws."""
    printed, error = split_error(code.output) if code.raises else (code.output, None)
    outputs: list[Cell] = []
    if printed:
        outputs.append({"output_type": "stream", "name": "stdout", "text": printed})
    for path in code.figures.values():
        content = (
            path.read_text(encoding="utf-8") if path.suffix == ".svg" else base64.b64encode(path.read_bytes()).decode()
        )
        outputs.append({"output_type": "display_data", "data": {MIME[path.suffix]: content}, "metadata": {}})
    if error:
        kind, message = error
        shown = f"{kind}: {message}" if message else kind
        outputs.append({"output_type": "error", "ename": kind, "evalue": message, "traceback": [shown]})
    return outputs


def split_error(output: str) -> tuple[str, tuple[str, str] | None]:
    """Divide the output of a block that raises into what it printed, and the kind and message of its error."""
    starts = [found for found in ERROR.finditer(output) if is_error(found[1])]
    if not starts:
        return output, None
    kind = starts[-1][1]
    return output[: starts[-1].start()], (
        kind,
        output[starts[-1].start() :].removeprefix(kind).removeprefix(": ").rstrip("\n"),
    )


def is_error(name: str) -> bool:
    """Whether a name is that of an exception, by the custom of their names."""
    last = name.rpartition(".")[2]
    return last[:1].isupper() and last.endswith(
        ("Error", "Exception", "Warning", "Interrupt", "Iteration", "Exit", "Unsupported")
    )
