"""The program: it beats always O on a file of CoNLL, resumes to the same weights, and keeps what tags the same again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from hanli.projects.named_entities import DataSet, Entity, Recognizer, Tagger, load_data
from hanli.projects.named_entities.command import keep_unseen, main, run, scores
from hanli.projects.program import Settings

NAMES, VERBS = "赵钱孙李周吴郑王", "来去说笑"


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    """Sentences in which a surname begins a name of two characters."""
    file = tmp_path_factory.mktemp("conll") / "names.conll"
    generator = torch.Generator().manual_seed(0)
    lines = []
    for _ in range(400):
        surname, given, verb = (int(torch.randint(8, (), generator=generator)) for _ in range(3))
        lines += [f"{NAMES[surname]} B-PER", f"{'甲乙丙丁戊己庚辛'[given]} I-PER", f"{VERBS[verb % 4]} O", ""]
    file.write_text("\n".join(lines), encoding="utf-8")
    return load_data(file)


def settings(folder: Path, epochs: int = 3) -> Settings:
    return Settings(folder, epochs=epochs, lr=0.02, device="cpu")


@pytest.mark.parametrize("method", ["crf", "softmax"])
def test_it_learns_a_file_and_keeps_what_tags_the_same(few: DataSet, tmp_path: Path, method) -> None:  # type: ignore[no-untyped-def]
    rows = dict(run(few, settings(tmp_path / "run"), batch_size=16, method=method, hidden_size=8))
    assert rows["most frequent tag"]["accuracy"] < 0.5
    assert rows["tagger"]["f1"] > 0.9
    assert json.loads((tmp_path / "run/scores.json").read_text("utf-8")) == rows
    kept = Recognizer.load(tmp_path / "run/recognizer.pt")
    assert scores(kept.predict([tokens for tokens, _ in few.test]), few) == rows["tagger"]
    assert kept.find("王甲来。赵乙去。") == [("王甲", "PER"), ("赵乙", "PER")]


def test_an_interrupted_run_goes_on_to_the_same_weights(
    few: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"batch_size": 32, "hidden_size": 4}
    run(few, settings(tmp_path / "whole", 2), **options)  # type: ignore[arg-type]
    loss, calls = Tagger.loss, 0

    def interrupted(self, outputs, tags):  # type: ignore[no-untyped-def]
        nonlocal calls
        calls += 1
        if calls == 16:  # within the second epoch
            raise KeyboardInterrupt
        return loss(self, outputs, tags)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Tagger, "loss", interrupted)
        run(few, settings(tmp_path / "halved", 2), **options)  # type: ignore[arg-type]
    run(few, replace(settings(tmp_path / "halved", 2), resume=True), **options)  # type: ignore[arg-type]
    first, second = (torch.load(tmp_path / name / "best.pt", weights_only=True) for name in ("whole", "halved"))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_tags_without_entities_get_an_accuracy_only(tmp_path: Path) -> None:
    file = tmp_path / "words.conll"
    file.write_text("\n".join(["dogs N", "bark V", ""] * 30), encoding="utf-8")
    rows = dict(run(load_data(file), settings(tmp_path / "run"), hidden_size=4))
    assert [list(row) for row in rows.values()] == [["accuracy"]] * 3
    assert rows["memory"]["accuracy"] == 1 and rows["most frequent tag"]["accuracy"] == 0.5


def test_unseen_names_are_those_of_no_training_sentence(few: DataSet) -> None:
    other = replace(few, test=[(tuple("欧阳见王甲"), ("B-PER", "I-PER", "O", "B-PER", "I-PER"))])
    known = {"".join(tokens[:2]) for tokens, _ in few.training}
    assert "王甲" in known
    first, second = Entity(0, 2, "PER"), Entity(3, 5, "PER")
    assert keep_unseen([[first, second]], other) == [[first]]
    guess = [["O", "O", "O", "B-PER", "I-PER"]]
    assert scores(guess, other)["recall_unseen"] == 0 and scores(guess, other)["recall"] == 0.5


def test_the_command_line_names_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["--data", str(tmp_path / "absent.conll")])
    assert "error: data must be three_kingdoms or cantonese or the path of a file" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--method", "hmm"])
    assert "invalid choice: 'hmm'" in capsys.readouterr().err


def test_a_damaged_recognizer_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "recognizer.pt"
    file.write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"recognizer\.pt must be a file that Recognizer\.save wrote"):
        Recognizer.load(file)
