"""The menu of a narrow screen, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PAGE = "roadmap/stage1/tensor/"
SIZES = {"phone": (390, 844), "tablet": (1180, 820)}
OPEN = "document.getElementById('__drawer').checked"
INSIDE = "Boolean(document.activeElement.closest('.md-sidebar--primary'))"
ON_BUTTON = "document.activeElement.matches('.hanli-menu')"


@pytest.fixture
def narrow(home: str, tab: Callable[..., Any]) -> Callable[..., Any]:
    """Open a page on a narrow screen, with the focus on the button of the menu, reached by Tab."""

    def open_narrow(address: str = PAGE, size: str = "phone") -> Any:
        width, height = SIZES[size]
        page = tab(viewport={"width": width, "height": height})
        page.goto(home + address)
        for _ in range(5):
            page.keyboard.press("Tab")
            if page.evaluate(ON_BUTTON):
                return page
        pytest.fail("Tab does not reach the button of the menu (overrides/assets/drawer.js)")

    return open_narrow


@pytest.mark.parametrize(("prefix", "size", "name"), [("", "phone", "菜单"), ("en/", "tablet", "Menu")])
def test_keys_open_and_close_the_menu_and_the_focus_comes_back(
    narrow: Callable[..., Any], prefix: str, size: str, name: str
) -> None:
    page = narrow(prefix + PAGE, size)
    button = page.locator(".hanli-menu")
    assert button.inner_text() == name
    for opening, closing in (("Enter", "Escape"), ("Space", "Enter")):
        assert button.get_attribute("aria-expanded") == "false"
        page.keyboard.press(opening)
        page.wait_for_function(INSIDE)
        assert page.evaluate(OPEN)
        assert button.get_attribute("aria-expanded") == "true"
        if closing != "Escape":
            button.focus()
        page.keyboard.press(closing)
        page.wait_for_function(ON_BUTTON)
        assert not page.evaluate(OPEN)
    assert button.get_attribute("aria-expanded") == "false"


def test_tab_meets_only_what_can_be_seen_and_leaving_closes_the_menu(narrow: Callable[..., Any]) -> None:
    page = narrow()
    page.keyboard.press("Enter")
    page.wait_for_function(INSIDE)
    met = 0
    while page.evaluate(INSIDE):
        met += 1
        hidden = page.evaluate(
            """() => {
              const box = document.activeElement.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return !document.activeElement.contains(top) && document.activeElement.outerHTML;
            }"""
        )
        assert not hidden, f"Tab goes to what another panel covers: {hidden}"
        page.keyboard.press("Tab")
        assert met < 60
    assert met >= 5
    assert not page.evaluate(OPEN), "Tab has left the menu, and it still covers the page"


def test_panels_are_opened_and_left_by_keyboard(narrow: Callable[..., Any]) -> None:
    page = narrow()
    page.keyboard.press("Enter")
    page.wait_for_function(INSIDE)
    label = "document.activeElement.htmlFor ?? ''"
    page.keyboard.press("Shift+Tab")
    panel = page.evaluate(label)
    assert panel.startswith("__nav"), "before the first page of a panel is the way back"
    page.keyboard.press("Space")
    page.wait_for_function(f"({label}) === '{panel}' && !document.getElementById('{panel}').checked")
    page.keyboard.press("Enter")
    page.wait_for_function(
        f"document.getElementById('{panel}').checked && document.activeElement.closest('.md-nav .md-nav')"
    )


def test_a_wide_screen_has_no_button_for_the_menu(home: str, tab: Callable[..., Any]) -> None:
    page = tab(viewport={"width": 1280, "height": 800})
    page.goto(home + PAGE)
    assert not page.locator(".hanli-menu").is_visible()
