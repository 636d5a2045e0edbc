"""The build is strict and quiet, and what is broken breaks it, in either language."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from building import builder, mkdocs

# MkDocs's own progress. Anything else in the output is noise, or a fault.
EXPECTED = re.compile(
    r"INFO +-  (Cleaning site directory|Building documentation to directory: .*|Documentation built in .*)"
)
WHEEL = "```console\n$ python -m pip install downloads/hanli-0.0.9-py3-none-any.whl\n```\n"
SNIPPET = '```python\n--8<-- "nowhere.py"\n```\n'


def test_strict_build_succeeds(build: subprocess.CompletedProcess[str]) -> None:
    assert build.returncode == 0, build.stdout


def test_build_prints_its_progress_and_nothing_else(build: subprocess.CompletedProcess[str]) -> None:
    noise = [line for line in build.stdout.splitlines() if line and not EXPECTED.fullmatch(line)]
    assert not noise


def test_the_readme_serves_the_site_as_quietly_as_this_build() -> None:
    """What the theme prints about itself comes before any file of ours is read: only the environment can keep it quiet."""
    root = Path(__file__).parents[2]
    for name in ("README.md", "README.en.md"):
        (command,) = re.findall(r"^\$ .*mkdocs serve$", (root / name).read_text("utf-8"), re.MULTILINE)
        assert "--env-file tools/serve.env" in command, f"{name}: put --env-file tools/serve.env after uv run"
    assert "NO_MKDOCS_2_WARNING=1" in (root / "tools/serve.env").read_text("utf-8").splitlines()


def test_small_site_builds(small_site: Callable[..., Path], tmp_path: Path) -> None:
    """The ground the next test stands on: it is the fault that fails, not the small site."""
    done = mkdocs(small_site(), tmp_path / "site")
    assert done.returncode == 0, done.stdout


def test_the_environment_names_the_address_of_both_languages(
    small_site: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", "https://pages.example.org/course")
    code = "\n```python\nprint(1)\n```\n"
    done = mkdocs(small_site(**{"zh/index.md": f"# 首页{code}", "en/index.md": f"# Home{code}"}), tmp_path / "site")
    assert done.returncode == 0, done.stdout
    for folder in ("", "en/"):
        address = f"https://pages.example.org/course/{folder}"
        for file in ("index.html", "sitemap.xml", "home.ipynb", "home.py", "home.md", "llms.txt"):
            text = (tmp_path / "site" / folder / file).read_text("utf-8")
            assert address in text, f"{folder}{file}"
            assert "example.github.io" not in text, f"{folder}{file}"


def test_a_variable_of_one_build_is_not_seen_by_the_next(
    small_site: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also not where the server that builds small sites was started while the variable was set."""
    builder().close()
    builder.cache_clear()
    folder = small_site()
    for address, name in (("https://pages.example.org/course", "first"), ("", "later")):
        monkeypatch.setenv("SITE_URL", address) if address else monkeypatch.delenv("SITE_URL")
        assert mkdocs(folder, tmp_path / name).returncode == 0
        told = "pages.example.org" in (tmp_path / name / "sitemap.xml").read_text("utf-8")
        assert told == bool(address), f"the {name} build: see BUILD in tests/site/building.py"


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("[x](nowhere.md)\n", "nowhere.md"),
        ("[x](#nothing)\n", "#nothing"),
        ("![x](nothing.png)\n", "nothing.png"),
        (SNIPPET, "nowhere.py"),
        (WHEEL, "hanli-0.0.9"),
    ],
    ids=["link", "anchor", "image", "snippet", "wheel"],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_fault_fails_the_build_and_is_named(
    small_site: Callable[..., Path], tmp_path: Path, language: str, fault: str, named: str
) -> None:
    folder = small_site(**{f"{language}/index.md": f"# X {{ #home }}\n\n{fault}"})
    done = mkdocs(folder, tmp_path / "site")
    assert done.returncode != 0
    assert any(named in line and "index.md" in line for line in done.stdout.splitlines()), done.stdout
