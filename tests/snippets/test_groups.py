"""Tests of one group run in one process, those of a file together, so that what they share is made once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
GROUPED = """
import pytest

pytestmark = pytest.mark.xdist_group("shared")


@pytest.fixture(scope="module")
def made():
    print("made")


@pytest.mark.parametrize("number", range(3))
def test_one(made, number):
    pass
"""
SECONDS = {
    "tests/test_a.py::test_one[1]": 5.0,
    "tests/test_b.py::test_one[0]": 4.0,
    "tests/test_a.py::test_one[2]": 3.0,
}


def test_the_tests_of_a_group_share_a_process_and_a_files_fixtures_are_made_once(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"tests/test_{name}.py").write_text(GROUPED, "utf-8")
    (tmp_path / "tests/durations.json").write_text(json.dumps(SECONDS), "utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n", "utf-8")
    plugins = [part for name in ("xdist", "tools.durations", "tools.groups") for part in ("-p", name)]
    command = [sys.executable, "-m", "pytest", "-v", "-rP", *plugins, "-n", "2", "--dist", "loadgroup", "tests"]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=variables | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    ran = re.findall(r"^\[(gw\d)\].* PASSED .*test_(\w)\.py", done.stdout, re.MULTILINE)
    assert len(ran) == 6, done.stdout + done.stderr
    assert len({process for process, _ in ran}) == 1, done.stdout
    assert [file for _, file in ran] == [*"aaabbb"], done.stdout
    assert len(re.findall(r"^made$", done.stdout, re.MULTILINE)) == 2, done.stdout
