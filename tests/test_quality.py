"""The checks of the code itself: lint, format, types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("command", ["ruff check", "ruff format --check", "mypy"])
def test_tool_is_content(command):
    done = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


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
