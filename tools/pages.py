"""The pages of a language, the skeleton that both languages share, and the words of a page.

The skeleton is read line by line: Python-Markdown's tree has no line numbers, and has already
turned fences, includes and admonitions into HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")
OWN_WORDS = {"title", "description"}  # front matter that each language writes for itself
LOOSE = {"text", "mermaid"}  # fences that may carry words: compared by their number of lines

FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
ITEM = re.compile(r"([-*+]|\d+\.)\s+(\[[ xX]\]\s)?")
OPENERS = {
    "heading": re.compile(r"#{1,6}\s"),
    "autodoc": re.compile(r":::\s"),
    "admonition": re.compile(r"(?:!!!|\?\?\?\+?)\s"),
    "tab": re.compile(r'===[!+]*\s+"'),
    "include": re.compile(r"--8<--"),
    "rule": re.compile(r"(?:-{3,}|\*{3,}|_{3,})\s*$"),
    "abbreviation": re.compile(r"\*\[[^\]]+\]:"),
    "footnote": re.compile(r"\[\^[^\]]+\]:"),
    "definition": re.compile(r"\[[^\]^][^\]]*\]:\s"),
    "item": ITEM,
    "quote": re.compile(r">"),
    "math": re.compile(r"\$\$|\\\["),
    "html": re.compile(r"</?[a-zA-Z][\w-]*[\s/>]"),
}
SINGLE = {"heading", "admonition", "tab", "include", "rule", "abbreviation", "definition"}
HOLDERS = {"admonition", "tab", "footnote", "item"}  # what is indented below belongs to them
EXACT = {"code", "math", "include"}
SILENT = EXACT | {"fence", "autodoc", "rule", "definition"}  # without words of the page's language

IN_A_LANGUAGE = re.compile(r"\.(?:zh|en)\.md(?=[:\"])")  # a table that is rendered once a language
ANCHOR = re.compile(r"\{[^}]*#([\w.-]+)[^}]*\}\s*$")
SEPARATOR = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
IMAGE = re.compile(r"!\[((?:[^\[\]]|\[[^\]]*\])*)\]\(\s*([^)\s]+)[^)]*\)")
LINK = re.compile(r"\]\(\s*<?([^)>\s]+)[^)]*\)")
REFERENCE = re.compile(r"\]\[([^\]]*)\]")
AUTOLINK = re.compile(r"<(https?://[^>]+)>")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")
TAG_WORDS = re.compile(r'\s(?:title|alt|aria-label|placeholder|lang)="[^"]*"|(?<=")https?:[^"]*')
MATH = re.compile(r"\$[^$\n]+\$|\\\(.+?\\\)")
BOLD_SENTENCE = re.compile(r"([。！？：])\*\* ")  # `**为什么。** 三个库`: the space is Markdown's
MARKUP = re.compile(r"\{[^{}\n]*[#.:=][^{}\n]*\}|\[\^[^\]]+\]|[\[\]]|\*(?!\s)|(?<!\s)\*")


@dataclass(frozen=True)
class Page:
    """One Markdown file below `root`, which holds docs/zh and docs/en."""

    root: Path
    path: Path

    @property
    def where(self) -> str:
        return self.path.relative_to(self.root).as_posix()

    @property
    def name(self) -> str:
        """The page's name under the folder of its language, such as `trials/tensors`."""
        return self.path.relative_to(self.root / "docs").with_suffix("").as_posix().partition("/")[2]

    @cached_property
    def lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines()

    @cached_property
    def body(self) -> int:
        """The index of the first line after the front matter."""
        if self.lines[:1] != ["---"] or "---" not in self.lines[1:]:
            return 0
        return self.lines.index("---", 1) + 1

    @cached_property
    def front(self) -> dict[str, Any]:
        import yaml  # type: ignore[import-untyped]  # only here: blocks are read where it is not installed

        return yaml.safe_load("\n".join(self.lines[1 : self.body - 1])) or {} if self.body else {}

    def front_line(self, key: str) -> int:
        found = (n for n in range(self.body) if self.lines[n].startswith(f"{key}:"))
        return next(found, 0) + 1


