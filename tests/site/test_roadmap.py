"""The roadmap says what is true: its hours are the sum of the pages' minutes, and its stages have one name everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from test_home import REALMS

from tools.course_map import read_course_map
from tools.pages import LANGUAGES
from tools.reading import reading_order

ROOT = Path(__file__).parents[2]
CONFIG = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}
DAYS = {"zh": r"第 (\d+)(?:–(\d+))? 天", "en": r"[Dd]ays? (\d+)(?:–(\d+))?"}
MINUTES = {"zh": r"约 (\d+) 分钟", "en": r"about (\d+) minutes"}
HOURS = {
    "zh": r"第一阶段的页面合计约 (\d+) 小时，第二阶段约 (\d+) 小时",
    "en": r"pages of stage 1 add up to about (\d+) hours, and those of stage 2 to about (\d+) hours",
}
DAY = {
    "zh": r"第 (\d+) 天的[一二三四五六]页合计 (\d+) 分钟",
    "en": r"(?:two|three|four|five|six) pages of day (\d+) add up to (\d+) minutes",
}
UNWRITTEN = {
    "zh": r"第([一二三四五])阶段[^。|]{0,20}(?:没有|没|尚未)写",
    "en": r"[Ss]tage (\d)[^.|]{0,20}(?:isn't|is not|aren't|not yet) (?:yet )?(?:written|finished|complete)",
}
STAGE = {"zh": r"第[一二三四五]阶段 · [^*（|]+", "en": r"Stage \d · [^*(|]+"}
Range = tuple[int, int]


def text(language: str, name: str) -> str:
    return (ROOT / "docs" / language / name).read_text("utf-8")


def days_in(line: str, language: str) -> Range | None:
    """The first and the last day that a line names first."""
    found = re.search(DAYS[language], line)
    return (int(found[1]), int(found[2] or found[1])) if found else None


def heads(language: str) -> dict[str, tuple[Range, int]]:
    """The days and the minutes of each page of stages 1 and 2 that may not be skipped, in the order of the navigation."""
    found, optional = {}, pages_without_days(language)
    for name in reading_order(ROOT / CONFIG[language]):
        if not re.match("roadmap/stage[12]/", name) or name in optional:
            continue
        page = text(language, name)
        minutes = re.search(rf"(?m)^[^\n]*{MINUTES[language]}.*$", page)
        assert minutes, f"docs/{language}/{name}: no line with {MINUTES[language]}"
        days = days_in(minutes[0], language)
        assert days, f"docs/{language}/{name}: no day in {minutes[0]!r}, though its card has one"
        found[name] = (days, int(minutes[1]))
    return found


def pages_without_days(language: str) -> set[str]:
    """The pages that the cards name beside no day: they may be skipped."""
    lines = [line for line in section(language, "stages").splitlines() if not days_in(line, language)]
    return {f"roadmap/{name}" for line in lines for name in re.findall(r"\]\((stage\d/\w+\.md)\)", line)}


def section(language: str, anchor: str) -> str:
    return re.search(rf"(?ms)^## [^\n]*\{{ #{anchor} \}}\n(.*?)^## ", text(language, "roadmap/index.md"))[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_minutes_of_the_roadmap_are_the_sums_of_the_pages(language: str) -> None:
    pages, wrong, counted = heads(language), [], 0
    rows = [row for row in section(language, "day").splitlines() if row.startswith("| ") and days_in(row, language)]
    for row in rows:
        first, last = days_in(row, language)
        total = sum(minutes for (start, end), minutes in pages.values() if first <= start and end <= last)
        counted += total
        right = [total, round(total / (last - first + 1) / 5) * 5]
        said = [int(number) for number in re.findall(r"(\d+) (?:分钟|minutes)", row)[:2]]
        if said != right:
            wrong.append(f"days {first} to {last}: {said}, but the pages add up to {right}")
    stages = [sum(minutes for name, (_, minutes) in pages.items() if f"stage{number}" in name) for number in (1, 2)]
    said = re.search(HOURS[language], text(language, "roadmap/index.md"))
    assert said, f"docs/{language}/roadmap/index.md: no sentence like {HOURS[language]}"
    right = [round(minutes / 60) for minutes in stages]
    if [int(hours) for hours in said.groups()] != right:
        wrong.append(f"stages 1 and 2: {said[1]} and {said[2]} hours, but the pages add up to {right}")
    for day, minutes in re.findall(DAY[language], text(language, "roadmap/index.md")):
        total = sum(length for days, length in pages.values() if days == (int(day), int(day)))
        if int(minutes) != total:
            wrong.append(f"day {day}: {minutes} minutes, but its pages add up to {total}")
    if counted != sum(stages):
        wrong.append(f"the rows hold {counted} minutes, the pages {sum(stages)}: a page's days are within no row")
    assert not wrong, f"docs/{language}/roadmap/index.md: " + "; ".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cards_lead_to_every_page_in_its_order_and_on_its_days(language: str) -> None:
    cards, linked = section(language, "stages"), []
    for line in cards.splitlines():
        for name in re.findall(r"\]\((stage\d/\w+\.md)\)", line):
            linked.append(f"roadmap/{name}")
            if (row := days_in(line, language)) and (page := heads(language).get(f"roadmap/{name}")):
                (first, last), (start, end) = row, page[0]
                assert start <= last and first <= end, f"{language}: {name} says days {page[0]}, its card {row}"
    order = [name for name in reading_order(ROOT / CONFIG[language]) if re.match("roadmap/stage", name)]
    assert linked == order, f"docs/{language}/roadmap/index.md: the cards and `nav` differ in pages or order"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_says_that_a_stage_is_not_written_which_is(language: str) -> None:
    groups = read_course_map(ROOT, language)[0]["groups"]
    for page in sorted((ROOT / "docs" / language).rglob("*.md")):
        for found in re.finditer(UNWRITTEN[language], page.read_text("utf-8")):
            number = found[1] if language == "en" else " 一二三四五".index(found[1])
            items = [item for group in groups for item in group["items"] if item["id"].startswith(f"R{number}.")]
            assert not all(item["url"] for item in items), f"{page}: {found[0]!r}, and stage {number} is written"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stage_has_links_when_its_sections_are_written(language: str) -> None:
    cards = re.split(r"(?m)^-   ", section(language, "stages"))[1:6]
    groups = read_course_map(ROOT, language)[0]["groups"]
    for number, (card, realm) in enumerate(zip(cards, REALMS[language], strict=True), 1):
        items = [item for group in groups for item in group["items"] if item["id"].startswith(f"R{number}.")]
        written = any(item["url"] for item in items)
        assert ("](stage" in card) == written, f"{language}: stage {number}: links, though written is {written}"
        assert realm in card, f"{language}: stage {number} lacks its realm, {realm}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_card_leads_to_what_comes_after_the_stages(language: str) -> None:
    *_, after = cards = re.split(r"(?m)^-   ", section(language, "stages"))[1:]
    order = [name for name in reading_order(ROOT / CONFIG[language]) if name.startswith("roadmap/beyond/")]
    assert len(cards) == 6
    assert [f"roadmap/{name}" for name in re.findall(r"\]\((beyond/\w+\.md)\)", after)] == order


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stage_has_one_name_everywhere(language: str) -> None:
    def names(where: str) -> list[str]:
        return list(dict.fromkeys(name.strip() for name in re.findall(STAGE[language], where)))

    cards = names(section(language, "stages"))
    assert len(cards) == 5
    assert names(text(language, "index.md")) == cards, "the table on the home page"
    of_curriculum = [name for name in (group[language] for group in raw_groups()) if re.match(STAGE[language], name)]
    assert of_curriculum == cards, "curriculum.yml"
    navigation = re.findall(r'(?m)^ +- "?([^"\n]+?)"?:$', (ROOT / CONFIG[language]).read_text("utf-8"))
    begun = len(list((ROOT / "docs" / language / "roadmap").glob("stage?")))
    assert [name for name in navigation if re.match(STAGE[language], name)] == cards[:begun], CONFIG[language]


def raw_groups() -> list[dict[str, str]]:
    return yaml.safe_load((ROOT / "curriculum.yml").read_text("utf-8"))[0]["groups"]
