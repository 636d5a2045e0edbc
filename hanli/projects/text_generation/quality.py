"""What a text keeps of its form, and what it copied: counted, since a loss does not show it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

FINALS = Path(__file__).with_name("finals.json")
GROUPS = (
    ("a", "ia", "ua"),
    ("o", "e", "uo"),
    ("ie", "ve"),
    ("ai", "uai"),
    ("ei", "uei"),
    ("ao", "iao"),
    ("ou", "iou"),
    ("an", "ian", "uan", "van"),
    ("en", "in", "uen", "vn"),
    ("ang", "iang", "uang"),
    ("eng", "ing", "ueng", "ong", "iong"),
)
"""Finals that rhyme; each of the others rhymes with itself only."""


def load_rhymes() -> dict[str, str]:
    """The rhyme of each character of the poems, by its modern pronunciation: characters rhyme if it is the same.

    A character with several pronunciations has the most common one, and the pronunciation of the Tang was another, so even the
    poems themselves do not all rhyme by this table.
    """
    rhyme = {final: group[0] for group in GROUPS for final in group}
    finals: dict[str, str] = json.loads(FINALS.read_text(encoding="utf-8"))
    return {character: rhyme.get(final, final) for final, members in finals.items() for character in members}


def keeps_form(text: str, width: int) -> bool:
    """Whether a text has four lines of `width` characters."""
    return [len(line) for line in text.split("\n")] == [width] * 4


def keeps_rhyme(text: str, rhymes: dict[str, str]) -> bool:
    """Whether the second and the fourth line rhyme; a line that is missing does not."""
    lines = text.split("\n")
    if len(lines) < 4 or not lines[1] or not lines[3]:
        return False
    second, fourth = (rhymes.get(line[-1], line[-1]) for line in (lines[1], lines[3]))
    return second == fourth


def repeated(text: str) -> int:
    """How many characters of a text stood in it before, line breaks left out."""
    characters = text.replace("\n", "")
    return len(characters) - len(set(characters))


class CopyFinder:
    """Find the longest piece of a text that also stands in the training texts.

    Args:
        texts: The training texts.
        longest: Pieces of more characters are not looked for.
    """

    def __init__(self, texts: Iterable[str], longest: int = 28) -> None:
        self.longest = longest
        self.pieces = {
            flat[start : start + length]
            for flat in (text.replace("\n", "") for text in texts)
            for start in range(len(flat))
            for length in range(1, min(longest, len(flat) - start) + 1)
        }

    def longest_copy(self, text: str) -> str:
        """The longest piece of the text that the training texts have, line breaks left out; the first, if there are several."""
        flat = text.replace("\n", "")
        best = ""
        for start in range(len(flat)):
            while (piece := flat[start : start + len(best) + 1]) in self.pieces and len(piece) > len(best):
                best = piece
        return best


def count_forms(
    texts: Sequence[str], width: int, rhymes: dict[str, str], copies: CopyFinder | None = None
) -> dict[str, float]:
    """The shares of texts that keep the form and the rhyme, the mean of repeated characters, and what was copied."""
    counted = {
        "form": sum(keeps_form(text, width) for text in texts) / len(texts),
        "rhyme": sum(keeps_rhyme(text, rhymes) for text in texts) / len(texts),
        "repeated": sum(map(repeated, texts)) / len(texts),
    }
    if copies is not None:
        lengths = [len(copies.longest_copy(text)) for text in texts]
        counted["copied"] = sum(lengths) / len(lengths)
        counted["copied a line"] = sum(length >= width for length in lengths) / len(lengths)
    return counted
