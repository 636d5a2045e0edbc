"""A page on paper: dark ink on white, whatever the screen shows, and nothing that one would press."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PAGE = "trials/tensors/"
LIST = "roadmap/stage1/creation/"

# Each text that can be seen, with the contrast of its colour to white. What does not darken the paper is white.
CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (colour) => {
    canvas.fillStyle = "#fff";
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((n) => n / 255).map((n) => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest("svg, .katex, script, style") || !element.checkVisibility()) continue;
    const box = element.getBoundingClientRect();
    if (box.width <= 1) continue;
    found.push([1.05 / (luminance(getComputedStyle(element).color) + 0.05), texts.currentNode.data.trim().slice(0, 30)]);
  }
  return found;
}"""


@pytest.fixture
def paper(home: str, tab: Callable[..., Any]) -> Callable[[str], Any]:
    """Open a page in the dark and look at it as the printer does."""

    def open_paper(address: str) -> Any:
        page = tab(color_scheme="dark")
        page.goto(home + address)
        page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
        page.emulate_media(media="print", color_scheme="dark")
        return page

    return open_paper


@pytest.mark.parametrize("address", [PAGE, f"en/{LIST}", ""])
def test_print_from_the_dark_is_dark_on_white(paper: Callable[[str], Any], address: str) -> None:
    page = paper(address)
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 50
    pale = [(round(ratio, 1), text) for ratio, text in contrasts if ratio < 4.5]
    assert not pale, f"keep dark colours inside @media screen (overrides/assets/hanli.css): {pale[:5]}"
    for element in ("body", "documentElement"):
        assert page.evaluate(f"getComputedStyle(document.{element}).backgroundColor") == "rgb(255, 255, 255)"
    filters = page.eval_on_selector_all(
        "article img", "images => images.map((image) => getComputedStyle(image).filter)"
    )
    assert set(filters) <= {"none"}


def test_what_one_would_press_is_not_printed(paper: Callable[[str], Any]) -> None:
    page = paper("roadmap/")
    useless = (
        ".md-header, .md-tabs, .md-sidebar, .md-footer, .md-top, .md-code__nav, .headerlink, .hanli-transfer, .md-skip"
    )
    assert page.locator(useless).count() >= 8
    assert not page.locator(useless).locator("visible=true").count(), "hide it in overrides/assets/print.css"
    assert page.locator("article .task-list-item").first.is_visible()


def test_notes_are_printed_under_their_code_with_the_numbers_of_the_marks(paper: Callable[[str], Any]) -> None:
    page = paper(PAGE)
    # Material makes marks some time after the page has loaded, and moves the text of a note back in a frame of its own: print
    # again until it is there.
    page.wait_for_function(
        """() => {
            dispatchEvent(new Event('beforeprint'))
            const note = document.querySelector('.highlight + ol > li')
            return note && note.checkVisibility() && note.innerText.trim().length > 5
        }""",
        polling=200,
    )
    mark = page.locator(".highlight:has(+ ol) [data-md-annotation-id]").first
    assert mark.is_visible()
    assert mark.get_attribute("data-md-annotation-id") == "1"
