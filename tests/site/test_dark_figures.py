"""Figures on a dark screen and on paper, as the browser paints them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy
import pytest
from PIL import Image

PAGES = {
    "roadmap/stage2/regression/": "paths.svg",
    "patterns/parallel/": "schedules.svg",
    "roadmap/stage1/practice/": "photos.png",
}


def painted(page: Any, name: str) -> numpy.ndarray:
    """The grey values of a figure as it stands on the screen, from 0 to 255."""
    figure = page.locator(f".md-content img[src$='{name}']").first
    figure.scroll_into_view_if_needed()
    figure.evaluate("(image) => image.decode()")
    return numpy.asarray(Image.open(io.BytesIO(figure.screenshot())).convert("L"), dtype=float)


@pytest.mark.parametrize(("address", "name"), PAGES.items())
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_figure_stands_on_the_ground_of_the_page(
    home: str, tab: Callable[..., Any], address: str, name: str, scheme: str
) -> None:
    """Its corner is the page, and there is ink that is far from it. In the dark no slab of white is left."""
    page = tab(color_scheme=scheme, viewport={"width": 1280, "height": 1200})  # the header would cover a tall figure
    page.goto(f"{home}{address}")
    values = painted(page, name)
    ground = 252 if scheme == "light" else 24
    assert abs(values[1, 1] - ground) < 6, (
        f"{name} brings a ground of its own: {values[1, 1]:.0f}, the page has {ground}"
    )
    assert (abs(values - ground) > 90).mean() > 0.01, f"nothing of {name} can be seen on {scheme}"


def test_a_figure_is_printed_as_it_was_drawn(home: str, tab: Callable[..., Any]) -> None:
    page = tab(color_scheme="dark")
    page.goto(f"{home}roadmap/stage2/regression/")
    filters = "(image) => getComputedStyle(image).filter"
    figure = page.locator(".md-content img[src$='paths.svg']")
    assert figure.evaluate(filters) == "invert(1) hue-rotate(180deg)"
    page.emulate_media(media="print")
    assert figure.evaluate(filters) == "none"
