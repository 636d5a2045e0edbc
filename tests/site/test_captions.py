"""What stands under a figure: its caption, then the fold with the code that drew it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from built import pages

from tools.drawings import caption_figures, mark_drawing_code


def test_only_the_fold_after_a_figure_is_the_code_of_a_drawing() -> None:
    figure = '<p><img alt="A tree." src="../figures/a/tree.svg"></p>\n<details class="note"><summary>Code</summary></details>'
    other = '<p>Text.</p>\n<details class="note"><summary>More</summary></details>'
    made = mark_drawing_code(figure + other)
    assert made.count("hanli-drawing") == 1
    assert made.index("hanli-drawing") < made.index("Text.")


def test_the_words_of_an_image_are_shown_under_it_and_read_out_once() -> None:
    figure = '<p><img alt="A tree &gt; b." class="hanli-pixels" src="../figures/a/tree.svg" /></p>'
    image = figure.removeprefix("<p>").removesuffix("</p>")
    caption = '<figcaption aria-hidden="true">A tree &gt; b.</figcaption>'
    inside = '<p>Look: <img alt="x" src="../figures/x.svg" /></p>'
    assert caption_figures(figure + inside) == f'<figure class="hanli-figure">{image}{caption}</figure>{inside}'


def test_every_figure_of_the_site_has_a_caption(site: Path) -> None:
    for page in pages(site):
        html = page.read_text("utf-8")
        figures = len(re.findall(r'<img\b[^>]*\bsrc="[^"]*figures/', html))
        assert len(re.findall(r"<figcaption[^>]*>[^<]{8}", html)) == figures, (
            f"{page}: a figure lacks its caption: let it be alone in its paragraph, with alt text"
        )


@pytest.mark.parametrize(("prefix", "width"), [("", 1280), ("en/", 390)])
def test_a_caption_stands_under_its_figure_within_the_text(
    home: str, tab: Callable[..., Any], prefix: str, width: int
) -> None:
    page = tab(viewport={"width": width, "height": 844})
    page.goto(f"{home}{prefix}roadmap/stage2/regression/")
    figures = page.locator("figure.hanli-figure")
    assert figures.count() >= 3
    boxes = figures.evaluate_all(
        """figures => figures.map((figure) => {
            const [image, caption] = figure.children, text = figure.parentElement.getBoundingClientRect();
            const shown = caption.getBoundingClientRect();
            return [shown.top - image.getBoundingClientRect().bottom, shown.left - text.left, text.right - shown.right];
        })"""
    )
    assert all(0 <= gap <= 20 and left >= 0 and right >= 0 for gap, left, right in boxes), boxes
