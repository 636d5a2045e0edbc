"""The pages in a reader's hands: switching, copying, opening notes, the dark, a phone, a screen reader."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from built import LANGUAGES, address, pages, read, squeeze
from clipboard import press_and_read

ROOT = Path(__file__).parents[2]
PAGE = "roadmap/stage1/tensor/"  # one of the lightest with notes, outputs and several headings
MARK = re.compile(r"(?m)[ \t]*# \(\d+\)!$")  # the comment that becomes a numbered mark
PHONE = {"viewport": {"width": 390, "height": 844}}
OPEN_ALL = "for (const fold of document.querySelectorAll('details')) fold.open = true"


def snippets(page: str) -> list[str]:
    """The code of a page, in order, as it stands in the files that the page includes."""
    source = (ROOT / "docs/zh" / f"{page.strip('/')}.md").read_text("utf-8")
    names = re.findall(r'--8<-- "(.+\.py)"', source)
    return [(ROOT / "snippets" / name).read_text("utf-8") for name in names]


# ---- the language switch ---------------------------------------------------------------------------------------------


def test_language_switch_stays_on_the_page_and_at_the_anchor(home: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(f"{home}{PAGE}#picture")
    page.locator("a.hanli-language").click()
    page.wait_for_url(f"{home}en/{PAGE}#picture")
    page.locator("a.hanli-language").click()
    page.wait_for_url(f"{home}{PAGE}#picture")


def test_language_switch_follows_the_anchor_that_was_chosen_later(home: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(f"{home}{PAGE}")
    page.locator("[data-md-type=toc] a[href$='#picture']").click()
    page.locator("a.hanli-language").click()
    page.wait_for_url(f"{home}en/{PAGE}#picture")


def test_language_switch_follows_a_reader_who_only_scrolls(home: str, tab: Callable[..., Any]) -> None:
    page = tab(**PHONE)
    page.goto(f"{home}{PAGE}")
    page.evaluate("document.getElementById('picture').scrollIntoView(); scrollBy(0, 400)")
    page.locator("a.hanli-language").click()
    page.wait_for_url(f"{home}en/{PAGE}#picture")


def test_language_switch_forgets_an_anchor_that_the_reader_has_left(home: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(f"{home}{PAGE}#picture")
    page.evaluate("document.getElementById('item').scrollIntoView(); scrollBy(0, 400)")
    page.locator("a.hanli-language").click()
    page.wait_for_url(f"{home}en/{PAGE}#item")
    page.evaluate("scrollTo(0, 0)")
    page.locator("a.hanli-language").click()
    page.wait_for_url(f"{home}{PAGE}")


def test_language_switch_is_relative_on_every_page(site: Path) -> None:
    """So that the site works under any path."""
    for file in pages(site):
        if file.name == "404.html":
            continue
        language = "en" if file.is_relative_to(site / "en") else "zh"
        other = site / address(site, file).removeprefix("en/")
        if language == "zh":
            other = site / "en" / address(site, file)
        (link,) = re.findall(r'<a href="([^"]+)"[^>]*class="[^"]*hanli-language', file.read_text("utf-8"))
        assert (file.parent / link).resolve() == other.resolve(), file


# ---- code ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_copy_button_gives_the_file_without_its_marks(home: str, tab: Callable[..., Any], prefix: str) -> None:
    page = tab(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{home}{prefix}{PAGE}")
    page.evaluate(OPEN_ALL)
    expected = [MARK.sub("", text).rstrip() for text in snippets(PAGE)]
    assert expected
    buttons = page.locator("button[data-clipboard-target]")
    assert buttons.count() == len(expected)
    assert [press_and_read(page, buttons.nth(number)) for number in range(len(expected))] == expected


def test_copied_block_prints_what_the_page_shows(home: str, tab: Callable[..., Any], tmp_path: Path) -> None:
    page = tab(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{home}{PAGE}")
    page.evaluate(OPEN_ALL)
    shown = page.locator(".highlight:has(button[data-clipboard-target]) + ol + .hanli-exact code")
    assert shown.count() >= 2, "no block with notes and an exact output to try"
    for number in range(2):
        output = shown.nth(number).locator("xpath=ancestor::div[contains(@class, 'hanli-exact')]")
        button = output.locator("xpath=preceding-sibling::div[1]//button[@data-clipboard-target]")
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "block.py").write_text(press_and_read(page, button), "utf-8")
        done = subprocess.run(
            [sys.executable, "block.py"],
            cwd=folder,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.rstrip() == shown.nth(number).inner_text().rstrip()


def test_output_has_no_copy_button(home: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(f"{home}{PAGE}")
    page.locator("button[data-clipboard-target]").first.wait_for(state="attached")
    assert page.locator(".hanli-output").count() > 0
    assert page.locator(".hanli-output button").count() == 0


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_mark_opens_the_note_of_its_language(
    site: Path, home: str, tab: Callable[..., Any], prefix: str, options: dict[str, Any]
) -> None:
    page = tab(**options)
    page.goto(f"{home}{prefix}{PAGE}")
    page.locator(".md-annotation__index").first.click()
    note = page.locator(".md-tooltip--active")
    note.wait_for()
    said = squeeze(note.inner_text())
    first, second = (read(site / folder / PAGE / "index.html").text for folder in (prefix, "en" if not prefix else ""))
    assert len(said) > 5
    assert said in first
    assert said not in second


# ---- the dark --------------------------------------------------------------------------------------------------------


def test_dark_stays_dark_after_reload_and_in_the_other_language(home: str, tab: Callable[..., Any]) -> None:
    page = tab(color_scheme="light")
    page.goto(f"{home}{PAGE}")
    scheme = "document.body.dataset.mdColorScheme"
    assert page.evaluate(scheme) == "default"
    page.locator("label[for=__palette_1]").click()
    assert page.evaluate(scheme) == "slate"
    page.reload()
    assert page.evaluate(scheme) == "slate"
    page.locator("a.hanli-language").click()
    page.wait_for_url(f"{home}en/{PAGE}")
    assert page.evaluate(scheme) == "slate"


def test_first_visit_follows_the_system(home: str, tab: Callable[..., Any]) -> None:
    page = tab(color_scheme="dark")
    page.goto(home)
    page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")


# ---- a phone ---------------------------------------------------------------------------------------------------------


def test_the_keyboard_does_not_enter_the_closed_drawer(home: str, tab: Callable[..., Any]) -> None:
    page = tab(**PHONE)
    page.goto(f"{home}{PAGE}")
    inside = "Boolean(document.activeElement.closest('.md-sidebar--primary'))"
    for _ in range(12):
        page.keyboard.press("Tab")
        assert not page.evaluate(inside), "Tab goes to a link of the drawer, which is out of sight"
    page.locator("label.md-header__button[for=__drawer]").click()
    page.locator(".md-sidebar--primary a").filter(visible=True).first.wait_for()  # of the panel in front
