"""Byte pair encoding, written out: frequent words become one token, rare ones several, and none is unknown.

Source: <https://arxiv.org/abs/1508.07909> (Sennrich et al., 2016)
"""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

Pair = tuple[str, str]

PADDING, UNKNOWN = 0, 1
SPECIAL = ("[PAD]", "[UNK]")
_WORDS = re.compile(r"\w+|[^\w\s]+")


class BPE:
    """Divide texts into the tokens that merges make.

    A text is written in lower case and divided into words and marks. Each of these begins as single characters, and
    the merges join neighbors, the earliest merge first. Tokens are numbered: 0 is padding, 1 is a character that the
    vocabulary lacks, then come the characters and the merges.

    Args:
        characters: The characters of the vocabulary, in their order.
        merges: The pairs that are joined, in the order in which they were learned.

    Raises:
        ValueError: A character is not a single one or occurs twice, or a merge joins what is no token by then.
    """

    def __init__(self, characters: Sequence[str], merges: Sequence[Pair]) -> None:
        if any(len(one) != 1 for one in characters) or len(set(characters)) < len(characters):
            raise ValueError("characters must be single characters, each once")
        self.characters, self.merges = tuple(characters), tuple((left, right) for left, right in merges)
        self.tokens: dict[str, int] = {}
        for token in (*SPECIAL, *self.characters):
            self.tokens[token] = len(self.tokens)
        for left, right in self.merges:
            if left not in self.tokens or right not in self.tokens:
                raise ValueError(f"merges must join tokens that are there, got {left!r} and {right!r}")
            self.tokens.setdefault(left + right, len(self.tokens))
        self._ranks = {pair: rank for rank, pair in enumerate(self.merges)}
        self._known: dict[str, list[str]] = {}

    @classmethod
    def learn(cls, texts: Iterable[str], size: int) -> BPE:
        """Learn the merges from texts: again and again join the pair of neighbors that occurs most often.

        Of pairs that occur equally often, the one whose left token has the smaller number comes first, then the right.

        Args:
            texts: The texts for training, and no others.
            size: How many tokens there are at most, with padding and unknown. All characters are taken in any case.

        Raises:
            ValueError: `size` is less than 2.
        """
        if size < len(SPECIAL):
            raise ValueError(f"size must be at least {len(SPECIAL)}, got {size}")
        counts = Counter(word for text in texts for word in _WORDS.findall(text.lower()))
        characters = sorted({character for word in counts for character in word})
        return cls(characters, _learn_merges(counts, [*SPECIAL, *characters], size))

    def split(self, text: str) -> list[str]:
        """The tokens of a text; a character that the vocabulary lacks is a token of its own."""
        return [token for word in _WORDS.findall(text.lower()) for token in self._split_word(word)]

    def encode(self, text: str, limit: int | None = None) -> list[int]:
        """The numbers of the tokens of a text, at most `limit` of them."""
        numbers: list[int] = []
        for word in _WORDS.finditer(text.lower()):
            if limit is not None and len(numbers) >= limit:
                break
            numbers += [self.tokens.get(token, UNKNOWN) for token in self._split_word(word.group())]
        return numbers[:limit]

    def _split_word(self, word: str) -> list[str]:
        """The tokens of one word, kept for the next time."""
        if word not in self._known:
            parts = list(word)
            while len(parts) > 1:
                best = min(pairwise(parts), key=lambda pair: self._ranks.get(pair, len(self._ranks)))
                if best not in self._ranks:
                    break
                parts = merge(parts, best)
            self._known[word] = parts
        return self._known[word]


def merge(parts: Sequence[str], pair: Pair) -> list[str]:
    """Join each place where the two tokens of a pair stand side by side, from left to right."""
    joined: list[str] = []
    start = 0
    while start < len(parts):
        if tuple(parts[start : start + 2]) == pair:
            joined.append(pair[0] + pair[1])
            start += 2
        else:
            joined.append(parts[start])
            start += 1
    return joined


def _learn_merges(counts: Counter[str], tokens: list[str], size: int) -> list[Pair]:
    """The merges; after each of them only the words that hold its pair are counted again.

    The heap gives the pair that occurs most often. An entry whose count has changed since is put back with the new one.
    """
    words = {word: list(word) for word in counts}
    numbers = {token: number for number, token in enumerate(tokens)}
    pairs: Counter[Pair] = Counter()
    places: dict[Pair, set[str]] = defaultdict(set)
    for word, parts in words.items():
        _count_pairs(word, parts, counts[word], pairs, places)
    heap = [(-count, numbers[left], numbers[right], (left, right)) for (left, right), count in pairs.items()]
    heapq.heapify(heap)
    merges: list[Pair] = []
    while len(numbers) < size and heap:
        negative, left, right, best = heapq.heappop(heap)
        if pairs[best] != -negative:
            if pairs[best] > 0:
                heapq.heappush(heap, (-pairs[best], left, right, best))
            continue
        merges.append(best)
        numbers.setdefault(best[0] + best[1], len(numbers))
        changed: set[Pair] = set()
        for word in places.pop(best):
            _count_pairs(word, words[word], -counts[word], pairs, places)
            words[word] = merge(words[word], best)
            changed |= _count_pairs(word, words[word], counts[word], pairs, places)
        for pair in changed:
            heapq.heappush(heap, (-pairs[pair], numbers[pair[0]], numbers[pair[1]], pair))
    return merges


def _count_pairs(
    word: str, parts: Sequence[str], count: int, pairs: Counter[Pair], places: dict[Pair, set[str]]
) -> set[Pair]:
    """Add the pairs of one word so many times, or take them away where the count is negative; these pairs."""
    found = list(pairwise(parts))
    for pair in found:
        pairs[pair] += count
        places[pair].add(word)
    return set(found)
