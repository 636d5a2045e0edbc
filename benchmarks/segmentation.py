"""The full training of the segmentation project, and what it is compared with, on one image of nuclei.

Three seeds each of: both losses, and cross-entropy only; a quarter of the resolution; and the image the other way round, so
that other columns are the test. Beside them thresholds, and a random forest on filters of the image. The epoch is chosen on the columns of validation, the test columns are used once by
each model. The network of the first seed with both losses is kept in `hanli/projects/segmentation/nuclei.pt`, the log of
every run in `benchmarks/segmentation.csv`. A run that was interrupted goes on where it was: the folder is an argument.

    OMP_NUM_THREADS=1 python -m benchmarks.segmentation runs/segmentation
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from benchmarks import tables
from benchmarks.runs import spread
from benchmarks.turns import report
from hanli import data
from hanli.files import replace_atomically
from hanli.projects.program import Settings, train
from hanli.projects.segmentation import (
    DataSet,
    SegmentationLoss,
    UNet,
    Whole,
    Windows,
    count_pixels,
    dice,
    iou,
    load_data,
)
from hanli.projects.segmentation.command import measure_baselines, predict
from hanli.projects.segmentation.images import TEST, TRAINING, VALIDATION
from hanli.projects.segmentation.losses import LossName
from hanli.projects.segmentation.trained import FILE

SEEDS = (0, 1, 2)
EPOCHS = 40
LR = 0.005


class AtScale(nn.Module):
    """A U-Net that sees the picture `factor` times smaller, and whose logits are enlarged again."""

    def __init__(self, factor: int) -> None:
        super().__init__()
        self.network, self.factor = UNet(), factor
        self.multiple = self.network.multiple * factor

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.network(nn.functional.avg_pool2d(images, self.factor))
        return nn.functional.interpolate(logits, scale_factor=self.factor, mode="bilinear")


def fit(found: DataSet, folder: Path, seed: int, *, loss: LossName = "both", factor: int = 1) -> nn.Module:
    """One run of the project's training, or what is missing of it."""
    torch.manual_seed(seed)
    model = UNet() if factor == 1 else AtScale(factor)
    model.to(memory_format=torch.channels_last)
    windows = Windows(found.training, found.side, per_picture=found.windows, turns=found.turns)
    training = DataLoader(windows, 8, shuffle=True, drop_last=True)
    validation = DataLoader(Whole(found.validation, model.multiple), 1)
    settings = Settings(folder / f"{folder.name}-{seed}", epochs=EPOCHS, lr=LR, seed=seed, device="cpu", resume=True)
    start = time.perf_counter()
    train(model, training, validation, SegmentationLoss(loss), settings)
    report(f"{folder.name}, seed {seed}: {time.perf_counter() - start:.0f} s")
    return model.to(memory_format=torch.contiguous_format).eval()


def count(model: nn.Module, found: DataSet, part: str = "test") -> Tensor:
    """The confusion matrix of a part of the data, (2, 2)."""
    pictures = Whole(getattr(found, part), model.multiple)
    return sum(
        (count_pixels(predict(model, image), mask, 2) for image, mask in (pictures[i] for i in range(len(pictures)))),
        torch.zeros(2, 2, dtype=torch.long),
    )


def row(name: str, counted: list[Tensor]) -> list[str]:
    """One row: pixel accuracy, IoU of each class and their mean, Dice of the nuclei, over the seeds."""
    columns = [
        [float(one.diag().sum() / one.sum()) for one in counted],
        [float(iou(one)[0]) for one in counted],
        [float(iou(one)[1]) for one in counted],
        [float(iou(one).mean()) for one in counted],
        [float(dice(one)[1]) for one in counted],
    ]
    report(f"{name}: IoU of the nuclei {columns[2]}")
    return [name, *map(spread, columns)]


