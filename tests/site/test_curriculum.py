"""Every id of curriculum.yml is taught by one page, or listed as not yet taught."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tools.blocks import blocks_of
from tools.pages import LANGUAGES, Page, compare_all, outline, pages

ROOT = Path(__file__).parents[2]
LIST = "tests/site/not_yet_taught.txt"
INDEXES = {"R0", "T0"}  # tables that lead to other pages; ids of X are about the site itself


def curriculum(root: Path) -> list[dict[str, Any]]:
    """The parts of curriculum.yml."""
    parts: list[dict[str, Any]] = yaml.safe_load((root / "curriculum.yml").read_text("utf-8"))
    return parts


def ids(root: Path) -> list[str]:
    groups = [group for part in curriculum(root) for group in part["groups"]]
    return [item["id"] for group in groups for item in group["items"]]


def covers(page: Page) -> list[tuple[str, str]]:
    """The ids that a page teaches, each with the heading that does (`T1.3#seed`) or with ""."""
    found = page.front.get("covers") or []
    entries = [str(entry) for entry in found] if isinstance(found, list) else [str(found)]
    return [(entry.partition("#")[0], entry.partition("#")[2]) for entry in entries]


def faults(root: Path) -> list[str]:
    """One line for each fault: where, what, remedy."""
    known = ids(root)
    found = []
    for language in LANGUAGES:
        taught: dict[str, str] = {}
        for page in pages(root, language):
            where = f"{page.where}:{page.front_line('covers')}"
            headings = {part.shared[1] for part in outline(page) if part.kind == "heading"}
            for entry, anchor in covers(page):
                if anchor and f"#{anchor}" not in headings:
                    found.append(f"{where}: {entry}#{anchor} is no heading here: correct the anchor")
                if entry not in known:
                    found.append(f"{where}: {entry} is not in curriculum.yml: correct the id")
                elif entry in taught:
                    found.append(f"{where}: {entry} is taught by {taught[entry]}: keep it in one")
                taught.setdefault(entry, page.where)
        if language == "zh":
            found += _list_faults(root, known, taught)
    return found


def _list_faults(root: Path, known: list[str], taught: dict[str, str]) -> list[str]:
    listed = (root / LIST).read_text("utf-8").split()
    found = []
    for number, entry in enumerate(listed, 1):
        if entry in taught:
            found.append(f"{LIST}:{number}: {entry} is taught by {taught[entry]}: delete the line")
        elif entry not in known:
            found.append(f"{LIST}:{number}: {entry} is not in curriculum.yml: delete the line")
    for entry in known:
        if entry not in taught and entry not in listed:
            found.append(
                f"curriculum.yml:{_line(root, entry)}: {entry} is taught by no page: "
                f"add it to the `covers` of the page that teaches it (or, knowingly, to {LIST})"
            )
    return found


def _line(root: Path, entry: str) -> int:
    lines = (root / "curriculum.yml").read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if f"id: {entry}," in line)


def untested(root: Path) -> list[str]:
    """One line for each id that a page says it teaches under a heading without a block whose output is asserted."""
    found = []
    for page in pages(root, "zh"):
        asserted = [block.line for block in blocks_of(page.path, root) if block.expected is not None and not block.skip]
        for entry, anchor in covers(page):
            if entry.startswith("X") or entry in INDEXES:
                continue
            section = section_of(page.path, anchor)
            if not any(line in section for line in asserted):
                found.append(
                    f"{page.where}:{page.front_line('covers')}: {entry}#{anchor} has no block with an asserted output under it: "
                    f"name the heading that teaches it, or add a block"
                )
    return found


def section_of(page: Path, anchor: str) -> range:
    """The lines from a heading to the next one of its level or above; without an anchor, the whole page."""
    headings, fenced = [], False
    lines = page.read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        fenced ^= line.lstrip().startswith("```")
        if not fenced and (heading := re.match(r"(#+) .*\{ #([\w-]+) \}\s*$", line)):
            headings.append((number, len(heading[1]), heading[2]))
    if not anchor:
        return range(1, len(lines) + 1)
    start, level = next(((number, level) for number, level, name in headings if name == anchor), (0, 0))
    if not start:
        return range(0)
    return range(
        start, next((number for number, other, _ in headings if number > start and other <= level), len(lines) + 1)
    )


def test_every_id_is_taught_with_an_asserted_output() -> None:
    found = untested(ROOT)
    assert not found, "\n".join(["promised and not shown to work:", *found])


def test_every_id_is_taught_once_or_listed() -> None:
    found = faults(ROOT)
    assert not found, "\n".join(["the curriculum and the pages differ:", *found])


def test_the_ids_are_unique_and_belong_to_their_part() -> None:
    everything = ids(ROOT)
    assert len(everything) == len(set(everything))
    assert [part["id"] for part in curriculum(ROOT)] == ["R", "T", "P", "X"]
    for part in curriculum(ROOT):
        for group in part["groups"]:
            assert all(item["id"].startswith(part["id"]) for item in group["items"])


def test_every_title_is_short_and_in_its_language() -> None:
    for part in curriculum(ROOT):
        assert part["zh"] and part["en"]
        for group in part["groups"]:
            assert group["zh"] and group["en"].replace(" · ", " ").isascii()
            for item in group["items"]:
                assert item.keys() == {"id", "zh", "en"}, item
                assert 3 <= len(re.findall(r"[一-鿿]|[\w.-]+?\b", item["zh"])) <= 14, item
                assert 1 <= len(item["en"].split()) <= 6 and item["en"].isascii(), item


def test_the_list_has_one_id_a_line_in_the_order_of_the_curriculum() -> None:
    text = (ROOT / LIST).read_text("utf-8")
    listed = text.split()
    assert text == "".join(f"{entry}\n" for entry in listed)
    assert listed == [entry for entry in ids(ROOT) if entry in listed]


SMALL = """\
- id: T
  zh: 题
  en: Trials
  groups:
    - zh: 张量
      en: Tensors
      items:
        - {id: T1, zh: 一, en: One}
        - {id: T2, zh: 二, en: Two}
        - {id: T3, zh: 三, en: Three}
