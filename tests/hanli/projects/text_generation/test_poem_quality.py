"""What is counted in texts: form, rhyme, repetition and copies, and that poems have what scrambled ones lack."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hanli.projects.text_generation import CopyFinder, count_forms, keeps_form, keeps_rhyme, load_poems, load_rhymes
from hanli.projects.text_generation.quality import repeated


def test_the_form_is_four_lines_of_that_width() -> None:
    assert keeps_form("ab\ncd\nef\ngh", 2)
    assert not any(keeps_form(text, 2) for text in ("ab\ncd\nef", "ab\ncd\nef\ng", "ab\ncd\nef\ngh\n", ""))


def test_lines_rhyme_by_the_modern_pronunciation() -> None:
    rhymes = load_rhymes()
    assert keeps_rhyme("白日依山尽\n黄河入海流\n欲穷千里目\n更上一层楼", rhymes)
    assert not keeps_rhyme("黄河入海流\n白日依山尽\n欲穷千里目\n更上一层楼", rhymes)
    assert not any(keeps_rhyme(text, rhymes) for text in ("", "流\n楼", "流\n\n楼\n楼"))


def test_poems_rhyme_far_more_often_than_halves_of_two_poems() -> None:
    texts = [text for _, text in load_poems("seven")][:1000]
    mixed = ["\n".join(one.split("\n")[:2] + other.split("\n")[2:]) for one, other in pairwise(texts)]
    poems, halves = (count_forms(group, 7, load_rhymes())["rhyme"] for group in (texts, mixed))
    assert poems > 0.7 and halves < 0.2


def test_characters_that_stood_before_are_counted_without_line_breaks() -> None:
    assert repeated("ab\nab\ncc") == 3
    assert repeated("ab\ncd") == 0


@given(st.lists(st.text("ab\n", max_size=12), min_size=1, max_size=4), st.text("abc\n", max_size=10))
def test_the_longest_copy_is_that_of_all_pieces_tried(training: list[str], text: str) -> None:
    flat = text.replace("\n", "")
    sources = [one.replace("\n", "") for one in training]
    pieces = [flat[start:stop] for start in range(len(flat)) for stop in range(start + 1, len(flat) + 1)]
    best = max((len(piece) for piece in pieces if any(piece in source for source in sources)), default=0)
    found = CopyFinder(training).longest_copy(text)
    assert len(found) == best and found in flat and (not found or any(found in source for source in sources))


def test_a_copied_line_is_counted() -> None:
    counted = count_forms(["ab\ncd\nef\ngh", "xy\nzz\nuv\nwt"], 2, {}, CopyFinder(["ab\nxx\nyy\nzz"]))
    assert counted["form"] == 1 and counted["copied a line"] == 1
    assert count_forms(["qr\nst\nuv\nwq"], 2, {}, CopyFinder(["ab\nxx\nyy\nzz"]))["copied"] == 0
