"""The baseline that remembers: it finds the names of the training sentences again, and no other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from hanli.projects.named_entities.entities import Entity, find_entities
from hanli.projects.named_entities.sentences import Sentence, compile_names


class NameMemory:
    """A list of names with the kind of each; where several could begin, the longest is found.

    Args:
        names: From each name, its tokens joined without a space, to its kind.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = dict(names)
        self._pattern = compile_names(self.names) if self.names else None

    @classmethod
    def fit(cls, sentences: Iterable[Sentence]) -> NameMemory:
        """Remember each name of the sentences, with the kind that it has most often."""
        kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for tokens, tags in sentences:
            for start, end, kind in find_entities(tags):
                kinds["".join(tokens[start:end])][kind] += 1
        return cls({name: counts.most_common(1)[0][0] for name, counts in kinds.items()})

    def find(self, tokens: Sequence[str]) -> list[Entity]:
        """Find the names in a sentence, from left to right; a name begins and ends with a token."""
        if self._pattern is None:
            return []
        ends = [0]
        for token in tokens:
            ends.append(ends[-1] + len(token))
        index = {end: number for number, end in enumerate(ends)}
        found = [(match.span(), match.group()) for match in self._pattern.finditer("".join(tokens))]
        return [
            Entity(index[start], index[end], self.names[name])
            for (start, end), name in found
            if start in index and end in index
        ]
