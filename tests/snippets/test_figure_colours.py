"""Figures can be read on paper and on slate: no ground of their own, and every ink measured against both grounds."""

from __future__ import annotations

import re
from pathlib import Path

import numpy
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
SNIPPETS = ROOT / "snippets"
STYLE = (ROOT / "overrides/assets/hanli.css").read_text("utf-8")
TEXT, LINE = 4.0, 3.0  # contrast: 3 is what WCAG 2.2 asks of graphics and of large text
COLOUR = re.compile(r"(fill|stroke): (#[0-9a-f]{6})")
# Text that stands on a filled shape, and lines that separate or outline filled shapes: the shape is their ground.
ON_SHAPES = {
    "patterns/parallel/halves": {"#ffffff"},
    "patterns/parallel/schedules": {"#ffffff"},
    "patterns/parallel/which": {"#ffffff"},
    "patterns/performance/timeline": {"#ffffff"},
    "patterns/production/map": {"#ffffff"},
    "roadmap/index/calendar": {"#ffffff"},
    "roadmap/index/rhythm": {"#ffffff"},
    "roadmap/stage1/broadcasting/masks": {"#ffffff"},
    "roadmap/stage1/devices/queue": {"#ffffff"},
    "roadmap/stage1/tensor/batch": {"#ffffff"},
    "roadmap/stage1/tensor/picture": {"#ffffff"},
    "roadmap/stage2/datasets/order": {"#ffffff"},
}
FIGURES = sorted(path.relative_to(SNIPPETS).with_suffix("").as_posix() for path in SNIPPETS.rglob("*.svg"))


def grounds() -> dict[str, str]:
    """The background of either scheme, as the style sheet has it: paper for all, and slate on a dark screen."""
    selectors = {"default": r"\[data-md-color-scheme\]", "slate": r'\[data-md-color-scheme="slate"\]'}
    return {
        scheme: re.search(rf"{selector} {{[^}}]*--md-default-bg-color: (#\w{{6}})", STYLE)[1]
        for scheme, selector in selectors.items()
    }


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def on_slate(colour: str) -> str:
    """What `invert(1) hue-rotate(180deg)` makes of a colour (the matrix of Filter Effects, section 8.6)."""
    red, green, blue = (255 - int(colour[at : at + 2], 16) for at in (1, 3, 5))
    rows = ((-0.574, 1.430, 0.144), (0.426, 0.430, 0.144), (0.426, 1.430, -0.856))
    values = (round(a * red + b * green + c * blue) for a, b, c in rows)
    return "#" + "".join(f"{min(max(value, 0), 255):02x}" for value in values)


def inks(svg: str) -> set[tuple[str, str]]:
    """The colours of a figure's text and of its lines; not those of filled shapes, which are seen by their size."""
    texts = re.findall(r'^( *)<g id="text_\d+">(.*?)\n\1</g>', svg, re.DOTALL | re.MULTILINE)
    words = [
        re.sub(r'<g id="patch_\d+">.*?</g>', "", text, flags=re.DOTALL) for _, text in texts
    ]  # without their boxes
    found = {("text", colour) for text in words for _, colour in COLOUR.findall(text)}
    return found | {("line", colour) for kind, colour in COLOUR.findall(svg) if kind == "stroke"}


def faint(svg: str) -> list[str]:
    """Each ink that is too weak on one of the two grounds, with the ratio."""
    ground = grounds()
    found = []
    for kind, colour in sorted(inks(svg)):
        for scheme, seen in (("default", colour), ("slate", on_slate(colour))):
            ratio = contrast(seen, ground[scheme])
            if ratio < (TEXT if kind == "text" else LINE):
                found.append(f"{kind} {colour} has contrast {ratio:.1f} on {scheme}")
    return found


@pytest.mark.parametrize("name", FIGURES)
def test_every_ink_is_seen_on_both_grounds(name: str) -> None:
    svg = (SNIPPETS / f"{name}.svg").read_text("utf-8")
    found = [line for line in faint(svg) if line.split()[1] not in ON_SHAPES.get(name, set())]
    assert not found, (
        f"snippets/{name}.svg: {'; '.join(found)}. Choose a darker colour, of tools/matplotlibrc or near it"
    )


@pytest.mark.parametrize("name", FIGURES)
def test_no_figure_brings_its_own_ground(name: str) -> None:
    """matplotlib's first patch is the whole figure."""
    svg = (SNIPPETS / f"{name}.svg").read_text("utf-8")
    ground = re.search(r'<g id="patch_1">.*?style="([^"]*)"', svg, re.DOTALL)[1]
    assert "opacity: 0" in ground or "fill: none" in ground, (
        f"snippets/{name}.svg has a background: draw it again by `pytest <its page> --update-outputs`"
    )


def test_photographs_have_no_ground_either() -> None:
    for path in SNIPPETS.rglob("*.png"):
        corner = numpy.asarray(Image.open(path).convert("RGBA"))[0, 0]
        assert corner[3] == 0, (
            f"{path.relative_to(ROOT)} has a background: keep the alpha channel (RGBA) when you save it"
        )


def test_a_faint_line_is_found() -> None:
    assert faint('<g id="text_1">\n <path style="fill: #ffffff"/>\n</g>\n') == [
        "text #ffffff has contrast 1.0 on default",
        "text #ffffff has contrast 1.2 on slate",
    ]
    assert faint('<path style="stroke: #ff7f0e"/>') == ["line #ff7f0e has contrast 2.5 on default"]


def test_the_site_turns_figures_over_in_the_dark_and_on_screens_only() -> None:
    rule = '@media screen {\n  [data-md-color-scheme="slate"] .md-content img[src$=".svg"] { filter: invert(1) hue-rotate(180deg) }'
    assert rule in STYLE
