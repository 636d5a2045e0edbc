"""The network of the digits in a browser's files computes what PyTorch's does, and is as good and as small as promised."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from hanli.projects.classification import Calibrated, DataSet, ImageClassifier, load_data, load_digits
from hanli.projects.classification.browser import calibrate, main

ROOT = Path(__file__).parents[4]
MODELS = ROOT / "overrides/assets/models"


@pytest.fixture(scope="module")
def found() -> DataSet:
    return load_data("digits")


def run(file: Path, images: torch.Tensor) -> torch.Tensor:
    """What onnxruntime computes, and a check of the names and types that frame.js relies on."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    (given,), (made,) = session.get_inputs(), session.get_outputs()
    assert (given.name, given.type, given.shape[1:]) == ("images", "tensor(float)", [1, 28, 28])
    assert (made.name, made.type, made.shape[1:]) == ("probabilities", "tensor(float)", [10])
    assert isinstance(given.shape[0], str), "any number of pictures"
    return torch.from_numpy(session.run(None, {"images": images.numpy()})[0])


@pytest.mark.parametrize("count", [1, 7, 1000])
def test_the_published_model_is_the_network_of_the_kept_weights(found: DataSet, count: int) -> None:
    images = found.test[0][:count]
    with torch.no_grad():
        expected = load_digits()(images)
    torch.testing.assert_close(run(MODELS / "digits.onnx", images), expected, rtol=0, atol=1e-5)


def test_the_published_model_is_good_small_and_says_nothing_of_the_machine_that_made_it(found: DataSet) -> None:
    images, labels = found.test
    right = run(MODELS / "digits.onnx", images).argmax(1) == labels
    assert right.double().mean() >= 0.97
    assert (MODELS / "digits.onnx").stat().st_size < 500_000
    graph = onnx.load(MODELS / "digits.onnx").graph
    assert not [node.name for node in graph.node if node.metadata_props or node.doc_string]
    assert "Softmax" in {node.op_type for node in graph.node}


def test_the_examples_are_test_pictures_with_the_probabilities_of_pytorch(found: DataSet) -> None:
    rows = json.loads((MODELS / "digits.json").read_text("utf-8"))
    assert [row["digit"] for row in rows] == [*range(10)]
    bytes_of = [np.frombuffer(base64.b64decode(row["pixels"]), np.uint8) for row in rows]
    images = torch.tensor(np.stack(bytes_of)).float().div(255).reshape(10, 1, 28, 28)
    for digit, image in enumerate(images):
        assert any(torch.equal(image, one) for one in found.test[0][found.test[1] == digit])
    with torch.no_grad():
        probabilities = load_digits()(images)
    torch.testing.assert_close(torch.tensor([row["probabilities"] for row in rows]), probabilities, rtol=0, atol=1e-5)


def test_the_command_makes_all_files_from_a_run(found: DataSet, tmp_path: Path) -> None:
    torch.manual_seed(0)
    run_folder, out = tmp_path / "run", tmp_path / "out"
    run_folder.mkdir()
    torch.save(ImageClassifier().state_dict(), run_folder / "best.pt")
    main(["--run", str(run_folder), "--weights", str(tmp_path / "kept.pt"), "--out", str(out)])
    assert sorted(path.name for path in out.iterdir()) == ["digits.json", "digits.onnx"]
    kept = load_digits(tmp_path / "kept.pt")
    assert kept.temperature == calibrate(run_folder / "best.pt", found).temperature != 1
    with torch.no_grad():
        expected = kept(found.test[0][:3])
    torch.testing.assert_close(run(out / "digits.onnx", found.test[0][:3]), expected, rtol=0, atol=1e-5)


def test_what_is_no_run_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--run", str(tmp_path), "--weights", str(tmp_path / "kept.pt"), "--out", str(tmp_path / "out")]
    with pytest.raises(SystemExit):
        main(arguments)
    assert f"{tmp_path}/best.pt is not there: train with --folder {tmp_path}" in capsys.readouterr().err
    torch.save(ImageClassifier(width=4).state_dict(), tmp_path / "best.pt")
    with pytest.raises(SystemExit):
        main(arguments)
    assert f"{tmp_path}/best.pt must hold the weights of a run on this data" in capsys.readouterr().err
    assert not (tmp_path / "kept.pt").exists()
    with pytest.raises(ValueError, match=r"best\.pt is damaged"):
        load_digits(tmp_path / "best.pt")


def test_a_temperature_divides_the_logits_and_is_kept() -> None:
    logits = torch.tensor([[1.0, 2.0, 4.0]])
    model = Calibrated(torch.nn.Identity(), 2.0)
    assert torch.equal(model(logits), (logits / 2).softmax(1))
    other = Calibrated(torch.nn.Identity())
    other.load_state_dict(model.state_dict())
    assert other.temperature == 2
    for wrong in (0.0, -1.0, float("inf"), float("nan")):
        with pytest.raises(ValueError, match="temperature must be above 0"):
            Calibrated(torch.nn.Identity(), wrong)
