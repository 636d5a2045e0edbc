"""The tagger that comes with hanli: better than the memory on names that it has not seen, and refused where damaged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hanli.projects.named_entities import (
    count_invalid,
    find_entities,
    load_checked_sentences,
    load_data,
    load_recognizer,
)
from hanli.projects.named_entities.command import remember, scores
from hanli.projects.named_entities.trained import FILE


def test_it_beats_the_memory_and_finds_names_that_it_has_not_seen() -> None:
    found = load_data("three_kingdoms")
    found = replace(found, test=found.test[-1500:])
    recognizer = load_recognizer()
    assert not recognizer.model.training
    network = scores(recognizer.predict([tokens for tokens, _ in found.test]), found)
    memory = scores(remember(found), found)
    assert memory["recall_unseen"] == 0 and network["recall_unseen"] > 0.4
    assert network["f1"] > memory["f1"]
    assert FILE.stat().st_size < 2_000_000


def test_the_checked_sentences_are_tagged_without_a_fault() -> None:
    sentences = load_checked_sentences()
    assert len(sentences) == 200
    assert sum(len(find_entities(tags)) for _, tags in sentences) == 156
    assert not any(count_invalid(tags) for _, tags in sentences)


def test_a_damaged_file_is_refused_by_name(tmp_path: Path) -> None:
    damaged = tmp_path / "crf.pt"
    damaged.write_bytes(FILE.read_bytes()[:5000])
    with pytest.raises(ValueError, match=r"crf\.pt is damaged: install hanli again"):
        load_recognizer(damaged)
