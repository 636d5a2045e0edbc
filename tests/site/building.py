"""Build a site, and build the whole one once for all processes of a run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tools.isolate import Isolated

ROOT = Path(__file__).parents[2]
PATIENCE = 1200  # seconds to wait for another process's build
SHARED = ["mkdocs.yml", "mkdocs.en.yml", "overrides", "tools", "hanli", "curriculum.yml", "proof", "requirements"]
SHARED += ["pyproject.toml", "README.en.md", "LICENSE"]  # what the wheel is built from


# The file that builds the site of its folder, as `python -m mkdocs build --strict --site-dir` would. Never with -q: it hides the
# warnings from the counter as well.
BUILD = """
import os, sys, warnings

warnings.resetwarnings()
os.environ.clear()  # the server was started with those of another moment
os.environ.update({environment!r})
os.dup2(1, 2)
from mkdocs.__main__ import cli

sys.argv = ["mkdocs", "build", "--strict", "--site-dir", {site!r}]
cli()
"""


@cache
def builder() -> Isolated:
    """A server that has imported what each build needs, which takes longer than the build of a small site."""
    warm = ["mkdocs.commands.build", "mkdocs_jupyter.plugin", "mkdocstrings", "mkdocstrings_handlers.python"]
    return Isolated(dict(os.environ), warm)


def mkdocs(folder: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build a folder's site, strictly."""
    file = folder / "build_site.py"
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}  # of this moment, since tests set variables
    file.write_text(BUILD.format(site=str(site), environment=environment), "utf-8")
    done = builder().run(file, "python", PATIENCE)
    return subprocess.CompletedProcess(file.name, done.code, done.stdout, done.stderr)


def mkdocs_command(folder: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build a folder's site, strictly, by the command itself."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def build_once(shared: Path) -> subprocess.CompletedProcess[str]:
    """Build the whole site in `shared`, or wait for the process that does; the site is `shared / "site"`."""
    report = shared / "report.json"
    try:
        shared.mkdir()
    except FileExistsError:
        return wait_for(report)
    done = mkdocs_command(ROOT, shared / "site")
    draft = report.with_suffix(".tmp")
    draft.write_text(json.dumps([done.args, done.returncode, done.stdout]), "utf-8")
    draft.replace(report)
    return done


def wait_for(report: Path) -> subprocess.CompletedProcess[str]:
    """What another process's build came to."""
    start = time.monotonic()
    while not report.exists():
        if time.monotonic() - start > PATIENCE:
            raise TimeoutError(f"the process that builds {report.parent} has not finished: run without -n to see why")
        time.sleep(0.2)
    return subprocess.CompletedProcess(*json.loads(report.read_text("utf-8")))


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts below a folder, by their paths, with the folders that they need."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def make_small_site(folder: Path, pages: dict[str, str]) -> Path:
    """Lay out in `folder` a site of the real configuration, templates and hooks, with a few pages of one's own.

    Pages are given by path, `zh/index.md`; those that the other language lacks are added as they are.
    """
    for name in SHARED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).is_file():
            folder.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / "snippets").mkdir()
    texts = {"zh/index.md": "# 首页 { #home }\n", "en/index.md": "# Home { #home }\n"} | pages
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        config = (folder / name).read_text("utf-8")
        config = re.sub(r"(?m)^nav:\n(?:[ -].*\n|\n)*", "nav:\n  - index.md\n", config)
        (folder / name).write_text(config, "utf-8")
    write_files(folder / "docs", texts)
    return folder


def build_small_site(folder: Path, pages: dict[str, str]) -> Path:
    """Lay out and build a site of a few pages; its folder."""
    done = mkdocs(make_small_site(folder / "small", pages), folder / "site")
    assert done.returncode == 0, done.stdout
    return folder / "site"
