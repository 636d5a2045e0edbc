"""The tables of the benchmarks: one measurement, two languages, and pages that include them by name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks import tables

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "benchmarks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
NUMBER = re.compile(r"(?:[-+×]|≈ )?\d+(?:[,.]\d+)*(?:e-?\d+)?")


def cells(name: str, language: str) -> list[list[str]]:
    """The rows of all tables of a benchmark in one language, the lines under the headings left out."""
    lines = (FOLDER / f"{name}.{language}.md").read_text("utf-8").splitlines()
    return [line.strip("|").split("|") for line in lines if line.startswith("|") and not line.startswith("| -")]


@pytest.mark.parametrize("language", tables.LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_what_the_measurement_renders_to(name: str, language: str) -> None:
    data = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    kept = (FOLDER / f"{name}.{language}.md").read_text("utf-8")
    assert kept == tables.render(name, data, language), f"benchmarks/{name}.{language}.md: python -m benchmarks.tables"


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_numbers_in_the_same_cells(name: str) -> None:
    chinese, english = cells(name, "zh"), cells(name, "en")
    assert chinese
    assert [[NUMBER.findall(cell) for cell in row] for row in chinese] == [
        [NUMBER.findall(cell) for cell in row] for row in english
    ]


def test_every_measurement_has_a_script_and_is_shown_in_both_languages() -> None:
    for name in NAMES:
        assert (FOLDER / f"{name}.py").is_file(), f"benchmarks/{name}.json has no script"
        for language in tables.LANGUAGES:
            pages = (page.read_text("utf-8") for page in (ROOT / "docs" / language).rglob("*.md"))
            shown = re.findall(rf'--8<-- "benchmarks/{name}\.(\w+)\.md:(\w+)"', "\n".join(pages))
            assert shown, f"no page in docs/{language} includes benchmarks/{name}.{language}.md"
            assert {found for found, _ in shown} == {language}, f"docs/{language} shows {name} in the other language"


def test_pages_include_tables_by_name_and_not_by_line() -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        for name in re.findall(r'--8<-- "benchmarks/([^"]+)"', page.read_text("utf-8")):
            file, _, part = name.partition(":")
            assert part.isidentifier(), f"{page.relative_to(ROOT)}: include a table of benchmarks/{file} by its name"
            marks = (FOLDER / file).read_text("utf-8")
            assert f"[start:{part}]" in marks, f"{page.relative_to(ROOT)}: benchmarks/{file} has no table {part!r}"


def test_text_points_into_tables_by_name_and_not_by_number() -> None:
    """Near the include of a table, in the same section."""
    by_number = re.compile(
        r"第[一二三四五六、]+[列栏]|[末前后][一二两三]?[列栏]|\b(?:first|second|third|fourth|last)(?: two)? columns?",
        re.I,
    )
    for page in (ROOT / "docs").rglob("*.md"):
        for section in re.split(r"(?m)^#", page.read_text("utf-8")):
            found = by_number.search(section) if '"benchmarks/' in section else None
            assert not found, f"{page.relative_to(ROOT)}: {found[0]!r}: name the column"


def test_a_text_without_chinese_is_named_with_its_remedy() -> None:
    assert tables.translate("1.0× `plain`, 12 MiB", {}, "memory") == "1.0× `plain`, 12 MiB"
    with pytest.raises(KeyError, match=r"'plain' has no Chinese: add it to `memory` in benchmarks/words\.yml"):
        tables.translate("plain", {}, "memory")


def test_a_measurement_is_kept_and_rendered(tmp_path: Path) -> None:
    tables.write("memory", {"rounds": 3}, {"ways": tables.table(["way", "CPU time"], [["plain", "1.00"]])}, tmp_path)
    chinese = (tmp_path / "memory.zh.md").read_text("utf-8")
    assert "| 办法 | CPU 时间 |\n| --- | ---: |\n| 照常训练 | 1.00 |\n" in chinese
    assert "取 3 轮" in chinese
    assert "| plain | 1.00 |" in (tmp_path / "memory.en.md").read_text("utf-8")
