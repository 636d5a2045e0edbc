"""The record of the other versions, `proof/versions.json`. Needs neither torch nor pytest to be read.

Each entry, named such as `torch-2.15.0`, has the `versions` that were installed, what was left out (`without`), a page's `date`,
`digest`, number of `blocks` that ran, those that came out `different` and those `not_run`, by reason; and the tests of `hanli`.
"""

from __future__ import annotations

import hashlib
import json
import textwrap
from pathlib import Path
from typing import Any

from tools.proof import digest

FILE = Path("proof", "versions.json")
COMMAND = "python -m tools.versions"
LENGTH = 16  # digits of a digest that are kept
KINDS = {  # how a block came out otherwise, by the beginning of what the runner says
    "drew another": "figure",
    "did not save": "figure",
    "has shape comments": "shapes",
    "ran longer": "time",
}
PARTS = ("versions", "pages", "hanli")
OF_PAGE = ("date", "digest", "blocks", "different", "not_run")

Entry = dict[str, Any]
Record = dict[str, Entry]


class RecordError(ValueError):
    """A record that cannot be used, in one line: file, what is wrong, remedy."""


def fingerprint(code: str, expected: str | None) -> str:
    """A digest of a block with the output that the page shows: a difference is told as long as neither changed."""
    text = "\0".join(textwrap.dedent(part).strip() for part in (code, expected or ""))
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def hanli_digest(root: Path) -> str:
    """A digest of the library and its tests."""
    found = hashlib.sha256()
    for file in sorted(path for name in ("hanli", "tests/hanli") for path in (root / name).rglob("*.py")):
        found.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:LENGTH]


def read_record(root: Path) -> Record:
    """The record of all versions; empty if there is none.

    Raises:
        RecordError: The file is not a record.
    """
    file = root / FILE
    if not file.exists():
        return {}
    remedy = f"restore it from git, or delete it and run {COMMAND} oldest newest"
    try:
        record: Record = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise RecordError(f"{FILE.as_posix()}:{error.lineno}: not JSON, {error.msg}: {remedy}") from None
    for name, entry in record.items() if isinstance(record, dict) else [("the file", record)]:
        if not isinstance(entry, dict) or any(part not in entry for part in PARTS):
            raise RecordError(f"{FILE.as_posix()}: {name} lacks one of {', '.join(PARTS)}: {remedy}")
        for page, found in entry["pages"].items():
            if any(part not in found for part in OF_PAGE):
                raise RecordError(f"{FILE.as_posix()}: {name}, {page} lacks one of {', '.join(OF_PAGE)}: {remedy}")
    return record


def write_record(root: Path, record: Record) -> None:
    """Write the record, a line a page, so that a change of one page is a change of one line."""
    entries = []
    for name, entry in sorted(record.items()):
        parts = [f"  {show(key)}: {show(value)}" for key, value in entry.items() if key != "pages"]
        pages = [f"   {show(page)}: {show(found)}" for page, found in sorted(entry["pages"].items())]
        parts.append('  "pages": {\n' + ",\n".join(pages) + "\n  }")
        entries.append(f" {show(name)}: {{\n" + ",\n".join(parts) + "\n }")
    draft = (root / FILE).with_suffix(".tmp")
    draft.write_text("{\n" + ",\n".join(entries) + "\n}\n", encoding="utf-8")
    draft.replace(root / FILE)


def show(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def make_entry(report: dict[str, Any], date: str, without: list[str]) -> Entry:
    """What the record keeps of a run, from the file that `tools.versions.differences` wrote.

    Pages of which some blocks did not run are left out.
    """
    pages = {
        name: {
            "date": date,
            "digest": found["digest"],
            "blocks": found["blocks"],
            "different": [told(each) for each in found["different"]],
            "not_run": found["not_run"],
        }
        for name, found in report["pages"].items()
        if "ran" not in found
    }
    hanli = {"date": date, **report["hanli"]} if report["hanli"] else None
    return {"versions": report["versions"], "without": without, "hanli": hanli, "pages": pages}


def told(difference: dict[str, str]) -> dict[str, str]:
    """A difference as the record keeps it: of what kind, and the text that was printed, or else what the runner said."""
    fault = difference["fault"]
    kind = (
        "text" if "text" in difference else next((KINDS[start] for start in KINDS if fault.startswith(start)), "other")
    )
    kept = {"block": difference["block"], "fingerprint": difference["fingerprint"], "kind": kind}
    if kind in {"text", "other"}:
        kept["text"] = difference.get("text", fault)
    return kept


def correct(report: dict[str, Any], second: dict[str, Any]) -> list[str]:
    """Replace in a report what a second run of all that had failed says of it; the names of what then came out as it should."""
    unsteady = []
    for name, found in report["pages"].items():
        again = second["pages"].get(name)
        if not again:
            continue
        later = {each["block"]: each for each in again["different"]}
        ran = set(again.get("ran", (each["block"] for each in found["different"])))
        unsteady += [each["block"] for each in found["different"] if each["block"] in ran - set(later)]
        kept = [later.get(each["block"], each) for each in found["different"]]
        found["different"] = [each for each in kept if each["block"] not in ran or each["block"] in later]
    if report["hanli"] and second["hanli"]:
        failed = report["hanli"]["failed"]
        passed = sorted(set(failed) & set(report["failed"]) - set(second["hanli"]["failed"]))
        report["hanli"]["failed"] = {name: why for name, why in failed.items() if name not in passed}
        report["hanli"]["passed"] += len(passed)
        unsteady += passed
    return unsteady


def merge(before: Entry | None, entry: Entry, whole: bool) -> Entry | None:
    """An entry with the results of a run: of a whole one in its place, of some pages beside the others; None if it has no place."""
    if whole:
        return entry
    kept = ("python", "torch", "torchvision")
    if not before or any(before["versions"].get(name) != entry["versions"].get(name) for name in kept):
        return None
    return entry | {"hanli": entry["hanli"] or before["hanli"], "pages": before["pages"] | entry["pages"]}


def changed_pages(entry: Entry, root: Path) -> list[str]:
    """The pages that are no longer those of the entry, or that it does not have."""
    found = []
    for path in sorted((root / "docs/zh").rglob("*.md")):
        name = path.relative_to(root / "docs/zh").with_suffix("").as_posix()
        kept = entry["pages"].get(name)
        if (kept or has_blocks(path)) and (not kept or kept["digest"] != digest(path, root)[:LENGTH]):
            found.append(name)
    return found


def has_blocks(page: Path) -> bool:
    """Whether a page has a fence that runs."""
    fences = ("```python", "```bash", "```sh")
    return any(line.strip() in fences for line in page.read_text(encoding="utf-8").splitlines())


def changed_library(entry: Entry, root: Path) -> bool:
    """Whether `hanli` or its tests are no longer those of the entry."""
    return not entry["hanli"] or entry["hanli"]["digest"] != hanli_digest(root)


def check(record: Record, root: Path) -> list[str]:
    """One line for each entry that is older than the pages or the library: file, what changed, remedy."""
    faults = []
    for name, entry in sorted(record.items()):
        changed = changed_pages(entry, root)
        some = ", ".join(changed[:3]) + (", …" if len(changed) > 3 else "")
        what = [f"{len(changed)} pages changed since ({some})"] if changed else []
        what += ["hanli or its tests changed since"] if changed_library(entry, root) else []
        if what:
            faults.append(f"{FILE.as_posix()}: {name}: {'; '.join(what)}: run {COMMAND} {name} --changed")
    return faults
