"""The program: train, keep the epoch that ranks best, and print the final table beside the baselines."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import torch
from torch import nn

from hanli.fetch import DamagedData, MissingData
from hanli.projects.program import Row, Settings, add_arguments, format_table, train, write_scores
from hanli.projects.recommender.baselines import MOST_ITEMS, ItemNeighbors, Popularity
from hanli.projects.recommender.candidates import AllItems, SampledItems
from hanli.projects.recommender.interactions import Interactions, Split, leave_one_out, load_data, split_by_time
from hanli.projects.recommender.network import LOSSES, MatrixFactorization, NeuralFactorization
from hanli.projects.recommender.ranking import Scorer, measure, ndcg_of_candidates, score_with, users_at_once

MODELS = {"mf": MatrixFactorization, "neumf": NeuralFactorization}
VALIDATED = 1000  # so many held-out interactions choose the epoch, evenly spread over the users
SPLITS = {"last": leave_one_out, "time": split_by_time}


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m hanli.projects.recommender", description="Train a recommender.")
    parser.add_argument(
        "--data", default="generated", help="generated, movielens, or a file such as ratings.csv (default: %(default)s)"
    )
    parser.add_argument("--split", choices=SPLITS, default="last", help="what is the test (default: %(default)s)")
    parser.add_argument("--model", choices=MODELS, default="mf", help="(default: %(default)s)")
    parser.add_argument("--loss", choices=LOSSES, default="bpr", help="(default: %(default)s)")
    parser.add_argument("--negatives", type=int, default=1, help="sampled for each item (default: %(default)s)")
    parser.add_argument("--size", type=int, default=64, help="numbers in a vector (default: %(default)s)")
    add_arguments(parser, folder="runs/recommender", epochs=15, lr=0.005)
    parser.set_defaults(batch_size=512, weight_decay=0.1)
    given = parser.parse_args(arguments)
    try:
        rows = run(
            SPLITS[given.split](load_data(given.data)),
            Settings.read(given),
            model=given.model,
            loss=given.loss,
            negatives=given.negatives,
            size=given.size,
            batch_size=given.batch_size,
        )
    except (FileExistsError, ValueError, MissingData, DamagedData) as error:
        parser.error(str(error))
    print(format_table(rows))


def build(model: str, found: Interactions, size: int) -> nn.Module:
    """A new model of the name `mf` or `neumf`, for all users and items."""
    return MODELS[model](found.num_users, found.num_items, size)


def run(
    found: Split,
    settings: Settings,
    *,
    model: str = "mf",
    loss: str = "bpr",
    negatives: int = 1,
    size: int = 64,
    batch_size: int = 512,
) -> list[Row]:
    """Train one model, and measure it and the baselines once on the test.

    Args:
        found: The data.
        settings: How to train, and the folder of the run.
        model: `"mf"` or `"neumf"`.
        loss: `"bpr"` or `"bce"`.
        negatives: How many items are sampled for each interaction.
        size: How many numbers a vector has.
        batch_size: How many interactions make a step.

    Returns:
        The rows of the table: popularity, the neighbors of items (where they fit into memory), and the model. All have
        learned from the training data alone, and leave out what a user has in training or validation.

    Raises:
        ValueError: The split has no validation or test, or an argument is out of range.
    """
    for name, part in (("validation", found.validation), ("test", found.test)):
        if not len(part):
            raise ValueError(f"found must have interactions for the {name}, and each user three or more, got none")
    torch.manual_seed(settings.seed)
    few = torch.linspace(0, len(found.validation) - 1, min(VALIDATED, len(found.validation))).long()
    network = build(model, found.training, size)
    train(
        network,
        SampledItems(found.training, negatives).loader(batch_size, shuffle=True),
        AllItems(found.validation.select(few), found.training).loader(users_at_once(found.training.num_items)),
        LOSSES[loss],
        settings,
        metrics={"ndcg": ndcg_of_candidates},
        monitor="ndcg",
        mode="max",
    )
    network.cpu()
    scorers: dict[str, Scorer] = {"popularity": Popularity(found.training)}
    if found.training.num_items <= MOST_ITEMS:
        scorers["item neighbors"] = ItemNeighbors(found.training)
    scorers[model] = score_with(network, found.training.num_items)
    rows: list[Row] = [(name, measure(score, found.test, found.known)) for name, score in scorers.items()]
    write_scores(settings.folder, rows)
    return rows
