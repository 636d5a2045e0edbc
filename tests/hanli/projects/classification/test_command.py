"""The program: it beats the majority baseline, resumes to the same model, and leaves a bundle that computes the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from hanli.export import load_bundle
from hanli.projects.classification import DataSet, ImageClassifier, load_data, shift
from hanli.projects.classification import command as program
from hanli.projects.classification.command import main, predict, run
from hanli.projects.program import Settings


@pytest.fixture(scope="module")
def few() -> DataSet:
    found = load_data("digits")
    return replace(
        found,
        training=(found.training[0][:800], found.training[1][:800]),
        validation=(found.validation[0][:200], found.validation[1][:200]),
        test=(found.test[0][:300], found.test[1][:300]),
    )


def weights(folder: Path) -> dict[str, torch.Tensor]:
    state: dict[str, torch.Tensor] = torch.load(folder / "best.pt", weights_only=True)
    return state


def test_it_beats_the_baseline_and_leaves_a_bundle_and_scores(few: DataSet, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "run", epochs=4, lr=0.01, device="cpu")
    rows = dict(run(few, settings, name="digits", batch_size=50, width=8, augment=False))
    assert rows["majority"]["accuracy"] < 0.2
    assert rows["network"]["accuracy"] > rows["majority"]["accuracy"] + 0.5
    assert rows["network"]["calibration_error_after"] < 0.15
    assert json.loads((tmp_path / "run/scores.json").read_text("utf-8")) == rows
    model = ImageClassifier(width=8)
    model.load_state_dict(weights(tmp_path / "run"))
    bundle = load_bundle(tmp_path / "run/digits-1.0.0")
    expected = predict(model.eval(), (few.test[0][:7], few.test[1][:7])) / rows["network"]["temperature"]
    torch.testing.assert_close(bundle.module(few.test[0][:7]), expected)


def test_an_interrupted_run_goes_on_to_the_same_weights(
    few: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"name": "digits", "batch_size": 100, "width": 4}
    settings = Settings(tmp_path / "whole", epochs=3, lr=0.01, device="cpu")
    run(few, settings, **options)  # type: ignore[arg-type]
    calls = 0

    def interrupted(*arguments: torch.Tensor, **flips: bool) -> torch.Tensor:
        nonlocal calls
        calls += 1
        if calls == 12:  # within the second epoch of 8 batches
            raise KeyboardInterrupt
        return shift(*arguments, **flips)  # type: ignore[arg-type]

    halved = replace(settings, folder=tmp_path / "halved")
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(program, "shift", interrupted)
        run(few, halved, **options)  # type: ignore[arg-type]
    run(few, replace(halved, resume=True), **options)  # type: ignore[arg-type]
    first, second = weights(tmp_path / "whole"), weights(tmp_path / "halved")
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_the_command_line_names_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["--data", "imagenet"])
    assert "invalid choice: 'imagenet'" in capsys.readouterr().err
    (tmp_path / "last.pt").touch()
    with pytest.raises(SystemExit):
        main(["--folder", str(tmp_path)])
    assert f"error: {tmp_path} holds a run: continue it with --resume" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--device", "tpu"])
    assert "error: preferred must be available on this machine" in capsys.readouterr().err


def test_the_command_line_reaches_the_program(
    few: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "load_data", lambda name, root: few)
    arguments = ["--epochs", "1", "--width", "4", "--no-augment", "--device", "cpu", "--folder", str(tmp_path / "run")]
    main(arguments)
    assert sorted(path.name for path in (tmp_path / "run").iterdir() if path.suffix != ".pt") == [
        "digits-1.0.0",
        "log.csv",
        "scores.json",
    ]
    assert capsys.readouterr().out.splitlines()[2].startswith("network")
    main([*arguments, "--resume"])  # the run is whole: nothing is trained, the bundle stays
