"""No page names another host to load from. What the browser then asks for is seen in test_every_page.py."""

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


def test_missing_page_is_answered_in_both_languages(home: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(f"{home}no/such/page/")
    assert page.locator("article p[lang=zh]").is_visible()
    for language, link in (("zh", home), ("en", f"{home}en/")):
        assert page.locator(f"article li[lang={language}] a:not(.hanli-missing)").evaluate("a => a.href") == link
    assert page.locator("a.hanli-language").evaluate("a => a.href") == f"{home}en/"
    assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
