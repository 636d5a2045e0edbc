"""Tables of sentences become cards on a phone, where three columns of prose would be one word wide each.

The heading of its column is written on each cell, and the style sheet shows it above the cell. Tables of numbers stay tables.
"""

from __future__ import annotations

import re
from html import escape, unescape
from unicodedata import east_asian_width

TABLE = re.compile(r"<table>(\s*<thead>.*?</thead>\s*<tbody>)(.*?)</table>", re.DOTALL)
HEADING = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)  # the template makes an empty heading a plain cell
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<td\b([^>]*)>(.*?)</td>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
COLUMNS, WIDTH = 3, 60  # from so many columns, and so many Latin letters a row on average, a row does not fit a phone


def make_cards(html: str) -> str:
    """Mark the tables of a page that hold sentences in three columns or more, and label their cells.

    Args:
        html: The content of a page, with tables as Markdown makes them.

    Returns:
        The same, with `data-cards` on these tables and `data-label` on their cells.
    """

    def mark(found: re.Match[str]) -> str:
        head, body = found[1], found[2]
        headings = [text_of(heading) for heading in HEADING.findall(head)]
        if len(headings) < COLUMNS or row_width(body) < WIDTH:
            return found[0]
        return f"<table data-cards>{head}{ROW.sub(lambda row: f'<tr>{label(row[1], headings)}</tr>', body)}</table>"

    return TABLE.sub(mark, html)


def label(row: str, headings: list[str]) -> str:
    """Write the heading of its column on each cell of a row."""
    names = iter(headings)
    return CELL.sub(lambda cell: f'<td{cell[1]} data-label="{escape(next(names, ""))}">{cell[2]}</td>', row)


def text_of(html: str) -> str:
    """What a reader sees of a piece of HTML."""
    return unescape(TAG.sub("", html)).strip()


def row_width(body: str) -> float:
    """How wide the rows of a table are on average, in Latin letters; a Chinese character is as wide as two."""
    rows = ROW.findall(body)
    letters = sum(2 if east_asian_width(letter) in "WF" else 1 for row in rows for letter in text_of(row))
    return letters / max(len(rows), 1)
