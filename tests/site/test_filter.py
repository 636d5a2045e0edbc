"""The table of anti-patterns: filtered by symptom, group and finder with the script, plain without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGE = "patterns/antipatterns/"
VISIBLE = "rows => rows.filter((row) => row.checkVisibility()).length"
LANGUAGES = [
    pytest.param("", "症状", "分组", "速度慢", "没有", "6", "1", "22 条中的 6 条", "显示全部", id="zh"),
    pytest.param("en/", "symptom", "group", "slow", "nothing", "6", "1", "6 of 22 rows", "Show all", id="en"),
]


@pytest.mark.parametrize(("prefix", "symptom", "group", "slow", "nobody", "six", "one", "told", "reset"), LANGUAGES)
def test_the_table_is_filtered_by_keyboard_and_says_how_many_rows_are_left(
    home: str, tab: Callable[..., Any], prefix: str, symptom: str, group: str, slow: str, nobody: str, six: str,
    one: str, told: str, reset: str,
) -> None:  # fmt: skip
    page = tab(viewport={"width": 390, "height": 844})
    page.goto(f"{home}{prefix}{PAGE}")
    rows, status = page.locator(".hanli-filter tbody tr"), page.locator(".hanli-filter [role=status]")
    assert rows.evaluate_all(VISIBLE) == 22
    assert page.locator(".hanli-filter select").count() == 3
    choice = page.get_by_label(symptom, exact=True)
    choice.focus()
    page.keyboard.type(slow)  # a list of choices takes letters
    choice.select_option(slow)
    assert status.inner_text() == told
    assert status.get_attribute("aria-live") == "polite"
    assert rows.evaluate_all(VISIBLE) == int(six)
    page.locator(".hanli-filter select").nth(2).select_option(nobody)
    assert rows.evaluate_all(VISIBLE) == int(one)
    page.get_by_label(group, exact=True).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == reset
    page.keyboard.press("Enter")
    assert rows.evaluate_all(VISIBLE) == 22
    assert page.evaluate("document.activeElement.tagName") == "SELECT", "the focus is not lost"
    choice.select_option(slow)
    page.evaluate("location.hash = 'missing-eval'")
    page.wait_for_function("document.querySelector('#missing-eval').checkVisibility()")
    assert rows.evaluate_all(VISIBLE) == 22, "a link to a row that was filtered out shows it"
    choice.select_option(slow)
    page.reload()
    assert rows.evaluate_all(VISIBLE) == 22, "nothing is remembered"
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('filter')).length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for scheme in ("default", "slate"):
        page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
        page.wait_for_timeout(300)
        found = Axe().run(page, context=[".hanli-filter"]).response["violations"]
        assert not found, [(scheme, fault["id"], node["html"]) for fault in found for node in fault["nodes"]]


def test_without_javascript_it_is_a_plain_table(home: str, tab: Callable[..., Any]) -> None:
    page = tab(java_script_enabled=False)
    page.goto(f"{home}{PAGE}")
    assert page.locator(".hanli-filter tbody tr").count() == 22
    assert page.locator(".hanli-filter :is(form, select, button)").count() == 0


def test_other_pages_do_not_load_it(home: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(f"{home}{PAGE}training/")
    assert page.locator("script[src*='filter.js']").count() == 0
