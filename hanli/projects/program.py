"""What the programs of all projects share: their arguments, one training run, and the table at its end."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR

from hanli.batches import Loader, Loss
from hanli.files import replace_atomically
from hanli.train import Checkpoint, CSVLog, History, Metric, Mode, Monitor, PerStep, ProgressBar, fit
from hanli.train.run_files import read_run

Row = tuple[str, Mapping[str, float]]


@dataclass(frozen=True)
class Settings:
    """How a run trains, and where it is kept.

    Attributes:
        folder: Where `best.pt`, `last.pt`, `log.csv` and `scores.json` go.
        epochs: How many passes over the training data.
        lr: The learning rate at the start; it falls to 0 along a cosine.
        weight_decay: The weight decay of AdamW.
        seed: Of the initial weights, the order of the data and the augmentation.
        device: As for `hanli.device.pick_device`.
        resume: Continue the run that the folder holds.
    """

    folder: Path
    epochs: int
    lr: float
    weight_decay: float = 0.01
    seed: int = 0
    device: str | None = None
    resume: bool = False

    @classmethod
    def read(cls, given: argparse.Namespace) -> Settings:
        """The settings that the arguments of `add_arguments` hold."""
        names = ("folder", "epochs", "lr", "weight_decay", "seed", "device", "resume")
        return cls(**{name: getattr(given, name) for name in names})


def add_arguments(parser: argparse.ArgumentParser, *, folder: str, epochs: int, lr: float) -> None:
    """Add the arguments that every project takes, with this project's defaults."""
    parser.add_argument(
        "--folder", type=Path, default=Path(folder), help="where the run is kept (default: %(default)s)"
    )
    parser.add_argument("--epochs", type=_at_least_one, default=epochs, help="(default: %(default)s)")
    parser.add_argument("--batch-size", type=_at_least_one, default=128, help="(default: %(default)s)")
    parser.add_argument(
        "--lr", type=_positive, default=lr, help="the learning rate at the start (default: %(default)s)"
    )
    parser.add_argument("--weight-decay", type=float, default=0.01, help="(default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="(default: %(default)s)")
    parser.add_argument("--device", help="as cpu, cuda or mps (default: the accelerator that is there, else the CPU)")
    parser.add_argument("--resume", action="store_true", help="continue the run that the folder holds")


def train(
    model: nn.Module,
    training: Loader,
    validation: Loader,
    loss: Loss,
    settings: Settings,
    *,
    metrics: Mapping[str, Metric] | None = None,
    monitor: Monitor = "loss",
    mode: Mode | None = None,
) -> History:
    """Train with AdamW and a cosine schedule, then give the model the weights of its best epoch of validation.

    Args:
        model: The network; it is trained in place and left in evaluation mode, on its device.
        training: As for `hanli.train.fit`, with a length.
        validation: As for `hanli.train.fit`.
        loss: As for `hanli.train.fit`.
        settings: How, and where the run is kept.
        metrics: Measured in validation, as for `hanli.train.fit`.
        monitor: Which score of validation chooses the epoch, as for `hanli.train.Checkpoint`.
        mode: Whether a high or a low score is better, likewise.

    Returns:
        The history, with the epochs before a resumption.

    Raises:
        FileExistsError: The folder holds a run, and `settings.resume` is not set.
        ValueError: The run to be continued was begun with other settings.
    """
    if (settings.folder / "last.pt").exists():
        if not settings.resume:
            raise FileExistsError(
                f"{settings.folder} holds a run: continue it with --resume, or choose another --folder"
            )
        _check_same_settings(read_run(settings.folder), settings)
    optimizer = torch.optim.AdamW(model.parameters(), lr=settings.lr, weight_decay=settings.weight_decay)
    steps = settings.epochs * len(training)  # type: ignore[arg-type]
    keep = Checkpoint(settings.folder, resume=settings.resume, monitor=monitor, mode=mode)
    history = fit(
        model,
        training,
        loss=loss,
        epochs=settings.epochs,
        optimizer=optimizer,
        scheduler=PerStep(CosineAnnealingLR(optimizer, T_max=steps)),
        val_loader=validation,
        metrics=metrics,
        callbacks=[keep, CSVLog(settings.folder / "log.csv"), ProgressBar()],
        device=settings.device,
    )
    model.load_state_dict(torch.load(settings.folder / "best.pt", weights_only=True))
    model.eval()
    return history


def write_scores(folder: Path, rows: Sequence[Row]) -> None:
    """Keep the final table as `scores.json`, whole or not at all."""
    with replace_atomically(folder / "scores.json") as file:
        file.write((json.dumps(dict(rows), indent=1) + "\n").encode())


def format_table(rows: Sequence[Row]) -> str:
    """The final table as text: a row for each model, a column for each score; `-` where a score does not apply."""
    columns = list(dict.fromkeys(name for _, scores in rows for name in scores))
    width = max(len(name) for name, _ in rows)
    lines = [" ".join([" " * width, *columns])]
    for name, scores in rows:
        cells = [f"{scores[column]:.4f}" if column in scores else "-" for column in columns]
        lines.append(
            " ".join([name.ljust(width), *(cell.rjust(len(c)) for cell, c in zip(cells, columns, strict=True))])
        )
    return "\n".join(lines)


def _check_same_settings(kept: dict[str, Any], settings: Settings) -> None:
    """Refuse to continue a run under other settings, naming the argument."""
    before = {
        "--epochs": (kept["planned"], settings.epochs),
        "--lr": (kept["scheduler"]["base_lrs"][0], settings.lr),
        "--weight-decay": (kept["optimizer"]["param_groups"][0]["weight_decay"], settings.weight_decay),
    }
    check_begun_with(settings.folder, before)


def check_begun_with(folder: Path, values: Mapping[str, tuple[Any, Any]]) -> None:
    """Refuse to continue a run with other values, naming the argument.

    Args:
        folder: Of the run.
        values: What it was begun with, and what is given now, by the name of the argument.

    Raises:
        ValueError: Two of them differ.
    """
    for argument, (begun_with, given) in values.items():
        if begun_with != given:
            raise ValueError(
                f"the run in {folder} was begun with {argument} {begun_with}: continue it with the same value, "
                f"got {given}, or choose another --folder"
            )


def _at_least_one(text: str) -> int:
    """A whole number from 1, or an error of argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {text}")
    return number


def _positive(text: str) -> float:
    """A number above 0, or an error of argparse."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"must be above 0, got {text}")
    return number
