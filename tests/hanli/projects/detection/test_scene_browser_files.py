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
from torchvision.ops import box_iou

from hanli.projects.detection import GridDetector, decode, load_digit_detector, load_scenes
from hanli.projects.detection.browser import EXAMPLES, Scored, gather_examples, main
from hanli.projects.detection.scenes import cut_to_ink, enlarge, load_digits

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


def test_white_and_black_digits_are_found_less_often_than_colored_ones_on_both_photographs() -> None:
    """What the page says of the demonstration: on each ground, each digit in four places."""
    examples = gather_examples()
    digits = [cut_to_ink(image[0]) for image in first_of_each(*load_digits("test"))]
    model = load_digit_detector()
    for row in examples["grounds"]:
        pixels = np.frombuffer(base64.b64decode(str(row["pixels"])), np.uint8).copy()
        ground = torch.from_numpy(pixels).reshape(3, 96, 96).float() / 255
        rates = [measure_color(model, ground, digits, color) for color in (*COLORED, *GRAY)]
        assert max(rates[len(COLORED) :]) + 0.1 < min(rates[: len(COLORED)])


COLORED = ((255, 225, 40), (40, 230, 235), (225, 30, 60), (30, 50, 200), (255, 0, 255), (255, 120, 0))
GRAY = ((255, 255, 255), (0, 0, 0))


def first_of_each(images: Tensor, labels: Tensor) -> list[Tensor]:
    return [images[labels == digit][0] for digit in range(10)]


def measure_color(model: GridDetector, ground: Tensor, digits: list[Tensor], color: tuple[int, ...]) -> float:
    """How many digits of a color are found at the page's thresholds."""
    found = 0
    places = ((34, 60), (64, 58), (8, 8), (60, 10))
    for label, digit in enumerate(digits):
        ink = enlarge(digit, 30)
        height, width = ink.shape
        scenes = ground.repeat(len(places), 1, 1, 1)
        for scene, (left, top) in zip(scenes, places, strict=True):
            place = scene[:, top : top + height, left : left + width]
            place.copy_(place * (1 - ink) + torch.tensor(color)[:, None, None] / 255 * ink)
        with torch.no_grad():
            detected = decode(model(scenes), threshold=0.3)
        for (left, top), one in zip(places, detected, strict=True):
            box = torch.tensor([[left, top, left + width, top + height]], dtype=torch.float32)
            found += bool(((box_iou(one["boxes"], box)[:, 0] >= 0.5) & (one["labels"] == label)).any())
    return found / (len(places) * len(digits))
