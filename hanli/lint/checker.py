"""Find the anti-patterns and the dead APIs of PyTorch 2.14 in your own files, without running them.

    python -m hanli.lint train.py project/ --language en

The files are read as syntax trees; torch is not imported, so the answer comes at once. Names are followed through imports,
so that `from torch import nn as layers` hides nothing. Where the tree cannot decide, the linter says nothing. A line that
is meant as it is carries the comment `# hanli: ignore[rule]`.

The exit status is 0 without findings, 1 with findings, 2 if a file could not be read.

Source: <https://docs.python.org/3/library/ast.html>
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
import tokenize
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from hanli import _lint_tensors as tensors
from hanli import _lint_training as training
from hanli._lint_dead import dead
from hanli._lint_rules import GONE, RULES, SEE, SUBJECTS, WHY
from hanli._lint_source import Source

LANGUAGES = ("zh", "en")

_CHECKS: dict[str, Callable[[Source], Iterable[tensors.Found]]] = {
    "tensor-in-loop": tensors.tensor_in_loop,
    "cat-in-loop": tensors.cat_in_loop,
    "ndarray-list": tensors.ndarray_list,
    "item-each-step": training.item_each_step,
    "keep-graph": training.keep_graph,
    "missing-zero-grad": training.missing_zero_grad,
    "missing-eval": training.missing_eval,
    "missing-no-grad": training.missing_no_grad,
    "softmax-before-cross-entropy": training.softmax_before_cross_entropy,
    "in-place-leaf": tensors.in_place_leaf,
    "mask-each-forward": tensors.mask_each_forward,
    "module-list": tensors.module_list,
    "empty-cache-each-step": training.empty_cache_each_step,
    "data-attribute": tensors.data_attribute,
    "clip-before-unscale": training.clip_before_unscale,
    "step-order": training.step_order,
    "pickled-model": tensors.pickled_model,
    "set-epoch-forgotten": training.set_epoch_forgotten,
    "mean-of-means": training.mean_of_means,
    "tensor-of-tensor": tensors.tensor_of_tensor,
    "requires-grad-typo": tensors.requires_grad_typo,
    "missing-super-init": tensors.missing_super_init,
    "plateau-metric": training.plateau_metric,
    "loader-options": tensors.loader_options,
}
_IGNORE = re.compile(r"#\s*hanli:\s*ignore\[([\w\s,-]*)\]")


class LintError(Exception):
    """A file that cannot be checked; the message says where and why."""


@dataclass(frozen=True, order=True)
class Finding:
    """One place that breaks one rule.

    Attributes:
        path: The file, as it was given.
        line: The line, from 1.
        column: The character in the line, from 1.
        rule: The rule's name.
        subject: What it is about, where the rule speaks of several things; else empty.
        instead: What to write or call in its place, where the rule says so; else empty.
        gone: For `dead-api`, whether it raises (True) or only warns.
    """

    path: str
    line: int
    column: int
    rule: str
    subject: str = ""
    instead: str = ""
    gone: bool = False

    def what(self, language: str = "en") -> str:
        """Say what was found.

        Args:
            language: `zh` or `en`.

        Raises:
            ValueError: `language` is neither.
        """
        _check_language(language)
        subject = SUBJECTS[language].get(self.subject, self.subject)
        return (
            RULES[self.rule]
            .what[language]
            .format(subject=subject, instead=self.instead, gone=GONE[language][self.gone])
        )

    def text(self, language: str = "en") -> str:
        """Say where, what, why, and where to read on, in three lines.

        Args:
            language: `zh` or `en`.

        Raises:
            ValueError: `language` is neither.
        """
        rule, what = RULES[self.rule], self.what(language)
        page = rule.page if language == "zh" else f"en/{rule.page}"
        return (
            f"{self.path}:{self.line}:{self.column}: {self.rule}: {what}\n"
            f"    {WHY[language]}{rule.why[language]}\n"
            f"    {SEE[language]}{page}"
        )


def check(
    source: str, path: str = "<text>", *, select: Iterable[str] | None = None, ignore: Iterable[str] = ()
) -> list[Finding]:
    """Check the text of a Python file.

    Args:
        source: The file's content.
        path: The name that the findings carry.
        select: Only these rules. Default: all.
        ignore: Not these rules.

    Returns:
        The findings, by line and column.

    Raises:
        LintError: The text is not Python; the message names the line.
        ValueError: `select` or `ignore` names a rule that there is not.

    Source: <https://docs.python.org/3/library/ast.html>
    """
    chosen = (set(RULES) if select is None else _known("select", select)) - _known("ignore", ignore)
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
    allowed = _allowed(source)
    found = {one for one in _findings(tree, path, lines, chosen) if one.rule not in allowed.get(one.line, set())}
    return sorted(found)


def check_file(path: str | Path, *, select: Iterable[str] | None = None, ignore: Iterable[str] = ()) -> list[Finding]:
    """Check one file, in the encoding that it declares.

    Args:
        path: The file.
        select: As for `check`.
        ignore: As for `check`.

    Returns:
        The findings, by line and column.

    Raises:
        LintError: The file cannot be read, or is not Python.
        ValueError: As for `check`.

    Source: <https://docs.python.org/3/library/tokenize.html#tokenize.open>
    """
    try:
        with tokenize.open(path) as file:
            text = file.read()
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise LintError(f"{path}: cannot be read: {reason}") from error
    return check(text, str(path), select=select, ignore=ignore)


def files(paths: Iterable[str | Path]) -> Iterator[Path]:
    """List the Python files among files and folders; hidden folders and environments are left out.

    Args:
        paths: Files, which are taken as they are, and folders, which are searched.

    Yields:
        Paths, those of a folder in order.

    Source: <https://docs.python.org/3/library/pathlib.html>
    """
    for path in map(Path, paths):
        if not path.is_dir():
            yield path
            continue
        for one in sorted(path.rglob("*.py")):
            parts = one.relative_to(path).parts[:-1]
            if not any(part.startswith(".") or part in {"venv", "__pycache__", "site-packages"} for part in parts):
                yield one


def _findings(tree: Source, path: str, lines: list[str], chosen: set[str]) -> Iterator[Finding]:
    for rule, checker in _CHECKS.items():
        if rule in chosen:
            for node, subject, instead in checker(tree):
                yield Finding(path, *_place(node, lines), rule, subject, instead)
    if "dead-api" in chosen:
        for node, subject, instead, gone in dead(tree):
            yield Finding(path, *_place(node, lines), "dead-api", subject, instead, gone)


def _place(node: object, lines: list[str]) -> tuple[int, int]:
    """Line and column in characters: the tree counts bytes."""
    line, offset = int(getattr(node, "lineno", 1)), int(getattr(node, "col_offset", 0))
    text = lines[line - 1] if line <= len(lines) else ""
    return line, len(text.encode()[:offset].decode(errors="ignore")) + 1


def _allowed(source: str) -> dict[int, set[str]]:
    """The rules that comments switch off, by line."""
    found: dict[int, set[str]] = {}
    if "hanli:" not in source:
        return found
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT and (match := _IGNORE.search(token.string)):
                names = {name.strip() for name in match[1].split(",")}
                found.setdefault(token.start[0], set()).update(names)
    except (tokenize.TokenError, SyntaxError):
        pass  # the parser accepted it: what was found until here counts
    return found


def _known(argument: str, names: Iterable[str]) -> set[str]:
    given = {names} if isinstance(names, str) else set(names)
    if unknown := sorted(given - set(RULES)):
        raise ValueError(f"{argument}: there is no rule {unknown[0]!r}; the rules are {', '.join(RULES)}")
    return given


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise ValueError(f"language must be zh or en, got {language!r}")


def _language() -> str:
    """Of the reader's system: Chinese if it says so, else English."""
    told = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if told.lower().startswith("zh") else "en"


def _main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m hanli.lint", description="Find anti-patterns and dead APIs.")
    parser.add_argument("paths", nargs="+", help="files and folders")
    parser.add_argument("--language", choices=LANGUAGES, default=_language(), help="default: that of the system")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--select", action="append", metavar="RULE", help="only this rule; may be repeated")
    parser.add_argument("--ignore", action="append", metavar="RULE", default=[], help="not this rule; may be repeated")
    given = parser.parse_args(arguments)
    found: list[Finding] = []
    unread = 0
    for path in files(given.paths):
        try:
            found += check_file(path, select=given.select, ignore=given.ignore)
        except LintError as error:
            print(error, file=sys.stderr)
            unread += 1
        except ValueError as error:
            parser.error(str(error))
    if given.format == "json":
        print(json.dumps([_as_json(one, given.language) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            print(one.text(given.language))
    return 2 if unread else 1 if found else 0


def _as_json(finding: Finding, language: str) -> dict[str, object]:
    rule = RULES[finding.rule]
    page = rule.page if language == "zh" else f"en/{rule.page}"
    return {**asdict(finding), "what": finding.what(language), "why": rule.why[language], "page": page}


if __name__ == "__main__":
    sys.exit(_main())
