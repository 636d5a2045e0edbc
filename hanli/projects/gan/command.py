"""The program: train both networks, and print the final table beside noise, the mean picture and real pictures."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import torch
from torch import Tensor

from hanli.fetch import DamagedData, MissingData
from hanli.projects.gan.baselines import BASELINES
from hanli.projects.gan.network import Generator
from hanli.projects.gan.pictures import DATA_SETS, Pictures, load_data
from hanli.projects.gan.scores import count_classes, extract_features, find_nearest, frechet_distance, mean_distance
from hanli.projects.gan.training import Recipe, generate, train
from hanli.projects.program import Row, Settings, add_arguments, format_table, write_scores

COMPARED = 500  # so many pictures for what takes all pairs


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m hanli.projects.gan", description="Train a DCGAN.")
    parser.add_argument("--data", choices=DATA_SETS, default="digits", help="(default: %(default)s)")
    parser.add_argument("--latent", type=int, default=32, help="random numbers for a picture (default: %(default)s)")
    parser.add_argument("--width", type=int, default=24, help="channels of the networks (default: %(default)s)")
    parser.add_argument("--discriminator-lr", type=float, help="(default: that of --lr)")
    parser.add_argument("--real-label", type=float, default=1.0, help="0.9 smooths one side (default: %(default)s)")
    parser.add_argument("--generated-label", type=float, default=0.0, help="(default: %(default)s)")
    add_arguments(parser, folder="runs/gan", epochs=6, lr=0.001)
    parser.set_defaults(batch_size=64, weight_decay=0.0)
    given = parser.parse_args(arguments)
    recipe = Recipe(
        given.latent, given.width, given.batch_size, given.discriminator_lr, given.real_label, given.generated_label
    )
    try:
        rows = run(load_data(given.data), Settings.read(given), recipe)
    except (FileExistsError, ModuleNotFoundError, ValueError, MissingData, DamagedData) as error:
        parser.error(str(error))
    print(format_table(rows))


def run(found: Pictures, settings: Settings, recipe: Recipe | None = None) -> list[Row]:
    """Train both networks, and measure the generator and the baselines once on the test pictures.

    Args:
        found: The data.
        settings: How to train, and the folder of the run.
        recipe: What is particular to the two networks; `Recipe()`, if None.

    Returns:
        The rows of the table: the baselines, the generator before and after the training, and other real pictures.
    """
    recipe = recipe or Recipe()
    torch.manual_seed(settings.seed)
    _, channels, _, side = found.training.shape
    untrained = Generator(recipe.latent, recipe.width, channels, side)
    trained, _ = train(found, settings, recipe)
    count, seed = min(len(found.validation), len(found.test)), torch.Generator().manual_seed(settings.seed)
    made = {name: draw(count, found.training, seed) for name, draw in BASELINES.items()}
    made |= {"untrained": generate(untrained, count, settings.seed), "trained": generate(trained, count, settings.seed)}
    made["real"] = found.validation[:count]
    real = extract_features(found.judge, found.test[:count])
    rows: list[Row] = [(name, measure(found, pictures, real)) for name, pictures in made.items()]
    write_scores(settings.folder, rows)
    return rows


def measure(found: Pictures, pictures: Tensor, real: Tensor) -> dict[str, float]:
    """The scores of pictures (N, C, H, W) from 0 to 1, compared with the features (N, K) of as many test pictures."""
    features = extract_features(found.judge, pictures)
    nearest, _ = find_nearest(pictures[:COMPARED], found.training)
    return {
        "frechet_distance": frechet_distance(features, real),
        "classes": count_classes(found.judge, features),
        "pair_distance": mean_distance(pictures[:COMPARED]),
        "nearest": float(nearest.mean()),
    }
