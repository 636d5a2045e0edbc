"""Sentences from the template: what is held out is held out, and the Chinese says what the English does."""

from __future__ import annotations

import pytest

from hanli.data.grammar import HELD_OUT, animal_sentences


def pairs_of(english: str) -> set[tuple[str, str]]:
    words = english.split()
    return {(words[1], words[2]), (words[5], words[6])}


def test_held_out_pairs_are_in_every_test_sentence_and_in_no_training_sentence() -> None:
    training, test = animal_sentences(48_600, 21_384)
    assert len(set(training)) == 48_600 and len(set(test)) == 21_384
    assert not any(pairs_of(english) & HELD_OUT for english, _ in training)
    assert all(pairs_of(english) & HELD_OUT for english, _ in test)


def test_every_word_of_the_test_sentences_is_in_training_sentences() -> None:
    training, test = animal_sentences()
    for side in (0, 1):
        tokens = [{token for pair in part for token in (pair[0].split(), pair[1])[side]} for part in (training, test)]
        assert tokens[1] <= tokens[0]


def test_a_sentence_is_translated() -> None:
    training, _ = animal_sentences(48_600)
    assert dict(training)["two red bird saw one old dog today"] == "今天两只红鸟看见一只老狗"


def test_the_seed_decides_which_sentences() -> None:
    assert animal_sentences(5, 5, seed=1) == animal_sentences(5, 5, seed=1) != animal_sentences(5, 5, seed=2)


@pytest.mark.parametrize("counts", [(0, 5), (48_601, 5), (5, 21_385)])
def test_more_or_fewer_sentences_than_there_are_is_refused(counts: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"(training|test) must be from 1 to \d"):
        animal_sentences(*counts)
