"""Byte pair encoding: equal to the package tokenizers, reversible, and refused where merges join what is not there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from hanli.projects.text_classification.bpe import BPE, UNKNOWN, merge


def reference(texts: list[str], size: int) -> Tokenizer:
    found = Tokenizer(models.BPE(unk_token="[UNK]"))
    found.normalizer = normalizers.Lowercase()
    found.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=["[PAD]", "[UNK]"], show_progress=False)
    found.train_from_iterator(texts, trainer)
    return found


@given(
    st.lists(st.text(st.sampled_from("abcAB _12-.!中文字"), min_size=1, max_size=30), min_size=1, max_size=12),
    st.integers(2, 40),
)
@settings(max_examples=60, deadline=None)
def test_it_learns_and_splits_as_the_package_does(texts: list[str], size: int) -> None:
    ours, theirs = BPE.learn(texts, size), reference(texts, size)
    assert ours.tokens == theirs.get_vocab()
    for text in texts:
        assert ours.encode(text) == theirs.encode(text).ids
        assert "".join(ours.split(text)) == "".join(text.lower().split())


def test_a_frequent_pair_is_joined_first_and_ties_go_to_the_smaller_numbers() -> None:
    assert BPE.learn(["ab ab ab cd cd"], 7).merges == (("a", "b"),)
    assert BPE.learn(["cd ab"], 8).merges == (("a", "b"), ("c", "d"))


def test_a_character_that_training_lacked_is_unknown_and_the_limit_holds() -> None:
    bpe = BPE.learn(["ab"], 5)
    assert bpe.encode("abz") == [bpe.tokens["ab"], UNKNOWN]
    assert bpe.encode("ab z ab", limit=2) == [bpe.tokens["ab"], UNKNOWN]
    assert bpe.encode("  ") == []


def test_merge_goes_from_left_to_right() -> None:
    assert merge(["a", "a", "a"], ("a", "a")) == ["aa", "a"]


def test_what_makes_no_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^merges must join tokens that are there, got 'a' and 'c'$"):
        BPE(["a", "b"], [("a", "c")])
    with pytest.raises(ValueError, match=r"^characters must be single characters, each once$"):
        BPE(["ab"], [])
    with pytest.raises(ValueError, match=r"^size must be at least 2, got 1$"):
        BPE.learn(["a"], 1)
