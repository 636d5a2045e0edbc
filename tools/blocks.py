"""Read the blocks of a page: pytest-codeblocks parses, includes are expanded first, and what would silently not run is refused."""

from __future__ import annotations

import io
import re
from pathlib import Path

from pymdownx.snippets import SnippetMissingError
from pytest_codeblocks.main import extract_from_buffer

from tools.block import Block
from tools.includes import INCLUDE, expand
from tools.marks import MARK, RUN, SAVED

DATA = {"text", "yaml", "json", "toml", "console", "mermaid"}
ALLOWED = 'digits, bound, raises, alone, timeout(120), beside("task.py"), host_only(reason="…"), skip(reason="…")'
NOTE = re.compile(r"#.*?\((\d+)\)!?\s*$", re.MULTILINE)


class PageError(Exception):
    """A fault of a page, in one line: file, line, what is wrong, what to do."""


def blocks_of(page: Path, root: Path, create: bool = False) -> list[Block]:
    """The blocks of a page in order. With `create`, included .out files that do not exist yet begin empty.

    Raises:
        PageError: for whatever would silently not be run or not be compared.
    """
    where, source, lines = page.relative_to(root).as_posix(), page.read_text(encoding="utf-8").splitlines(), []
    for number, raw in enumerate(source, 1):
        if create and (include := INCLUDE.fullmatch(raw)) and include[1].endswith(".out"):
            (root / "snippets" / include[1]).touch()
        if re.match(r"\s*~~~", raw):
            raise PageError(f"{where}:{number}: a ~~~ fence is never collected: use ```")
        if found := re.search(r"pytest-codeblocks:\s*(?!expected-output-->)(\w.*?)\W*-->", raw):
            raise PageError(f"{where}:{number}: '{found[1]}' is not used here: each block stands alone and is compared")
        try:
            lines += [(text, number) for text in expand(raw, root)]
        except SnippetMissingError:
            remedy = "run pytest with --update-outputs" if ".out" in raw else "create the file or mend the name"
            raise PageError(f"{where}:{number}: no such snippet, {raw.strip()}: {remedy}") from None
    try:
        parsed = extract_from_buffer(io.StringIO("\n".join(text for text, _ in lines) + "\n"))
    except RuntimeError as error:
        number = next((n for n, raw in enumerate(source, 1) if "expected-output" in raw), 1)
        raise PageError(f"{where}:{number}: {error}: one output, right after the block that prints it") from None
    found = []
    for fence in parsed:
        line = lines[fence.lineno - 1][1]
        word = re.match(r"[{.\s]*(\w*)", fence.syntax)[1]
        if fence.syntax in RUN:
            found.append(one_block(page, where, line, source, fence, root))
        elif word not in DATA:
            runs = f"write exactly ```{word}" if word in RUN else f"use {', '.join(RUN)}"
            raise PageError(
                f"{where}:{line}: fence '{fence.syntax}' would not run: {runs}, or one of {', '.join(sorted(DATA))}"
            )
        elif fence.marks or fence.expected_output is not None:
            raise PageError(
                f"{where}:{line}: fence '{fence.syntax}' does not run, so it has no mark and no output: remove them"
            )
    return found


def one_block(page: Path, where: str, line: int, source: list[str], fence, root: Path) -> Block:
    """Give a parsed fence its marks, files and figures."""
    block = Block(page, line, fence.syntax, fence.code, fence.expected_output, figures=SAVED.findall(fence.code))
    for mark in fence.marks:
        if not (found := MARK.fullmatch(mark.strip())):
            raise PageError(f"{where}:{line}: unknown mark '{mark.strip()}': allowed are pytest.mark.{{{ALLOWED}}}")
        block.grade, block.raises = found["grade"] or block.grade, block.raises or bool(found["raises"])
        block.timeout, block.skip = int(found["timeout"] or block.timeout), found["skip"] or block.skip
        block.host_only = found["host_only"] or block.host_only
        block.beside += [name.strip() for name in (found["beside"] or "").split(",") if name.strip()]
    if block.host_only and block.grade == "digits":
        raise PageError(
            f"{where}:{line}: graded digits, its numbers depend on the machine: remove host_only, or print what does not"
        )
    if include := INCLUDE.fullmatch(source[line]):
        block.source = root / "snippets" / include[1]
    block.beside = find_beside(f"{where}:{line}", block.beside, source, root)
    check_notes(f"{where}:{line}", block, source)
    if block.expected is not None:
        after = next(i for i in range(line, len(source)) if "pytest-codeblocks" in source[i])
        fenced = next(i for i in range(after, len(source)) if source[i].lstrip().startswith("```"))
        if include := INCLUDE.fullmatch(source[fenced + 1]):
            block.out = root / "snippets" / include[1]
    if block.figures and not block.source:
        raise PageError(
            f"{where}:{line}: a block that saves a figure lives in a file: move it to snippets/, include it"
        )
    return block


def find_beside(where: str, names: list[str], source: list[str], root: Path) -> list[Path]:
    """The files that a reader has saved beside a block: each is a whole file that the page includes."""
    shown = [include[1] for raw in source if (include := INCLUDE.fullmatch(raw))]
    files = {name: root / "snippets" / included for included in shown for name in names if Path(included).name == name}
    if strange := sorted(set(names) - set(files)):
        raise PageError(
            f"{where}: the page shows no file {', '.join(strange)}: include it, or mend the name in beside(…)"
        )
    return [files[name] for name in names]


def check_notes(where: str, block: Block, source: list[str]) -> None:
    """Each mark such as `# (1)!` has its note in the list after the fence, and each note its mark."""
    marks = [int(number) for number in NOTE.findall(block.code)]
    indent = len(source[block.line - 1]) - len(source[block.line - 1].lstrip())
    end = next(i for i in range(block.line, len(source)) if source[i].lstrip().startswith("```"))
    rest, notes = source[end + 1 :], []
    for line in rest:
        if found := re.match(rf" {{{indent}}}(\d+)\.\s", line):
            notes.append(int(found[1]))
        elif line.strip() and not line.startswith(" " * (indent + 4)):
            break
    if (marks and marks != notes) or marks != sorted(set(marks)):
        raise PageError(
            f"{where}: the block is marked {marks} and the notes after it are {notes}: give each mark its note"
        )
