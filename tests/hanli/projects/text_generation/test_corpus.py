"""The corpus: tokens and back, parts that share no line, any plain-text file, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hanli.projects.text_generation import TokenBatches, Vocabulary, load_corpus, read_text
from hanli.projects.text_generation.corpus import group_by_line, split_together


@given(st.text("abc\n一二"))
def test_decoding_undoes_encoding(text: str) -> None:
    vocabulary = Vocabulary("\nabc一二")
    assert vocabulary.decode([1, *vocabulary.encode(text), 2, 0, 0]) == text


def test_unknown_characters_have_a_token_and_a_sign() -> None:
    vocabulary = Vocabulary("ab")
    assert vocabulary.encode("axb") == [4, 3, 5]
    assert vocabulary.decode([4, 3, 5]) == "a□b"
    with pytest.raises(ValueError, match=r"^characters must hold each character once, got 'a' twice$"):
        Vocabulary("aba")


def test_parts_of_the_poems_share_no_line_and_have_about_their_shares() -> None:
    corpus = load_corpus("seven")
    parts = [corpus.training, corpus.validation, corpus.test]
    lines = [{line for row in part for line in corpus.vocabulary.decode(row.tolist()).split("\n")} for part in parts]
    assert not (lines[0] & lines[1] or lines[0] & lines[2] or lines[1] & lines[2])
    assert [len(part) for part in parts] == [5545, 693, 693]
    assert all(bool((part[:, 0] == 1).all() and (part[:, -1] == 2).all()) for part in parts)


def test_both_forms_have_the_same_vocabulary_and_know_all_characters() -> None:
    seven, five = load_corpus("seven"), load_corpus("five")
    assert seven.vocabulary.characters == five.vocabulary.characters
    assert not any(
        bool((part == 3).any()) for one in (seven, five) for part in (one.training, one.validation, one.test)
    )


def test_groups_hold_texts_that_share_a_line_also_over_a_third_text() -> None:
    assert group_by_line(["a\nb", "c\nd", "b\ne", "e\nf", "g\nh"]) == [[0, 2, 3], [1], [4]]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40), st.integers(0, 9))
def test_groups_are_dealt_whole_and_nothing_is_lost(sizes: list[int], seed: int) -> None:
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    groups = [list(range(start, start + size)) for start, size in zip(starts, sizes, strict=True)]
    parts = split_together(groups, (0.8, 0.1, 0.1), seed)
    assert sorted(index for part in parts for index in part) == list(range(sum(sizes)))
    assert all(sum(set(group) <= set(part) for part in parts) == 1 for group in groups)


def test_targets_are_the_texts_one_token_further() -> None:
    texts = torch.tensor([[1, 5, 6, 2], [1, 7, 2, 0]])
    (inputs, targets), *_ = TokenBatches(texts).loader(2)
    assert inputs.tolist() == [[1, 5, 6], [1, 7, 2]]
    assert targets.tolist() == [[5, 6, 2], [7, 2, 0]]


def test_a_plain_text_file_is_cut_into_pieces_and_nothing_is_lost(tmp_path: Path) -> None:
    text = "".join(f"line {number}\n" for number in range(40)) + "ü"
    (tmp_path / "novel.txt").write_text(text, "utf-8-sig")
    corpus = read_text(tmp_path / "novel.txt", context=12)
    parts = [corpus.training, corpus.validation, corpus.test]
    assert [part.shape[1] for part in parts] == [13, 13, 13]
    read = "".join(corpus.vocabulary.decode(row.tolist()) for part in parts for row in part)
    assert read == text.replace("ü", "□")  # it stands in the test part only
    assert len(corpus.validation) == len(corpus.test) == len(text) // 12 // 10


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "short.txt").write_text("a" * 100, "utf-8")
    with pytest.raises(
        ValueError, match=r"short\.txt has 100 characters, at least 577 are needed, or a shorter context$"
    ):
        read_text(tmp_path / "short.txt")
    (tmp_path / "gbk.txt").write_bytes("的".encode("gbk") * 999)
    with pytest.raises(ValueError, match=r"gbk\.txt is not in UTF-8: invalid .* at byte 0$"):
        read_text(tmp_path / "gbk.txt")
    with pytest.raises(ValueError, match=r"^context must be at least 2, got 1$"):
        read_text(tmp_path / "short.txt", context=1)
    with pytest.raises(FileNotFoundError):
        read_text(tmp_path / "none.txt")
