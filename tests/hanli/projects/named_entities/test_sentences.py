"""The data: chapters that do not mix, a file that is read line by line, and batches that keep every sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from hanli.data import three_kingdoms
from hanli.projects.named_entities import (
    SentenceBatches,
    Vocabulary,
    find_entities,
    load_data,
    read_conll,
    split_sentences,
)
from hanli.projects.named_entities.sentences import compile_names


def test_the_novel_is_split_by_chapters_and_tagged_by_the_list() -> None:
    found = load_data("three_kingdoms")
    assert [len(part) for part in (found.training, found.validation, found.test)] == [20512, 2454, 6981]
    assert found.tags == ("O", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-PER", "I-PER")
    chapters, names = three_kingdoms()
    assert len(chapters) == 120 and len(names) == 7037
    assert names["孔明"] == "PER" and names["荆州"] == "LOC" and names["东吴"] == "ORG" and "魏" not in names
    for sentences, text in ((found.training, "".join(chapters[:80])), (found.test, "".join(chapters[90:]))):
        assert all("".join(tokens[:6]) in text for tokens, _ in sentences[5::500])
    tokens, tags = next(pair for pair in found.test if "孔明" in "".join(pair[0]))
    start, end, kind = find_entities(tags)[0]
    assert names["".join(tokens[start:end])] == kind
    assert load_data("three_kingdoms") == found


def test_names_are_found_by_their_first_character_the_longest_first() -> None:
    pattern = compile_names(["孔明", "孔", "a+", "玄德", "玄", "孔明之弟"])
    assert pattern.findall("孔明之弟见孔明、孔融、玄德与玄，aa+") == ["孔明之弟", "孔明", "孔", "玄德", "玄", "a+"]


def test_the_conversations_keep_their_tags() -> None:
    found = load_data("cantonese")
    assert sum(map(len, (found.training, found.validation, found.test))) == 16_160
    assert len(found.tags) == 94


def test_sentences_end_behind_their_quotes() -> None:
    assert split_sentences("\t玄德曰：“善！”\n　遂行。？\n……") == ["玄德曰：“善！”", "遂行。？"]
    assert split_sentences("") == []


CONLL = "-DOCSTART- -X- O\n\nKong NNP B-PER\nMing NNP I-PER\nleft VBD O\n\n\n荆州\tB-LOC\n"


def test_a_file_is_read_with_its_first_and_last_column(tmp_path: Path) -> None:
    file = tmp_path / "sample.conll"
    file.write_text(CONLL, encoding="utf-8")
    assert read_conll(file) == [(("Kong", "Ming", "left"), ("B-PER", "I-PER", "O")), (("荆州",), ("B-LOC",))]
    with pytest.raises(ValueError, match="must hold at least 10 sentences, to train, choose and test, got 2"):
        load_data(file)
    file.write_text(CONLL * 10, encoding="utf-8")
    found = load_data(file)
    assert [len(part) for part in (found.training, found.validation, found.test)] == [16, 2, 2]
    assert found.tags == ("O", "B-LOC", "B-PER", "I-PER")


@pytest.mark.parametrize(
    ("text", "message"),
    [("a B-X\nb\n", "line 2: must hold a token and its tag, got 'b'"), ("\n\n", "must hold sentences")],
)
def test_files_of_another_form_are_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "other.conll"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_conll(file)


def test_a_name_that_is_no_data_is_refused() -> None:
    with pytest.raises(ValueError, match="data must be three_kingdoms or cantonese or the path of a file"):
        load_data("no_such_file")


def test_batches_hold_every_sentence_once_and_its_padding_last() -> None:
    sentences = [(tuple("甲乙丙丁"[: 1 + number % 4]), ("O",) * (1 + number % 4)) for number in range(50)]
    vocabulary = Vocabulary.fit(sentences, min_count=13)
    assert vocabulary.tokens == ("丙", "乙", "甲") or vocabulary.tokens == tuple(sorted("甲乙丙"))
    assert vocabulary.encode("甲丁").tolist()[1] == 1
    batches = SentenceBatches(sentences, vocabulary, ("O",))
    for shuffle in (False, True):
        loader = batches.loader(8, shuffle=shuffle)
        assert len(loader) == 7
        rows = [
            tuple(row[:length].tolist())
            for (tokens, lengths), _ in loader
            for row, length in zip(tokens, lengths.tolist(), strict=True)
        ]
        assert sorted(rows) == sorted(tuple(vocabulary.encode(tokens).tolist()) for tokens, _ in sentences)
    for (tokens, lengths), tags in batches.loader(8):
        real = torch.arange(tokens.shape[1]) < lengths[:, None]
        assert (tokens[real] > 0).all() and not tokens[~real].any() and tags.shape == tokens.shape
