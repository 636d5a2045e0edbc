"""What a run showed, for people: at most sixty lines, the rest is in the record."""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest
from typing import Any

LISTED = 24  # outcomes that are listed one by one
REASONS = 12  # reasons for skipping that are listed
WIDTH = 60  # of each of two lines that differ
STATES = {
    "equal": "printed what the page shows",
    "ran": "ran, and the page shows no output to compare with",
    "differs": "printed something else",
    "failed": "failed",
    "skipped": "skipped",
    "not reached": "not reached when time was up",
}


def summarize(record: dict[str, Any]) -> list[str]:
    """The lines of the summary."""
    blocks, counts = record["blocks"], record["counts"]
    versions = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    lines = [
        f"{len(blocks)} blocks on {record['gpu'] or 'the CPU'}, {record['date']}, {record['seconds']} s; {versions}"
    ]
    lines += [f"{counts[state]:6} {words}" for state, words in STATES.items() if state in counts]
    lines += list_some([one_line(block) for block in blocks if block["state"] in {"differs", "failed"}], LISTED)
    needing = [block for block in blocks if block.get("needs_gpu") and record["gpu"]]
    lines += [f"needs a GPU: {where(block)} {block['state']}" for block in needing[:REASONS]]
    reasons = Counter(block["text"].splitlines()[0] for block in blocks if block["state"] == "skipped")
    told = [f"skipped: {count:4} {shorten(reason, 2 * WIDTH)}" for reason, count in reasons.most_common()]
    return lines + list_some(told, REASONS)


def one_line(block: dict[str, Any]) -> str:
    """Where a block printed something else or failed, and the first line that says how."""
    if block["state"] == "failed":
        told = [line for line in block.get("text", "").splitlines() if line.strip()] or ["without a word"]
        how = ": ".join(
            [told[0].partition(": ")[0], *told[1:][-1:]]
        )  # the error itself stands at the end of its traceback
        return f"failed:  {where(block)} {shorten(how, 2 * WIDTH)}"
    pairs = zip_longest(block.get("expected", "").splitlines(), block.get("text", "").splitlines(), fillvalue="")
    page, here = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
    return f"differs: {where(block)} page: {shorten(page, WIDTH)!r} here: {shorten(here, WIDTH)!r}"


def where(block: dict[str, Any]) -> str:
    return f"{block['page']} {block['name']}:"


def shorten(text: str, length: int) -> str:
    """The text in one line, cut at a length."""
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[: length - 1]}…"


def list_some(lines: list[str], limit: int) -> list[str]:
    """As many of the lines as the limit allows, and how many there are more."""
    rest = len(lines) - limit
    return lines if rest <= 0 else [*lines[:limit], f"… and {rest} more: see the record (--out)"]
