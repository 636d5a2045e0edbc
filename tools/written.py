"""The files that `--update-outputs` wrote are named at the end of a run."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the files that --update-outputs wrote."""
    reports = (
        report for found in terminalreporter.stats.values() for report in found if hasattr(report, "user_properties")
    )
    for file in sorted({value for report in reports for name, value in report.user_properties if name == "wrote"}):
        terminalreporter.write_line(f"wrote {Path(file).relative_to(config.rootpath).as_posix()}")
