"""The site, built once and served, and a browser to read it with.

Every test that uses `site` belongs to one xdist group: run with `-n 2 --dist loadgroup`, one process builds it. (Under
another --dist the tests hold too, but each process builds a copy of its own.) Where there is no Chromium the browser's
tests are skipped on a reader's machine; where CI is set in the environment they fail.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.screenshots import FLAGS, chromium, serve

ROOT = Path(__file__).parents[2]
SHARED = ["mkdocs.yml", "mkdocs.en.yml", "overrides", "tools", "hanli", "curriculum.yml", "proof"]
SHARED += ["pyproject.toml", "README.en.md", "LICENSE"]  # what the wheel is built from


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups, also where this folder is named on the command line
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of the built site in one process."""
    for item in items:
        if {"site", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group("site"))


def mkdocs(folder: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build a folder's site, strictly. Never with -q: it hides the warnings from the counter as well."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """The strict build of the whole site: its exit code and all it printed."""
    site = tmp_path_factory.mktemp("built") / "site"
    done = mkdocs(ROOT, site)
    done.site = site  # type: ignore[attr-defined]
    return done


@pytest.fixture(scope="session")
def site(build: subprocess.CompletedProcess[str]) -> Path:
    """The folder of the built site."""
    if build.returncode:
        pytest.fail(f"the site does not build:\n{build.stdout[-4000:]}")
    folder: Path = build.site  # type: ignore[attr-defined]
    return folder


@pytest.fixture
def small_site(tmp_path: Path) -> Callable[..., Path]:
    """Make a site of the real configuration, templates and hooks, with a few pages of one's own.

    Pages are given by path, `zh/index.md`; those that the other language lacks are added as they are.
    """

    def make(**pages: str) -> Path:
        folder = tmp_path / "small"
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
        for path, text in texts.items():
            (folder / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "docs" / path).write_text(text, "utf-8")
        return folder

    return make


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A Chromium."""
    path = chromium()
    if path is None:
        reason = "no Chromium: install it (apt install chromium), or name it in CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def home(site: Path) -> Iterator[str]:
    """The address of the served site, under a path like a project page's."""
    with serve(site) as address:
        yield address


@pytest.fixture
def tab(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a tab in a fresh profile, in which motion is reduced: a pulsing mark cannot be pressed."""
    contexts = []

    def open_tab(**options: Any) -> Any:
        contexts.append(browser.new_context(**{"reduced_motion": "reduce"} | options))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_tab
    for context in contexts:
        context.close()
