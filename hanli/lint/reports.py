"""Findings for people and for programs: text, JSON, annotations of GitHub, SARIF."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import PurePath

from hanli.lint.findings import Finding
from hanli.lint.rules import RULES
from hanli.lint.rules.rule import SEVERITIES, SITE
from hanli.lint.rules.words import SEVERITY_WORDS

FORMATS = ("text", "json", "github", "sarif")
_GITHUB_LEVELS = {"error": "error", "warning": "warning", "style": "notice"}
_SARIF_LEVELS = {"error": "error", "warning": "warning", "style": "note"}


def report(found: Sequence[Finding], form: str, language: str) -> str:
    """All findings in one of `FORMATS`.

    Args:
        found: The findings.
        form: One of `FORMATS`.
        language: `zh` or `en`.

    Raises:
        ValueError: `form` is none of `FORMATS`, or `language` is neither.
    """
    if form == "text":
        return "\n".join(one.text(language) for one in found)
    if form == "json":
        return json.dumps([_to_json(one, language) for one in found], ensure_ascii=False, indent=2)
    if form == "github":
        return "\n".join(_to_annotation(one, language) for one in found)
    if form == "sarif":
        return json.dumps(_to_sarif(found, language), ensure_ascii=False, indent=2)
    raise ValueError(f"form must be one of {', '.join(FORMATS)}, got {form!r}")


def summarize(found: Sequence[Finding], files: int, language: str) -> str:
    """One line: how many findings of each severity, in how many files.

    Args:
        found: The findings.
        files: How many files were checked.
        language: `zh` or `en`.
    """
    counts = Counter(one.severity for one in found)
    if language == "zh":
        told = "、".join(f"{counts[one]} 处{SEVERITY_WORDS['zh'][one]}" for one in SEVERITIES if counts[one])
        return f"检查了 {files} 个文件：{told or '没有发现'}"
    plural = {"error": "errors", "warning": "warnings", "style": "of style"}
    named = [
        f"{counts[one]} {one if counts[one] == 1 and one != 'style' else plural[one]}"
        for one in SEVERITIES
        if counts[one]
    ]
    return f"{files} {'file' if files == 1 else 'files'} checked: {', '.join(named) or 'nothing found'}"


def list_rules(language: str) -> str:
    """All rules, one a line: name, severity, what it finds, and its page.

    Args:
        language: `zh` or `en`.
    """
    width = max(map(len, RULES))
    return "\n".join(
        f"{rule.name:{width}}  {rule.severity:7}  {rule.why[language]}\n{'':{width}}  {'':7}  {rule.address(language)}"
        for rule in RULES.values()
    )


def _to_json(finding: Finding, language: str) -> dict[str, object]:
    """A finding with its texts, for programs."""
    rule = RULES[finding.rule]
    page = rule.page if language == "zh" else f"en/{rule.page}"
    return {
        **asdict(finding),
        "severity": finding.severity,
        "what": finding.what(language),
        "why": rule.why[language],
        "page": page,
        "address": rule.address(language),
    }


def _to_annotation(finding: Finding, language: str) -> str:
    """A workflow command of GitHub, which shows the finding beside the line."""
    rule = RULES[finding.rule]
    message = f"{finding.what(language)}\n{rule.why[language]}\n{rule.address(language)}"
    place = f"file={_escape(finding.path, also=':,')}"
    if not finding.cell:  # the lines of a cell are none of the file
        place += f",line={finding.line},col={finding.column}"
    else:
        message = f"{finding.place}: {message}"
    return f"::{_GITHUB_LEVELS[finding.severity]} {place},title={finding.rule}::{_escape(message)}"


def _escape(text: str, also: str = "") -> str:
    """Text as a workflow command takes it."""
    for one in f"%\r\n{also}":
        text = text.replace(one, f"%{ord(one):02X}")
    return text


def _to_sarif(found: Sequence[Finding], language: str) -> dict[str, object]:
    """A log of SARIF 2.1.0, as code scanning reads it."""
    names = sorted({one.rule for one in found})
    rules = [
        {
            "id": name,
            "shortDescription": {"text": RULES[name].why[language]},
            "helpUri": RULES[name].address(language),
            "defaultConfiguration": {"level": _SARIF_LEVELS[RULES[name].severity]},
        }
        for name in names
    ]
    results = [
        {
            "ruleId": one.rule,
            "ruleIndex": names.index(one.rule),
            "level": _SARIF_LEVELS[one.severity],
            "message": {"text": f"{one.what(language)}. {RULES[one.rule].why[language]}"},
            "locations": [{"physicalLocation": _locate(one)}],
        }
        for one in found
    ]
    driver = {"name": "hanli.lint", "informationUri": SITE, "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _locate(finding: Finding) -> dict[str, object]:
    """The place of a finding; the lines of a notebook's cell are none of its file."""
    place: dict[str, object] = {"artifactLocation": {"uri": PurePath(finding.path).as_posix()}}
    if not finding.cell:
        place["region"] = {"startLine": finding.line, "startColumn": finding.column}
    return place
