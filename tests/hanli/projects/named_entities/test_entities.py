"""Entities: scores equal to nervaluate's on any tags, and tags that come back from their entities."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nervaluate import Evaluator

from hanli.projects.named_entities import Entity, count_invalid, entity_scores, find_entities, to_tags

TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
sentences = st.lists(
    st.integers(1, 12).flatmap(
        lambda length: st.tuples(*[st.lists(st.sampled_from(TAGS), min_size=length, max_size=length)] * 2)
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(sentences)
def test_the_scores_are_the_strict_ones_of_nervaluate(pairs: list[tuple[list[str], list[str]]]) -> None:
    answers, guesses = ([list(part) for part in side] for side in zip(*pairs, strict=True))
    scores = entity_scores(map(find_entities, answers), map(find_entities, guesses))
    theirs = Evaluator(answers, guesses, tags=["PER", "LOC"], loader="list").evaluate()["overall"]["strict"]
    assert scores.precision == pytest.approx(theirs.precision)
    assert scores.recall == pytest.approx(theirs.recall)
    assert scores.f1 == pytest.approx(theirs.f1)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(TAGS), max_size=15))
def test_tags_come_back_from_their_entities(tags: list[str]) -> None:
    written = to_tags(len(tags), find_entities(tags))
    assert find_entities(written) == find_entities(tags)
    assert count_invalid(written) == 0
    assert (written == tags) == (count_invalid(tags) == 0)


def test_small_cases_by_hand() -> None:
    tags = ["B-PER", "I-PER", "O", "I-LOC", "I-PER", "B-PER"]
    assert find_entities(tags) == [(0, 2, "PER"), (3, 4, "LOC"), (4, 5, "PER"), (5, 6, "PER")]
    assert count_invalid(tags) == 2
    answer, guess = [Entity(0, 2, "PER"), Entity(3, 5, "LOC")], [Entity(0, 2, "PER"), Entity(3, 4, "LOC")]
    assert entity_scores([answer, []], [guess, [Entity(0, 1, "PER")]]) == (1 / 3, 1 / 2, 2 / 5)
    assert entity_scores([[]], [[]]) == (0, 0, 0)


@pytest.mark.parametrize("tag", ["", "B", "B-", "PER", "X-PER", "o"])
def test_other_tags_are_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="a tag must be O, or B- or I- with a kind"):
        find_entities([tag])


@pytest.mark.parametrize("entities", [[(0, 0, "A")], [(2, 4, "A")], [(0, 2, "A"), (1, 3, "B")], [(-1, 1, "A")]])
def test_entities_that_do_not_fit_are_refused(entities: list[tuple[int, int, str]]) -> None:
    with pytest.raises(ValueError, match="entities must lie within 3 tokens and not overlap"):
        to_tags(3, [Entity(*entity) for entity in entities])
    with pytest.raises(ValueError):
        entity_scores([[]], [[], []])
