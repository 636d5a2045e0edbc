"""The program: it beats the thresholds' floor, resumes to the same model, leaves a bundle, and reads Pascal VOC."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from hanli.export import load_bundle
from hanli.projects.program import Settings
from hanli.projects.segmentation import DataSet, UNet, Whole, Windows, load_data
from hanli.projects.segmentation import command as program
from hanli.projects.segmentation.command import main, predict, run


@pytest.fixture(scope="module")
def few() -> DataSet:
    return replace(load_data("nuclei"), side=48, windows=32)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    state: dict[str, torch.Tensor] = torch.load(folder / "best.pt", weights_only=True)
    return state


def test_it_beats_the_trivial_baselines_and_leaves_a_bundle_and_scores(few: DataSet, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "run", epochs=8, lr=0.01, device="cpu")
    rows = dict(run(few, settings, name="nuclei", width=6))
    assert list(rows) == ["all background", "all foreground", "Otsu's threshold", "fitted threshold", "network"]
    assert rows["all foreground"]["iou_foreground"] == pytest.approx(0.1676, abs=1e-3)
    assert rows["network"]["iou_foreground"] > rows["all foreground"]["iou_foreground"] + 0.4
    assert json.loads((tmp_path / "run/scores.json").read_text("utf-8")) == rows
    model = UNet(width=6)
    model.load_state_dict(weights(tmp_path / "run"))
    bundle = load_bundle(tmp_path / "run/nuclei-1.0.0")
    assert bundle.classes == ("background", "nucleus") and bundle.input_shape == (1, 512, 176)
    image = few.test[0][0]
    torch.testing.assert_close(bundle.module(image[None]), model.eval()(image[None]))
    assert torch.equal(bundle.module(image[None])[0].argmax(0), predict(model, image))


def test_an_interrupted_run_goes_on_to_the_same_weights(
    few: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path / "whole", epochs=3, lr=0.01, device="cpu")
    run(few, settings, name="nuclei", width=2)
    calls, read = 0, Windows.__getitem__

    def interrupted(self: Windows, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        nonlocal calls
        calls += 1
        if calls == 50:  # within a batch of the second epoch of 32 windows
            signal.raise_signal(signal.SIGINT)
        return read(self, index)

    halved = replace(settings, folder=tmp_path / "halved")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job of a shell may ignore SIGINT
    try:
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(Windows, "__getitem__", interrupted)
            run(few, halved, name="nuclei", width=2)
    finally:
        signal.signal(signal.SIGINT, before)
    run(few, replace(halved, resume=True), name="nuclei", width=2)
    first, second = weights(tmp_path / "whole"), weights(tmp_path / "halved")
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_it_trains_on_pascal_voc(tmp_path: Path, voc: Callable[[Path], None]) -> None:
    voc(tmp_path)
    found = replace(load_data("voc", tmp_path, download=False), side=16)
    rows = dict(run(found, Settings(tmp_path / "run", epochs=2, lr=0.01, device="cpu"), name="voc", width=2))
    assert list(rows) == ["all background", "network"]
    assert 0 < rows["all background"]["accuracy"] < 1
    assert rows["all background"]["iou_foreground"] == 0
    bundle = load_bundle(tmp_path / "run/voc-1.0.0")
    assert bundle.input_shape == (3, 24, 32) and len(bundle.classes) == 21


def test_padding_and_contours_do_not_count(tmp_path: Path, voc: Callable[[Path], None]) -> None:
    voc(tmp_path)
    found = load_data("voc", tmp_path, download=False)
    counts = program.measure(UNet(3, 21, 2).eval(), found.test, 21)
    assert counts.sum() == sum(int((found.test[index][1] != 255).sum()) for index in range(3))
    padded = sum(Whole(found.test, 8)[index][1].numel() for index in range(3))
    assert counts.sum() < padded


def test_the_command_line_names_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["--data", "cityscapes"])
    assert "invalid choice: 'cityscapes'" in capsys.readouterr().err
    (tmp_path / "last.pt").touch()
    with pytest.raises(SystemExit):
        main(["--folder", str(tmp_path)])
    assert f"error: {tmp_path} holds a run: continue it with --resume" in capsys.readouterr().err


def test_the_command_line_reaches_the_program(
    few: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "load_data", lambda name, root: few)
    arguments = [
        "--epochs",
        "1",
        "--width",
        "2",
        "--loss",
        "dice",
        "--device",
        "cpu",
        "--folder",
        str(tmp_path / "run"),
    ]
    main(arguments)
    assert sorted(path.name for path in (tmp_path / "run").iterdir() if path.suffix != ".pt") == [
        "log.csv",
        "nuclei-1.0.0",
        "scores.json",
    ]
    assert capsys.readouterr().out.splitlines()[-1].startswith("network")
    main([*arguments, "--resume"])  # the run is whole: nothing is trained, the bundle stays
