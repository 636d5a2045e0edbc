"""The poet in a browser's files computes what PyTorch's does, for any number and length of texts, and is small."""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import onnxruntime
import pytest
import torch

from hanli.projects.text_generation import GPT, Vocabulary, load_corpus, load_gpt, load_rhymes
from hanli.projects.text_generation.browser import main

ROOT = Path(__file__).parents[4]
MODELS = ROOT / "overrides/assets/models"


@pytest.fixture(scope="module")
def trained() -> tuple[GPT, Vocabulary]:
    return load_gpt()


def run(file: Path, tokens: torch.Tensor) -> torch.Tensor:
    """What onnxruntime computes, and a check of the names and types that poem.js relies on."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    (given,), (made,) = session.get_inputs(), session.get_outputs()
    assert (given.name, given.type) == ("tokens", "tensor(int64)")
    assert (made.name, made.type) == ("logits", "tensor(float)")
    assert all(isinstance(size, str) for size in given.shape), "any number of texts, of any length"
    return torch.from_numpy(session.run(None, {"tokens": tokens.numpy()})[0])


@pytest.mark.parametrize(("count", "length"), [(1, 1), (1, 2), (1, 33), (5, 9), (3, 60)])
def test_the_published_model_is_the_network_of_the_kept_weights(
    trained: tuple[GPT, Vocabulary], count: int, length: int
) -> None:
    model, vocabulary = trained
    poems = load_corpus("seven").test
    tokens = torch.cat([poems, poems.flip(1)], dim=1)[:count, :length]
    with torch.no_grad():
        expected = model(tokens)
    assert expected.shape == (count, length, len(vocabulary))
    torch.testing.assert_close(run(MODELS / "poem.onnx", tokens), expected, rtol=0, atol=1e-4)


def test_the_published_model_is_small_and_says_nothing_of_the_machine_that_made_it() -> None:
    assert (MODELS / "poem.onnx").stat().st_size < 1_100_000
    graph = onnx.load(MODELS / "poem.onnx").graph
    assert not [node.name for node in graph.node if node.metadata_props or node.doc_string]


def test_the_characters_stand_in_the_order_of_their_tokens_and_those_that_rhyme_together(
    trained: tuple[GPT, Vocabulary],
) -> None:
    content = json.loads((MODELS / "poem.json").read_text("utf-8"))
    characters = trained[1].characters
    assert content["characters"] == characters and characters[0] == "\n"
    rhymes = load_rhymes()
    expected: dict[str, set[str]] = {}
    for character in set(characters) & set(rhymes):
        expected.setdefault(rhymes[character], set()).add(character)
    assert sorted(map(sorted, content["rhymes"])) == sorted(map(sorted, expected.values()))
    assert len(set("".join(content["rhymes"]))) == len("".join(content["rhymes"])) > 2600


def test_the_command_makes_the_published_files_again(tmp_path: Path) -> None:
    main(["--out", str(tmp_path)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["poem.json", "poem.onnx"]
    assert (tmp_path / "poem.json").read_bytes() == (MODELS / "poem.json").read_bytes()
    tokens = torch.tensor([[1, 5, 6]])
    assert torch.equal(run(tmp_path / "poem.onnx", tokens), run(MODELS / "poem.onnx", tokens))


def test_damaged_weights_are_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "weights.pt").write_bytes(b"no weights")
    with pytest.raises(SystemExit):
        main(["--weights", str(tmp_path / "weights.pt"), "--out", str(tmp_path / "out")])
    assert f"{tmp_path}/weights.pt is damaged" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
