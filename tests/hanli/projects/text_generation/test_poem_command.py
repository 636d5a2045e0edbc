"""The program: it beats counting on a tiny text, resumes, trains further by LoRA, writes, and names what is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from hanli.projects.program import Settings
from hanli.projects.text_generation import GPT, Corpus, generate, load_corpus, read_text
from hanli.projects.text_generation import write as writer
from hanli.projects.text_generation.command import load_run, main, run

SMALL = {"embed_dim": 16, "num_heads": 2, "num_layers": 1, "dropout": 0.0}


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A text in which the character three before decides, so that counting two of them is not enough."""
    path = tmp_path_factory.mktemp("text") / "counting.txt"
    torch.manual_seed(0)
    words = ["".join("abcd"[one] for one in word) for word in torch.randint(4, (600, 3)).tolist()]
    path.write_text("".join(f"{word}{word}\n" for word in words), "utf-8")
    return path


@pytest.fixture(scope="module")
def few() -> Corpus:
    found = load_corpus("five")
    return replace(found, training=found.training[:40], validation=found.validation[:20], test=found.test[:20])


def test_any_plain_text_is_learned_and_the_run_can_be_used(
    counting: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = read_text(counting, context=21)
    rows = dict(run(corpus, Settings(tmp_path / "run", epochs=12, lr=0.01, device="cpu"), batch_size=8, sizes=SMALL))
    assert list(rows) == ["uniform", "unigram", "bigram", "trigram", "network"]
    assert rows["network"]["loss"] < rows["trigram"]["loss"] - 0.2
    assert json.loads((tmp_path / "run/scores.json").read_text("utf-8")) == rows
    model, vocabulary = load_run(tmp_path / "run")
    assert not model.training
    writer.main(["b", "--folder", str(tmp_path / "run"), "--max-tokens", "9", "--temperature", "0"])
    assert capsys.readouterr().out == generate(model, vocabulary, ["b"], max_tokens=9, temperature=0)[0] + "\n"


def test_a_whole_run_is_resumed_to_the_same_scores(few: Corpus, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "run", epochs=1, lr=0.01, device="cpu")
    first = run(few, settings, sizes=SMALL)
    assert run(few, replace(settings, resume=True), sizes=SMALL) == first
    with pytest.raises(FileExistsError, match="holds a run"):
        run(few, settings, sizes=SMALL)


def test_lora_trains_a_network_further_and_is_merged(few: Corpus, tmp_path: Path) -> None:
    torch.manual_seed(0)
    start = GPT(len(few.vocabulary), **SMALL)
    before = {name: tensor.clone() for name, tensor in start.state_dict().items()}
    run(few, Settings(tmp_path / "run", epochs=1, lr=0.01, device="cpu"), sizes=SMALL, start=start, lora_rank=2)
    after = load_run(tmp_path / "run")[0].state_dict()
    assert after.keys() == before.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed == {
        name for name in before if name.endswith("weight") and ("attention." in name or "forward." in name)
    }


def test_the_command_line_reaches_the_program(
    counting: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--text", str(counting), "--context", "20", "--epochs", "1", "--embed-dim", "16", "--layers", "1"]
    main([*arguments, "--folder", str(tmp_path / "run"), "--device", "cpu"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["loss", "perplexity"] and lines[-1].startswith("network")
    files = ["best.pt", "last.pt", "log.csv", "network.json", "network.pt", "scores.json"]
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == files


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--data", "six"], "invalid choice: 'six'"),
        (["--text", "none.txt"], "No such file or directory: 'none.txt'"),
        (["--text", "none.txt", "--from-trained"], "--from-trained goes with --data only"),
        (["--lora-rank", "4"], "--lora-rank needs --from-trained"),
    ],
)
def test_the_command_line_names_what_is_wrong(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert message in capsys.readouterr().err


def test_what_cannot_be_continued_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        writer.main(["x", "--folder", str(tmp_path)])
    assert "network.json" in capsys.readouterr().err