"""


def site(root: Path, listed: str = "T3\n", **covered: str) -> Path:
    """A site whose pages (by name) cover what is given, in both languages."""
    (root / "tests" / "site").mkdir(parents=True)
    (root / LIST).write_text(listed, encoding="utf-8")
    (root / "curriculum.yml").write_text(SMALL, encoding="utf-8")
    for language in LANGUAGES:
        (root / "docs" / language).mkdir(parents=True)
        for name, given in covered.items():
            text = f"---\ntitle: x\ncovers: {given}\n---\n\n# x {{ #x }}\n"
            (root / "docs" / language / f"{name}.md").write_text(text, encoding="utf-8")
    return root


def test_a_site_without_fault(tmp_path: Path) -> None:
    assert faults(site(tmp_path, a="[T1]", b="[T2]", c="[]")) == []


@pytest.mark.parametrize(
    ("listed", "covered", "expected"),
    [
        (
            "T3\n",
            {"a": "[T1]"},
            "curriculum.yml:9: T2 is taught by no page: add it to the `covers` of the page that "
            "teaches it (or, knowingly, to tests/site/not_yet_taught.txt)",
        ),
        (
            "T2\nT3\n",
            {"a": "[T1, T2]"},
            "tests/site/not_yet_taught.txt:1: T2 is taught by docs/zh/a.md: delete the line",
        ),
        (
            "T3\nT9\n",
            {"a": "[T1, T2]"},
            "tests/site/not_yet_taught.txt:2: T9 is not in curriculum.yml: delete the line",
        ),
    ],
)
def test_a_fault_of_the_list(tmp_path: Path, listed: str, covered: dict[str, str], expected: str) -> None:
    assert faults(site(tmp_path, listed, **covered)) == [expected]


def test_an_unknown_id_is_told_in_both_languages(tmp_path: Path) -> None:
    assert faults(site(tmp_path, a="[T1, T2, T8]")) == [
        f"docs/{language}/a.md:3: T8 is not in curriculum.yml: correct the id" for language in LANGUAGES
    ]


def test_an_id_with_its_heading(tmp_path: Path) -> None:
    assert faults(site(tmp_path, a="[T1#x, T2]")) == []


def test_an_id_with_a_heading_that_is_not_there(tmp_path: Path) -> None:
    assert faults(site(tmp_path, a="[T1#y, T2]")) == [
        f"docs/{language}/a.md:3: T1#y is no heading here: correct the anchor" for language in LANGUAGES
    ]


def test_an_id_taught_twice(tmp_path: Path) -> None:
    assert faults(site(tmp_path, a="[T1, T2]", b="[T2]")) == [
        f"docs/{language}/b.md:3: T2 is taught by docs/{language}/a.md: keep it in one" for language in LANGUAGES
    ]


def test_an_id_in_one_language_only(tmp_path: Path) -> None:
    root = site(tmp_path, a="[T1, T2]")
    page = root / "docs" / "en" / "a.md"
    page.write_text(page.read_text("utf-8").replace("[T1, T2]", "[T1]"), encoding="utf-8")
    assert compare_all(root) == [
        "docs/zh/a.md:3: `covers: ['T1', 'T2']` is `['T1']` in docs/en/a.md: make both the same"
    ]


BLOCK = "```python\nprint(1)\n```\n\n<!--pytest-codeblocks:expected-output-->\n```text\n1\n```\n"


@pytest.mark.parametrize(
    ("text", "taught"),
    [
        (f"## One {{ #one }}\n\n### Part {{ #part }}\n\n{BLOCK}\n## Two {{ #two }}\n", True),
        (f"## One {{ #one }}\n\nNo block.\n\n## Two {{ #two }}\n\n{BLOCK}", False),
        (f"## One {{ #one }}\n\n```python\nx = 1\n```\n\n## Two {{ #two }}\n\n{BLOCK}", False),
    ],
    ids=["below", "elsewhere", "prints nothing"],
)
def test_an_id_without_an_asserted_output_under_its_heading(tmp_path: Path, text: str, taught: bool) -> None:
    root = site(tmp_path, a="[T1#one, X1]")
    page = root / "docs/zh/a.md"
    page.write_text(page.read_text("utf-8") + "\n" + text, "utf-8")
    told = "docs/zh/a.md:3: T1#one has no block with an asserted output under it: name the heading that teaches it, or add a block"
    assert untested(root) == ([] if taught else [told])
