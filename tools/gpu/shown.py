"""What a page shows of a block that the tests do not run since that takes a GPU: the mark that says so, or what a GPU has shown.

The mark stands in the paragraph before the block, as `*[未核对：需要 GPU](../proof.md)*`. Once proof/cuda.json holds a result of the block as
it is, the mark says on which GPU it was run and when, and what it printed stands under the block.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tools.block import Block
from tools.gpu.reading import find_blocks, needs_gpu
from tools.gpu.record import find_result
from tools.pages import split

MARKS = {"zh": re.compile(r"未核对：需要 GPU"), "en": re.compile(r"[Nn]ot checked: needs a GPU")}
RUN_ON = {"zh": "在 {gpu} 上运行过，{date}", "en": "run on {gpu}, {date}"}
PRINTED = {"zh": "输出 · {where}", "en": "Output · {where}"}


def show_gpu_results(markdown: str, language: str, root: Path, record: dict[str, Any] | None) -> str:
    """Put what a GPU has shown in the place of the marks that say that no GPU was there.

    Args:
        markdown: The text of a page, without its front matter, with its includes and marks as they are written.
        language: `zh` or `en`.
        root: The folder of `docs` and `snippets`.
        record: What `tools.gpu.record.read_record` read.

    Returns:
        The same text for a page without such blocks, or without a result of them.
    """
    if record is None or "GPU" not in markdown:
        return markdown
    lines = markdown.split("\n")
    where = RUN_ON[language].format(gpu=record["gpu"], date=record["date"])
    for block in reversed(find_blocks(split(lines), lines, root / "docs", root)):  # from the end: lines are inserted
        if needs_gpu(block) and (result := find_result(record, block)):
            if printed := result.get("text"):
                end = end_of_notes(lines, block)
                lines[end:end] = fence(printed, where, indent_of(lines[block.line - 1]), language)
            if (marked := marked_line(lines, block, language)) is not None:
                lines[marked] = say_where(lines[marked], where, language)
    return "\n".join(lines)


def marked_line(lines: list[str], block: Block, language: str) -> int | None:
    """The index of the line before a block that has its mark: of the paragraph right over it, comments aside."""
    at = block.line - 2
    while at >= 0 and (not lines[at].strip() or lines[at].lstrip().startswith("<!--")):
        at -= 1
    while at >= 0 and lines[at].strip():
        if MARKS[language].search(lines[at]):
            return at
        at -= 1
    return None


def say_where(line: str, where: str, language: str) -> str:
    """The line with its last mark replaced, which begins a sentence where the mark did."""
    mark = list(MARKS[language].finditer(line))[-1]
    words = where[0].upper() + where[1:] if mark[0][0].isupper() else where
    return line[: mark.start()] + words + line[mark.end() :]


def end_of_notes(lines: list[str], block: Block) -> int:
    """The index after a block and the list of the notes behind its marks."""
    indent = indent_of(lines[block.line - 1])
    end = next(at for at in range(block.line, len(lines)) if lines[at].strip() == "```") + 1
    for at in range(end, len(lines)):
        if re.match(rf"{indent}(\d+\.\s|    \S)", lines[at]):
            end = at + 1
        elif lines[at].strip():
            break
    return end


def fence(printed: str, where: str, indent: str, language: str) -> list[str]:
    """The output as the site shows one that nothing has checked."""
    title = PRINTED[language].format(where=where).replace('"', "'")
    opening = f'``` {{ .text .no-copy .hanli-output .hanli-ran title="{title}" }}'
    return ["", *(f"{indent}{line}".rstrip() for line in [opening, *printed.splitlines(), "```"]), ""]


def indent_of(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
