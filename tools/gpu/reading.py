"""Read the blocks of a page where nothing is installed that parses pages: as `tools.blocks` reads them, without its checks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from tools import pages
from tools.block import Block
from tools.captions import EXPECTED
from tools.includes import INCLUDE
from tools.marks import MARK, RUN, SAVED

GPU = re.compile(r"\bGPU\b")


class PageError(Exception):
    """A page that cannot be read here, in one line: file, what is wrong, what to do."""


def read_blocks(page: pages.Page) -> list[Block]:
    """The blocks of a page that run, in order.

    Raises:
        PageError: there is no such page.
    """
    if not page.path.is_file():
        raise PageError(f"{page.where}: no such page: name one as in docs/zh, without .md, such as trials/tensors")
    return find_blocks(pages.blocks(page), page.lines, page.path, page.root)


def find_blocks(parts: Iterable[pages.Block], lines: list[str], path: Path, root: Path) -> list[Block]:
    """The blocks that run among the parts of a text, whose lines say which files are beside them."""
    found: list[Block] = []
    for part in parts:
        if part.kind != "fence":
            continue
        text = "".join(f"{line}\n" for raw in part.lines[1:-1] for line in read_line(raw, root))
        if EXPECTED in part.marks:
            found[-1].expected = text
        elif (language := part.lines[0].strip().strip("`")) in RUN:
            block = Block(path, part.line, language, text, None, figures=SAVED.findall(text))
            if include := INCLUDE.fullmatch(part.lines[1]):
                block.source = root / "snippets" / include[1]
            obey_marks(block, part.marks, lines, root)
            found.append(block)
    return found


def read_line(line: str, root: Path) -> list[str]:
    """A line of a fence, or the lines of the whole file that it includes."""
    if not (include := INCLUDE.fullmatch(line)):
        return [line]
    places = root / "snippets" / include[1], root / include[1]
    file = next((file for file in places if file.is_file()), None)
    if file is None:
        raise PageError(f"{line.strip()}: no such snippet: create the file, or mend the name")
    return file.read_text(encoding="utf-8").splitlines()


def obey_marks(block: Block, comments: Iterable[str], lines: list[str], root: Path) -> None:
    """Give a block what the comments over its fence say."""
    for comment in comments:
        if not (mark := MARK.fullmatch(comment.removeprefix("<!--").removesuffix("-->").strip())):
            continue
        block.grade, block.raises = mark["grade"] or block.grade, block.raises or bool(mark["raises"])
        block.timeout, block.skip = int(mark["timeout"] or block.timeout), mark["skip"] or block.skip
        block.host_only = mark["host_only"] or block.host_only
        names = [name.strip() for name in (mark["beside"] or "").split(",") if name.strip()]
        shown = [include[1] for line in lines if (include := INCLUDE.fullmatch(line))]
        files = {Path(path).name: root / "snippets" / path for path in shown}
        block.beside += [files[name] for name in names]


def needs_gpu(block: Block) -> bool:
    """Whether the tests do not run a block because that takes a GPU."""
    return bool(block.skip and GPU.search(block.skip))


def digest(block: Block) -> str:
    """A digest of what runs, the block and the files beside it, and of what it is compared with."""
    texts = [
        block.code,
        *(file.read_text(encoding="utf-8") for file in block.beside),
        block.expected or "",
        block.grade,
    ]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
