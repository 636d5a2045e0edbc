"""Checklists that a reader ticks: the names of their items, and what the browser makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from built import address, pages, read

from tools.checklists import mark_items, read_all_checklists, read_checklists
from tools.pages import Page

ROOT = Path(__file__).parents[2]
PAGE = "roadmap/stage1/creation/"
LIST = f"{PAGE}#summary"
BOXES = ".task-list-item input"
LABELS = ".task-list-item label"  # what a pointer meets
MEMORY = "JSON.parse(localStorage.getItem('hanli.checklists')).lists"
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  configurable: true, get() { throw new DOMException("denied", "SecurityError"); } })"""


# ---- the names -------------------------------------------------------------------------------------------------------


@pytest.fixture
def names(tmp_path: Path) -> Callable[[str], dict[str, list[str]]]:
    def read_names(text: str) -> dict[str, list[str]]:
        (tmp_path / "page.md").write_text(text, "utf-8")
        return read_checklists(Page(tmp_path, tmp_path / "page.md"))

    return read_names


def test_an_item_keeps_its_name_when_it_moves_or_its_markup_changes(names: Callable[..., Any]) -> None:
    before = names("## A { #a }\n\n- [ ] I use `zeros`\n- [ ] I know why\n")
    after = names("## A { #a }\n\n- [ ] Something new\n- [x] I know **why**.\n- [ ] I use zeros\n")
    assert list(before) == list(after) == ["a"]
    assert before["a"] == [after["a"][2], after["a"][1]]


def test_equal_items_have_names_of_their_own_and_code_is_no_list(names: Callable[..., Any]) -> None:
    lists = names(
        "## A { #a }\n\n- [ ] Same\n- [ ] Same\n\n```text\n- [ ] no item\n```\n\n- plain\n\n## B { #b }\n\n- [ ] Same\n"
    )
    assert [len(items) for items in lists.values()] == [2, 1]
    assert len(set(lists["a"])) == 2


def test_items_of_html_get_their_names_in_order() -> None:
    html = '<li class="task-list-item">x</li><li>y</li><li class="task-list-item">z</li>'
    marked = mark_items(html, {"a": ["one"], "b": ["two"]})
    assert marked.index('data-item="one"') < marked.index("y") < marked.index('data-item="two"')
    assert mark_items(html, {}) == html


def test_every_item_of_the_site_has_the_same_name_in_both_languages(site: Path) -> None:
    course = read_all_checklists(ROOT)
    assert sum(len(items) for lists in course.values() for items in lists.values()) >= 88
    for prefix in ("", "en/"):
        for url, lists in course.items():
            html = (site / prefix / url / "index.html").read_text("utf-8")
            for name in (name for items in lists.values() for name in items):
                assert f'data-item="{name}"' in html, f"{prefix}{url}: an item has no name (tools/checklists.py)"
    urls = [address(site, file) for file in pages(site) if 'class="task-list-item"' in file.read_text("utf-8")]
    shown = [url for url in urls if url.endswith("/notebook/")]  # a notebook has the list of its page
    assert {url.removesuffix("notebook/") for url in shown} <= set(urls)
    assert len(urls) - len(shown) == 2 * len(course)


# ---- in the browser --------------------------------------------------------------------------------------------------


