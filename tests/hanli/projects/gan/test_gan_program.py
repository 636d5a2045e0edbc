"""The program: it beats noise, continues to the same weights, leaves each network to its own loss, and names what is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from hanli.projects.classification import ImageClassifier
from hanli.projects.gan import Pictures, Recipe, Trainer, generate
from hanli.projects.gan import training as module
from hanli.projects.gan.command import main, run
from hanli.projects.gan.training import train
from hanli.projects.program import Settings

SMALL = Recipe(latent=8, width=4, batch_size=16)


@pytest.fixture(scope="module")
def found() -> Pictures:
    """Bright squares of 8×8 pixels at a place of their own."""
    torch.manual_seed(0)
    pictures = torch.zeros(200, 1, 8, 8)
    for picture, (row, column) in zip(pictures, torch.randint(1, 4, (200, 2)).tolist(), strict=True):
        picture[0, row : row + 4, column : column + 4] = 1
    return Pictures(pictures[:120], pictures[120:160], pictures[160:], ImageClassifier(width=4).eval())


def test_it_comes_closer_than_what_is_not_trained(found: Pictures, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "run", epochs=30, lr=0.003, weight_decay=0, device="cpu")
    rows = dict(run(found, settings, SMALL))
    assert list(rows) == ["noise", "mean picture", "normal distribution", "untrained", "trained", "real"]
    assert all(
        rows["trained"]["frechet_distance"] < rows[name]["frechet_distance"] / 2 for name in ("noise", "untrained")
    )
    assert rows["real"]["frechet_distance"] < rows["trained"]["frechet_distance"]
    assert json.loads((tmp_path / "run/scores.json").read_text("utf-8")) == rows
    log = (tmp_path / "run/log.csv").read_text("utf-8").splitlines()
    assert log[0] == "epoch,discriminator_loss,generator_loss,frechet_distance,classes"
    assert len(log) == 31
    strip = torch.load(tmp_path / "run/strip.pt", weights_only=True)
    assert strip.shape == (31, 10, 1, 8, 8)
    assert strip.dtype == torch.uint8


def test_an_interrupted_run_goes_on_to_the_same_weights(
    found: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path / "whole", epochs=3, lr=0.003, weight_decay=0, device="cpu")
    train(found, settings, SMALL)
    calls = 0
    step = Trainer.step

    def interrupted(trainer: Trainer, real: Tensor) -> tuple[Tensor, Tensor]:
        nonlocal calls
        calls += 1
        if calls == 17:
            raise KeyboardInterrupt
        return step(trainer, real)

    halved = replace(settings, folder=tmp_path / "halved")
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Trainer, "step", interrupted)
        train(found, halved, SMALL)
    with pytest.raises(FileExistsError, match="holds a run: continue it with --resume"):
        train(found, halved, SMALL)
    with pytest.raises(ValueError, match=r"begun with width 4: continue it with the same value, got 5"):
        train(found, replace(halved, resume=True), replace(SMALL, width=5))
    train(found, replace(halved, resume=True), SMALL)
    for name in ("generator.pt", "strip.pt", "log.csv"):
        whole, again = (tmp_path / folder / name for folder in ("whole", "halved"))
        if name == "log.csv":
            assert whole.read_text("utf-8") == again.read_text("utf-8")
        elif name == "strip.pt":
            assert torch.equal(torch.load(whole, weights_only=True), torch.load(again, weights_only=True))
        else:
            first, second = (torch.load(path, weights_only=True) for path in (whole, again))
            assert all(torch.equal(first[key], second[key]) for key in first)


def test_the_labels_reach_the_discriminator(found: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, float]] = []

    def spied(real: Tensor, generated: Tensor, **labels: float) -> Tensor:
        given.append(labels)
        assert generated.grad_fn is not None
        return module.discriminator_loss.__wrapped__(real, generated, **labels)  # type: ignore[attr-defined, no-any-return]

    spied.__wrapped__ = module.discriminator_loss  # type: ignore[attr-defined]
    monkeypatch.setattr(module, "discriminator_loss", spied)
    recipe = replace(SMALL, real_label=0.9, generated_label=0.1, discriminator_lr=0.01)
    trainer = Trainer(found, Settings(tmp_path, epochs=1, lr=0.003, weight_decay=0, device="cpu"), recipe)
    assert [one.param_groups[0]["lr"] for one in trainer.optimizers.values()] == [0.003, 0.01]
    trainer.step(found.training[:16] * 2 - 1)
    assert given == [{"real_label": 0.9, "generated_label": 0.1}]


def test_generated_pictures_depend_on_the_seed_alone(found: Pictures, tmp_path: Path) -> None:
    trainer = Trainer(found, Settings(tmp_path, epochs=1, lr=0.003, weight_decay=0, device="cpu"), SMALL)
    first = generate(trainer.generator, 5, seed=1)
    torch.manual_seed(9)
    assert torch.equal(first, generate(trainer.generator, 5, seed=1))
    assert not torch.equal(first, generate(trainer.generator, 5, seed=2))
    assert trainer.generator.training
    assert first.min() >= 0
    assert first.max() <= 1
    with pytest.raises(ValueError, match="count must be at least 1, got 0"):
        generate(trainer.generator, 0)


def test_the_command_line_names_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, found: Pictures
) -> None:
    monkeypatch.setattr("hanli.projects.gan.command.load_data", lambda name: found)
    main(["--epochs", "1", "--width", "2", "--batch-size", "32", "--folder", str(tmp_path / "run")])
    assert "trained" in capsys.readouterr().out
    for arguments, message in (
        (["--data", "faces"], "invalid choice: 'faces'"),
        (["--batch-size", "121"], "batch_size must be at most 120, the number of training pictures"),
        (["--batch-size", "32", "--real-label", "1.5"], "real_label must be from 0 to 1, got 1.5"),
        (["--batch-size", "32", "--latent", "0"], "latent must be at least 1, got 0"),
        (["--folder", str(tmp_path / "run")], "holds a run: continue it with --resume"),
    ):
        with pytest.raises(SystemExit):
            main(arguments if "--folder" in arguments else [*arguments, "--folder", str(tmp_path / "other")])
        assert message in capsys.readouterr().err


def test_pictures_that_are_not_square_are_refused(found: Pictures, tmp_path: Path) -> None:
    wide = replace(found, training=found.training[..., :4])
    with pytest.raises(ValueError, match="found must have square pictures, got 8×4"):
        Trainer(wide, Settings(tmp_path, epochs=1, lr=0.003, device="cpu"), SMALL)
