"""The program: train, keep the best model, measure it once, export it, and print the final table."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch.utils.data import DataLoader

from hanli.export import save_bundle
from hanli.fetch import DamagedData, MissingData
from hanli.projects.detection.baselines import guess_boxes
from hanli.projects.detection.decoding import Found, detect
from hanli.projects.detection.loss import detection_loss
from hanli.projects.detection.network import GridDetector
from hanli.projects.detection.precision import average_precision
from hanli.projects.detection.sources import DATA_SETS, DetectionData, Samples, load_data
from hanli.projects.program import Row, Settings, add_arguments, format_table, train, write_scores


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m hanli.projects.detection", description="Train an object detector.")
    parser.add_argument("--data", choices=DATA_SETS, default="scenes", help="(default: %(default)s)")
    parser.add_argument("--root", type=Path, default=Path("data"), help="where VOC is, or is downloaded to")
    parser.add_argument("--width", type=int, default=16, help="channels of the first block (default: %(default)s)")
    parser.add_argument("--no-augment", action="store_true", help="do not change the training pictures")
    add_arguments(parser, folder="runs/detection", epochs=10, lr=0.004)
    parser.set_defaults(batch_size=32)
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
    found: DetectionData,
    settings: Settings,
    *,
    name: str,
    batch_size: int = 32,
    width: int = 16,
    augment: bool = True,
) -> list[Row]:
    """Train one network, measure it once on the test set, and export it.

    Args:
        found: The data.
        settings: How to train, and the folder of the run.
        name: The name of the bundle.
        batch_size: How many pictures make a step.
        width: Of the network.
        augment: Whether training pictures are changed, as `found.change` does.

    Returns:
        The rows of the table: boxes guessed at random and the network.
    """
    torch.manual_seed(settings.seed)
    model = GridDetector(found.training[0][0].shape[0], len(found.classes), width)
    model.to(memory_format=torch.channels_last)  # less time on most processors
    training = DataLoader(found.changed() if augment else found.training, batch_size, shuffle=True)
    train(model, training, DataLoader(found.validation, 50), detection_loss, settings)
    model.cpu().to(memory_format=torch.contiguous_format)  # what is exported and kept has the usual layout
    rows: list[Row] = [
        ("random boxes", measure(guess_boxes(found.training, found.test), found.test, len(found.classes))),
        ("network", measure(detect(model, found.test), found.test, len(found.classes))),
    ]
    write_scores(settings.folder, rows)
    if not (settings.folder / f"{name}-1.0.0").exists():
        export(model, found, settings.folder, name)
    return rows


def measure(boxes: Sequence[Found], samples: Samples, num_classes: int) -> dict[str, float]:
    """Average precision of boxes that were found in these samples."""
    targets = [samples[index][1] for index in range(len(boxes))]
    precision = average_precision(boxes, targets, num_classes)
    return {"AP50": precision.ap50, "AP": precision.ap}


def export(model: GridDetector, found: DetectionData, folder: Path, name: str) -> Path:
    """Write the network as a bundle, which gives the raw numbers of the grid; `decode` makes boxes of them."""
    example = torch.stack([found.test[0][0]] * 2)
    with torch.no_grad():
        shape = model.eval()(example).shape[1:]
    return save_bundle(
        model, example, folder, name=name, version="1.0.0", classes=found.classes, output_shape=tuple(shape)
    )
