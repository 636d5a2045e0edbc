"""An index by letter for a long page that is sorted by English terms, such as the glossary.

In the page stands `<!-- hanli:letters -->`. It becomes a line of letters, each of which leads to the first heading or row of
a table that begins with it, up to the next such comment. The English term is the one of the two names without Han characters.
"""

from __future__ import annotations

import re
from html import escape

from tools.tables import text_of

MARK = "<!-- hanli:letters -->"
NAMES = {"zh": "按字母查找", "en": "By letter"}
SECTION = re.compile(r"<h2\b[^>]*>(.*?)</h2>", re.DOTALL)
HEADING = re.compile(r'<h3 id="(?P<id>[^"]+)">(?P<text>.*?)</h3>', re.DOTALL)
ROW = re.compile(r"<tr>(?P<cells>\s*<td\b.*?)</tr>", re.DOTALL)
ENTRY = re.compile(rf"{HEADING.pattern}|{ROW.pattern}", re.DOTALL)
CELL = re.compile(r"<td\b[^>]*>(.*?)</td>", re.DOTALL)
PERMALINK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
HAN = re.compile("[\u3400-\u9fff]")


def index_by_letter(html: str, language: str) -> str:
    """Replace each mark in a page's HTML by links to the entries that follow it, one for each letter.

    Args:
        html: The content of a page.
        language: Of the page, "zh" or "en".

    Returns:
        The same with the links, and with an anchor on each row that a letter leads to.

    Raises:
        ValueError: An entry has no English name, or stands after one with a later letter.
    """
    before, *parts = html.split(MARK)
    indexed, above = before, before
    for number, part in enumerate(parts, 1):
        indexed += index_part(part, number, name_index(above, language))
        above = part
    return indexed


def name_index(above: str, language: str) -> str:
    """What a screen reader calls the links: with the heading above them, since two on a page must differ."""
    heading = [text_of(PERMALINK.sub("", heading)) for heading in SECTION.findall(above)[-1:]]
    return {"zh": "：", "en": ": "}[language].join([NAMES[language], *heading])


def index_part(html: str, number: int, name: str) -> str:
    """The links of one mark, then what follows it."""
    first: dict[str, str] = {}  # letter: anchor

    def visit(entry: re.Match[str]) -> str:
        letter = first_letter(entry)
        if first and letter < max(first):
            raise ValueError(f"an entry with {letter} stands after one with {max(first)}: sort by the English term")
        if letter in first:
            return entry[0]
        first[letter] = entry["id"] or f"letter-{number}-{letter.lower()}"
        return entry[0] if entry["id"] else entry[0].replace("<tr>", f'<tr id="{first[letter]}">', 1)

    body = ENTRY.sub(visit, html)
    links = "".join(f'<a href="#{anchor}">{letter}</a>' for letter, anchor in first.items())
    return f'<nav class="hanli-letters" aria-label="{escape(name)}">{links}</nav>{body}'


def first_letter(entry: re.Match[str]) -> str:
    """The letter, a capital, that the English name of an entry begins with."""
    if entry["id"]:
        names = re.split("[（(]", text_of(PERMALINK.sub("", entry["text"])))
    else:
        names = [text_of(cell) for cell in CELL.findall(entry["cells"])[:2]]
    english = next((name for name in names if not HAN.search(name)), "")
    if not english[:1].isalpha():
        raise ValueError(f"an entry has no English name that begins with a letter: {names}")
    return english[0].upper()
