"""The site, built once for all processes of a run and served, and a browser to read it with.

Under `-n 2 --dist loadgroup` the tests that use them stay in one process, hence with one browser, but for those that name a
group of their own. Where there is no Chromium the browser's tests are skipped on a reader's machine; where CI is set in the
environment they fail.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from building import build_once

from tools.screenshots import FLAGS, chromium, serve

ROOT = Path(__file__).parents[2]
SHARED = ["mkdocs.yml", "mkdocs.en.yml", "overrides", "tools", "hanli", "curriculum.yml", "proof", "requirements"]
SHARED += ["pyproject.toml", "README.en.md", "LICENSE"]  # what the wheel is built from


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups, also where this folder is named on the command line
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of the built site in one process, but for those with a group of their own."""
    for item in items:
        used = {"site", "browser"} & set(getattr(item, "fixturenames", ()))
        if used and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("site"))


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """The strict build of the whole site: its exit code and all it printed."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "whole-site"
    done = build_once(shared)
    done.site = shared / "site"  # type: ignore[attr-defined]
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
        reason = "no Chromium: install it (apt install chromium-headless-shell), or name it in CHROMIUM"
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
