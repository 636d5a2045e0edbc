"""The slowest tests: kept by `pytest --keep-durations`, started first by the next run, and the ten slowest shown in CONTRIBUTING.

A long test that starts last leaves the other processes idle. The seconds are those of one run, and serve no assertion.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

KEPT = Path("tests", "durations.json")
SHOWN, SHOWN_IN = 10, Path("CONTRIBUTING.md")
SLOW = 2.0  # seconds; below, the order does not matter
SITE = re.compile(r"@(site|sweep-\d+)$")  # the groups of tests that read the built site
BUILDING = 60.0  # seconds, in which the first of these groups builds it and the others would wait
START, END = "<!-- slowest tests: begin -->", "<!-- slowest tests: end -->"


def name_of(test: str) -> str:
    """The id of a test without the group that xdist appends, the same for a block in either language."""
    return re.sub(r"^docs/(zh|en)/", "docs/", re.sub(r"@[^\]]*$", "", test))


def group_of(test: str) -> str:
    """The group that xdist appends to the id of a test; a test without one is its own group."""
    group = re.search(r"@[^\]]*$", test)
    return group[0] if group else test


def longest_first(tests: list[str], seconds: dict[str, float]) -> list[int]:
    """The order in which to start tests: those known to be slow, slowest first, then the others as they stand.

    A group counts as its slowest test, and within it tests stay as they stand: where those of two files alternate, the fixtures
    of a file are made again each time.
    """
    slowest: dict[str, float] = {}
    for test in tests:
        slowest[group_of(test)] = max(slowest.get(group_of(test), 0.0), seconds.get(name_of(test), 0.0))
    return sorted(range(len(tests)), key=lambda place: -slowest[group_of(tests[place])])


def busy_while_building(order: list[int], tests: list[str], seconds: dict[str, float], processes: int) -> list[int]:
    """The same order, but for the groups that read the site: the first builds it, and the others start when that is done."""
    readers = [place for place in order if SITE.search(tests[place])]
    first = group_of(tests[readers[0]]) if readers else ""
    building = [place for place in readers if group_of(tests[place]) == first]
    others = [place for place in order if not SITE.search(tests[place])]
    spent, meanwhile = 0.0, 0
    while meanwhile < len(others) and spent < BUILDING * (processes - 1):
        spent += seconds.get(name_of(tests[others[meanwhile]]), 0.0)
        meanwhile += 1
    started = {*building, *others[:meanwhile]}
    return [*building, *others[:meanwhile], *(place for place in order if place not in started)]


def table(seconds: dict[str, float]) -> str:
    """The slowest tests as a table in Markdown."""
    slowest = sorted(seconds.items(), key=lambda found: -found[1])[:SHOWN]
    rows = [f"| `{name}` | {round(spent)} |" for name, spent in slowest]
    return "\n".join(["| test | seconds |", "| --- | --- |", *rows])


def with_table(text: str, seconds: dict[str, float]) -> str:
    """A text with the table between its two comments renewed."""
    before, found, rest = text.partition(START)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise ValueError(f"{SHOWN_IN}: the comments '{START}' and '{END}' are gone: put them where the table belongs")
    return f"{before}{START}\n{table(seconds)}\n{END}{after}"


def kept(root: Path) -> dict[str, float]:
    """The seconds of slow tests as a run has kept them."""
    file = root / KEPT
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


class Keeper:
    """A pytest plugin: adds up what each test takes, with its fixtures, and keeps the slow ones and the table."""

    def __init__(self, root: Path) -> None:
        self.root, self.seconds = root, Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[name_of(report.nodeid)] += report.duration

    def pytest_sessionfinish(self) -> None:
        slow = {name: round(spent, 1) for name, spent in sorted(self.seconds.items()) if spent >= SLOW}
        shown = self.root / SHOWN_IN
        shown.write_text(with_table(shown.read_text(encoding="utf-8"), slow), encoding="utf-8")
        (self.root / KEPT).write_text(json.dumps(slow, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--keep-durations", action="store_true", help=f"write {KEPT} and the table in {SHOWN_IN} from this run"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("keep_durations") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Keeper(config.rootpath))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests, let the slowest start first."""
    if hasattr(config, "workerinput"):
        tests, seconds = [item.nodeid for item in items], kept(config.rootpath)
        order = longest_first(tests, seconds)
        if config.workerinput["workercount"] > 1:
            order = busy_while_building(order, tests, seconds, config.workerinput["workercount"])
        items[:] = [items[place] for place in order]
