"""The checks of the code itself: lint, format, types."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("command", ["ruff check", "ruff format --check", "mypy"])
def test_tool_is_content(command):
    done = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_folders_of_tests_may_be_named_together():
    """Two modules of one name are one module to Python, and every folder has a conftest."""
    for test in (ROOT / "tests").rglob("*.py"):
        taken = re.search(r"^(?:from|import) conftest\b", test.read_text(encoding="utf-8"), re.MULTILINE)
        where = test.relative_to(ROOT)
        assert not taken, f"{where} imports from conftest: move what it needs to a module with a name of its own"
    helpers = Counter(path.name for name in ("site", "snippets") for path in (ROOT / "tests" / name).glob("*.py"))
    twice = sorted(name for name, count in helpers.items() if count > 1 and name != "conftest.py")
    assert not twice, f"tests/site and tests/snippets both have {twice}: rename one"


def test_requirements_carry_hashes_and_no_address():
    for file in (ROOT / "requirements").glob("*.txt"):
        text = file.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text, f"{file.name} names an address: compile it with --no-emit-index-url"


def test_both_readmes_give_the_same_two_commands():
    commands = [
        [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line.startswith("$ ")]
        for name in ("README.md", "README.en.md")
    ]
    assert commands[0] == commands[1]
    assert len(commands[0]) == 2


def test_the_readme_runs_in_an_environment_of_its_own():
    """Without `--isolated` uv puts the locked packages over those that Python already has, and one that is not locked is not missed."""
    commands = re.findall(r"^\$ .*uv run (.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) == 2
    assert all("--isolated" in command.split() for command in commands), "put --isolated after uv run in README.md"


@pytest.mark.skipif("CI" not in os.environ, reason="a reader's own environment may hold more")
def test_nothing_is_installed_that_is_not_locked():
    lock = (ROOT / "requirements/test.txt").read_text(encoding="utf-8")
    locked = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    strange = {canonicalize_name(found.name) for found in distributions()} - locked - {"pip", "setuptools", "wheel"}
    assert not strange, (
        f"{', '.join(sorted(strange))}: add to pyproject.toml and lock it, or run the README's command as it is"
    )
