"""Logs of a run, a row or a point an epoch: a CSV file, and TensorBoard. A resumed run goes on in them."""

from __future__ import annotations

import csv
import io
import os
import time
from pathlib import Path
from typing import Any

from hanli.files import replace_atomically
from hanli.train.checkpoint import Checkpoint
from hanli.train.history import Epoch
from hanli.train.run import Callback, Run


class CSVLog(Callback):
    """A row for each epoch: its number, learning rate, training loss, scores of validation, and seconds.

    The columns are `epoch`, `learning_rate`, `train_loss`, `val_loss`, `val_accuracy` and `val_` with the name of
    each metric, as far as there are such scores, and `seconds`. Each row is on the disk before the checkpoint of
    its epoch is written, so a run that `Checkpoint(resume=True)` continues has each epoch once: rows of epochs
    that are done again are replaced, and epochs that were done without this log have no seconds.

    Args:
        path: The file; its folder is made if missing.

    Raises:
        FileExistsError: The file holds rows already, and no `Checkpoint(resume=True)` continues the run.
        ValueError: The file of the run to be continued has other columns.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._columns: list[str] = []
        self._begun = False
        self._began = 0.0

    def before_fit(self, run: Run) -> None:
        """Refuse a file that would be overwritten, or that has other columns."""
        self._begun = False
        self._columns = ["epoch", "learning_rate", "train_loss", *(f"val_{name}" for name in run.measured), "seconds"]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        rows = self._read_rows()
        if len(rows) > 1 and not _is_resumed(run):
            raise FileExistsError(f"{self.path} holds the rows of an earlier run: pass another path to CSVLog")
        if rows and rows[0] != self._columns:
            raise ValueError(
                f"{self.path} must have the columns of this run, {','.join(self._columns)}, got {','.join(rows[0])}"
            )

    def before_epoch(self, run: Run) -> None:
        """Take the time; before the first epoch, let the file hold the epochs that are done."""
        if not self._begun:
            self._begin(run)
        self._began = time.perf_counter()

    def after_epoch(self, run: Run) -> None:
        """Append a row, and wait until it is on the disk."""
        row = self._make_row(run, run.history.epochs[-1], round(time.perf_counter() - self._began, 3))
        with self.path.open("a", encoding="utf-8", newline="") as file:
            file.write(_write_csv([row]))
            file.flush()
            os.fsync(file.fileno())

    def after_fit(self, run: Run) -> None:
        """Let the file hold all epochs also if this run had none to do."""
        if not self._begun:
            self._begin(run)

    def _begin(self, run: Run) -> None:
        """Write the rows of the epochs that are done: as they are in the file, or without seconds if they are not."""
        kept = {row[0]: row for row in self._read_rows()[1:] if len(row) == len(self._columns)}
        rows = [kept.get(str(epoch.number)) or self._make_row(run, epoch, None) for epoch in run.history.epochs]
        with replace_atomically(self.path) as file:
            file.write(_write_csv([self._columns, *rows]).encode())
        self._begun = True

    def _make_row(self, run: Run, epoch: Epoch, seconds: float | None) -> list[Any]:
        """The cells of an epoch, in the order of the columns."""
        scores = [None if epoch.validation is None else epoch.validation[name] for name in run.measured]
        return [epoch.number, epoch.learning_rate, epoch.train_loss, *scores, seconds]

    def _read_rows(self) -> list[list[str]]:
        """The rows of the file, the names of the columns first, without one that was cut off in the middle."""
        if not self.path.exists():
            return []
        whole, newline, _ = self.path.read_text(encoding="utf-8").rpartition("\n")
        return list(csv.reader(io.StringIO(whole + newline, newline="")))


class TensorBoardLog(Callback):
    """Points for TensorBoard after each epoch: `lr`, `loss/train`, and for each score of validation `loss/val` and so on.

    A run that `Checkpoint(resume=True)` continues goes on in the same curves: TensorBoard hides the points of
    epochs that are done again.

    Args:
        folder: Where the events go; made if missing. One run, one folder.

    Raises:
        FileExistsError: The folder holds events already, and no `Checkpoint(resume=True)` continues the run.
        ImportError: tensorboard is not installed.

    Source: <https://docs.pytorch.org/docs/stable/tensorboard.html>
    """

    def __init__(self, folder: str | Path) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise ImportError("TensorBoardLog needs tensorboard: python -m pip install tensorboard") from error
        self.folder = Path(folder)
        self._make_writer: Any = SummaryWriter
        self._writer: Any = None

    def before_fit(self, run: Run) -> None:
        """Refuse a folder in which two runs would be mixed."""
        self._writer = None
        if self._has_events() and not _is_resumed(run):
            raise FileExistsError(
                f"{self.folder} holds the events of an earlier run: pass another folder to TensorBoardLog"
            )

    def before_epoch(self, run: Run) -> None:
        """Open the log before the first epoch: from here on, older points of the same epochs do not count."""
        if self._writer is None:
            again = run.epoch + 1 if self._has_events() else None
            self._writer = self._make_writer(str(self.folder), purge_step=again)

    def after_epoch(self, run: Run) -> None:
        """Write the points, so that they can be seen while the run goes on."""
        epoch = run.history.epochs[-1]
        points = {"lr": epoch.learning_rate, "loss/train": epoch.train_loss}
        if epoch.validation is not None:
            points |= {f"{name}/val": value for name in run.measured if (value := epoch.validation[name]) is not None}
        for tag, value in points.items():
            self._writer.add_scalar(tag, value, epoch.number)
        self._writer.flush()

    def after_fit(self, run: Run) -> None:
        """Close the log."""
        self._close()

    def on_error(self, run: Run, error: BaseException) -> None:
        """Close the log, with the epochs so far."""
        self._close()

    def _has_events(self) -> bool:
        return any(self.folder.glob("events.out.tfevents.*"))

    def _close(self) -> None:
        """Write what is left, and let go of the file."""
        if self._writer is not None:
            self._writer.close()
        self._writer = None


def _is_resumed(run: Run) -> bool:
    """Whether this run continues an earlier one, if there is one."""
    return any(callback.resume for callback in run.callbacks if isinstance(callback, Checkpoint))


def _write_csv(rows: list[list[Any]]) -> str:
    """Rows as text; numbers with all their digits, None as nothing."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
