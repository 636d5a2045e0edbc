"""Tables of sentences are cards on a phone, and tables of numbers stay tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tools.tables import make_cards


def table(headings: list[str], *rows: list[str]) -> str:
    """A table as Markdown makes it."""
    head = "".join(f"<th>{heading}</th>\n" for heading in headings)
    body = "".join("<tr>\n" + "".join(f"<td>{cell}</td>\n" for cell in row) + "</tr>\n" for row in rows)
    return f"<table>\n<thead>\n<tr>\n{head}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>"


SENTENCE = "The method works only for a tensor with exactly one element."


def test_each_cell_of_a_table_of_sentences_gets_the_heading_of_its_column() -> None:
    made = make_cards(table(["message", "<code>x</code> &amp; cause", "fix"], ["<code>a</code>", SENTENCE, "Index."]))
    assert made.startswith("<table data-cards>")
    assert '<td data-label="message"><code>a</code></td>' in made
    assert f'<td data-label="x &amp; cause">{SENTENCE}</td>' in made
    assert '<td data-label="fix">Index.</td>' in made


@pytest.mark.parametrize(
    "narrow",
    [
        table(["size", "seconds", "share"], ["10", "0.2", "4 %"]),
        table(["message", "cause"], [SENTENCE, SENTENCE]),
        '<table class="highlighttable"><tr><td>1</td></tr></table>',
        "<pre>| a | b | c |</pre>",
    ],
)
def test_what_fits_a_phone_stays_as_it_is(narrow: str) -> None:
    assert make_cards(narrow) == narrow


def test_a_chinese_character_is_as_wide_as_two_letters() -> None:
    row = ["报错信息里写着形状", "前一层输出的特征数不对", "改正后一层的输入特征数"]
    assert "data-cards" in make_cards(table(["信息", "原因", "改法"], row))
    assert "data-cards" not in make_cards(table(["a", "b", "c"], ["message of it", "it does not fit", "change it"]))


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_on_a_phone_every_cell_of_a_card_can_be_read_without_scrolling(
    home: str, tab: Callable[..., Any], prefix: str
) -> None:
    page = tab(viewport={"width": 390, "height": 844})
    page.goto(f"{home}{prefix}roadmap/stage1/tensor/")
    cells = page.locator("table[data-cards] td")
    assert cells.count() >= 9
    boxes = cells.evaluate_all(
        "cells => cells.map((cell) => [cell.getBoundingClientRect().right, cell.scrollWidth, cell.clientWidth])"
    )
    assert all(right <= 390 and inner <= outer for right, inner, outer in boxes), boxes
    shown = cells.evaluate_all("cells => cells.map((cell) => getComputedStyle(cell, '::before').content)")
    assert all(content not in {"none", '""'} for content in shown), "a cell lacks the heading of its column"
    page.set_viewport_size({"width": 1280, "height": 720})
    assert cells.first.evaluate("cell => getComputedStyle(cell).display") == "table-cell"
