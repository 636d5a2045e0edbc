"""The memory finds what it saw, the longest first, and never within a token."""

from __future__ import annotations

from hanli.projects.named_entities import NameMemory, Sentence

SEEN: list[Sentence] = [
    (tuple("孔明见玄德"), ("B-PER", "I-PER", "O", "B-PER", "I-PER")),
    (tuple("刘玄德"), ("B-PER", "I-PER", "I-PER")),
    (tuple("荆州"), ("B-LOC", "I-LOC")),
    (tuple("荆州"), ("B-LOC", "I-LOC")),
    (tuple("荆州"), ("B-PER", "I-PER")),
]


def test_seen_names_are_found_with_their_usual_kind() -> None:
    memory = NameMemory.fit(SEEN)
    assert memory.names == {"孔明": "PER", "玄德": "PER", "刘玄德": "PER", "荆州": "LOC"}
    assert memory.find("刘玄德在荆州访姜维") == [(0, 3, "PER"), (4, 6, "LOC")]


def test_a_name_begins_and_ends_with_a_token() -> None:
    memory = NameMemory({"荆州": "LOC"})
    assert memory.find(["荆", "州牧", "荆州", "荆", "州"]) == [(2, 3, "LOC"), (3, 5, "LOC")]
    assert NameMemory({}).find("荆州") == []
    assert NameMemory({"a+": "X"}).find("aa+") == [(1, 3, "X")]