@dataclass(frozen=True)
class Block:
    """Some lines of a page that belong together; `depth` counts the blocks around them."""

    line: int
    kind: str
    depth: int
    lines: list[str]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A block as both languages must have it: all but the line and the name must be equal."""

    kind: str
    depth: int
    shared: tuple[str, ...]
    line: int = field(compare=False)
    name: str = field(compare=False)


def pages(root: Path, language: str) -> list[Page]:
    """All pages of a language, in the order of their paths."""
    return [Page(root, path) for path in sorted((root / "docs" / language).rglob("*.md"))]


def url_of(name: str) -> str:
    """The address of a page under the root of its language's site."""
    return name.removesuffix("index") if name.split("/")[-1] == "index" else f"{name}/"


def blocks(page: Page) -> Iterator[Block]:
    """Split a page into blocks, in order, without comments and front matter."""
    return split(page.lines, page.body)


def split(lines: list[str], at: int = 0) -> Iterator[Block]:
    """Split the lines from `at` on into blocks, in order, without comments."""
    inside: list[int] = []  # how far the content of each open holder is indented
    marks: list[str] = []
    while at < len(lines):
        text = lines[at].strip()
        if not text:
            at += 1
            continue
        if text.startswith("<!--"):
            end = _after(lines, at, lambda line: "-->" in line)
            marks.append(" ".join(line.strip() for line in lines[at:end]))
            at = end
            continue
        indent = _indent(lines[at])
        while inside and indent < inside[-1]:
            inside.pop()
        base = inside[-1] if inside else 0
        kind = _kind(lines, at, indent - base)
        end = _block_end(lines, at, kind)
        own = [line[min(indent, _indent(line)) :] for line in lines[at:end]]
        yield Block(at + 1, kind, len(inside), own, tuple(marks))
        marks, at = [], end
        if kind in HOLDERS:
            inside.append(base + 4)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _after(lines: list[str], at: int, last: Callable[[str], object]) -> int:
    """The index after the first line, from `at` on, for which `last` holds."""
    return next((n + 1 for n in range(at, len(lines)) if last(lines[n])), len(lines))


def _kind(lines: list[str], at: int, extra_indent: int) -> str:
    text = lines[at].strip()
    if FENCE.match(text):
        return "fence"
    if extra_indent >= 4:
        return "code"
    if "|" in text and at + 1 < len(lines) and SEPARATOR.fullmatch(lines[at + 1].strip()):
        return "table"
    return next((kind for kind, opener in OPENERS.items() if opener.match(text)), "paragraph")


def _block_end(lines: list[str], at: int, kind: str) -> int:
    if kind == "fence":
        fence = FENCE.match(lines[at].strip())
        assert fence is not None
        closing = re.compile(rf"\s*{fence[1][0]}{{{len(fence[1])},}}\s*")
        return _after(lines, at + 1, closing.fullmatch)
    if kind in SINGLE:
        return at + 1
    end = at + 1
    while end < len(lines) and lines[end].strip() and not _breaks(lines[end], kind):
        end += 1
    return end


def _breaks(line: str, kind: str) -> bool:
    """Whether a line starts a block of its own even without an empty line before it."""
    text = line.strip()
    if kind in EXACT | {"autodoc", "table"}:
        return False
    if kind == "item" and ITEM.match(text):
        return True
    starters = ("heading", "admonition", "footnote")
    return bool(
        text.startswith("<!--") or FENCE.match(text) or any(OPENERS[starter].match(text) for starter in starters)
    )


def links(text: str) -> list[str]:
    """What the images and links of a text point at, sorted: sentences differ in their order."""
    text = CODE.sub("", text)
    images = [f"image {target}" for _, target in IMAGE.findall(text)]
    text = IMAGE.sub("", text)
    targets = LINK.findall(text) + AUTOLINK.findall(text)
    outside = re.compile(r"(?:https?:|mailto:)")
    found = ["an external link" if outside.match(t) else f"link {t}" for t in targets]
    return sorted(images + found + [f"reference {name}" for name in REFERENCE.findall(text)])