def mirror(found: DataSet) -> DataSet:
    """The image the other way round: the columns at the left are the test."""
    image, instances = data.nuclei()
    image, mask = image.flip(-1), (instances > 0).long().flip(-1)
    parts = [[(image[..., columns], mask[..., columns])] for columns in (TRAINING, VALIDATION, TEST)]
    return replace(found, training=parts[0], validation=parts[1], test=parts[2])


def filters(image: Tensor) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """13 numbers for each pixel: the image, and smoothed, its gradient and its Laplacian at four scales."""
    from scipy import ndimage

    pixels = image[0].numpy()
    made = [pixels]
    for sigma in (1, 2, 4, 8):
        made.append(ndimage.gaussian_filter(pixels, sigma))
        made.append(ndimage.gaussian_gradient_magnitude(pixels, sigma))
        made.append(ndimage.gaussian_laplace(pixels, sigma))
    return np.stack(made, -1).reshape(-1, len(made))


def forest(found: DataSet) -> list[Tensor]:
    """The confusion matrices of a random forest on the filters of every fourth pixel, for each seed."""
    from sklearn.ensemble import RandomForestClassifier

    (image, mask), (test, answers) = found.training[0], found.test[0]
    counted = []
    for seed in SEEDS:
        model = RandomForestClassifier(50, min_samples_leaf=5, random_state=seed)
        model.fit(filters(image)[::4], mask.flatten()[::4].numpy())
        guesses = torch.from_numpy(model.predict(filters(test))).reshape(answers.shape)
        counted.append(count_pixels(guesses, answers, 2))
    return counted


def baselines(found: DataSet) -> list[list[str]]:
    """The rows of everything that is not a network."""
    rows = [row(name, [counts]) for name, counts in measure_baselines(found).items()]
    return [*rows, row("random forest on filters", forest(found))]


def networks(found: DataSet, folder: Path) -> tuple[list[list[str]], list[list[str]]]:
    """Train all networks; the rows on the test, and for the losses and resolutions also on the columns of validation."""
    ways: dict[str, dict[str, Any]] = {
        "U-Net, both losses": {},
        "U-Net, cross-entropy only": {"loss": "cross-entropy"},
        "U-Net, a quarter of the resolution": {"factor": 4},
    }
    tested, checked = [], []
    for name, options in ways.items():
        held = replace(found, side=128) if "factor" in options else found
        label = "-".join(str(value) for value in options.values()) or "both"
        models = [fit(held, folder / label, seed, **options) for seed in SEEDS]
        tested.append(row(name, [count(model, held) for model in models]))
        checked.append(row(name, [count(model, held, "validation") for model in models]))
        if not options:
            with replace_atomically(FILE) as file:
                torch.save(models[0].state_dict(), file)
    return tested, checked


def collect_logs(folder: Path) -> list[list[str]]:
    """The logs of all runs in one list, with the name of the run before each row; without times."""
    rows: list[list[str]] = []
    for path in sorted(folder.glob("*/*/log.csv")):
        with path.open(encoding="utf-8") as file:
            lines = [line[:-1] for line in csv.reader(file)]
        rows += [["run", *lines[0]]] if not rows else []
        rows += [[path.parent.name, *line] for line in lines[1:]]
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    torch.set_num_threads(1)
    found = load_data("nuclei")
    heads = ["method", "pixel accuracy", "IoU background", "IoU nuclei", "mean IoU", "Dice nuclei"]
    tested, checked = networks(found, folder)
    turned = mirror(found)
    other = [fit(turned, folder / "mirrored", seed) for seed in SEEDS]
    mirrored = [*baselines(turned)[2:], row("U-Net, both losses", [count(model, turned) for model in other])]
    with Path("benchmarks/segmentation.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(collect_logs(folder))
    made = {
        "models": tables.table(heads, [*baselines(found), *tested]),
        "validation": tables.table(heads, checked),
        "mirrored": tables.table(heads, mirrored),
    }
    tables.write("segmentation", {"epochs": EPOCHS, "seeds": len(SEEDS)}, made)


if __name__ == "__main__":
    sys.exit(main())
