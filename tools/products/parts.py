"""A page as a list of parts: text that any Markdown reader understands, and code with what it prints."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.captions import EXPECTED
from tools.includes import INCLUDE, expand
from tools.marks import MARK, RUN, SAVED
from tools.pages import CODE, HOLDERS, Block, Page, blocks, url_of
from tools.pairs import MARK as PAIR
from tools.pairs import WORDS
from tools.wheel import NAMED

LANGUAGE_PATHS = {"zh": "", "en": "en/"}
AT_ROOT = ("figures", "downloads", "assets")  # folders that both languages share
LISTS = {"item", "footnote"}  # what is indented under them stays indented; under a note or a tab it does not
ATTRIBUTES = re.compile(r"[ ]?\{[ ]?[#.][^{}\n]*\}")
TITLED = re.compile(r'(?:[!?]{3}\+?|===[!+]*)\s+(?:\w+\s+)?"(.*)"\s*$')
FOLDED = re.compile(r"\s*\?{3}(?!\+)")  # what begins a note that a page shows closed
MARKED = re.compile(r"(#\s*\(\d+\))!", re.MULTILINE)
PROGRAM = re.compile(r"__file__|__name__ == |sys\.argv|asyncio\.run\(|set_default_(?:dtype|device)\(")
GOAL = re.compile(r"(\]\(\s*<?)([^)>\s]+)")
ON_THE_SITE = {
    "zh": "（这里的 API 说明由源代码生成，见[网页]({url})。）",
    "en": "(The API described here is made from the source code, see the [page]({url}).)",
}
DEMONSTRATION = {
    "zh": "（这里的演示在[网页]({url})上运行。）",
    "en": "(The demonstration runs on the [page]({url}).)",
}


@dataclass(frozen=True)
class Site:
    """Where the pages are published: the address of the site, with a slash at its end."""

    url: str

    def page(self, name: str, language: str) -> str:
        """The address of a page, such as `trials/tensors`."""
        return self.url + LANGUAGE_PATHS[language] + url_of(name)

    def file(self, path: str, language: str) -> str:
        """The address of a file beside the pages of a language; figures, downloads and assets stand once for both."""
        return self.url + ("" if path.startswith(AT_ROOT) else LANGUAGE_PATHS[language]) + path


@dataclass
class Text:
    """Markdown, without what only the site understands unless the reader keeps it."""

    markdown: str


@dataclass
class Code:
    """A fence that runs: what it prints, how that is compared, the files that it needs and draws, and whether the page folds it."""

    name: str
    language: str
    source: str
    output: str = ""
    grade: str = "exact"
    raises: bool = False
    alone: bool = False
    skip: str | None = None
    folded: bool = False
    beside: dict[str, str] = field(default_factory=dict)
    figures: dict[str, Path] = field(default_factory=dict)
    indent: int = 0

    @property
    def is_a_program(self) -> bool:
        """Whether it is saved to be run: among other cells it would do something else, or change what they do."""
        return self.language == "python" and (self.alone or bool(PROGRAM.search(self.source)))


Part = Text | Code


def read_parts(page: Page, language: str, site: Site, keep_markup: bool = False) -> list[Part]:
    """Split a page.

    Args:
        page: The page.
        language: `zh` or `en`.
        site: Where links and images lead to.
        keep_markup: Whether anchors, notes, tabs and HTML stay as the page has them, and what notes and tabs hold stays indented.
    """
    reader = Reader(page, language, site, keep_markup)
    for block in blocks(page):
        reader.read(block)
    return reader.parts


class Reader:
    """Reads a page block by block."""

    def __init__(self, page: Page, language: str, site: Site, keep_markup: bool = False) -> None:
        self.page, self.language, self.site, self.root = page, language, site, page.root
        self.keep_markup, self.indenting = keep_markup, HOLDERS if keep_markup else LISTS
        self.folder, self.address = posixpath.dirname(page.name), site.page(page.name, language)
        self.parts: list[Part] = []
        self.holders: list[Block] = []
        self.last = ""
        self.pair: list[str] = []  # what the next blocks of code are: here no tab says which is wrong

    def read(self, block: Block) -> None:
        """Append a block to the parts."""
        self.holders = self.holders[: block.depth]
        indent = 4 * sum(holder.kind in self.indenting for holder in self.holders)
        info = block.lines[0].strip().strip("`~") if block.kind == "fence" else ""
        if EXPECTED in block.marks:
            self.code().output = "\n".join(self.content(block)) + "\n"
        elif info in RUN:
            code = self.read_code(block, info, indent)
            if PAIR in block.marks:
                self.pair = ["wrong", "right"]
            if self.pair and not code.folded:
                self.append(f"{' ' * indent}**{WORDS[self.language][self.pair.pop(0)]}**", close=False)
            self.parts.append(code)
        elif text := self.read_text(block):
            close = self.last == block.kind == "item"
            self.append("\n".join(" " * indent + line if line else "" for line in text), close)
        self.last = block.kind
        if block.kind in HOLDERS:
            self.holders.append(block)

    def code(self) -> Code:
        """The code above; notes may stand between it and what it prints."""
        return next(part for part in reversed(self.parts) if isinstance(part, Code))

    def append(self, text: str, close: bool) -> None:
        """Add text, to the text before if there is any; `close` if no empty line is between the two."""
        if self.parts and isinstance(self.parts[-1], Text):
            self.parts[-1].markdown += ("\n" if close else "\n\n") + text
        else:
            self.parts.append(Text(text))

    def content(self, block: Block) -> list[str]:
        """The lines inside a fence, with what they include."""
        return [line for raw in block.lines[1:-1] for line in expand(raw, self.root)]

    def read_code(self, block: Block, language: str, indent: int) -> Code:
        """A fence that runs, with its marks."""
        source = MARKED.sub(r"\1", "\n".join(self.content(block)))
        folded = any(FOLDED.match(holder.lines[0]) for holder in self.holders)
        include = INCLUDE.fullmatch(block.lines[1])
        file = self.root / "snippets" / include[1] if include else None
        made = Code(file.stem if file else f"block_{block.line}", language, source, folded=folded, indent=indent)
        if file:
            made.figures = {name: file.parent / name for name in SAVED.findall(source)}
        for mark in marks_of(block):
            made.grade = mark["grade"] or made.grade
            made.raises, made.alone = made.raises or bool(mark["raises"]), made.alone or bool(mark["alone"])
            made.skip = mark["skip"] or made.skip
            for name in (mark["beside"] or "").replace(",", " ").split():
                made.beside[name] = self.included_file(name)
        return made

    def included_file(self, name: str) -> str:
        """The text of the file of this name that the page shows."""
        shown = [include[1] for line in self.page.lines if (include := INCLUDE.fullmatch(line))]
        path = next(path for path in shown if Path(path).name == name)
        return (self.root / "snippets" / path).read_text(encoding="utf-8")

    def read_text(self, block: Block) -> list[str]:
        """The lines of a block of any other kind, empty for what only lays out the page."""
        if block.kind == "fence":
            lines = [NAMED.sub(lambda found: self.site.url + found[0], line) for line in self.content(block)]
            return [block.lines[0], *lines, block.lines[-1]]
        if block.kind == "autodoc":
            return [ON_THE_SITE[self.language].format(url=self.address)]
        if block.kind in {"admonition", "tab"} and not self.keep_markup:
            title = TITLED.match(block.lines[0].strip())
            return [f"**{self.plain(title[1])}**"] if title else []
        if block.kind == "html" and not self.keep_markup:
            shown = 'class="hanli-demo"' in block.lines[0]
            return [DEMONSTRATION[self.language].format(url=self.address)] if shown else []
        if block.kind in {"code", "math", "html"}:
            return block.lines
        lines = [line for raw in block.lines for line in expand(raw, self.root)]
        return self.plain("\n".join(lines)).split("\n")

    def plain(self, text: str) -> str:
        """Text with its links whole and, unless markup is kept, without attributes such as `{ #id }`."""
        text = text if self.keep_markup else without_attributes(text)
        return GOAL.sub(lambda goal: goal[1] + self.whole(goal[2]), text)

    def whole(self, goal: str) -> str:
        """The address on the site that a link or an image of the page leads to."""
        if re.match(r"[a-z]+:", goal) or (self.keep_markup and goal.startswith("#")):
            return goal
        if goal.startswith("#"):
            return self.address + goal
        path, hash_, anchor = goal.partition("#")
        path = posixpath.normpath(posixpath.join(self.folder, path))
        if path.endswith(".md"):
            return self.site.page(path.removesuffix(".md"), self.language) + hash_ + anchor
        return self.site.file(path, self.language) + hash_ + anchor


def without_attributes(text: str) -> str:
    """Text without attributes such as `{ #id }`; code is left as it is."""
    pieces, at = [], 0
    for code in CODE.finditer(text):
        pieces += [ATTRIBUTES.sub("", text[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*pieces, ATTRIBUTES.sub("", text[at:])])


def marks_of(block: Block) -> Iterator[re.Match[str]]:
    """The marks over a fence."""
    for comment in block.marks:
        if mark := MARK.fullmatch(comment.removeprefix("<!--").removesuffix("-->").strip()):
            yield mark
