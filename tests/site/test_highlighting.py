"""Highlighted code carries no marks that change nothing."""

from __future__ import annotations

import re
from pathlib import Path

from built import pages

from tools.highlighting import drop_plain_marks


def test_names_and_spaces_lose_their_marks_and_all_else_stays() -> None:
    code = '<span class="n">x</span><span class="w"> </span><span class="o">=</span><span class="w"> </span><span class="mi">1</span>'
    assert drop_plain_marks(code) == 'x <span class="o">=</span> <span class="mi">1</span>'
    linked = '<span class="n"><a href="#x">x</a></span>'
    assert drop_plain_marks(linked) == linked


def test_names_have_the_colour_of_all_code(site: Path) -> None:
    styles = "".join(file.read_text("utf-8") for file in site.glob("assets/**/*.css"))
    assert set(re.findall(r"--md-code-hl-name-color:\s*([^;}]*)", styles)) == {"var(--md-code-fg-color)"}
    assert not re.findall(r"\.highlight[^{},]* \.w\b[^{]*\{", styles)


def test_no_page_has_them(site: Path) -> None:
    marked = [file for file in pages(site) if re.search(r'<span class="[nw]">[^<]', file.read_text("utf-8"))]
    assert not marked
