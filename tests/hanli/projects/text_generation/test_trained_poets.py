"""The weights that come along: they beat counting, write quatrains, and a damaged file is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from hanli.models import merge_lora
from hanli.projects.text_generation import (
    character_loss,
    count_forms,
    generate,
    load_corpus,
    load_five,
    load_gpt,
    load_rhymes,
)
from hanli.projects.text_generation.trained import FIVE, SEVEN


def test_the_network_of_seven_beats_counting_and_keeps_the_form() -> None:
    model, vocabulary = load_gpt()
    corpus = load_corpus("seven")
    assert corpus.vocabulary.characters == vocabulary.characters
    assert character_loss(model, corpus.test, vocabulary) < 5.75  # two tokens counted: 5.96
    counted = count_forms(generate(model, vocabulary, [""] * 50), 7, load_rhymes())
    assert counted["form"] > 0.9


def test_lora_makes_the_same_network_write_five_characters_also_merged() -> None:
    model, vocabulary = load_five()
    apart = generate(model, vocabulary, [""] * 20, temperature=0.7)
    assert count_forms(apart, 5, load_rhymes())["form"] > 0.8
    merge_lora(model)
    assert generate(model, vocabulary, [""] * 20, temperature=0.7) == apart


def test_the_files_are_small() -> None:
    assert SEVEN.stat().st_size + FIVE.stat().st_size < 2_000_000


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.pt").write_bytes(b"no weights")
    for load in (load_gpt, load_five):
        with pytest.raises(ValueError, match=r"bad\.pt is damaged: install hanli again"):
            load(tmp_path / "bad.pt")
