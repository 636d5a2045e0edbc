"""hanli.projects.program: arguments, one training run that can be interrupted, and the table."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.projects.program import Settings, add_arguments, format_table, train, write_scores


def read(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="program")
    add_arguments(parser, folder="runs/here", epochs=8, lr=0.01)
    return parser.parse_args(arguments)


def loaders() -> tuple[DataLoader[tuple[Tensor, ...]], DataLoader[tuple[Tensor, ...]]]:
    generator = torch.Generator().manual_seed(1640)
    inputs = torch.rand(40, 3, generator=generator)
    data = TensorDataset(inputs, (inputs[:, 0] > inputs[:, 1]).long())
    return DataLoader(data, 8, shuffle=True), DataLoader(data, 20)


def trained(folder: Path, **changed: Any) -> nn.Module:
    torch.manual_seed(0)
    model = nn.Linear(3, 2)
    settings = replace(Settings(folder, epochs=4, lr=0.1, device="cpu"), **changed)
    train(model, *loaders(), nn.functional.cross_entropy, settings)
    return model


def test_settings_are_the_defaults_of_the_project_or_what_was_given() -> None:
    assert Settings.read(read()) == Settings(Path("runs/here"), epochs=8, lr=0.01)
    given = read("--folder", "x", "--epochs", "2", "--lr", "1", "--weight-decay", "0", "--seed", "7", "--resume")
    expected = Settings(Path("x"), epochs=2, lr=1.0, weight_decay=0.0, seed=7, resume=True)
    assert Settings.read(given) == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--epochs", "0"), "argument --epochs: must be at least 1, got 0"),
        (("--batch-size", "-3"), "argument --batch-size: must be at least 1, got -3"),
        (("--lr", "0"), "argument --lr: must be above 0, got 0"),
        (("--lr", "nan"), "argument --lr: must be above 0, got nan"),
        (("--epochs", "few"), "argument --epochs: invalid"),
    ],
)
def test_a_bad_argument_is_refused_by_name(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        read(*arguments)
    assert message in capsys.readouterr().err


def test_the_model_has_the_weights_of_the_best_epoch_and_is_in_evaluation_mode(tmp_path: Path) -> None:
    model = trained(tmp_path / "run")
    assert not model.training
    best = torch.load(tmp_path / "run/best.pt", weights_only=True)
    assert all(torch.equal(value, best[name]) for name, value in model.state_dict().items())
    assert len((tmp_path / "run/log.csv").read_text("utf-8").splitlines()) == 5


def test_a_run_goes_on_only_if_asked(tmp_path: Path) -> None:
    trained(tmp_path / "run")
    with pytest.raises(FileExistsError, match="holds a run: continue it with --resume, or choose another --folder"):
        trained(tmp_path / "run")
    again = trained(tmp_path / "run", resume=True)
    assert torch.equal(again.weight, trained(tmp_path / "other").weight)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"epochs": 2},
            "was begun with --epochs 4: continue it with the same value, got 2, or choose another --folder",
        ),
        ({"epochs": 6}, "was begun with --epochs 4: continue it with the same value, got 6"),
        ({"lr": 0.2}, "was begun with --lr 0.1: continue it with the same value, got 0.2"),
        ({"weight_decay": 0.5}, "was begun with --weight-decay 0.01: continue it with the same value, got 0.5"),
    ],
)
def test_a_run_goes_on_with_the_settings_that_it_was_begun_with(
    changed: dict[str, Any], message: str, tmp_path: Path
) -> None:
    trained(tmp_path / "run")
    with pytest.raises(ValueError, match=re.escape(message)):
        trained(tmp_path / "run", resume=True, **changed)


def test_the_table_has_a_dash_where_a_score_does_not_apply(tmp_path: Path) -> None:
    rows = [("majority", {"accuracy": 0.1}), ("network", {"accuracy": 0.91234, "loss": 0.25})]
    assert format_table(rows).splitlines() == [
        "         accuracy loss",
        "majority   0.1000    -",
        "network    0.9123 0.2500",
    ]
    write_scores(tmp_path, rows)
    assert json.loads((tmp_path / "scores.json").read_text("utf-8")) == dict(rows)
