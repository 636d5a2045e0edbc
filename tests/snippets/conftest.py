"""A small course of its own for each test of the runner: a tree in a temporary folder and one pytest run over it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGINS = "-p codeblocks -p xdist -p tools.changed -p tools.durations -p tools.runner"  # loading the others takes longer than a small course
ONE_RUN = {"course", "faulty", "traced", "really_imported"}  # fixtures of which several tests read one run


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups, also where this folder is named on the command line
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that read one run in one process, so that it is run once."""
    for item in items:
        for name in ONE_RUN & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group(name))


@dataclass
class Run:
    """What one pytest run said: outcome by test id without the folder, and all its text."""

    outcomes: dict[str, str]
    text: str
    code: int

    def message(self, start: str) -> str:
        """The part of the report that speaks of the page `start` (docs/zh/page.md), up to the next heading."""
        found = re.search(
            rf"^(?:E +)?{re.escape(start)}:(?=\d|\s).*?(?=^_{{3,}} |^={{3,}} |\Z)", self.text, re.MULTILINE | re.DOTALL
        )
        assert found, f"no message for {start} in:\n{self.text}"
        return found[0]


@pytest.fixture(scope="session")
def run_course(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[Run, Path]]:
    """Write files (path to text) into a new folder and run the block runner over its docs."""

    def write_and_run(
        files: dict[str, str], *options: str, warm: str = "", root: Path | None = None
    ) -> tuple[Run, Path]:
        if root is None:
            root = tmp_path_factory.mktemp("course")
            ini = f"[tool.pytest.ini_options]\nwarm_imports = '{warm}'\naddopts = '{PLUGINS} --codeblocks'\n"
            files = {"pyproject.toml": ini} | files
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-v",
            "-p",
            "no:cacheprovider",
            "--continue-on-collection-errors",
            "docs",
        ]
        done = subprocess.run(
            [*command, *options],
            cwd=root,
            env=environment | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        found = re.findall(
            r"^(?:\[gw\d\].*?(PASSED|FAILED|SKIPPED) )?(docs/\S+)(?: (PASSED|FAILED|SKIPPED))?",
            done.stdout,
            re.MULTILINE,
        )
        outcomes = {test: before or after for before, test, after in found if before or after}
        return Run(outcomes, done.stdout + done.stderr, done.returncode), root

    return write_and_run