def outline(page: Page) -> list[Part]:
    """The skeleton of a page: what the other language must have too, in order."""
    return [_part(block) for block in blocks(page)]


def _part(block: Block) -> Part:
    first, kind = block.lines[0].strip(), block.kind
    name = f"{kind} '{first[:30]}{'…' if len(first) > 30 else ''}'"
    if kind == "paragraph" and not IMAGE.sub("", " ".join(block.lines)).strip():
        kind = "image"
    if kind == "heading":
        anchor = ANCHOR.search(first)
        name = f"heading #{anchor[1]}" if anchor else f"heading '{first.lstrip('# ')}'"
    return Part(kind, block.depth, tuple(_shared(block, first)), block.line, name)


def _shared(block: Block, first: str) -> list[str]:
    text = "\n".join(block.lines)
    if block.kind == "heading":
        anchor = ANCHOR.search(first)
        own = [f"level {len(first) - len(first.lstrip('#'))}", f"#{anchor[1] if anchor else '?'}"]
    elif block.kind == "fence":
        return _shared_fence(block)
    elif block.kind == "include":
        return [IN_A_LANGUAGE.sub(".*.md", line) for line in block.lines]
    elif block.kind in EXACT | {"autodoc"}:
        return [line.strip() if block.kind == "math" else line for line in block.lines]
    elif block.kind == "admonition":
        own = [first.split('"')[0].strip()]
    elif block.kind == "item":
        item = ITEM.match(first)
        assert item is not None
        own = [item[1] if item[1][0].isdigit() else "bullet", f"task {item[2]}"]
    elif block.kind == "table":
        columns = block.lines[1].strip().strip("|").count("|") + 1
        own = [f"{columns} columns", f"{len(block.lines) - 2} rows"]
    elif block.kind == "html":
        own = [TAG_WORDS.sub("", tag) for tag in TAG.findall(text)]
    elif block.kind == "footnote":
        own = [first.split(":")[0]]
    elif block.kind == "definition":
        return links(f"[]({first.split(':', 1)[1].strip()})")
    else:
        own = []
    return own + links(text)


def _shared_fence(block: Block) -> list[str]:
    opening = FENCE.match(block.lines[0].strip())
    assert opening is not None
    info, content = opening[2].strip(), block.lines[1:-1]
    loose = info.split(" ")[0] in LOOSE and not block.marks and "--8<--" not in "".join(content)
    return [f"```{info}", *block.marks, *([f"{len(content)} lines"] if loose else content)]


def prose(page: Page) -> Iterator[tuple[int, str]]:
    """The lines that carry words, as a reader sees them: inline code becomes the word `code`.

    Left out are fences, comments, front matter, link targets, markers and HTML tags.
    """
    for block in blocks(page):
        if block.kind in SILENT:
            continue
        text = CODE.sub(lambda code: "code" + "\n" * code[0].count("\n"), "\n".join(block.lines))
        if block.kind == "table":
            rows = text.split("\n")
            text = "\n".join("" if SEPARATOR.fullmatch(row) else row for row in rows)
        for number, line in enumerate(_plain(text, block.kind).split("\n"), block.line):
            if line.strip():
                yield number, line.strip()


def _plain(text: str, kind: str) -> str:
    if kind in {"admonition", "tab"}:
        return '"'.join(text.split('"')[1:-1])
    if kind in {"heading", "item", "quote", "footnote", "abbreviation"}:
        text = OPENERS[kind].sub("", text, count=1)
    text = LINK.sub("]", IMAGE.sub(r"\1", text))
    text = REFERENCE.sub("]", AUTOLINK.sub("code", text))
    text = MATH.sub("code", TAG.sub("", text))
    text = BOLD_SENTENCE.sub(r"\1", text)
    return MARKUP.sub("", text)


