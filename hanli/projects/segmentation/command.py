"""The program: train, keep the best model, export it, and print the final table beside the baselines."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from hanli.export import save_bundle
from hanli.fetch import DamagedData, MissingData
from hanli.projects.program import Row, Settings, add_arguments, format_table, train, write_scores
from hanli.projects.segmentation.baselines import find_otsu_threshold, fit_threshold
from hanli.projects.segmentation.images import DATA_SETS, DataSet, Pictures, Whole, Windows, load_data
from hanli.projects.segmentation.losses import LOSSES, LossName, SegmentationLoss
from hanli.projects.segmentation.network import UNet
from hanli.projects.segmentation.scores import count_pixels, summarize


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m hanli.projects.segmentation", description="Train a U-Net.")
    parser.add_argument("--data", choices=DATA_SETS, default="nuclei", help="(default: %(default)s)")
    parser.add_argument("--root", type=Path, default=Path("data"), help="where Pascal VOC is, or is downloaded to")
    parser.add_argument("--width", type=int, default=12, help="channels of the first stage (default: %(default)s)")
    parser.add_argument("--loss", choices=LOSSES, default="both", help="(default: %(default)s)")
    add_arguments(parser, folder="runs/segmentation", epochs=40, lr=0.005)
    parser.set_defaults(batch_size=8)
    given = parser.parse_args(arguments)
    try:
        rows = run(
            load_data(given.data, given.root),
            Settings.read(given),
            name=given.data,
            batch_size=given.batch_size,
            width=given.width,
            loss=given.loss,
        )
    except (FileExistsError, ModuleNotFoundError, RuntimeError, ValueError, MissingData, DamagedData) as error:
        parser.error(str(error))
    print(format_table(rows))


def run(
    found: DataSet, settings: Settings, *, name: str, batch_size: int = 8, width: int = 12, loss: LossName = "both"
) -> list[Row]:
    """Train one network, measure it once on the test set, and export it.

    Args:
        found: The data.
        settings: How to train, and the folder of the run.
        name: The name of the bundle.
        batch_size: How many windows make a step.
        width: Of the network.
        loss: As for `SegmentationLoss`.

    Returns:
        The rows of the table: the baselines and the network.
    """
    torch.manual_seed(settings.seed)
    image, _ = found.training[0]
    model = UNet(len(image), len(found.classes), width)
    model.to(memory_format=torch.channels_last)  # less time on most processors
    windows = Windows(found.training, found.side, per_picture=found.windows, turns=found.turns)
    training = DataLoader(windows, batch_size, shuffle=True, drop_last=len(windows) >= batch_size)
    validation = DataLoader(Whole(found.validation, model.multiple), batch_size=1)  # sizes differ
    train(model, training, validation, SegmentationLoss(loss), settings)
    model.cpu().to(memory_format=torch.contiguous_format)  # what is exported and kept has the usual layout
    counted = measure_baselines(found) | {"network": measure(model, found.test, len(found.classes))}
    rows: list[Row] = [(row, summarize(counts)) for row, counts in counted.items()]
    write_scores(settings.folder, rows)
    if not (settings.folder / f"{name}-1.0.0").exists():
        example = Whole(found.test, model.multiple)[0][0][None]
        save_bundle(model, example, settings.folder, name=name, version="1.0.0", classes=found.classes)
    return rows


@torch.no_grad()
def predict(model: nn.Module, image: Tensor) -> Tensor:
    """The guessed class of each pixel, (H, W), of one image (C, H, W), in evaluation mode as the model stands."""
    guesses: Tensor = model(image[None])[0].argmax(0)
    return guesses


def measure(model: UNet, pictures: Pictures, num_classes: int) -> Tensor:
    """The confusion matrix of a network, (num_classes, num_classes), over all pixels of all pictures together."""
    return _count_all(lambda image: predict(model, image), Whole(pictures, model.multiple), num_classes)


def measure_baselines(found: DataSet) -> dict[str, Tensor]:
    """The confusion matrices of what needs no network, by name.

    Always the same class; on gray pictures of two classes also the thresholds of Otsu and of the training data.
    """
    classes = len(found.classes)
    image, mask = found.training[0]
    guesses: dict[str, Callable[[Tensor], Tensor]] = {
        "all background": lambda image: torch.zeros_like(image[0], dtype=torch.long)
    }
    if classes == 2:
        guesses["all foreground"] = lambda image: torch.ones_like(image[0], dtype=torch.long)
    if classes == 2 and len(image) == 1:
        threshold = fit_threshold(image, mask == 1)
        guesses["Otsu's threshold"] = lambda image: (image[0] > find_otsu_threshold(image)).long()
        guesses["fitted threshold"] = lambda image: (image[0] > threshold).long()
    return {name: _count_all(guess, found.test, classes) for name, guess in guesses.items()}


def _count_all(guess: Callable[[Tensor], Tensor], pictures: Pictures, num_classes: int) -> Tensor:
    """The confusion matrices of all pictures, added up."""
    counts = torch.zeros(num_classes, num_classes, dtype=torch.long)
    for image, mask in (pictures[index] for index in range(len(pictures))):
        counts += count_pixels(guess(image), mask, num_classes)
    return counts
