"""`import hanli` loads nothing heavy, and the version is told once."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import hanli

ROOT = Path(__file__).parents[2]


def loaded_by(statement: str) -> set[str]:
    """The modules that a new interpreter has after the statement and had not before."""
    program = f"import sys; before = set(sys.modules)\n{statement}\nprint(*sorted(set(sys.modules) - before))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(result.stdout.split())


def test_the_package_alone_loads_only_itself() -> None:
    assert loaded_by("import hanli") == {"hanli"}


def test_the_modules_do_not_load_each_other() -> None:
    loaded = loaded_by("import hanli.device")
    assert {name for name in loaded if name.startswith("hanli")} == {"hanli", "hanli.device"}
    assert "torch" in loaded


def test_the_version_is_the_one_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert hanli.__version__ == project["version"]
