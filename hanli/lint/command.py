"""`python -m hanli.lint`: which files, which rules, in which language and format."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict

from hanli.lint.checker import LintError, check_file, find_python_files
from hanli.lint.findings import LANGUAGES, Finding
from hanli.lint.rules import RULES


def _detect_language() -> str:
    """Of the reader's system: Chinese if it says so, else English."""
    told = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if told.lower().startswith("zh") else "en"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the command line names; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m hanli.lint", description="Find anti-patterns and dead APIs.")
    parser.add_argument("paths", nargs="+", help="files and folders")
    parser.add_argument("--language", choices=LANGUAGES, default=_detect_language(), help="default: that of the system")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--select", action="append", metavar="RULE", help="only this rule; may be repeated")
    parser.add_argument("--ignore", action="append", metavar="RULE", default=[], help="not this rule; may be repeated")
    given = parser.parse_args(arguments)
    found: list[Finding] = []
    unread = 0
    for path in find_python_files(given.paths):
        try:
            found += check_file(path, select=given.select, ignore=given.ignore)
        except LintError as error:
            print(error, file=sys.stderr)
            unread += 1
        except ValueError as error:
            parser.error(str(error))
    if given.format == "json":
        print(json.dumps([_to_json(one, given.language) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            print(one.text(given.language))
    return 2 if unread else 1 if found else 0


def _to_json(finding: Finding, language: str) -> dict[str, object]:
    """A finding with its texts, for programs."""
    rule = RULES[finding.rule]
    page = rule.page if language == "zh" else f"en/{rule.page}"
    return {**asdict(finding), "what": finding.what(language), "why": rule.why[language], "page": page}
