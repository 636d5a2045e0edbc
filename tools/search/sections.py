"""Divide the HTML of a page into what search finds: a section under each heading, its text apart from its code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
SILENT_TAGS = {"script", "style", "svg", "noscript", "template"}
# The sign that links to a heading, captions of code, numbers of lines, the source code under an entry of the reference, the
# folded program of a figure, and what other versions print.
SILENT_CLASSES = {"headerlink", "filename", "linenodiv", "mkdocstrings-source", "doc-labels", "hanli-drawing"}
SILENT_CLASSES |= {"hanli-versions"}
INLINE_TAGS = {"a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strong"}
INLINE_TAGS |= {"sub", "sup", "u", "var", "wbr"}
VOID_TAGS = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Most tags of a page are those that colour code: without them it is read in half the time.
TOKEN = re.compile(r'<span class="[a-z]{1,2}\d?">([^<]*)</span>')
ANNOTATION = re.compile(r" *# \(\d+\)!")
FORMULA_LIMITS = re.compile(r"\\[()\[\]]")


@dataclass
class Section:
    """A heading, its anchor, and what stands under it up to the next heading."""

    anchor: str = ""
    title: str = ""
    text: str = ""
    code: str = ""


@dataclass
class SectionReader(HTMLParser):
    """Reads the sections of a page's content."""

    sections: list[Section] = field(default_factory=lambda: [Section()])
    open_tags: list[tuple[str, bool]] = field(default_factory=list)  # and whether it silences what it holds
    heading: str = ""
    listings: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in INLINE_TAGS:
            self.add(" ")
        if tag in VOID_TAGS:
            return
        silent = tag in SILENT_TAGS or bool(SILENT_CLASSES & set(given.get("class", "").split()))
        self.open_tags.append((tag, silent))
        if tag in HEADINGS and "id" in given:
            self.heading = tag
            # The first heading of level one is the page itself, which needs no anchor.
            self.sections.append(Section("" if tag == "h1" and len(self.sections) == 1 else given["id"]))
        self.listings += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID_TAGS or tag not in {name for name, _ in self.open_tags}:
            return
        while self.open_tags.pop()[0] != tag:
            pass
        if tag == self.heading:
            self.heading = ""
        self.listings -= tag == "pre"
        if tag not in INLINE_TAGS:
            self.add(" ")

    def handle_data(self, data: str) -> None:
        if not any(silent for _, silent in self.open_tags):
            self.add(data)

    def add(self, data: str) -> None:
        """Put text where it belongs: into the title, the code or the text of the section."""
        section = self.sections[-1]
        if self.heading:
            section.title += data
        elif self.listings:
            section.code += data
        else:
            section.text += data


def read_sections(html: str, title: str) -> list[Section]:
    """The sections of a page's content; the first is the page itself, under `title` if it has no heading of its own."""
    reader = SectionReader()
    reader.feed(TOKEN.sub(r"\1", html))
    reader.close()
    read = [tidy(section) for section in reader.sections]
    if not (read[0].text or read[0].code) and len(read) > 1 and not read[1].anchor:
        read.pop(0)
    read[0].title = read[0].title or title
    return read


def tidy(section: Section) -> Section:
    """Single spaces in what is read as prose, no marks of annotations and no trailing spaces in code."""
    code = "\n".join(line.rstrip() for line in ANNOTATION.sub("", section.code).split("\n") if line.strip())
    text = FORMULA_LIMITS.sub("", section.text)
    return Section(section.anchor, " ".join(section.title.split()), " ".join(text.split()), code)