def compare(zh: Page, en: Page) -> list[str]:
    """One line for each difference between a page and its other language: where, what, remedy."""
    own = [*_own_faults(zh), *_own_faults(en)]
    told = {(page.where, line) for page, line, _ in own}
    found = [*own, *_front_faults(zh, en), *_differences(zh, en, told)]
    return [f"{page.where}:{line}: {message}" for page, line, message in found]


def compare_all(root: Path) -> list[str]:
    """The differences of all pages, and the files that only one language has."""
    faults = []
    for language, other in (LANGUAGES, LANGUAGES[::-1]):
        here, there = root / "docs" / language, root / "docs" / other
        for path in sorted(path for path in here.rglob("*") if path.is_file()):
            twin = there / path.relative_to(here)
            if not twin.exists():
                where, missing = (p.relative_to(root).as_posix() for p in (path, twin))
                faults.append(f"{where}:1: page has no counterpart: write {missing}")
            elif language == "zh" and path.suffix == ".md":
                faults += compare(Page(root, path), Page(root, twin))
    return faults


Fault = tuple[Page, int, str]


def _own_faults(page: Page) -> Iterator[Fault]:
    taken: dict[str, int] = {}
    for part in outline(page):
        if part.kind != "heading":
            continue
        anchor = part.shared[1]
        if anchor == "#?":
            yield page, part.line, f"{part.name} has no anchor: end it with {{ #english-words }}"
        elif anchor in taken:
            fault = f"anchor {anchor} is taken by line {taken[anchor]}"
            yield page, part.line, f"{fault}: choose another"
        taken.setdefault(anchor, part.line)


def _front_faults(zh: Page, en: Page) -> Iterator[Fault]:
    for key in sorted(zh.front.keys() | en.front.keys()):
        here, there = zh.front.get(key), en.front.get(key)
        if here != there and not (key in OWN_WORDS and here and there):
            page, other = (zh, en) if here is not None else (en, zh)
            said = f"`{key}: {page.front[key]}` is `{other.front.get(key)}` in {other.where}"
            yield page, page.front_line(key), f"{said}: make both the same"


def _differences(zh: Page, en: Page, told: set[tuple[str, int]]) -> Iterator[Fault]:
    """What `compare` finds in the skeletons, but for the lines whose own fault is told already."""
    ours, theirs = outline(zh), outline(en)
    for op, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        kinds = [part.kind for part in ours[i1:i2]], [part.kind for part in theirs[j1:j2]]
        for sub, a1, a2, b1, b2 in SequenceMatcher(None, *kinds, autojunk=False).get_opcodes():
            a, b = ours[i1 + a1 : i1 + a2], theirs[j1 + b1 : j1 + b2]
            if sub == "equal":
                for x, y in zip(a, b, strict=True):
                    if not told & {(zh.where, x.line), (en.where, y.line)}:
                        yield _differs(zh, x, en, y)
                continue
            yield from (_missing(zh, x, en, theirs, j1 + b2) for x in a)
            yield from (_missing(en, y, zh, ours, i1 + a2) for y in b)


def _missing(page: Page, part: Part, other: Page, parts: list[Part], before: int) -> Fault:
    what = "it"
    if part.kind == "heading":
        level, anchor = part.shared[:2]
        what = f"'{'#' * int(level[-1])} … {{ {anchor} }}'"
    place = f"before line {parts[before].line}" if before < len(parts) else "at the end"
    fault = f"{part.name} has no counterpart in {other.where}"
    return page, part.line, f"{fault}: add {what} there, {place}"


def _differs(page: Page, part: Part, other: Page, twin: Part) -> Fault:
    here, there = Counter(part.shared), Counter(twin.shared)
    if here == there:
        what = "its order" if part.depth == twin.depth else "how far it is indented"
    else:
        only_here, only_there = list(here - there)[:3], list(there - here)[:3]
        what = f"here {only_here or 'nothing'}, there {only_there or 'nothing'}"
    fault = f"{part.name} differs from {other.where}:{twin.line} ({what})"
    return page, part.line, f"{fault}: make both the same"
