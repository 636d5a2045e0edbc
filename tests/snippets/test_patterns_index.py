"""The table of patterns tells what was measured and what is required, and nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:e-\d+)?")
# Where the effect of each pattern was printed. A count of lines is told as that.
SOURCES = {
    "CP-001": ("snippets/patterns/lightning/groups_wrong.out",),
    "CP-002": ("snippets/patterns/builder/search.out",),
    "CP-003": ("benchmarks/memory.en.md",),
    "CP-004": ("snippets/patterns/distributed/halves.out", "snippets/patterns/distributed/power_cut.out"),
    "CP-005": ("snippets/patterns/production/proxy.out", "snippets/patterns/production/rollout.out"),
}
COMMANDS = {"`kill -9`": "", "FSDP2": ""}  # numbers that are names


def table(language: str) -> dict[str, list[str]]:
    """The cells of the rows that begin with the id of a pattern."""
    page = (ROOT / "docs" / language / "patterns" / "index.md").read_text("utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if "| CP-" in line]
    return {cells[0]: cells[1:] for cells in rows}


def numbers(cell: str) -> set[str]:
    for name in COMMANDS:
        cell = cell.replace(name, "")
    return set(NUMBER.findall(re.sub(r"\]\(.*?\)", "]", cell)))


def printed(pattern: str) -> set[str]:
    texts = [(ROOT / source).read_text("utf-8") for source in SOURCES[pattern]]
    return set(NUMBER.findall("\n".join(texts))) | {str(len(text.splitlines())) for text in texts}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_of_an_effect_was_printed(language: str) -> None:
    rows = table(language)
    assert rows.keys() == SOURCES.keys()
    for pattern, cells in rows.items():
        told = numbers(cells[3])
        assert told, f"{pattern} tells no number"
        assert told <= printed(pattern), f"{pattern}: {told - printed(pattern)} is in none of {SOURCES[pattern]}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_pattern_needs_is_what_its_extra_declares(language: str) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    declared = {name: {re.sub(r"\[.*\]", "", need) for need in needs} for name, needs in extras.items()}
    for pattern, cells in table(language).items():
        extra = re.match(r"`(\w+)`", cells[2])
        told = set(re.findall(r"([\w-]+) ≥ ([\d.]+)", cells[2]))
        if extra is None:
            module = re.search(r"\((\w+)\.md\)", cells[0])
            assert module and not told and module[1] not in declared, f"{pattern} needs {declared.get(module[1])}"
        else:
            assert {f"{name}>={version}" for name, version in told} == declared[extra[1]], pattern


def test_both_languages_tell_the_same() -> None:
    chinese, english = table("zh"), table("en")
    for pattern in SOURCES:
        assert numbers(chinese[pattern][3]) == numbers(english[pattern][3])
