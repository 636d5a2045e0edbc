"""The items of checklists, with names that both languages share and that stay with an item when others move.

An item is named after its English words, so that a tick made on the Chinese page shows on the English one, and an item that
is put before another takes no tick away from it. `overrides/assets/checklists.js` remembers ticks by these names.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from tools.pages import ANCHOR, ITEM, Page, blocks, pages, url_of

TASK = re.compile(r'<li class="task-list-item"')
Checklists = dict[str, list[str]]  # the names of the items under the anchor of each heading


def read_checklists(page: Page) -> Checklists:
    """Name the items of all checklists of an English page, by the anchor of the heading above them."""
    lists: Checklists = {}
    anchor = ""
    for block in blocks(page):
        first = block.lines[0].strip()
        if block.kind == "heading":
            found = ANCHOR.search(first)
            anchor = found[1] if found else ""
        elif block.kind == "item" and (item := ITEM.match(first)) and item[2]:
            text = " ".join(line.strip() for line in block.lines)[item.end() :]
            names = lists.setdefault(anchor, [])
            names.append(name_item(text, names))
    return lists


def name_item(text: str, taken: list[str]) -> str:
    """Make a short name from the words of an item; markup, case and punctuation do not count."""
    words = re.sub(r"\W+", " ", text.lower()).strip()
    name = hashlib.sha256(words.encode()).hexdigest()[:8]
    again = sum(other.partition("-")[0] == name for other in taken)
    return f"{name}-{again}" if again else name


def read_all_checklists(root: Path) -> dict[str, Checklists]:
    """The checklists of the whole course, by the address of their page under the root of a language."""
    found = {}
    for page in pages(root, "en"):
        if lists := read_checklists(page):
            found[url_of(page.name)] = lists
    return found


def mark_items(html: str, lists: Checklists) -> str:
    """Write the names of a page's items into its HTML, in either language: items stand in the same order in both."""
    names = iter([name for items in lists.values() for name in items])

    def mark(found: re.Match[str]) -> str:
        name = next(names, "")
        return f'{found[0]} data-item="{name}"' if name else found[0]

    return TASK.sub(mark, html)
