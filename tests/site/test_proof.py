"""The committed records are those of the pages as they are."""

from __future__ import annotations

from pathlib import Path

from tools.blocks import blocks_of
from tools.machines import machines
from tools.proof import stamp

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs/zh").rglob("*.md"))
NAMES = [page.relative_to(ROOT / "docs/zh").with_suffix("").as_posix() for page in PAGES]


def test_every_page_with_blocks_has_a_fresh_record_from_all_machines():
    for page, name in zip(PAGES, NAMES, strict=True):
        blocks = blocks_of(page, ROOT)
        if not blocks:
            continue
        remedy = f"run pytest docs/zh/{name}.md --machines all --record, and commit proof/{name}.json"
        record = stamp(name, ROOT)
        assert record, f"docs/zh/{name}.md has no record: {remedy}"
        assert record["fresh"], f"docs/zh/{name}.md changed since its record: {remedy}"
        assert record["blocks"] + record["not_run"] == len(blocks)
        assert set(record["machines"]) >= set(machines()), f"proof/{name}.json is not from all machines: {remedy}"


def test_no_record_outlives_its_page():
    records = {path.relative_to(ROOT / "proof").with_suffix("").as_posix() for path in (ROOT / "proof").rglob("*.json")}
    assert records <= set(NAMES), f"delete {[f'proof/{name}.json' for name in sorted(records - set(NAMES))]}"
