"""Data that no requirement brings: absent, a block or a test is skipped with the line that mends it, and fails in CI."""

from __future__ import annotations

import pytest

from hanli import fetch
from tools import absent, outcome

BLOCK = """```python
from hanli import fetch

fetch.read("hkcancor")
```
"""


@pytest.fixture
def cut_off(monkeypatch, tmp_path):
    """A machine without the data, without apt-get, and without an index of packages."""
    settings = {"HANLI_DATA": str(tmp_path / "data"), "PATH": str(tmp_path), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CI", raising=False)
    return monkeypatch


def test_on_a_reader_s_machine_a_block_is_skipped_and_the_line_is_told(run_course, cut_off, tmp_path):
    run, _ = run_course({"docs/zh/a.md": BLOCK}, "-p", "tools.fetching", "-rs")
    assert set(run.outcomes.values()) == {"SKIPPED"}
    assert f"hkcancor is not in {tmp_path / 'data'}: run python -m hanli.fetch hkcancor" in run.text
    assert "fashion_mnist needs apt-get, which is not on this machine; run instead: python -c" in run.text


def test_in_ci_it_fails(run_course, cut_off):
    cut_off.setenv("CI", "true")
    run, _ = run_course({"docs/zh/a.md": BLOCK}, "-p", "tools.fetching")
    assert set(run.outcomes.values()) == {"FAILED"}
    assert "run python -m hanli.fetch hkcancor" in run.text
    assert "hkcancor could not be fetched" in run.text or "hkcancor needs pip" in run.text


@pytest.mark.parametrize(
    "stderr",
    [
        "hanli.fetch.MissingData: in a log, not at the end of a traceback",
        "Traceback (most recent call last):\n  File\nValueError: hanli.fetch.MissingData: told",
    ],
)
def test_only_an_error_that_ends_a_block_counts(cut_off, stderr):
    absent.skip_without_data(stderr)


def test_the_name_of_the_error_is_the_one_that_a_traceback_shows():
    assert f"{fetch.MissingData.__module__}.{fetch.MissingData.__qualname__}: " == outcome.ABSENT


def test_a_test_without_data_is_skipped_and_fails_in_ci(run_course, cut_off):
    files = {"docs/test_a.py": "def test_it():\n    from hanli import fetch\n\n    fetch.read('thuocl')\n"}
    run, root = run_course(files, "-p", "tools.fetching", "-rs")
    assert run.outcomes == {"docs/test_a.py::test_it": "SKIPPED"}
    assert "run python -m hanli.fetch thuocl" in run.text
    cut_off.setenv("CI", "true")
    run, _ = run_course({}, "-p", "tools.fetching", root=root)
    assert run.outcomes == {"docs/test_a.py::test_it": "FAILED"}


def test_listing_tests_fetches_nothing(run_course, cut_off, tmp_path):
    run, _ = run_course({"docs/zh/a.md": BLOCK}, "-p", "tools.fetching", "--collect-only")
    assert "needs" not in run.text and not (tmp_path / "data").exists()
