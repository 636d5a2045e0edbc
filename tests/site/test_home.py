"""The home page says what is true: what is written of each stage, and where the map is that it points to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from built import LANGUAGES

from tools.course_map import read_course_map

ROOT = Path(__file__).parents[2]
STATUS = {
    "zh": ("可以读了", "可以读了，还差 {missing} 节", "写好了 {written} 节，还差 {missing} 节", "还没写到"),
    "en": ("ready to read", "ready except {missing} sections", "{written} written, {missing} to come", "to come"),
}
REALMS = {
    "zh": ["炼气", "筑基", "结丹", "元婴", "化神"],
    "en": ["Qi Condensation", "Foundation Establishment", "Core Formation", "Nascent Soul", "Deity Transformation"],
}


def stages(text: str) -> list[tuple[str, str]]:
    """The first and the last cell of each row of the table of stages."""
    section = re.search(r"(?ms)^## [^\n]*\{ #stages \}\n(.*?)^## ", text)[1]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("|")
    ]
    return [(row[0], row[-1]) for row in rows[2:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_stage_is_said_to_be_written_when_it_is(language: str) -> None:
    told = stages((ROOT / "docs" / language / "index.md").read_text("utf-8"))
    roadmap = read_course_map(ROOT, language)[0]
    assert [realm in name for (name, _), realm in zip(told, REALMS[language], strict=True)] == [True] * 5
    for number, (name, status) in enumerate(told, 1):
        items = [item for group in roadmap["groups"] for item in group["items"] if item["id"].startswith(f"R{number}.")]
        missing = sum(item["url"] is None for item in items)
        written = len(items) - missing
        whole, mostly, begun, nothing = STATUS[language]
        right = whole if not missing else nothing if not written else mostly if written > missing else begun
        right = right.format(written=written, missing=missing).replace("except 1 sections", "except 1 section")
        assert items and status == right, f"docs/{language}/index.md: {name}: {status}: write {right!r}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_1640_is_a_number_and_no_year(language: str) -> None:
    for page in (ROOT / "docs" / language).rglob("*.md"):
        found = re.search(
            r"1640[^。.\n]{0,12}(?:年号|纪年|\byear\b)|(?:年号|纪年|\byear\b)[^。.\n]{0,6}1640", page.read_text("utf-8")
        )
        assert not found, (
            f"{page.relative_to(ROOT)}: {found[0]!r}: 1640 is simply the number that the course seeds with"
        )


def test_the_map_that_the_text_links_to_is_there(site: Path) -> None:
    for prefix in LANGUAGES.values():
        page = (site / prefix / "index.html").read_text("utf-8")
        assert 'href="#map"' in page and 'id="map"' in page
