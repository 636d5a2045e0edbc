"""The tagger in a browser's files gives PyTorch's emissions, the CRF beside it is the trained one, and marginals are shares of paths."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import onnx
import onnxruntime
import pytest
import torch

from hanli.projects.named_entities import CRF, Recognizer, Tagger, Vocabulary, load_recognizer
from hanli.projects.named_entities.browser import EXAMPLES, main, marginals, write_rest

MODELS = Path(__file__).parents[4] / "overrides/assets/models"


def run(file: Path, tokens: torch.Tensor) -> torch.Tensor:
    """What onnxruntime computes, and a check of the names and types that entities.js relies on."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    (given,), (made,) = session.get_inputs(), session.get_outputs()
    assert (given.name, given.type) == ("tokens", "tensor(int64)")
    assert all(isinstance(size, str) for size in given.shape), "any number of sentences of any length"
    assert (made.name, made.type, made.shape[-1]) == ("emissions", "tensor(float)", 7)
    return torch.from_numpy(session.run(None, {"tokens": tokens.numpy()})[0])


@pytest.mark.parametrize(("count", "length"), [(1, 1), (1, 7), (3, 200)])
@torch.no_grad()
def test_the_published_model_gives_the_emissions_of_the_kept_weights(count: int, length: int) -> None:
    recognizer = load_recognizer()
    tokens = torch.randint(1, len(recognizer.vocabulary), (count, length), generator=torch.Generator().manual_seed(0))
    emissions, _ = recognizer.model((tokens, torch.full((count,), length)))
    torch.testing.assert_close(run(MODELS / "entities.onnx", tokens), emissions, rtol=0, atol=1e-5)


def test_the_rest_is_the_trained_crf_and_the_examples_are_what_the_recognizer_finds() -> None:
    content, recognizer = json.loads((MODELS / "entities.json").read_text("utf-8")), load_recognizer()
    crf = recognizer.model.crf
    assert crf is not None
    assert tuple(content["characters"]) == recognizer.vocabulary.tokens
    assert tuple(content["tags"]) == recognizer.tags
    for name, parameter in crf.named_parameters():
        assert torch.equal(torch.tensor(content[name.removesuffix("_transitions")]), parameter)
    texts = [example["text"] for example in content["examples"]]
    assert texts == list(EXAMPLES)
    assert recognizer.predict(texts) == [example["tags"] for example in content["examples"]]


@torch.no_grad()
def search(text: str, forced: dict[int, str]) -> tuple[list[str], float, float]:
    """The best path with these tags, and by how much the score and the sum of its transitions differ from the free one."""
    recognizer = load_recognizer()
    crf = recognizer.model.crf
    assert crf is not None
    emissions, mask = recognizer.model((recognizer.vocabulary.encode(text)[None], torch.tensor([len(text)])))
    restricted = emissions.clone()
    for step, tag in forced.items():
        restricted[0, step, [other for other, name in enumerate(recognizer.tags) if name != tag]] = -1e6
    free, free_score = crf.viterbi(emissions, mask)
    path, score = crf.viterbi(restricted, mask)
    free_emitted, emitted = (emissions.gather(2, one[:, :, None]).sum() for one in (free, path))
    change = float(score - free_score)
    return [recognizer.tags[tag] for tag in path[0]], change, change - float(emitted - free_emitted)


def test_what_the_page_says_of_its_demonstration() -> None:
    sentence = EXAMPLES[3]
    assert load_recognizer().find(sentence) == [("马懿", "PER")]
    path, change, transitions = search(sentence, {5: "I-PER"})
    assert path[3:8] == ["O", "B-PER", "I-PER", "I-PER", "O"]
    assert change == pytest.approx(-2.41, abs=5e-3) and abs(transitions) < 0.05
    path, change, _ = search(EXAMPLES[0], {0: "O"})
    assert path[:3] == ["O", "I-PER", "O"] and change < 0


def test_the_published_files_are_small_and_say_nothing_of_the_machine_that_made_them() -> None:
    assert (MODELS / "entities.onnx").stat().st_size < 1_000_000
    assert (MODELS / "entities.json").stat().st_size < 30_000
    graph = onnx.load(MODELS / "entities.onnx").graph
    assert not [node.name for node in graph.node if node.metadata_props or node.doc_string]


def test_the_command_makes_the_published_files(tmp_path: Path) -> None:
    main(["--out", str(tmp_path)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["entities.json", "entities.onnx"]
    made, kept = (json.loads((folder / "entities.json").read_text("utf-8")) for folder in (tmp_path, MODELS))
    scores = [[example.pop("score") for example in one["examples"]] for one in (made, kept)]
    assert made == kept
    assert scores[0] == pytest.approx(scores[1], abs=1e-3)
    tokens = torch.arange(2, 18).reshape(2, 8)
    torch.testing.assert_close(
        *(run(folder / "entities.onnx", tokens) for folder in (tmp_path, MODELS)), rtol=0, atol=1e-5
    )


def test_marginals_are_the_shares_of_the_paths_that_go_through_a_tag() -> None:
    torch.manual_seed(0)
    crf, emissions = CRF(3).double(), 2 * torch.randn(2, 4, 3, dtype=torch.double)
    paths = torch.tensor(list(itertools.product(range(3), repeat=4)))
    mask = torch.ones(len(paths), 4, dtype=torch.bool)
    for row, found in zip(emissions, marginals(crf, emissions), strict=True):
        weights = crf.score(row.expand(len(paths), -1, -1), paths, mask).softmax(0)
        expected = torch.stack([((paths == tag) * weights[:, None]).sum(0) for tag in range(3)], 1)
        torch.testing.assert_close(found, expected.detach())


def test_a_recognizer_without_a_crf_or_with_words_is_refused(tmp_path: Path) -> None:
    tags = ("O", "B-PER", "I-PER")
    for tokens, method in ((["a"], "softmax"), (["word"], "crf")):
        vocabulary = Vocabulary(tokens)
        model = Tagger(len(vocabulary), 3, 2, 2, method=method)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="must have a CRF and single characters"):
            write_rest(Recognizer(model, vocabulary, tags), tmp_path / "rest.json")
    assert not list(tmp_path.iterdir())
