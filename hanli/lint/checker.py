"""All checks on a text, a file, or the files of folders."""

from __future__ import annotations

import ast
import bisect
import io
import re
import tokenize
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from hanli.lint.checks.code.dead import find_dead_apis
from hanli.lint.checks.registry import CHECKS
from hanli.lint.findings import Finding
from hanli.lint.notebooks import read_cells
from hanli.lint.reading.source import Source
from hanli.lint.rules import RULES

_IGNORE_COMMENT = re.compile(r"#\s*hanli:\s*ignore\[([\w\s,-]*)\]")


class LintError(Exception):
    """A file that cannot be checked; the message says where and why."""

    __module__ = "hanli.lint"  # where users import it from, and what a traceback should say


def check(
    source: str,
    path: str = "<text>",
    *,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    style: bool = False,
) -> list[Finding]:
    """Check the text of a Python file.

    Args:
        source: The file's content.
        path: The name that the findings carry.
        select: Only these rules, with their findings of style. Default: all.
        ignore: Not these rules.
        style: Whether findings of style, of things that work, count too.

    Returns:
        The findings, by line and column.

    Raises:
        LintError: The text is not Python; the message names the line.
        ValueError: `select` or `ignore` names a rule that there is not.

    Source: <https://docs.python.org/3/library/ast.html>
    """
    chosen = (set(RULES) if select is None else _validate_rules("select", select)) - _validate_rules("ignore", ignore)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the file's own strange strings: not our subject
            tree = Source(source)
    except SyntaxError as error:
        raise LintError(f"{path}:{error.lineno or 1}: not Python: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise LintError(f"{path}:1: not Python: {error}") from error
    if not source.strip() or not (tree.uses_torch() or "torchtext" in source):
        return []
    lines = source.splitlines()
    allowed = _collect_ignored_rules(source)
    whole = set(_find_violations(tree, path, lines, chosen))
    found = {one for one in whole if one.rule not in allowed.get(one.line, {})}
    if "unused-ignore" in chosen:
        found |= set(_find_unused_comments(allowed, whole - found, path, chosen))
    return sorted(one for one in found if style or select is not None or one.severity != "style")


def check_file(
    path: str | Path, *, select: Iterable[str] | None = None, ignore: Iterable[str] = (), style: bool = False
) -> list[Finding]:
    """Check one file, in the encoding that it declares; of a notebook, its cells.

    Args:
        path: The file. A notebook ends in `.ipynb`.
        select: As for `check`.
        ignore: As for `check`.
        style: As for `check`.

    Returns:
        The findings, by line and column.

    Raises:
        LintError: The file cannot be read, or is not Python.
        ValueError: As for `check`.

    Source: <https://docs.python.org/3/library/tokenize.html#tokenize.open>
    """
    try:
        if Path(path).suffix == ".ipynb":
            return check_notebook(path, select=select, ignore=ignore, style=style)
        with tokenize.open(path) as file:
            text = file.read()
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise LintError(f"{path}: cannot be read: {reason}") from error
    return check(text, str(path), select=select, ignore=ignore, style=style)


def check_notebook(
    path: str | Path, *, select: Iterable[str] | None = None, ignore: Iterable[str] = (), style: bool = False
) -> list[Finding]:
    """Check the code cells of a notebook as one program, in their order.

    Args:
        path: The notebook.
        select: As for `check`.
        ignore: As for `check`.
        style: As for `check`.

    Returns:
        The findings, by cell, line and column; lines count in their cell.

    Raises:
        LintError: It is no notebook, or no Python one, or a cell is not Python.
        OSError: It cannot be read.
        UnicodeDecodeError: It is not UTF-8.
        ValueError: As for `check`.

    Source: <https://nbformat.readthedocs.io/en/latest/format_description.html>
    """
    try:
        cells = read_cells(path)
    except ValueError as error:
        if isinstance(error, UnicodeDecodeError):
            raise
        raise LintError(f"{path}: {error}") from error
    text = "\n".join(one.text for one in cells)
    starts = [sum(one.text.count("\n") + 1 for one in cells[:index]) for index in range(len(cells))]
    for one in cells:
        try:
            ast.parse(one.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", None) or 1
            reason = getattr(error, "msg", error)
            raise LintError(f"{path}:cell {one.number}:{line}: not Python: {reason}") from error
    found = []
    for finding in check(text, str(path), select=select, ignore=ignore, style=style):
        index = bisect.bisect_right(starts, finding.line - 1) - 1
        found.append(replace(finding, cell=cells[index].number, line=finding.line - starts[index]))
    return found


def find_python_files(paths: Iterable[str | Path]) -> Iterator[Path]:
    """List the Python files and notebooks among files and folders; hidden folders and environments are left out.

    Args:
        paths: Files, which are taken as they are, and folders, which are searched for Python files and notebooks.

    Yields:
        Paths, those of a folder in order.

    Source: <https://docs.python.org/3/library/pathlib.html>
    """
    for path in map(Path, paths):
        if not path.is_dir():
            yield path
            continue
        for one in sorted([*path.rglob("*.py"), *path.rglob("*.ipynb")]):
            parts = one.relative_to(path).parts[:-1]
            if not any(part.startswith(".") or part in {"venv", "__pycache__", "site-packages"} for part in parts):
                yield one


def _find_violations(tree: Source, path: str, lines: list[str], chosen: set[str]) -> Iterator[Finding]:
    """What breaks one of the chosen rules, rule by rule."""
    for rule, checker in CHECKS.items():
        if rule in chosen:
            for node, subject, instead in checker(tree):
                yield Finding(path, *_locate(node, lines), rule, subject, instead)
    if "dead-api" in chosen:
        for node, subject, instead, gone in find_dead_apis(tree):
            yield Finding(path, *_locate(node, lines), "dead-api", subject, instead, gone)


def _locate(node: object, lines: list[str]) -> tuple[int, int]:
    """Line and column in characters: the tree counts bytes."""
    line, offset = int(getattr(node, "lineno", 1)), int(getattr(node, "col_offset", 0))
    text = lines[line - 1] if line <= len(lines) else ""
    return line, len(text.encode()[:offset].decode(errors="ignore")) + 1


def _collect_ignored_rules(source: str) -> dict[int, dict[str, int]]:
    """The rules that comments switch off, by line, each with the comment's column."""
    found: dict[int, dict[str, int]] = {}
    if "hanli:" not in source:
        return found
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT and (match := _IGNORE_COMMENT.search(token.string)):
                column = token.start[1] + match.start() + 1
                found.setdefault(token.start[0], {}).update({name.strip(): column for name in match[1].split(",")})
    except (tokenize.TokenError, SyntaxError):
        pass  # the parser accepted it: what was found until here counts
    return found


def _find_unused_comments(
    allowed: dict[int, dict[str, int]], silenced: set[Finding], path: str, chosen: set[str]
) -> Iterator[Finding]:
    """Comments that switch off a rule that there is not, or one that finds nothing on their line."""
    used = {(one.line, one.rule) for one in silenced}
    for line, names in allowed.items():
        for name, column in names.items():
            if name not in RULES:
                yield Finding(path, line, column, "unused-ignore", name, "unknown")
            elif name in chosen and (line, name) not in used and "unused-ignore" not in names:
                yield Finding(path, line, column, "unused-ignore", name, "unused")


def _validate_rules(argument: str, names: Iterable[str]) -> set[str]:
    """The names of rules as a set, all of them known."""
    given = {names} if isinstance(names, str) else set(names)
    if unknown := sorted(given - set(RULES)):
        raise ValueError(f"{argument}: there is no rule {unknown[0]!r}; the rules are {', '.join(RULES)}")
    return given
