"""The U-Net in a browser's files computes what PyTorch's does, and its tiles are of the test region."""

from __future__ import annotations

import base64
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import Tensor

from hanli.data import nuclei
from hanli.projects.segmentation import UNet, load_nuclei_unet
from hanli.projects.segmentation.browser import SIDE, TOPS, Probabilities, cut_tiles, main
from hanli.projects.segmentation.images import TEST

MODELS = Path(__file__).parents[4] / "overrides/assets/models"


def run(file: Path, images: Tensor) -> Tensor:
    """What onnxruntime computes, and a check of the names and types that nuclei.js relies on."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    (given,), (made,) = session.get_inputs(), session.get_outputs()
    assert (given.name, given.type, given.shape[1:]) == ("images", "tensor(float)", [1, SIDE, SIDE])
    assert (made.name, made.type, made.shape[1:]) == ("probabilities", "tensor(float)", [SIDE, SIDE])
    assert isinstance(given.shape[0], str), "any number of pictures"
    return torch.from_numpy(session.run(None, {"images": images.numpy()})[0])


def read_tiles() -> tuple[Tensor, np.ndarray]:
    """The kept pictures (3, 1, 160, 160) from 0 to 1, and masks (3, 160, 160)."""
    rows = json.loads((MODELS / "nuclei.json").read_text("utf-8"))
    bytes_of = [[np.frombuffer(base64.b64decode(row[key]), np.uint8) for row in rows] for key in ("pixels", "mask")]
    images = torch.from_numpy(np.stack(bytes_of[0])).float().div(255).reshape(3, 1, SIDE, SIDE)
    return images, np.unpackbits(np.stack(bytes_of[1]), axis=1).reshape(3, SIDE, SIDE)


@pytest.mark.parametrize("count", [1, 3])
def test_the_published_model_is_the_network_of_the_kept_weights(count: int) -> None:
    images = read_tiles()[0][:count]
    with torch.no_grad():
        expected = Probabilities(load_nuclei_unet())(images)
    torch.testing.assert_close(run(MODELS / "nuclei.onnx", images), expected, rtol=0, atol=1e-5)


def test_the_published_model_is_good_small_and_says_nothing_of_the_machine_that_made_it() -> None:
    images, masks = read_tiles()
    guesses = run(MODELS / "nuclei.onnx", images).numpy() > 0.5
    assert (guesses & (masks > 0)).sum() / (guesses | (masks > 0)).sum() >= 0.88
    assert (MODELS / "nuclei.onnx").stat().st_size < 1_300_000
    graph = onnx.load(MODELS / "nuclei.onnx").graph
    assert not [node.name for node in graph.node if node.metadata_props or node.doc_string]


def test_the_tiles_are_of_the_test_region_and_do_not_overlap() -> None:
    rows = json.loads((MODELS / "nuclei.json").read_text("utf-8"))
    assert rows == cut_tiles()
    image, instances = nuclei()
    images, masks = read_tiles()
    assert all(below - above >= SIDE for above, below in pairwise(TOPS))
    assert TOPS[-1] + SIDE <= 512 and TEST.start + SIDE <= TEST.stop
    for top, one, mask, row in zip(TOPS, images, masks, rows, strict=True):
        marked = instances[top : top + SIDE, TEST.start : TEST.start + SIDE]
        assert torch.equal(one[0], image[0, top : top + SIDE, TEST.start : TEST.start + SIDE])
        assert (mask == (marked > 0).numpy()).all()
        assert row["nuclei"] == len(set(marked.unique().tolist()) - {0})


def test_the_command_makes_both_files_from_other_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torch.manual_seed(0)
    model = UNet().eval()
    torch.save(model.state_dict(), tmp_path / "own.pt")
    main(["--weights", str(tmp_path / "own.pt"), "--out", str(tmp_path / "out")])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["nuclei.json", "nuclei.onnx"]
    images = torch.rand(2, 1, SIDE, SIDE)
    with torch.no_grad():
        expected = Probabilities(model)(images)
    torch.testing.assert_close(run(tmp_path / "out/nuclei.onnx", images), expected, rtol=0, atol=1e-5)
    with pytest.raises(SystemExit):
        main(["--weights", str(tmp_path / "none.pt"), "--out", str(tmp_path / "out")])
    assert "none.pt is damaged" in capsys.readouterr().err
