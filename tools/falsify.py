"""Falsify printed digits: a comparison that a wrong digit gets past compares nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tools.compare import NUMBER, same, unit


def falsified(text: str, grade: str, generator: random.Random) -> Iterator[str]:
    """For each number of an output a copy in which that number is wrong, by one digit as `generator` draws it."""
    for spot in NUMBER.finditer(text):
        yield text[: spot.start()] + wrong(spot[0], grade, generator) + text[spot.end() :]


def wrong(number: str, grade: str, generator: random.Random) -> str:
    """Another number in the place of a printed one: one digit changed, or under `digits` two units in the last one."""
    if grade == "digits" and unit(number):
        mantissa, _, exponent = number.lower().partition("e")
        places = len(mantissa.partition(".")[2])
        return f"{float(mantissa) + 2 * 10.0**-places:.{places}f}" + (f"e{exponent}" if exponent else "")
    at = generator.choice([place for place, letter in enumerate(number) if letter.isdigit()])
    return number[:at] + str((int(number[at]) + generator.randint(1, 9)) % 10) + number[at + 1 :]


def unnoticed(printed: str, grade: str) -> str | None:
    """The first falsified copy of what a block printed that the comparison takes for the same, drawn anew at each call."""
    generator = random.Random()
    return next((copy for copy in falsified(printed, grade, generator) if same(copy, printed, grade)), None)
