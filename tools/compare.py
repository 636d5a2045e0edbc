"""What "the same" means for two printed texts and for two figures."""

from __future__ import annotations

import re
from pathlib import Path

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
HASH = re.compile(r"\b[a-z]?[0-9a-f]{10}\b")  # the ids that matplotlib makes from coordinates, to their last bit
POINTS = 0.05  # how far a coordinate of a figure may move; a printed point is 1/72 inch
GREY = 4.0  # how far the mean of a picture's pixels may move, of 255


def same(expected: str, got: str, grade: str = "exact") -> bool:
    """Compare outputs: equal text, or for `digits` equal text with floats within one unit of the last digit shown."""
    if grade != "digits":
        return expected == got
    if "".join(NUMBER.sub("#", expected).split()) != "".join(NUMBER.sub("#", got).split()):
        return False
    return all(near(a, b, unit(a)) for a, b in zip(numbers(expected), numbers(got), strict=True))


def numbers(text: str) -> list[str]:
    return NUMBER.findall(text)


def near(expected: str, got: str, distance: float) -> bool:
    """Whether two printed numbers are that close; equal text always is."""
    return expected == got or abs(float(expected) - float(got)) <= distance


def unit(shown: str) -> float:
    """One unit in the last digit of a printed float, with room for the rounding of the difference; 0 for an integer."""
    mantissa, _, exponent = shown.lower().partition("e")
    if "." not in mantissa:
        return 0.0
    return 1.001 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def last_error(stderr: str) -> str:
    """The part of a traceback that a page shows, `Type: message`: what follows the frames of the last error."""
    lines = stderr.rpartition("Traceback (most recent call last):\n")[2].splitlines(keepends=True)
    return "".join(lines[next(i for i, line in enumerate(lines) if not line.startswith(" ")) :])


def honest_grade(expected: str, got: str) -> str:
    """Which grade would hold for an output that differs between machines."""
    if same(expected, got, "digits"):
        return "the numbers agree to one unit in the last digit, so the honest grade is digits"
    return "print fewer digits under the grade digits, or a checked statement under the grade bound"


def same_figure(expected: Path, got: Path) -> bool:
    """Compare figures: SVG by its text with coordinates that may move a little, pixels by their mean difference."""
    if expected.suffix == ".svg":
        old, new = (HASH.sub("id", path.read_text(encoding="utf-8")) for path in (expected, got))
        if NUMBER.sub("#", old) != NUMBER.sub("#", new):
            return False
        return all(near(a, b, POINTS) for a, b in zip(numbers(old), numbers(new), strict=True))
    import numpy
    from PIL import Image

    old, new = (numpy.asarray(Image.open(path).convert("RGBA"), dtype=float) for path in (expected, got))
    return old.shape == new.shape and float(abs(old - new).mean()) <= GREY
