"""No page asks another host for anything, nor this one for what it does not have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from built import address, css_urls, pages, read


def foreign(url: str) -> bool:
    return "//" in url.partition("?")[0][:8]


def test_no_page_loads_from_another_host(site: Path) -> None:
    found = {address(site, file): [*filter(foreign, read(file).loads)] for file in pages(site)}
    assert not {page: urls for page, urls in found.items() if urls}


def test_no_style_sheet_loads_from_another_host_or_what_is_missing(site: Path) -> None:
    for sheet in site.rglob("*.css"):
        for url in css_urls(sheet.read_text("utf-8")):
            assert not foreign(url), f"{sheet.name}: {url}"
            assert (sheet.parent / url.partition("?")[0].partition("#")[0]).exists(), f"{sheet}: {url}"


def watch(tab: Any, home: str) -> list[str]:
    """Note every fault of the tab from now on; a request to another host is stopped as well."""
    faults: list[str] = []
    host = home.split("/hanli/")[0]

    def requested(route: Any) -> None:
        url = route.request.url
        if url.startswith((host, "data:", "blob:")):
            route.continue_()
        else:
            faults.append(f"{tab.url} asked for {url}")
            route.abort()

    tab.context.route("**/*", requested)
    tab.on("response", lambda got: got.status >= 400 and faults.append(f"{got.status} {got.url}"))
    tab.on("console", lambda said: said.type in {"error", "warning"} and faults.append(f"{tab.url}: {said.text}"))
    tab.on("pageerror", lambda error: faults.append(f"{tab.url}: {error}"))
    return faults


def test_browser_asks_this_host_only_and_reports_no_error(site: Path, home: str, tab: Callable[..., Any]) -> None:
    page = tab()
    faults = watch(page, home)
    for file in pages(site):
        page.goto(home + address(site, file))
        page.mouse.wheel(0, 20_000)
        page.wait_for_timeout(100)
    page.wait_for_load_state("networkidle")
    assert not faults


def test_missing_page_is_answered_in_both_languages(home: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(f"{home}no/such/page/")
    assert page.locator("article p[lang=zh]").is_visible()
    for language, link in (("zh", home), ("en", f"{home}en/")):
        assert page.locator(f"article li[lang={language}] a").evaluate("a => a.href") == link
    assert page.locator("a.hanli-language").evaluate("a => a.href") == f"{home}en/"
    assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
