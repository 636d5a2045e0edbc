"""One visit of the browser to each page sees all: width on a phone, requests, errors, and on some pages what axe finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from built import LANGUAGES, address, pages

from tools.screenshots import serve

PARTS = 4  # one process visits each, so that two processes share the work
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 720}
READ_ALOUD = ["", "roadmap/", "trials/tensors/", "glossary/", "reference/seed/", "proof/"]
PATIENCE = 120_000  # milliseconds for one step, on a busy machine
OPEN_ALL = "for (const part of document.querySelectorAll('details')) part.open = true"


def watch(tab: Any, home: str) -> list[str]:
    """Note every fault of the tab from now on, a request to another host too: the browser resolves none (`FLAGS`)."""
    faults: list[str] = []
    ours = (home.split("/hanli/")[0], "data:", "blob:")
    tab.on("request", lambda asked: asked.url.startswith(ours) or faults.append(f"{tab.url} asked for {asked.url}"))
    tab.on("response", lambda got: got.status >= 400 and faults.append(f"{got.status} {got.url}"))
    tab.on("console", lambda said: said.type in {"error", "warning"} and faults.append(f"{tab.url}: {said.text}"))
    tab.on("pageerror", lambda error: faults.append(f"{tab.url}: {error}"))
    return faults


def axe_faults(page: Any, how: str) -> list[str]:
    """What axe finds on the page as it is shown now."""
    page.wait_for_timeout(300)
    return [
        f"{page.url}, {how}: axe {violation['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]


def visit(page: Any, url: str, read_aloud: bool) -> list[str]:
    """Open a page on a phone, then wide, and scroll it; if it is to be read aloud, ask axe on both, and in the dark."""
    faults = []
    page.set_viewport_size(PHONE)
    page.goto(url)
    if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE["width"]:
        faults.append(f"{url} is {width} px wide on a phone of {PHONE['width']}: let the widest part scroll or wrap")
    if read_aloud:
        page.evaluate(OPEN_ALL)
        faults += axe_faults(page, "on a phone")
    page.set_viewport_size(WIDE)
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(100)
    if read_aloud:
        faults += axe_faults(page, "wide")
        page.locator("label[for=__palette_1]").click()
        page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
        faults += axe_faults(page, "in the dark")
    return faults


def sweep(home: str, every: list[str], tab: Callable[..., Any]) -> list[str]:
    """Visit pages, given by their addresses under `home`; what is wrong with them, a line each."""
    faults: list[str] = []
    reader = tab(color_scheme="light")
    reader.set_default_timeout(PATIENCE)
    seen = watch(reader, home)
    for name in every:
        if name.removeprefix("en/") in READ_ALOUD:
            page = tab(color_scheme="light")  # its own, since the dark is remembered
            page.set_default_timeout(PATIENCE)
            also = watch(page, home)
            faults += visit(page, home + name, read_aloud=True) + also
            page.close()
        else:
            faults += visit(reader, home + name, read_aloud=False)
    reader.wait_for_load_state("networkidle")
    return faults + seen


@pytest.mark.parametrize(
    "part", [pytest.param(part, marks=pytest.mark.xdist_group(f"sweep-{part}")) for part in range(PARTS)]
)
def test_every_page_fits_a_phone_asks_this_host_only_and_reports_no_error(
    site: Path, home: str, tab: Callable[..., Any], part: int
) -> None:
    faults = sweep(home, [address(site, file) for file in pages(site)][part::PARTS], tab)
    assert not faults, "\n".join(faults)


def test_a_request_to_another_host_is_noticed_and_gets_no_answer(tmp_path: Path, tab: Callable[..., Any]) -> None:
    page = '<link rel="icon" href="data:,"><script src="https://cdn.example.com/x.js"></script><img src="http://192.0.2.1/y">'
    (tmp_path / "asking.html").write_text(page, "utf-8")
    with serve(tmp_path) as served:
        faults = "\n".join(sweep(served, ["asking.html"], tab))
    assert "asked for https://cdn.example.com/x.js" in faults and "asked for http://192.0.2.1/y" in faults
    assert "ERR_NAME_NOT_RESOLVED" in faults


def test_what_axe_reads_is_there(site: Path) -> None:
    missing = [
        prefix + name for prefix in LANGUAGES.values() for name in READ_ALOUD if not (site / prefix / name).is_dir()
    ]
    assert not missing, f"tests/site/test_every_page.py: READ_ALOUD names {missing}, which are no pages: correct it"