def test_a_tick_is_remembered_in_both_languages_and_counted(home: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(home + PAGE)
    boxes = page.locator(BOXES)
    boxes.nth(0).focus()
    page.keyboard.press("Space")
    page.locator(LABELS).nth(2).click()
    words = page.locator(".task-list-item").nth(2).inner_text().strip()
    assert boxes.nth(2).evaluate("(box) => box.labels[0].innerText.trim()") == words, (
        "the words of an item name its box"
    )
    page.goto(f"{home}en/{PAGE}")
    count = boxes.count()
    assert [boxes.nth(n).is_checked() for n in range(count)] == [n in {0, 2} for n in range(count)]
    page.locator(LABELS).nth(0).click()
    page.goto(f"{home}roadmap/")
    stage = page.locator(".grid.cards > ul > li").first
    assert "已勾 1 /" in stage.locator(".hanli-ticked--sum").inner_text()
    assert stage.locator("a[href$='creation/'] + .hanli-ticked").inner_text().startswith(f"1/{count}")
    assert page.locator("a[href] + .hanli-ticked").count() == 1, "beside a page without a tick stands nothing"
    assert page.locator(".grid.cards > ul > li").nth(1).locator(".hanli-ticked").all_inner_texts() in ([], [""])
    page.goto(f"{home}en/")
    assert page.locator(".hanli-part .hanli-ticked--sum").first.inner_text().startswith("1 / ")


def test_ticks_stay_with_their_items_when_the_page_changes(home: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(home + PAGE)
    items = page.eval_on_selector_all(".task-list-item", "items => items.map((item) => item.dataset.item)")

    def ticks(old_items: list[str], ticked: list[str]) -> list[bool]:
        content = {"format": "hanli-checklists", "version": 1, "lists": {LIST: {"items": old_items, "ticked": ticked}}}
        page.evaluate("text => localStorage.setItem('hanli.checklists', text)", json.dumps(content))
        page.evaluate("dispatchEvent(new StorageEvent('storage', { key: 'hanli.checklists' }))")
        return page.eval_on_selector_all(BOXES, "boxes => boxes.map((box) => box.checked)")

    first = [True, *[False] * (len(items) - 1)]
    assert ticks(items[::-1], [items[0]]) == first, "moved"
    assert ticks(["old", *items[1:]], ["old"]) == first, "reworded, in its place"
    assert ticks(["gone", *items], ["gone"]) == [False] * len(items), "taken away"


def test_progress_is_carried_in_a_file_and_bad_files_change_nothing(
    home: str, tab: Callable[..., Any], tmp_path: Path
) -> None:
    page = tab()
    page.goto(home + PAGE)
    page.locator(LABELS).first.click()
    page.goto(f"{home}en/roadmap/")
    with page.expect_download() as download:
        page.locator("[data-transfer=save]").click()
    download.value.save_as(tmp_path / "saved.json")
    assert "1 tick." in page.locator(".hanli-transfer [role=status]").inner_text()

    other = tab()
    other.goto(f"{home}en/{PAGE}")
    other.locator(LABELS).nth(1).click()
    other.goto(f"{home}en/roadmap/")
    said = other.locator(".hanli-transfer [role=status]")
    before = other.evaluate(MEMORY)
    bad = {
        '{"form': "damaged",
        "[1, 2]": "does not hold progress",
        '{"format": "another"}': "does not hold progress",
        '{"format": "hanli-checklists", "version": 9}': "newer version",
        '{"format": "hanli-checklists", "version": 1, "lists": {"a#b": {"items": [1], "ticked": 2}}}': "damaged",
    }
    for content, sentence in bad.items():
        other.locator(".hanli-transfer input").set_input_files(
            {"name": "bad.json", "mimeType": "application/json", "buffer": content.encode()}
        )
        other.locator(".hanli-transfer [role=status]", has_text=sentence).wait_for()
        assert "Nothing was changed." in said.inner_text()
        assert other.evaluate(MEMORY) == before
        other.evaluate("document.querySelector('.hanli-transfer [role=status]').textContent = ''")
    other.locator(".hanli-transfer input").set_input_files(tmp_path / "saved.json")
    other.locator(".hanli-transfer [role=status]", has_text="2 items are ticked now").wait_for()
    assert len(other.evaluate(MEMORY)[LIST]["ticked"]) == 2


def test_blocked_storage_says_so_and_the_page_works_on(home: str, tab: Callable[..., Any]) -> None:
    page = tab()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script(NO_STORAGE)
    page.goto(f"{home}en/{PAGE}")
    page.locator(LABELS).first.click()
    assert page.locator(BOXES).first.is_checked()
    assert "lets this site save nothing" in page.locator("article [role=status]").inner_text()
    page.locator("button[data-clipboard-target]").first.wait_for(state="attached")  # Material's script has not stopped
    assert not faults


def test_a_full_storage_says_so(home: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }")
    page.goto(home + PAGE)
    page.locator(LABELS).first.click()
    assert page.locator(BOXES).first.is_checked()
    assert "不允许本站保存数据" in page.locator("article [role=status]").inner_text()


def test_without_javascript_a_checklist_is_a_plain_list(home: str, tab: Callable[..., Any]) -> None:
    page = tab(java_script_enabled=False)
    page.goto(f"{home}roadmap/")
    item = page.locator(".task-list-item").first
    assert item.is_visible()
    assert not page.locator(".task-list-control, .hanli-transfer").locator("visible=true").count()
    assert page.locator(".hanli-ticked").count() == 0


def test_only_pages_with_lists_or_progress_load_the_script(site: Path) -> None:
    for file in pages(site):
        html = file.read_text("utf-8")
        wanted = 'class="task-list-item"' in html or 'id="hanli-checklists"' in html
        assert any("checklists.js" in url for url in read(file).loads) == wanted, file
