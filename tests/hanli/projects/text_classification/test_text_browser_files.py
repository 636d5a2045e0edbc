"""The networks in a browser's files compute what PyTorch's do, for any number and length of texts, and are small."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from hanli.projects.text_classification import encode, load_data
from hanli.projects.text_classification.bpe import UNKNOWN
from hanli.projects.text_classification.browser import EXAMPLES, main
from hanli.projects.text_classification.trained import load_networks

MODELS = Path(__file__).parents[4] / "overrides/assets/models"


def run(file: Path, tokens: torch.Tensor) -> dict[str, torch.Tensor]:
    """What onnxruntime computes, and a check of the names and types that mails.js relies on."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    (given,) = session.get_inputs()
    assert (given.name, given.type) == ("tokens", "tensor(int64)")
    assert all(isinstance(size, str) for size in given.shape), "any number of texts of any length"
    names = [made.name for made in session.get_outputs()]
    return dict(zip(names, map(torch.from_numpy, session.run(None, {"tokens": tokens.numpy()})), strict=True))


@pytest.mark.parametrize(("count", "length"), [(1, 1), (2, 2), (1, 64), (65, 64)])
@torch.no_grad()
def test_the_published_model_is_the_networks_of_the_kept_weights(count: int, length: int) -> None:
    bpe, networks = load_networks()
    tokens = torch.randint(1, len(bpe.tokens), (count, length), generator=torch.Generator().manual_seed(0))
    found = run(MODELS / "mails.onnx", tokens)
    assert list(found) == list(networks)
    for name, network in networks.items():
        torch.testing.assert_close(found[name], network(tokens), rtol=0, atol=1e-5)


@torch.no_grad()
def test_the_examples_are_test_mails_with_the_logits_of_pytorch_on_both_sides() -> None:
    content = json.loads((MODELS / "mails.json").read_text("utf-8"))
    found, (bpe, networks) = load_data("mails"), load_networks()
    assert [tuple(pair.split(" ")) for pair in content["merges"]] == list(bpe.merges)
    assert tuple(content["characters"]) == bpe.characters
    assert len(content["examples"]) == len(EXAMPLES) > 1
    for number, example in zip(EXAMPLES, content["examples"], strict=True):
        assert example["text"] == found.test[0][number]
        assert example["class"] == found.classes[found.test[1][number]]
        tokens = torch.tensor(encode(bpe, [example["text"]]))
        for name, network in networks.items():
            torch.testing.assert_close(torch.tensor([example["logits"][name]]), network(tokens), rtol=0, atol=1e-5)
    assert {example["class"] for example in content["examples"]} == set(found.classes)


@torch.no_grad()
def test_what_the_page_says_of_its_demonstration() -> None:
    bpe, networks = load_networks()
    third = load_data("mails").test[0][EXAMPLES[2]]
    texts = [
        third,
        third.replace("!", ""),
        "Hi, the meeting is at three. See you tomorrow.",
        "请查收附件，我们明天下午三点开会。",
    ]
    assert third.count("!") == 1
    spam = torch.tensor(
        [[network(torch.tensor([row])).softmax(1)[0, 1] for network in networks.values()] for row in encode(bpe, texts)]
    )
    assert list(networks)[2] == "transformer"
    assert spam[:2, 2].tolist() == pytest.approx([0.664, 0.040], abs=5e-4)
    assert (spam[2] > 0.5).tolist() == [True, True, True]
    assert (spam[3] > 0.5).tolist() == [True, False, False]
    assert bpe.encode(texts[3]).count(UNKNOWN) > 1


def test_the_published_files_are_small_and_say_nothing_of_the_machine_that_made_them() -> None:
    assert (MODELS / "mails.onnx").stat().st_size < 1_300_000
    assert (MODELS / "mails.json").stat().st_size < 60_000
    graph = onnx.load(MODELS / "mails.onnx").graph
    assert not [node.name for node in graph.node if node.metadata_props or node.doc_string]


def test_the_command_makes_the_published_files(tmp_path: Path) -> None:
    main(["--out", str(tmp_path)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mails.json", "mails.onnx"]
    made, kept = (json.loads((folder / "mails.json").read_text("utf-8")) for folder in (tmp_path, MODELS))
    made_examples, kept_examples = made.pop("examples"), kept.pop("examples")
    assert made == kept
    assert [one["text"] for one in made_examples] == [one["text"] for one in kept_examples]
    tokens = torch.arange(2, 18).reshape(2, 8)
    made_logits, kept_logits = (run(folder / "mails.onnx", tokens) for folder in (tmp_path, MODELS))
    for name in made_logits:
        np.testing.assert_allclose(made_logits[name], kept_logits[name], rtol=0, atol=1e-5)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit):
        main(["--out", str(tmp_path / "file")])
    assert str(tmp_path / "file") in capsys.readouterr().err
