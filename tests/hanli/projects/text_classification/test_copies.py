"""Copies are found by their words, whatever their numbers, marks and capitals are."""

from __future__ import annotations

import pytest

from hanli.projects.text_classification.copies import find_copies

LETTER = "you have won a prize of 100 dollars today dear friend so write to us soon"


def test_a_changed_number_or_name_makes_no_new_text() -> None:
    changed = LETTER.replace("100", "2000").replace("soon", "now").upper()
    other = "the patch that you sent me yesterday does not compile on my old machine at home"
    assert find_copies([LETTER, other, changed, other + " sorry"]) == [None, None, 0, 1]


def test_a_copy_of_a_copy_is_given_the_kept_text_and_a_part_counts() -> None:
    part = " ".join(LETTER.split()[:9])
    assert find_copies([LETTER, LETTER + " !", part]) == [None, 0, 0]


def test_short_texts_are_copies_if_all_their_words_agree() -> None:
    assert find_copies(["a b", "A, b!", "a c", "", "123"]) == [None, 0, None, None, 3]


def test_shares_and_lengths_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^words must be at least 1, got 0$"):
        find_copies(["a"], words=0)
    with pytest.raises(ValueError, match=r"^share must be from 0 to below 1, got 1$"):
        find_copies(["a"], share=1)
