"""Make the files that the search box loads: sections of all pages of a language, synonyms and stop words."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.search.sections import Section, read_sections
from tools.search.synonyms import load_synonyms

Entry = list[Any]  # address, weight, description, sections

# As in overrides/assets/search/words.js: a run of Han characters, a number such as 1e-3, or a name with its dots.
WORD = re.compile(
    r"[\u3400-\u9fff]+|\b\d+(?:\.\d+)?e-\d+\b|[A-Za-z0-9_\u00c0-\u024f\u0370-\u03ff]+(?:\.[A-Za-z0-9_]+)*"
)
HAS_LETTER = re.compile(r"[^\W\d_]")
# Trials come first, since each of their long sections is a whole lesson; then the other lessons; then the patterns, what only
# lists other pages, the reference, and what repeats the others.
WEIGHTS = {"trials/": 1.3, "patterns/": 0.9, "reference/": 0.7, "errata/": 0.5, "glossary/": 0.5}
OVERVIEW = 0.7
PAGES_OF_A_FILE = 10  # a file of texts stays small enough to arrive on a slow line before the next is read
FIRST = "sections.json"  # the file that names the others


@dataclass(frozen=True)
class IndexedPage:
    """A page of the index: its address under the language's root, what it is about, and its sections."""

    url: str
    description: str
    sections: tuple[Section, ...]
    is_overview: bool = False  # it lists other pages

    @property
    def weight(self) -> float:
        """What a find on the page counts, against 1 for a lesson."""
        if self.is_overview:
            return OVERVIEW
        return next((weight for start, weight in WEIGHTS.items() if self.url.startswith(start)), 1)


def index_page(html: str, url: str, title: str, description: str, is_overview: bool = False) -> IndexedPage:
    """Read a page for the index."""
    return IndexedPage(url, description, tuple(read_sections(html, title)), is_overview)


def code_words(code: str) -> str:
    """The words of code, each once: what it prints and computes as numbers is not searched for."""
    return " ".join(dict.fromkeys(word for word in WORD.findall(code) if HAS_LETTER.search(word)))


def list_fields(section: Section) -> list[str]:
    return [section.anchor, section.title, section.text, code_words(section.code)]


def name_of_texts(url: str, pages_before: int) -> str:
    """The file that holds the texts of a page: one for each folder of pages, and for a large folder several.

    Args:
        url: The address of the page.
        pages_before: How many pages of its folder come before it.
    """
    part = pages_before // PAGES_OF_A_FILE
    return f"texts/{'-'.join(url.split('/')[:-2]) or 'pages'}{f'-{part + 1}' if part else ''}.json"


def stop_words(root: Path, language: str) -> list[str]:
    lists = yaml.safe_load((root / "tools/search/stop_words.yml").read_text(encoding="utf-8"))[language]
    return [word for line in lists for word in line]


def list_pages(pages: Iterable[IndexedPage]) -> list[Entry]:
    """The pages as the file has them."""
    return [
        [page.url, page.weight, page.description, [list_fields(section) for section in page.sections]] for page in pages
    ]


def keep_unread(entries: list[Entry], previous: list[Entry], published: set[str]) -> list[Entry]:
    """Add, from the index of the previous build, the pages that a dirty build did not read again and still publishes."""
    read = {entry[0] for entry in entries}
    return entries + [entry for entry in previous if entry[0] in published - read]


def write_index(entries: list[Entry], folder: Path, root: Path, language: str) -> None:
    """Write what `overrides/assets/search/worker.js` reads: the headings of all pages, and their texts in files of their own.

    Headings are a tenth of the whole, so that the box can answer before the texts are there.
    """
    headings = [[*entry[:3], [fields[:2] for fields in entry[3]]] for entry in entries]
    texts: dict[str, dict[str, list[list[str]]]] = {}
    in_folder: Counter[str] = Counter()
    for entry in entries:
        folder_of_page = name_of_texts(entry[0], 0)
        name = name_of_texts(entry[0], in_folder[folder_of_page])
        in_folder[folder_of_page] += 1
        texts.setdefault(name, {})[entry[0]] = [fields[2:] for fields in entry[3]]
    index = {"pages": headings, "texts": [*texts], "synonyms": load_synonyms(root, language)}
    files = {FIRST: {**index, "stop": stop_words(root, language)}, **texts}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def read_index(folder: Path) -> list[Entry]:
    """The pages of a written index, headings and texts together again."""
    index = json.loads((folder / FIRST).read_text(encoding="utf-8"))
    texts: dict[str, list[list[str]]] = {}
    for name in index["texts"]:
        texts.update(json.loads((folder / name).read_text(encoding="utf-8")))
    return [[*page[:3], [a + b for a, b in zip(page[3], texts[page[0]], strict=True)]] for page in index["pages"]]
