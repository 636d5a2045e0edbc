"""Pairs of wrong and right programs by engineers who had not seen the rules: how many hanli.lint tells apart.

tests/hanli/lint/blind/README.md says how the four sets came about.
"""

from __future__ import annotations

from pathlib import Path

from hanli.lint import check_file

FOLDER = Path(__file__).parents[1] / "tests/hanli/lint/blind"
SETS = {
    "first": "first set, before 31 rules were added",
    "second": "second set, after that",
    "third": "third set, with 70 rules",
    "fourth": "fourth set, with 162 rules",
}
AT_FIRST_SIGHT = {"first": 3, "second": 14, "third": 8, "fourth": 13}
"""What was found when a set was counted with rules that were not shaped on it. It cannot be counted again."""


def find_missed(name: str) -> list[str]:
    """The pairs of a set of which the wrong program breaks no rule that the right one keeps."""
    missed = []
    for pair in sorted((FOLDER / name).glob("[0-9]*")):
        wrong, right = ({one.rule for one in check_file(pair / file)} for file in ("wrong.py", "right.py"))
        if not wrong - right:
            missed.append(pair.name)
    return missed


def find_alarms(name: str) -> list[str]:
    """The findings of default settings in the programs of a set that are right as a whole."""
    return [
        f"{path.name}:{one.line}: {one.rule}"
        for path in sorted((FOLDER / name / "clean").glob("*.py"))
        for one in check_file(path)
    ]


def count() -> list[list[str]]:
    """A row for each set: pairs, found at first sight, found now, findings in programs that are right."""
    rows = []
    for name, words in SETS.items():
        pairs = len(list((FOLDER / name).glob("[0-9]*")))
        found = pairs - len(find_missed(name))
        rows.append([words, str(pairs), str(AT_FIRST_SIGHT[name]), str(found), str(len(find_alarms(name)))])
    return rows
