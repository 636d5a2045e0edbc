"""The committed records are those of the pages as they are."""

from __future__ import annotations

from pathlib import Path

from tools.blocks import blocks_of
from tools.gpu.record import NAME
from tools.machines import machines
from tools.proof import stamp
from tools.versions.record import FILE

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs/zh").rglob("*.md"))
NAMES = [page.relative_to(ROOT / "docs/zh").with_suffix("").as_posix() for page in PAGES]


def test_every_page_with_blocks_has_a_fresh_record_from_all_machines():
    found = [fault for page, name in zip(PAGES, NAMES, strict=True) if (fault := fault_of(page, name))]
    assert not found, "\n".join(["records that are not those of the pages:", *found])


def fault_of(page: Path, name: str) -> str | None:
    """What is wrong with the record of a page, and what to do."""
    blocks, record = blocks_of(page, ROOT), stamp(name, ROOT)
    if not blocks:
        return None
    remedy = f"run pytest docs/zh/{name}.md --machines all --record, and commit proof/{name}.json"
    if not record:
        return f"docs/zh/{name}.md has no record: {remedy}"
    if not record["fresh"] or record["blocks"] + record["not_run"] != len(blocks):
        return f"docs/zh/{name}.md changed since its record: {remedy}"
    if not set(record["machines"]) >= set(machines()):
        return f"proof/{name}.json is not from all machines: {remedy}"
    return None


def test_no_record_outlives_its_page():
    of_all_pages = {NAME.removesuffix(".json"), FILE.stem}  # what a GPU and other versions have shown
    records = {path.relative_to(ROOT / "proof").with_suffix("").as_posix() for path in (ROOT / "proof").rglob("*.json")}
    strange = sorted(records - set(NAMES) - of_all_pages)
    assert not strange, f"delete {[f'proof/{name}.json' for name in strange]}"
