"""What the frame of the demonstrations relies on: files for the browser that hold weights and nothing else."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import onnx
import onnxruntime
import pytest
import torch

from hanli.projects.browser import as_base64, to_bytes, write_json
from hanli.projects.onnx_files import write_onnx


def test_any_number_of_pictures_is_taken_and_nothing_of_the_machine_is_kept(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3, padding=1), torch.nn.ReLU()).eval()
    file = tmp_path / "small.onnx"
    write_onnx(model, {"images": torch.zeros(2, 1, 8, 8)}, {0: "N"}, ["features"], file)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    for count in (1, 5):
        images = torch.rand(count, 1, 8, 8)
        (given,) = session.run(["features"], {"images": images.numpy()})
        torch.testing.assert_close(torch.from_numpy(given), model(images).detach(), rtol=0, atol=1e-6)
    graph = onnx.load(file).graph
    assert not [node.name for node in graph.node if node.metadata_props or node.doc_string]
    assert str(Path(__file__).parent).encode() not in file.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small.onnx"], "the weights are inside"


def test_pixels_are_written_as_text_row_by_row(tmp_path: Path) -> None:
    levels = torch.tensor([[0.0, 1.0], [0.5, 0.25]])
    pixels = to_bytes(levels)
    assert pixels.tolist() == [[0, 255], [128, 64]]
    write_json({"pixels": as_base64(pixels.mT)}, tmp_path / "kept.json")
    kept = json.loads((tmp_path / "kept.json").read_text("utf-8"))
    assert [*base64.b64decode(kept["pixels"])] == [0, 128, 255, 64]
    with pytest.raises(TypeError, match=r"pixels must be of torch.uint8, got torch.float32"):
        as_base64(levels)
