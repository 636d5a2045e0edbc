"""Read a built site: what each page loads, links to, names and says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

SITE_URL = "https://example.github.io/hanli/"
LANGUAGES = {"zh": "", "en": "en/"}
LOADING = {"stylesheet", "preload", "modulepreload", "prefetch", "preconnect", "icon", "manifest"}
SOURCES = {"script", "img", "iframe", "source", "video", "audio", "embed"}


@dataclass
class Html(HTMLParser):
    """One HTML file, read."""

    file: Path
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.file.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[key] for key in ("id", "name") if key in given}
        self.links += [given[key] for key in ("href", "src", "data", "poster") if key in given]
        if tag in SOURCES and "src" in given:
            self.loads.append(given["src"])
        if tag == "link" and LOADING & set(given.get("rel", "").split()):
            self.loads.append(given["href"])
        self.loads += css_urls(given.get("style", ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "style":
            self.loads += css_urls(data)
        elif self.inside != "script":
            self.words.append(data)

    @property
    def text(self) -> str:
        """What the page says, with single spaces."""
        return squeeze("".join(self.words))


@cache
def read(file: Path) -> Html:
    """Read a file once a session."""
    return Html(file)


def squeeze(text: str) -> str:
    """Make all white space single spaces."""
    return " ".join(text.split())


def css_urls(css: str) -> list[str]:
    """All that a style sheet loads, but for what it carries in itself."""
    found = re.findall(r"url\(\s*['\"]?([^'\")]+)", css) + re.findall(r"@import\s+['\"]([^'\"]+)", css)
    return [url for url in found if not url.startswith("data:")]


def pages(site: Path, language: str | None = None) -> list[Path]:
    """All HTML files of the site, or those of one language."""
    every = sorted(site.rglob("*.html"))
    if language is None:
        return every
    return [file for file in every if file.is_relative_to(site / "en") == (language == "en")]


def address(site: Path, file: Path) -> str:
    """The address of a page under the root of the site."""
    return file.relative_to(site).as_posix().removesuffix("index.html")


def target(site: Path, file: Path, url: str) -> tuple[Path, str] | None:
    """The file and the anchor that a link leads to, or None if it leaves the site."""
    if url.startswith(SITE_URL):
        url = urlsplit(SITE_URL).path + url.removeprefix(SITE_URL)
    parts = urlsplit(url)
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path)
    if path.startswith("/"):  # only on the 404 page, which can be served from anywhere
        root = urlsplit(SITE_URL).path
        found = site / path.removeprefix(root) if path.startswith(root) else Path(path)
    else:
        found = file.parent / path if path else file
    if found.is_dir():
        found /= "index.html"
    return found.resolve(), unquote(parts.fragment)
