"""The program: train, keep the best model, calibrate it, export it, and print the final table."""

from __future__ import annotations

import argparse
import copy
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn

from hanli.export import save_bundle
from hanli.fetch import DamagedData, MissingData
from hanli.projects.classification.confidence import calibration_error, fit_temperature
from hanli.projects.classification.images import DATA_SETS, DataSet, ImageBatches, Pictures, load_data, shift
from hanli.projects.classification.network import ImageClassifier
from hanli.projects.program import Row, Settings, add_arguments, format_table, train, write_scores


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m hanli.projects.classification", description="Train an image classifier."
    )
    parser.add_argument("--data", choices=DATA_SETS, default="digits", help="(default: %(default)s)")
    parser.add_argument("--root", type=Path, default=Path("data"), help="where CIFAR-10 is, or is downloaded to")
    parser.add_argument("--width", type=int, default=32, help="channels of the first block (default: %(default)s)")
    parser.add_argument("--no-augment", action="store_true", help="neither move nor flip the training pictures")
    add_arguments(parser, folder="runs/classification", epochs=8, lr=0.004)
    given = parser.parse_args(arguments)
    try:
        rows = run(
            load_data(given.data, given.root),
            Settings.read(given),
            name=given.data,
            batch_size=given.batch_size,
            width=given.width,
            augment=not given.no_augment,
        )
    except (FileExistsError, ModuleNotFoundError, ValueError, MissingData, DamagedData) as error:
        parser.error(str(error))
    print(format_table(rows))


def run(
    found: DataSet, settings: Settings, *, name: str, batch_size: int = 128, width: int = 32, augment: bool = True
) -> list[Row]:
    """Train one network, measure it once on the test set, and export it with its temperature.

    Args:
        found: The data.
        settings: How to train, and the folder of the run.
        name: The name of the bundle.
        batch_size: How many pictures make a step.
        width: Of the network.
        augment: Whether training pictures are moved and, where the label allows it, flipped.

    Returns:
        The rows of the table: the majority baseline and the network.
    """
    torch.manual_seed(settings.seed)
    model = ImageClassifier(found.training[0].shape[1], len(found.classes), width)
    model.to(memory_format=torch.channels_last)  # a third less time on most processors
    change = partial(shift, flips=found.flips) if augment else None
    training = ImageBatches(*found.training, change).loader(batch_size, shuffle=True)
    validation = ImageBatches(*found.validation).loader(500)
    train(model, training, validation, nn.functional.cross_entropy, settings)
    model.cpu().to(memory_format=torch.contiguous_format)  # what is exported and kept has the usual layout
    rows = measure(model, found)
    write_scores(settings.folder, rows)
    example = found.test[0][:2].contiguous()
    if not (settings.folder / f"{name}-1.0.0").exists():
        scaled = scale_logits(model, rows[-1][1]["temperature"])
        save_bundle(scaled, example, settings.folder, name=name, version="1.0.0", classes=found.classes)
    return rows


def scale_logits(model: ImageClassifier, temperature: float) -> ImageClassifier:
    """A copy of the network whose last layer is divided by a temperature, and so are its logits."""
    scaled = copy.deepcopy(model)
    with torch.no_grad():
        for parameter in scaled.classifier.parameters():
            parameter.div_(temperature)
    return scaled


def measure(model: nn.Module, found: DataSet) -> list[Row]:
    """The majority baseline and the network on the test set, the temperature taken from the validation set."""
    labels = found.test[1]
    majority = found.training[1].mode().values
    temperature = fit_temperature(predict(model, found.validation), found.validation[1])
    logits = predict(model, found.test)
    scores = {
        "accuracy": float((logits.argmax(1) == labels).double().mean()),
        "loss": float(nn.functional.cross_entropy(logits, labels)),
        "calibration_error": calibration_error(logits.softmax(1), labels),
        "temperature": temperature,
        "calibration_error_after": calibration_error((logits / temperature).softmax(1), labels),
    }
    return [("majority", {"accuracy": float((labels == majority).double().mean())}), ("network", scores)]


@torch.no_grad()
def predict(model: nn.Module, pictures: Pictures) -> Tensor:
    """The logits (N, num_classes) of all pictures, in batches, in evaluation mode as the model stands."""
    return torch.cat([model(images) for images, _ in ImageBatches(*pictures).loader(500)])
