"""One visit of the browser to each page sees all: width on a phone, requests, errors, what the copy buttons of console blocks
copy, and on some pages what axe finds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import wait_until_quiet, watch
from built import LANGUAGES, address, pages
from clipboard import press_and_read

from tools import wheel
from tools.console import commands, consoles
from tools.pages import Page
from tools.screenshots import serve

ROOT = Path(__file__).parents[2]

PARTS = 4  # one process visits each, so that two processes share the work
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 720}
READ_ALOUD = [
    "",
    "roadmap/",
    "roadmap/stage3/lenet/notebook/",
    "trials/tensors/",
    "glossary/",
    "reference/seed/",
    "proof/",
]
OPEN_ALL = "for (const part of document.querySelectorAll('details')) part.open = true"


def axe_faults(page: Any, how: str) -> list[str]:
    """What axe finds on the page as it is shown now."""
    page.wait_for_timeout(300)
    return [
        f"{page.url}, {how}: axe {violation['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]


def commands_shown(name: str) -> list[str]:
    """The commands of each console block of the page at this address."""
    language, under = ("en", name.removeprefix("en/")) if name.startswith("en/") else ("zh", name)
    stem = ROOT / "docs" / language / under
    source = next((file for file in (stem / "index.md", stem.with_suffix(".md")) if file.is_file()), None)
    shown = consoles(Page(ROOT, source)) if source else ()
    return ["\n".join(commands(console.content)) for console in shown]


def copy_faults(page: Any, home: str, wanted: list[str]) -> list[str]:
    """Press the copy button of each console block: commands are copied and no output, and the wheel comes from this site."""
    served = f"{wheel.FOLDER}/{wheel.name(ROOT)}"
    buttons = page.locator(".language-console button[data-clipboard-target]")
    if (count := buttons.count()) != len(wanted):
        return [f"{page.url}: {count} console blocks have a copy button, of {len(wanted)}"]
    faults = []
    for number, text in enumerate(wanted):
        if (copied := press_and_read(page, buttons.nth(number))) != text.replace(served, home + served):
            faults.append(f"{page.url}: console block {number + 1} copies {copied!r}, not {text!r}")
    return faults


def visit(page: Any, home: str, name: str) -> list[str]:
    """Open a page on a phone, then wide, scroll it, and copy; if it is to be read aloud, ask axe on both, and in the dark."""
    faults = []
    url, read_aloud = home + name, name.removeprefix("en/") in READ_ALOUD
    page.goto("about:blank")  # or the last page would be laid out once more, for the phone
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
    if wanted := commands_shown(name):
        page.evaluate(OPEN_ALL)
        faults += copy_faults(page, home, wanted)
    return faults


def sweep(home: str, every: list[str], tab: Callable[..., Any]) -> list[str]:
    """Visit pages, given by their addresses under `home`; what is wrong with them, a line each."""
    faults: list[str] = []
    options = {"color_scheme": "light", "permissions": ["clipboard-read", "clipboard-write"]}
    reader = tab(**options)
    seen = watch(reader, home)
    for name in every:
        if name.removeprefix("en/") in READ_ALOUD:
            page = tab(**options)  # its own, since the dark is remembered
            also = watch(page, home)
            faults += visit(page, home, name) + also
            page.close()
        else:
            faults += visit(reader, home, name)
    wait_until_quiet(reader)
    return faults + seen


@pytest.mark.parametrize(
    "part", [pytest.param(part, marks=pytest.mark.xdist_group(f"sweep-{part}")) for part in range(PARTS)]
)
def test_every_page_fits_a_phone_copies_commands_asks_this_host_only_and_reports_no_error(
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


def test_console_blocks_are_found_at_their_addresses(site: Path) -> None:
    """Otherwise no copy button would be tried."""
    tried = sum(len(commands_shown(address(site, file))) for file in pages(site))
    written = sum(len([*consoles(Page(ROOT, file))]) for file in (ROOT / "docs").rglob("*.md"))
    assert tried == written > 0


def test_what_axe_reads_is_there(site: Path) -> None:
    missing = [
        prefix + name for prefix in LANGUAGES.values() for name in READ_ALOUD if not (site / prefix / name).is_dir()
    ]
    assert not missing, f"tests/site/test_every_page.py: READ_ALOUD names {missing}, which are no pages: correct it"
