"""Entities and the tags B-, I- and O: from one to the other, and scores that count whole entities.

Source: <https://aclanthology.org/W03-0419/> (the tags and the score of CoNLL-2003)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Entity(NamedTuple):
    """A name within a sentence.

    Attributes:
        start: The index of its first token.
        end: The index after its last token.
        kind: What it is, as `PER`.
    """

    start: int
    end: int
    kind: str


class Scores(NamedTuple):
    """How well entities were found; an entity counts if its first token, its last token and its kind are right.

    Attributes:
        precision: The share of the guessed entities that are right; 0 if none was guessed.
        recall: The share of the right entities that were guessed; 0 if there are none.
        f1: The harmonic mean of the two; 0 if both are 0.
    """

    precision: float
    recall: float
    f1: float


def find_entities(tags: Sequence[str]) -> list[Entity]:
    """Read the entities off the tags of a sentence.

    `B-` begins an entity and `I-` of the same kind continues it. An `I-` that continues nothing begins an entity, as in
    the scores of CoNLL, so invalid tags have a meaning too.

    Args:
        tags: A tag for each token: `O`, or `B-` or `I-` with a kind.

    Returns:
        The entities in the order of the sentence.

    Raises:
        ValueError: A tag has another form.
    """
    found: list[Entity] = []
    for index, tag in enumerate(tags):
        prefix, kind = _split(tag)
        if prefix == "O":
            continue
        if prefix == "I" and found and found[-1].end == index and found[-1].kind == kind:
            found[-1] = found[-1]._replace(end=index + 1)
        else:
            found.append(Entity(index, index + 1, kind))
    return found


def to_tags(length: int, entities: Iterable[Entity]) -> list[str]:
    """Write the tags of a sentence, the inverse of `find_entities`.

    Args:
        length: The number of tokens.
        entities: Entities that do not overlap.

    Returns:
        A tag for each token.

    Raises:
        ValueError: An entity is empty, goes beyond the sentence, or overlaps another.
    """
    tags = ["O"] * length
    for entity in entities:
        start, end, kind = entity
        if not 0 <= start < end <= length or any(tag != "O" for tag in tags[start:end]):
            raise ValueError(f"entities must lie within {length} tokens and not overlap, got {entity}")
        tags[start:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1)
    return tags


def count_invalid(tags: Sequence[str]) -> int:
    """Count the tags `I-` that continue no entity of their kind: no sequence of right tags has one."""
    before = ["O", *tags]
    return sum(
        _split(tag)[0] == "I" and (_split(last)[0] == "O" or _split(last)[1] != _split(tag)[1])
        for last, tag in zip(before, tags, strict=False)
    )


def entity_scores(answers: Iterable[Sequence[Entity]], guesses: Iterable[Sequence[Entity]]) -> Scores:
    """Compute precision, recall and F1 over all sentences together.

    Args:
        answers: The right entities of each sentence.
        guesses: The guessed entities of each sentence, in the same order.

    Returns:
        The three scores. They are those that nervaluate calls strict.

    Raises:
        ValueError: There are more sentences in one than in the other.
    """
    right = answered = guessed = 0
    for answer, guess in zip(answers, guesses, strict=True):
        right += len(set(answer) & set(guess))
        answered += len(answer)
        guessed += len(guess)
    return Scores(_share(right, guessed), _share(right, answered), _share(2 * right, answered + guessed))


def _split(tag: str) -> tuple[str, str]:
    """The prefix and the kind of a tag, the kind of `O` is empty."""
    prefix, _, kind = tag.partition("-")
    if tag != "O" and (prefix not in ("B", "I") or not kind):
        raise ValueError(f"a tag must be O, or B- or I- with a kind, as B-PER, got {tag!r}")
    return prefix, kind


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
