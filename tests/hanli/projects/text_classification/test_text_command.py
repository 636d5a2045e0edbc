"""The program trains, resumes and exports; its bundle answers over HTTP what the network answers."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from fastapi.testclient import TestClient

from hanli.projects.text_classification import command as program
from hanli.projects.text_classification.batches import encode
from hanli.projects.text_classification.command import main, predict
from hanli.projects.text_classification.network import build_network
from hanli.projects.text_classification.service import TOKENS, create_text_app, load_tokens, text_reader
from hanli.projects.text_classification.texts import load_data
from hanli.projects.text_classification.trained import FILE, load_networks


@pytest.fixture
def table(tmp_path: Path) -> Path:
    letters = [a + b for a in "abcdefgh" for b in "abcde"]
    rows = [f"{label},{word} {one}" for label, word in (("x", "good"), ("y", "bad")) for one in letters]
    (tmp_path / "t.csv").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path / "t.csv"


@pytest.mark.parametrize("name", ["bag", "transformer", "lstm"])
def test_a_run_beats_the_majority_and_its_bundle_answers_the_same(
    name: str, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = table.parent / "run"
    arguments = ["--data", str(table), "--model", name, "--folder", str(folder), "--vocabulary", "60", "--width", "16"]
    arguments += ["--epochs", "8", "--batch-size", "8", "--limit", "6", "--lr", "0.02", "--device", "cpu"]
    main(arguments)
    assert capsys.readouterr().out.splitlines()[-1].split()[1] == "1.0000"
    main([*arguments, "--resume"])
    bundle = folder / "t-1.0.0"
    assert bundle.exists() == (name != "lstm")
    if name == "lstm":
        return
    bpe = load_tokens(bundle / TOKENS)
    network = build_network(name, len(bpe.tokens), 2, 16)
    network.load_state_dict(torch.load(folder / "best.pt", weights_only=True))
    expected = predict(network.eval(), bpe, ["good or bad?"], 6).softmax(1)[0].tolist()
    with TestClient(create_text_app(bundle)) as client:
        assert client.get("/ready").status_code == 200
        answer = client.post("/predict/text", json={"text": "good or bad?"})
    assert answer.json()["probabilities"] == pytest.approx(expected, abs=1e-5)
    assert text_reader(bundle)("").tolist() == [1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "body",
    [b'{"text": ""}', b'{"text": 5}', b"{}", b'{"text": "a", "b": 1}', b'{"text": "\\ud800"}', b'"a"', b"{", b"\xff"],
)
def test_a_wrong_body_is_refused_with_422_or_400(body: bytes, bundle: Path) -> None:
    with TestClient(create_text_app(bundle)) as client:
        answer = client.post("/predict/text", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422), answer.text


def test_a_text_that_is_too_long_is_refused(bundle: Path) -> None:
    with TestClient(create_text_app(bundle)) as client:
        assert client.post("/predict/text", json={"text": "x" * 100_001}).status_code == 422
        assert client.post("/predict/text", json={"text": "x" * 2_000_000}).status_code == 413


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the tests of the service load, and none changes."""
    from hanli.projects.text_classification.service import save_classifier

    bpe, networks = load_networks()
    options = {"name": "mails", "version": "1", "classes": ("wanted", "spam"), "limit": 64}
    return save_classifier(networks["bag"], bpe, tmp_path_factory.mktemp("service"), **options)  # type: ignore[arg-type]


def test_the_command_line_names_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["--data", "imdb"])
    assert "error: name must be mails or topics, a folder or a file" in capsys.readouterr().err
    assert set(program.RATES) == {"bag", "lstm", "transformer"}


def test_the_networks_that_come_with_hanli_beat_the_majority() -> None:
    bpe, networks = load_networks()
    texts, labels = load_data("mails").test
    for network in networks.values():
        assert not network.training
        rate = float((predict(network, bpe, texts[:300]).argmax(1) == labels[:300]).double().mean())
        assert rate > 0.9
    assert FILE.stat().st_size < 2_000_000
    assert max(map(max, encode(bpe, texts[:50]))) < len(bpe.tokens)


def test_a_damaged_file_of_networks_is_refused_by_name(tmp_path: Path) -> None:
    damaged = tmp_path / "mails.pt"
    damaged.write_bytes(FILE.read_bytes()[:5000])
    with pytest.raises(ValueError, match=r"mails\.pt is damaged: install hanli again"):
        load_networks(damaged)
