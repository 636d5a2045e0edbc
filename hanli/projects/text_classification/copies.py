"""Texts that stand in a collection more than once, word for word or nearly so."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_]+")


def find_copies(texts: Sequence[str], words: int = 5, share: float = 0.5) -> list[int | None]:
    """For each text the earlier text that it is a copy of, or None.

    Two texts are copies if more than `share` of the word sequences of the shorter one stand in the other as well.
    Digits, marks and the case of letters do not count, since letters that are sent to many people differ in numbers
    and names. A copy of a copy is given the text that is kept, so the kept texts are those with None.

    Args:
        texts: The texts, in the order of which the earlier one is kept.
        words: How many words make a sequence; a shorter text is a single sequence.
        share: Above which share of common sequences a text is a copy, from 0 to below 1.

    Returns:
        A list as long as `texts`. All texts without a word are copies of the first of them.

    Raises:
        ValueError: `words` is less than 1 or `share` out of its range.

    Source: <https://doi.org/10.1109/SEQUEN.1997.666900> (Broder, 1997)
    """
    if words < 1:
        raise ValueError(f"words must be at least 1, got {words}")
    if not 0 <= share < 1:
        raise ValueError(f"share must be from 0 to below 1, got {share}")
    sizes: dict[int, int] = {}
    kept_with: dict[tuple[str, ...], list[int]] = defaultdict(list)
    found: list[int | None] = []
    for index, text in enumerate(texts):
        sequences = _sequences(text, words)
        common = Counter(other for sequence in sequences for other in kept_with.get(sequence, ()))
        copied = [other for other, count in common.items() if count > share * min(len(sequences), sizes[other])]
        found.append(min(copied, default=None))
        if not copied:
            sizes[index] = len(sequences)
            for sequence in sequences:
                kept_with[sequence].append(index)
    return found


def _sequences(text: str, words: int) -> set[tuple[str, ...]]:
    """All sequences of so many words of a text, in lower case."""
    read = _WORD.findall(text.lower())
    return {tuple(read[start : start + words]) for start in range(max(len(read) - words + 1, 1))}
