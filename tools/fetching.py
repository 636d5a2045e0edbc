"""The data that no requirement brings: fetched before the first test, so that the test command needs no step before it.

A pytest plugin. Only what is absent is fetched, once for all processes. Where that fails, a test that reads the data is skipped
on a reader's machine, with the line that fetches them, and fails where the variable CI is set; for blocks the runner does so.
"""

from __future__ import annotations

import os

import pytest

from hanli import fetch

FAILED = pytest.StashKey[list[str]]()


def fetch_absent() -> list[str]:
    """Fetch each data set that is not there; what went wrong, a line for each."""
    failed = []
    for name in fetch.missing():
        try:
            fetch.fetch(name)
        except (fetch.FetchError, OSError) as error:
            failed.append(str(error))
    return failed


def pytest_configure(config: pytest.Config) -> None:
    asked_only = config.option.collectonly or config.option.help or config.option.version
    config.stash[FAILED] = [] if hasattr(config, "workerinput") or asked_only else fetch_absent()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    """Skip a test that lacks data, unless nobody could read the line that fetches them."""
    try:
        return (yield)
    except fetch.MissingData as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say why data could not be fetched."""
    for line in config.stash.get(FAILED, []):
        terminalreporter.write_line(line, yellow=True)
