"""`python -m hanli.lint`: which files, which rules, in which language and format."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from hanli.lint.checker import LintError, check_file, find_python_files
from hanli.lint.configuration import Configuration, read_configuration
from hanli.lint.findings import LANGUAGES, Finding
from hanli.lint.reports import FORMATS, list_rules, report, summarize


def _detect_language() -> str:
    """Of the reader's system: Chinese if it says so, else English."""
    told = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if told.lower().startswith("zh") else "en"


def _make_parser() -> argparse.ArgumentParser:
    """The arguments of the command."""
    parser = argparse.ArgumentParser(prog="python -m hanli.lint", description="Find anti-patterns and dead APIs.")
    parser.add_argument("paths", nargs="*", help="files, notebooks and folders")
    parser.add_argument("--language", choices=LANGUAGES, default=_detect_language(), help="default: that of the system")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--select", action="append", metavar="RULES", help="only these, by commas; may be repeated")
    parser.add_argument("--ignore", action="append", metavar="RULES", default=[], help="not these; the same")
    parser.add_argument("--style", action=argparse.BooleanOptionalAction, help="what works and could be better, too")
    parser.add_argument("--list", action="store_true", help="name all rules with their severities and pages")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the command line names; returns the exit status."""
    parser = _make_parser()
    given = parser.parse_args(arguments)
    if given.list:
        print(list_rules(given.language))
        return 0
    if not given.paths:
        parser.error("name at least one file or folder, or --list")
    found: list[Finding] = []
    unread = checked = 0
    try:
        settings = read_configuration(given.paths[0])
        for path in find_python_files(given.paths):
            if path.as_posix() not in {Path(one).as_posix() for one in given.paths} and settings.excludes(path):
                continue
            try:
                found += _check(path, given, settings)
                checked += 1
            except LintError as error:
                print(error, file=sys.stderr)
                unread += 1
    except ValueError as error:
        parser.error(str(error))
    lines = [report(found, given.format, given.language)]
    if given.format == "text":
        lines.append(summarize(found, checked, given.language))
    _write("".join(f"{one}\n" for one in lines if one))
    return 2 if unread else 1 if found else 0


def _write(text: str) -> None:
    """Print, also to a program that stops reading, as `head` does."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more at its end


def _check(path: Path, given: argparse.Namespace, settings: Configuration) -> list[Finding]:
    """Check one file: the command line goes before the project's settings."""
    return check_file(
        path,
        select=_split_names(given.select) if given.select is not None else settings.select,
        ignore=[*_split_names(given.ignore), *settings.ignore],
        style=settings.style if given.style is None else given.style,
    )


def _split_names(given: Sequence[str]) -> list[str]:
    """The names of rules in options such as `keep-graph,dead-api`."""
    return [name.strip() for one in given for name in one.split(",") if name.strip()]
