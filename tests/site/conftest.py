"""The site, built once for all processes of a run and served, and a browser to read it with.

Under `-n 2 --dist loadgroup` the tests that use them stay in one process, hence with one browser, but for those that name a
group of their own. Where there is no Chromium the browser's tests are skipped on a reader's machine; where CI is set in the
environment they fail.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import PATIENCE
from building import build_once, build_small_site, make_small_site

from tools.screenshots import FLAGS, chromium, serve


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
    """Make a site of the real configuration with a few pages of one's own, given by path: `building.make_small_site`."""

    def make(**pages: str) -> Path:
        return make_small_site(tmp_path / "small", pages)

    return make


@pytest.fixture(scope="module")
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site of the module's own `PAGES`."""
    return build_small_site(tmp_path_factory.mktemp("of-one-module"), request.module.PAGES)


@pytest.fixture
def served(built: Path) -> Iterator[str]:
    """The address of the served site of the module's own pages."""
    with serve(built) as address:
        yield address


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
        page.set_default_timeout(PATIENCE)
        return page

    yield open_tab
    for context in contexts:
        context.close()
