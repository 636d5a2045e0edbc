"""Slow tests start first, and CONTRIBUTING shows the slowest as the last full run kept them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import durations

ROOT = Path(__file__).parents[2]


def test_the_slowest_start_first_and_the_others_as_they_stand():
    tests = ["tests/a.py::one", "docs/en/page.md::slow[plain]", "tests/a.py::two", "tests/b.py::slowest[1]@site"]
    seconds = {"docs/page.md::slow[plain]": 20.0, "tests/b.py::slowest[1]": 30.0}
    assert durations.longest_first(tests, seconds) == [3, 1, 0, 2]


def test_within_a_group_the_tests_of_a_file_stay_together():
    """Else a fixture of the file, such as an environment that is installed, is made again."""
    tests = ["tests/a.py::quick", "tests/b.py::one@site", "tests/b.py::two@site", "tests/c.py::three@site"]
    seconds = {"tests/b.py::two": 3.0, "tests/c.py::three": 9.0}
    assert durations.longest_first(tests, seconds) == [1, 2, 3, 0]


def test_while_one_process_builds_the_site_the_others_run_what_does_not_read_it():
    tests = [f"tests/s.py::sweep[{part}]@sweep-{part}" for part in range(3)]
    tests += [
        "tests/s.py::one@site",
        "tests/a.py::slow",
        "docs/zh/page.md::slower[host]",
        "tests/a.py::slowest",
        "tests/a.py::quick",
    ]
    seconds = {
        "tests/s.py::sweep[1]": 90.0,
        "tests/s.py::sweep[0]": 80.0,
        "tests/s.py::sweep[2]": 70.0,
        "tests/s.py::one": 60.0,
    }
    seconds |= {"tests/a.py::slow": 20.0, "docs/page.md::slower[host]": 30.0, "tests/a.py::slowest": 40.0}
    order = durations.longest_first(tests, seconds)
    assert order == [1, 0, 2, 3, 6, 5, 4, 7]
    assert durations.busy_while_building(order, tests, seconds, 2) == [1, 6, 5, 0, 2, 3, 4, 7]
    assert durations.busy_while_building(order, tests, seconds, 9) == [1, 6, 5, 4, 7, 0, 2, 3]
    assert durations.busy_while_building([1, 0], tests[-2:], seconds, 2) == [1, 0], "no test reads the site"


def test_the_table_between_its_comments_is_renewed():
    text = f"before\n{durations.START}\nold\n{durations.END}\nafter\n"
    seconds = {f"tests/{number}.py::test": float(number) for number in range(12)}
    renewed = durations.with_table(text, seconds)
    assert renewed.startswith(
        f"before\n{durations.START}\n| test | seconds |\n| --- | --- |\n| `tests/11.py::test` | 11 |\n"
    )
    assert renewed.endswith(f"| `tests/2.py::test` | 2 |\n{durations.END}\nafter\n")
    assert durations.with_table(renewed, seconds) == renewed
    with pytest.raises(ValueError, match=r"CONTRIBUTING\.md: the comments .* are gone"):
        durations.with_table("before and after", seconds)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_keeps_what_was_slow(run_course, workers):
    page = "```python\nimport time\n\ntime.sleep(2.1)\n```\n\n```python\nx = 1\n```\n"
    files = {"docs/zh/page.md": page, "CONTRIBUTING.md": f"{durations.START}\n{durations.END}\n", "tests/none.txt": ""}
    run, root = run_course(files, "--keep-durations", "-n", workers)
    assert run.code == 0, run.text
    assert "docs/page.md::line1[host]" in json.loads((root / durations.KEPT).read_text())
    assert "| `docs/page.md::line1[host]` |" in (root / "CONTRIBUTING.md").read_text()


def test_contributing_shows_what_was_kept():
    text = (ROOT / durations.SHOWN_IN).read_text(encoding="utf-8")
    seconds = durations.kept(ROOT)
    assert not seconds or durations.with_table(text, seconds) == text, (
        f"{durations.SHOWN_IN}: the table is not that of {durations.KEPT}: run all tests with --keep-durations"
    )
