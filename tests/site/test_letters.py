"""The index by letter of the glossary, the same in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from building import mkdocs
from built import LANGUAGES, read

from tools.letters import MARK, index_by_letter

OPENING = '<nav class="hanli-letters"'
HEADINGS = """<h3 id="{0}">{1}<a class="headerlink" href="#{0}" title="Permanent link">¶</a></h3>\n<p>Text.</p>\n"""


def definitions(*entries: tuple[str, str]) -> str:
    """A list of definitions under the mark: anchors and headings."""
    return MARK + "".join(HEADINGS.format(*entry) for entry in entries)


def table(*rows: tuple[str, str]) -> str:
    """A table of names under the mark."""
    body = "".join(f"<tr>\n<td>{one}</td>\n<td>{other}</td>\n</tr>\n" for one, other in rows)
    return f"{MARK}<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody>{body}</tbody></table>"


def letters(html: str) -> list[str]:
    """The links of the first index, `A #anchor`."""
    nav = html.partition(OPENING)[2].partition("</nav>")[0]
    links = nav.split('<a href="')[1:]
    return [f"{text} {anchor}" for anchor, _, text in (link.removesuffix("</a>").partition('">') for link in links)]


def test_a_letter_leads_to_the_first_heading_with_it() -> None:
    zh = definitions(
        ("accuracy", "准确率（accuracy）"), ("attention", "注意力（attention）"), ("csv", "CSV 文件（CSV file）")
    )
    en = definitions(
        ("accuracy", "accuracy (准确率)"), ("attention", "attention (注意力)"), ("csv", "CSV file (CSV 文件)")
    )
    assert letters(index_by_letter(zh, "zh")) == letters(index_by_letter(en, "en")) == ["A #accuracy", "C #csv"]


def test_a_letter_leads_to_the_first_row_with_it() -> None:
    zh = index_by_letter(table(("批次", "batch"), ("CUDA 流", "stream"), ("样本", "sample")), "zh")
    en = index_by_letter(table(("batch", "批次"), ("stream", "CUDA 流"), ("sample", "样本")), "en")
    assert letters(zh) == letters(en) == ["B #letter-1-b", "S #letter-1-s"]
    assert '<tr id="letter-1-s">\n<td>CUDA 流' in zh


def test_two_indexes_of_a_page_have_names_of_their_own() -> None:
    page = f'<h2 id="a">Definitions<a class="headerlink" href="#a">#</a></h2>{MARK}<h2 id="b">Names</h2>{MARK}'
    assert re.findall('aria-label="(.*?)"', index_by_letter(page, "en")) == [
        "By letter: Definitions",
        "By letter: Names",
    ]


def test_a_page_without_the_mark_stays_as_it_is() -> None:
    page = HEADINGS.format("a", "一（a）")
    assert index_by_letter(page, "zh") == page


@pytest.mark.parametrize(
    ("html", "told"),
    [
        (definitions(("b", "乙（b）"), ("a", "甲（a）")), "an entry with A stands after one with B"),
        (definitions(("a", "甲")), "has no English name"),
        (table(("甲", "1F1B")), "has no English name that begins with a letter"),
    ],
)
def test_an_entry_that_no_letter_can_lead_to_is_refused(html: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        index_by_letter(html, "zh")


def test_the_build_names_the_page_of_such_an_entry(small_site: Callable[..., Path], tmp_path: Path) -> None:
    done = mkdocs(
        small_site(**{"zh/index.md": f"# 首页 {{ #home }}\n\n{MARK}\n\n### 甲 {{ #a }}\n"}), tmp_path / "site"
    )
    assert done.returncode
    assert "index.md: an entry has no English name" in done.stdout


def test_both_glossaries_have_the_same_letters(site: Path) -> None:
    pages = [(site / prefix / "glossary/index.html").read_text("utf-8") for prefix in LANGUAGES.values()]
    zh, en = ([letters(OPENING + part) for part in page.split(OPENING)[1:]] for page in pages)
    assert len(zh) == 2
    assert zh == en
    assert min(len(index) for index in zh) > 15
    for prefix in LANGUAGES.values():
        anchors = {link.partition(" #")[2] for index in zh for link in index}
        assert anchors <= read(site / prefix / "glossary/index.html").ids


@pytest.mark.parametrize("prefix", LANGUAGES.values())
def test_a_press_on_a_letter_shows_its_first_entry_below_the_header(
    home: str, tab: Callable[..., Any], prefix: str
) -> None:
    page = tab(viewport={"width": 390, "height": 844})
    page.goto(f"{home}{prefix}glossary/")
    for index, anchor in ((0, "sample"), (1, "letter-2-s")):
        page.locator(".hanli-letters").nth(index).get_by_text("S", exact=True).click()
        top = page.locator(f"#{anchor}").evaluate("entry => entry.getBoundingClientRect().top")
        assert 40 < top < 200, f"#{anchor} stands at {top}"
    sizes = page.locator(".hanli-letters a").evaluate_all("links => links.map((a) => [a.offsetWidth, a.offsetHeight])")
    assert all(width >= 24 and height >= 24 for width, height in sizes), "too small for a finger"


@pytest.mark.parametrize("prefix", LANGUAGES.values())
def test_the_menu_of_a_phone_leaves_the_terms_to_the_index_by_letter(site: Path, prefix: str) -> None:
    html = (site / prefix / "glossary/index.html").read_text("utf-8")
    _, *contents = html.split('<nav class="md-nav md-nav--secondary"')
    menu, beside = (set(re.findall(r'href="#([^"]+)" class="md-nav__link"', each)) for each in contents)
    assert {"definitions"} <= menu < beside
    assert "accuracy" in beside - menu
