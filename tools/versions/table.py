"""What the proof page shows of the other versions: a row a version, what differs, what was not run, and failed tests of `hanli`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tools.proof_table import REASONS
from tools.versions.notes import label
from tools.versions.record import Entry, Record, changed_pages, read_record

KINDS = {
    "zh": {"text": "打印的文字", "figure": "图", "shapes": "形状", "time": "没有按时跑完", "other": "别的"},
    "en": {"text": "text", "figure": "figure", "shapes": "shapes", "time": "not in time", "other": "something else"},
}
NEEDS = "needs "  # the start of the reason for a block whose package is absent in an environment


def read_version_tables(titled: Iterable[tuple[str, str, str]], root: Path, language: str) -> dict[str, Any]:
    """What the template of the proof page needs of the other versions.

    Args:
        titled: Of each page its name, title and URL, in the order of the tables.
        root: The folder of `docs` and `proof`.
        language: `zh` or `en`.

    Returns:
        `versions`, a dictionary a version; `version_differences`, one a block that differs, with the versions in which it does;
        `version_not_run`, one a version and reason; `version_failures`, one a version and failed test of `hanli`.

    Raises:
        RecordError: The record cannot be read.
    """
    record = read_record(root)
    return {
        "versions": [row_of(name, entry, root) for name, entry in sorted(record.items())],
        "version_differences": list_differences(record, titled, language),
        "version_not_run": list_not_run(record, language),
        "version_failures": [
            {"label": label(name, entry["versions"]), "test": test, "reason": reason}
            for name, entry in sorted(record.items())
            for test, reason in (entry["hanli"] or {"failed": {}})["failed"].items()
        ],
    }


def row_of(name: str, entry: Entry, root: Path) -> dict[str, Any]:
    """The row of a version: what was installed, the counts, the oldest date, and how many pages changed since."""
    pages, hanli = entry["pages"].values(), entry["hanli"]
    blocks, different = sum(page["blocks"] for page in pages), sum(len(page["different"]) for page in pages)
    return {
        "label": label(name, entry["versions"]),
        "installed": entry["versions"],
        "blocks": blocks,
        "different": different,
        "equal": blocks - different,
        "not_run": sum(len(names) for page in pages for names in page["not_run"].values()),
        "passed": hanli["passed"] if hanli else 0,
        "failed": len(hanli["failed"]) if hanli else 0,
        "date": min((page["date"] for page in pages), default=""),
        "changed": len(changed_pages(entry, root)),
    }


def list_differences(record: Record, titled: Iterable[tuple[str, str, str]], language: str) -> list[dict[str, Any]]:
    """The blocks that came out otherwise, in the order of the pages; also those that changed since."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for page, title, url in titled:
        for name, entry in sorted(record.items()):
            for each in entry["pages"].get(page, {"different": []})["different"]:
                key = (page, each["block"], each["kind"])
                row = {"title": title, "url": url, "block": each["block"], "kind": KINDS[language][each["kind"]]}
                rows.setdefault(key, row | {"labels": []})["labels"].append(label(name, entry["versions"]))
    return list(rows.values())


def list_not_run(record: Record, language: str) -> list[dict[str, Any]]:
    """Why blocks were not run, by version."""
    rows = []
    for name, entry in sorted(record.items()):
        counts: dict[str, int] = {}
        for page in entry["pages"].values():
            for reason, blocks in page["not_run"].items():
                counts[reason] = counts.get(reason, 0) + len(blocks)
        for reason, count in sorted(counts.items(), key=lambda found: (-found[1], found[0])):
            shown = in_chinese(reason) if language == "zh" else reason
            rows.append({"label": label(name, entry["versions"]), "reason": shown, "count": count})
    return rows


def in_chinese(reason: str) -> str:
    """A reason in the words of the Chinese page."""
    if reason not in REASONS and reason.startswith(NEEDS):
        return f"需要 {reason.removeprefix(NEEDS)}，那个环境里没有"
    return REASONS.get(reason, reason)
