"""The program: it beats boxes guessed at random, resumes to the same weights, and its bundle computes the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from hanli.export import load_bundle
from hanli.projects.detection import DetectionData, GridDetector, load_scenes
from hanli.projects.detection import command as program
from hanli.projects.detection.augmentation import recolor
from hanli.projects.detection.command import main, run
from hanli.projects.detection.scenes import Scenes, Target
from hanli.projects.program import Settings


@pytest.fixture(scope="module")
def few() -> DetectionData:
    """Scenes in which every digit counts as the same class."""
    parts = [load_scenes(part, count) for part, count in (("training", 240), ("validation", 40), ("test", 40))]
    one = [Scenes(part.images, part.boxes, part.labels.clamp(max=0)) for part in parts]
    return DetectionData(one[0], one[1], one[2], ("digit",), recolor)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    state: dict[str, torch.Tensor] = torch.load(folder / "best.pt", weights_only=True)
    return state


def test_it_beats_random_boxes_and_leaves_a_bundle_and_scores(few: DetectionData, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "run", epochs=12, lr=0.01, device="cpu")
    rows = dict(run(few, settings, name="digits", batch_size=16, width=8, augment=False))
    assert rows["random boxes"]["AP50"] < 0.1
    assert rows["network"]["AP50"] > rows["random boxes"]["AP50"] + 0.1
    assert json.loads((tmp_path / "run/scores.json").read_text("utf-8")) == rows
    model = GridDetector(num_classes=1, width=8)
    model.load_state_dict(weights(tmp_path / "run"))
    bundle = load_bundle(tmp_path / "run/digits-1.0.0")
    images = few.test.images[:3].float() / 255  # type: ignore[attr-defined]
    assert bundle.output_shape == (6, 12, 12) and bundle.classes == ("digit",)
    torch.testing.assert_close(bundle.module(images), model.eval()(images))


def test_an_interrupted_detector_goes_on_to_the_same_weights(few: DetectionData, tmp_path: Path) -> None:
    calls, stop_at = 0, 225  # before the third batch of the second epoch

    def change(image: torch.Tensor, target: Target) -> tuple[torch.Tensor, Target]:
        nonlocal calls
        calls += 1
        if calls == stop_at:
            raise KeyboardInterrupt
        return recolor(image, target)

    short = replace(few, training=few.training.first(160), change=change)  # type: ignore[attr-defined]
    settings = Settings(tmp_path / "halved", epochs=3, lr=0.01, device="cpu")
    with pytest.raises(KeyboardInterrupt):
        run(short, settings, name="digits", width=2)
    stop_at = 0
    run(short, replace(settings, resume=True), name="digits", width=2)
    run(short, replace(settings, folder=tmp_path / "whole"), name="digits", width=2)
    first, second = weights(tmp_path / "halved"), weights(tmp_path / "whole")
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_the_command_line_of_detection_names_what_is_wrong(
    few: DetectionData, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit):
        main(["--data", "imagenet"])
    assert "invalid choice: 'imagenet'" in capsys.readouterr().err
    monkeypatch.setattr(program, "load_data", lambda name, root: few)
    (tmp_path / "last.pt").touch()
    with pytest.raises(SystemExit):
        main(["--folder", str(tmp_path)])
    assert f"error: {tmp_path} holds a run: continue it with --resume" in capsys.readouterr().err
