"""Every link of every built page leads somewhere, and both languages have the same pages."""

from __future__ import annotations

from pathlib import Path

from built import LANGUAGES, address, pages, read, target


def broken(site: Path, file: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for url in read(file).links:
        goal = target(site, file, url)
        if goal is None:
            continue
        path, anchor = goal
        if not path.is_file():
            found.append(f"{address(site, file)}: {url}: no such file")
        elif anchor and path.suffix == ".html" and anchor not in read(path).ids:
            found.append(f"{address(site, file)}: {url}: no such anchor")
    return found


def test_every_link_and_anchor_resolves(site: Path) -> None:
    site = site.resolve()
    assert [line for file in pages(site) for line in broken(site, file)] == []


def test_both_languages_have_the_same_pages(site: Path) -> None:
    zh, en = (
        {address(site, file).removeprefix(prefix) for file in pages(site, language)}
        for language, prefix in LANGUAGES.items()
    )
    assert zh == en


def test_each_page_names_its_counterpart_for_search_engines(site: Path) -> None:
    """Both languages by their full address, and not in the words that make Material ask for a sitemap there."""
    for file in pages(site):
        if file.name == "404.html":
            continue
        path = address(site, file).removeprefix("en/")
        html = file.read_text("utf-8")
        for language, prefix in LANGUAGES.items():
            href = f"https://example.github.io/hanli/{prefix}{path}"
            assert f'<link rel="alternate " hreflang="{language}" href="{href}">' in html, file
        assert 'rel="alternate"' not in html
