"""The detector in a browser's files computes what PyTorch's does, and its examples are those that test."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import Tensor

from hanli.projects.detection import GridDetector, load_digit_detector, load_scenes
from hanli.projects.detection.browser import EXAMPLES, Scored, gather_examples, main
from hanli.projects.detection.scenes import cut_to_ink, load_digits

MODELS = Path(__file__).parents[4] / "overrides/assets/models"


def run(file: Path, images: Tensor) -> list[Tensor]:
    """What onnxruntime computes, and a check of the names and types that scenes.js relies on."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    (given,) = session.get_inputs()
    assert (given.name, given.type, given.shape[1:]) == ("images", "tensor(float)", [3, 96, 96])
    assert [(made.name, made.type, made.shape[1:]) for made in session.get_outputs()] == [
        ("boxes", "tensor(float)", [144, 4]),
        ("scores", "tensor(float)", [144]),
        ("labels", "tensor(int32)", [144]),
    ]
    assert isinstance(given.shape[0], str), "any number of pictures"
    return [torch.from_numpy(made) for made in session.run(None, {"images": images.numpy()})]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_published_model_is_the_network_of_the_kept_weights(count: int) -> None:
    images = load_scenes("test", count).images.float() / 255
    with torch.no_grad():
        expected = Scored(load_digit_detector())(images)
    for made, wanted in zip(run(MODELS / "scenes.onnx", images), expected, strict=True):
        torch.testing.assert_close(made, wanted, rtol=1e-5, atol=1e-4)


def test_the_published_model_is_small_and_says_nothing_of_the_machine_that_made_it() -> None:
    assert (MODELS / "scenes.onnx").stat().st_size < 500_000
    graph = onnx.load(MODELS / "scenes.onnx").graph
    assert not [node.name for node in graph.node if node.metadata_props or node.doc_string]


def test_the_examples_are_the_first_scenes_and_digits_of_the_test_part() -> None:
    kept = json.loads((MODELS / "scenes.json").read_text("utf-8"))
    assert kept == gather_examples()
    scenes = load_scenes("test", EXAMPLES)
    for index, row in enumerate(kept["scenes"]):
        pixels = np.frombuffer(base64.b64decode(row["pixels"]), np.uint8).reshape(3, 96, 96)
        assert (pixels == scenes.images[index].numpy()).all()
        assert row["labels"] == scenes.labels[index][scenes.labels[index] >= 0].tolist()
    images, labels = load_digits("test")
    assert [row["digit"] for row in kept["digits"]] == [*range(10)]
    for row in kept["digits"]:
        pixels = np.frombuffer(base64.b64decode(row["pixels"]), np.uint8).reshape(row["height"], row["width"])
        cuts = [cut_to_ink(image[0]) for image in images[labels == row["digit"]][:1]]
        assert (pixels == (cuts[0] * 255).round().numpy()).all()


def test_the_command_makes_both_files_from_other_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torch.manual_seed(0)
    model = GridDetector().eval()
    torch.save(model.state_dict(), tmp_path / "own.pt")
    main(["--weights", str(tmp_path / "own.pt"), "--out", str(tmp_path / "out")])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["scenes.json", "scenes.onnx"]
    images = torch.rand(2, 3, 96, 96)
    with torch.no_grad():
        _, scores, _ = Scored(model)(images)
    torch.testing.assert_close(run(tmp_path / "out/scenes.onnx", images)[1], scores, rtol=0, atol=1e-5)
    with pytest.raises(SystemExit):
        main(["--weights", str(tmp_path / "none.pt"), "--out", str(tmp_path / "out")])
    assert "none.pt is damaged" in capsys.readouterr().err
