"""The logs of a run: a row or a point for each epoch, once, whatever happened to the run."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import nn

from hanli.train import Callback, Checkpoint, CSVLog, History, Run, TensorBoardLog, fit


class Stops(Callback):
    """Ends a run in an epoch: within it, or after the log and before the checkpoint."""

    def __init__(self, epoch: int, *, within: bool) -> None:
        self.epoch, self.within = epoch, within

    def after_step(self, run: Run) -> None:
        if self.within and run.epoch == self.epoch:
            raise KeyboardInterrupt

    def after_epoch(self, run: Run) -> None:
        if not self.within and run.epoch == self.epoch:
            raise KeyboardInterrupt


def train(*callbacks: Callback, epochs: int = 3, validate: bool = True, **options: Any) -> History:
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(1)
    data = [(torch.randn(4, 4, generator=generator), torch.randint(3, (4,), generator=generator))] * 2
    options |= {"val_loader": data if validate else None, "loss": nn.CrossEntropyLoss(), "device": "cpu"}
    return fit(nn.Linear(4, 3), data, epochs=epochs, callbacks=callbacks, **options)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- CSV


def test_a_row_has_all_that_an_epoch_gave(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "run.csv"
    history = train(CSVLog(path), metrics={"f1, macro": lambda outputs, targets: 0.5})
    rows = read(path)
    names = ["epoch", "learning_rate", "train_loss", "val_loss", "val_accuracy", "val_f1, macro", "seconds"]
    assert list(rows[0]) == names and len(rows) == 3
    for row, epoch in zip(rows, history.epochs, strict=True):
        assert epoch.validation is not None
        values = [epoch.number, epoch.learning_rate, epoch.train_loss]
        values += [epoch.validation.loss, epoch.validation.accuracy, 0.5]
        assert [float(row[name]) for name in names[:-1]] == values, "no digit is lost"
        assert 0 <= float(row["seconds"]) < 60


def test_without_validation_there_are_no_such_columns(tmp_path: Path) -> None:
    train(CSVLog(tmp_path / "run.csv"), validate=False)
    assert list(read(tmp_path / "run.csv")[0]) == ["epoch", "learning_rate", "train_loss", "seconds"]


def test_a_row_is_there_as_soon_as_its_epoch_is_over(tmp_path: Path) -> None:
    class Look(Callback):
        def after_epoch(self, run: Run) -> None:
            assert len(read(tmp_path / "run.csv")) == run.epoch

    train(CSVLog(tmp_path / "run.csv"), Look())


@settings(max_examples=25)
@given(stops=st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=3), every=st.integers(1, 2))
def test_a_run_that_was_resumed_has_each_epoch_once(
    tmp_path_factory: pytest.TempPathFactory, stops: list[tuple[int, bool]], every: int
) -> None:
    folder = tmp_path_factory.mktemp("run")

    def go(*more: Callback) -> History:
        return train(CSVLog(folder / "run.csv"), *more, Checkpoint(folder, resume=True, every=every), epochs=4)

    for epoch, within in stops:
        try:
            go(Stops(epoch, within=within))
        except KeyboardInterrupt:
            with (folder / "run.csv").open("a", encoding="utf-8") as file:
                file.write("2,0.0")  # a row that was cut off
    history = go()
    rows = read(folder / "run.csv")
    assert [int(row["epoch"]) for row in rows] == [1, 2, 3, 4]
    assert [float(row["train_loss"]) for row in rows] == [epoch.train_loss for epoch in history.epochs]


def test_a_finished_run_leaves_its_rows_alone(tmp_path: Path) -> None:
    train(CSVLog(tmp_path / "run.csv"), Checkpoint(tmp_path))
    before = (tmp_path / "run.csv").read_bytes()
    train(CSVLog(tmp_path / "run.csv"), Checkpoint(tmp_path, resume=True))
    assert (tmp_path / "run.csv").read_bytes() == before


def test_other_columns_are_refused_before_the_first_step(tmp_path: Path) -> None:
    train(CSVLog(tmp_path / "run.csv"), Checkpoint(tmp_path))
    with pytest.raises(ValueError, match=r"must have the columns of this run, epoch,learning_rate,train_loss,seconds"):
        train(CSVLog(tmp_path / "run.csv"), Checkpoint(tmp_path / "other", resume=True), validate=False)


# --- TensorBoard


def points(folder: Path) -> dict[str, list[tuple[int, float]]]:
    log = EventAccumulator(str(folder)).Reload()
    return {tag: [(event.step, event.value) for event in log.Scalars(tag)] for tag in log.Tags()["scalars"]}


def test_the_points_are_those_of_the_history(tmp_path: Path) -> None:
    history = train(TensorBoardLog(tmp_path / "run"), metrics={"f1": lambda outputs, targets: 0.5})
    found = points(tmp_path / "run")
    assert sorted(found) == ["accuracy/val", "f1/val", "loss/train", "loss/val", "lr"]
    for tag, values in {
        "lr": [epoch.learning_rate for epoch in history.epochs],
        "loss/train": [epoch.train_loss for epoch in history.epochs],
        "loss/val": [epoch.validation.loss for epoch in history.epochs if epoch.validation],
    }.items():
        assert found[tag] == [(number, pytest.approx(value)) for number, value in enumerate(values, 1)]


@pytest.mark.parametrize("within", [True, False])
def test_a_resumed_run_goes_on_in_the_same_curves(tmp_path: Path, within: bool) -> None:
    def go(*more: Callback) -> History:
        return train(TensorBoardLog(tmp_path / "log"), *more, Checkpoint(tmp_path, resume=True), epochs=4)

    with pytest.raises(KeyboardInterrupt):
        go(Stops(3, within=within))
    history = go()
    expected = [(epoch.number, pytest.approx(epoch.train_loss)) for epoch in history.epochs]
    assert points(tmp_path / "log")["loss/train"] == expected


def test_without_tensorboard_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(ImportError, match=r"^TensorBoardLog needs tensorboard: python -m pip install tensorboard$"):
        TensorBoardLog(tmp_path)


# --- both


@pytest.mark.parametrize("make", [lambda folder: CSVLog(folder / "run.csv"), TensorBoardLog])
@pytest.mark.parametrize("same_object", [True, False])
def test_an_earlier_run_is_not_overwritten_nor_mixed(
    tmp_path: Path, make: Callable[[Path], Callback], same_object: bool
) -> None:
    log = make(tmp_path)
    train(log)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(
        FileExistsError, match=r"of an earlier run: pass another (path|folder) to (CSV|TensorBoard)Log$"
    ):
        train(log if same_object else make(tmp_path))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_epochs_without_the_log_have_a_row_without_seconds(tmp_path: Path) -> None:
    train(Checkpoint(tmp_path), epochs=2)
    history = train(CSVLog(tmp_path / "run.csv"), Checkpoint(tmp_path, resume=True), epochs=3)
    rows = read(tmp_path / "run.csv")
    assert [float(row["train_loss"]) for row in rows] == [epoch.train_loss for epoch in history.epochs]
    assert [bool(row["seconds"]) for row in rows] == [False, False, True]
    with (tmp_path / "run.csv").open("a", encoding="utf-8") as file:
        file.write("4,0.")
    train(CSVLog(tmp_path / "run.csv"), Checkpoint(tmp_path, resume=True), epochs=3)
    assert read(tmp_path / "run.csv") == rows, "also if no epoch was left to do"


@pytest.mark.parametrize("make", [lambda folder: CSVLog(folder / "run.csv"), TensorBoardLog])
def test_a_log_may_join_a_run_or_leave_it(tmp_path: Path, make: Callable[[Path], Callback]) -> None:
    train(Checkpoint(tmp_path), epochs=1)
    train(make(tmp_path / "log"), Checkpoint(tmp_path, resume=True), epochs=2)
    assert len(train(Checkpoint(tmp_path, resume=True), epochs=3).epochs) == 3
