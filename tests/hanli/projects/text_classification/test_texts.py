"""The data of the project: no text in two parts, and a reader's folder or table is read or refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from hanli.projects.text_classification.texts import load_data


def test_the_parts_of_the_mails_share_no_text_and_have_both_classes() -> None:
    found = load_data("mails")
    parts = [texts for texts, _ in (found.training, found.validation, found.test)]
    assert len({text for part in parts for text in part}) == sum(map(len, parts))
    assert [labels.unique().tolist() for _, labels in (found.training, found.validation, found.test)] == [[0, 1]] * 3


def test_the_topics_are_balanced() -> None:
    found = load_data("topics")
    assert found.test[1].bincount().tolist() == [400] * 9


def write_reviews(folder: Path) -> None:
    for part, count in (("train", 20), ("test", 3)):
        for name in ("neg", "pos"):
            (folder / part / name).mkdir(parents=True)
            for number in range(count):
                (folder / part / name / f"{number}.txt").write_text(f"{part} {name} {number}", encoding="utf-8")
    (folder / "train/pos/20.txt").write_text("test pos 0", encoding="utf-8")
    (folder / "train/unsup").mkdir()


def test_a_folder_as_that_of_imdb_is_read_and_its_leak_left_out(tmp_path: Path) -> None:
    write_reviews(tmp_path)
    found = load_data(tmp_path)
    assert found.classes == ("neg", "pos")
    assert [len(texts) for texts, _ in (found.training, found.validation, found.test)] == [36, 4, 6]
    assert found.test[0][3:] == ["test pos 0", "test pos 1", "test pos 2"]
    assert found.test[1].tolist() == [0, 0, 0, 1, 1, 1]
    assert all(("pos" in text) == label for text, label in zip(*found.training, strict=True))


def test_a_table_is_read_without_its_copies(tmp_path: Path) -> None:
    rows = [f"{label},word{letter} {label}" for label in ("b", "a") for letter in "abcdefghij"]
    (tmp_path / "t.csv").write_text("\n".join([*rows, rows[0].upper().replace("B,", "b,")]), encoding="utf-8")
    found = load_data(tmp_path / "t.csv")
    assert found.classes == ("a", "b")
    assert [len(texts) for texts, _ in (found.training, found.validation, found.test)] == [14, 2, 4]


def test_what_is_no_data_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^name must be mails or topics, a folder or a file .*, got 'imdb'$"):
        load_data("imdb")
    with pytest.raises(ValueError, match=r"must have test/CLASS/\*\.txt for at least two classes, got 0$"):
        load_data(tmp_path)
    (tmp_path / "t.csv").write_text("a,b\n\na,b,c\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"each row must have a label and a text, row 2 has 3 columns$"):
        load_data(tmp_path / "t.csv")
    (tmp_path / "t.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"must have texts of at least two classes, got 1$"):
        load_data(tmp_path / "t.csv")
    write_reviews(tmp_path)
    for file in (tmp_path / "train/neg").iterdir():
        file.unlink()
    with pytest.raises(ValueError, match=r"neg must hold texts, \*\.txt, got none$"):
        load_data(tmp_path)
