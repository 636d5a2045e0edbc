"""The table of anti-patterns tells what the blocks printed, and what really finds each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hanli.lint import RULES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "snippets/patterns/antipatterns"
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
ROW = re.compile(r"\| \[.+?\]\((\w+)\.md#([\w-]+)\)\{ #([\w-]+) \} \|(.+)\|")


def rows(language: str) -> dict[str, list[str]]:
    """For each anti-pattern its page and the cells of its row after the name."""
    text = (ROOT / "docs" / language / "patterns/antipatterns/index.md").read_text("utf-8")
    found = [ROW.fullmatch(line) for line in text.splitlines() if line.startswith("| [")]
    table = {row[2]: [row[1], *(cell.strip() for cell in row[4].split("|"))] for row in found if row}
    assert all(row[2] == row[3] for row in found if row)
    return table


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_value_was_printed_by_its_block(language: str) -> None:
    table = rows(language)
    assert {(cells[0], slug.replace("-", "_")) for slug, cells in table.items()} == {
        (path.parent.name, path.stem.removesuffix("_wrong")) for path in FOLDER.rglob("*_wrong.py")
    }
    for slug, (page, _, _, _, wrong, right, _) in table.items():
        for kind, cell in (("wrong", wrong), ("right", right)):
            printed = (FOLDER / page / f"{slug.replace('-', '_')}_{kind}.out").read_text("utf-8")
            told = set(NUMBER.findall(cell)) | set(re.findall(r"`(\w+)`", cell)) | ({cell} & {"True", "False"})
            for value in told:
                assert re.search(rf"(?<![\w.,]){re.escape(value)}(?![\w]|[.,]\d)", printed), f"{slug}, {kind}: {value}"


@pytest.mark.parametrize(("language", "rule"), [("zh", "规则"), ("en", "rule")])
def test_a_rule_is_told_where_there_is_one(language: str, rule: str) -> None:
    for slug, cells in rows(language).items():
        assert (rule in cells[-1]) == (slug in RULES), slug


def test_both_languages_have_the_same_rows_with_the_same_numbers() -> None:
    chinese, english = rows("zh"), rows("en")
    assert list(chinese) == list(english)
    for slug, cells in chinese.items():
        assert [NUMBER.findall(cell) for cell in cells] == [NUMBER.findall(cell) for cell in english[slug]], slug
