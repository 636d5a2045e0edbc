"""The full training of the recommender project, and what it is compared with, on MovieLens 100K.

Three seeds of matrix factorization and of NeuMF, with each user's last rating as the test; popularity, the best-rated movies
and the neighbors of items; the same rankings measured in four ways; two other splits; and the error of predicted ratings.
Settings and epochs are chosen on validation data, the test is used once by each model. The log of every run goes to
`benchmarks/recommender.csv` and, for the figure of the page, to `hanli/projects/recommender/training.csv`; no weights are
kept, since the terms of the data forbid to pass it on. A run that was interrupted goes on where it was: the folder is an
argument.

    OMP_NUM_THREADS=1 python -m benchmarks.recommender runs/recommender
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from benchmarks import tables
from benchmarks.runs import collect_logs, spread
from benchmarks.turns import report
from hanli.projects.program import Settings
from hanli.projects.recommender import (
    Interactions,
    ItemNeighbors,
    MatrixFactorization,
    Popularity,
    RatingBiases,
    Split,
    leave_one_out,
    load_data,
    measure,
    score_with,
    split_at_random,
    split_by_time,
)
from hanli.projects.recommender.command import build, run
from hanli.projects.recommender.ranking import Scorer

Methods = Mapping[str, Sequence[Scorer]]

SEEDS = (0, 1, 2)
EPOCHS = 15
OTHER_EPOCHS = 10  # on the other splits
SIZES = {"mf": 64, "neumf": 32}
NAMES = {"mf": "matrix factorization", "neumf": "NeuMF"}
RATING_EPOCHS = 15
DECAYS = {"matrix factorization, no weight decay": 0.0, "matrix factorization, weight decay": 1.0}
PUBLISHED = {"popularity": "0.218", "item neighbors": "0.383", "matrix factorization": "0.378"}


def train(found: Split, folder: Path, model: str, seed: int, epochs: int = EPOCHS) -> Scorer:
    """One run of the project's program, or what is missing of it."""
    folder /= f"{model}-{seed}"
    settings = Settings(folder, epochs=epochs, lr=0.005, weight_decay=0.1, seed=seed, device="cpu", resume=True)
    run(found, settings, model=model, size=SIZES[model])
    network = build(model, found.training, SIZES[model])
    network.load_state_dict(torch.load(folder / "best.pt", weights_only=True))
    return score_with(network.eval(), found.training.num_items)


def rank_all(scorers: Sequence[Scorer], held_out: Interactions, seen: Interactions | None, **how: Any) -> list[str]:
    """Hit rate and NDCG of several seeds of one model."""
    scores = [measure(score, held_out, seen, **how) for score in scorers]
    return [spread([one[name] for one in scores]) for name in ("hit_rate", "ndcg")]


def fit_ratings(found: Split, weight_decay: float, seed: int) -> tuple[nn.Module, float]:
    """Matrix factorization of the ratings by their squared error, the epoch chosen on validation; model and mean rating."""
    torch.manual_seed(seed)
    training = found.training
    model = MatrixFactorization(training.num_users, training.num_items, size=32)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.005, weight_decay=weight_decay)
    mean = float(training.ratings.mean())
    pairs = torch.stack([training.users, training.items], dim=1)
    best, kept = float("inf"), model.state_dict()
    for _ in range(RATING_EPOCHS):
        for chosen in torch.split(torch.randperm(len(training)), 1024):
            optimizer.zero_grad()
            errors = model(pairs[chosen]).squeeze(1) + mean - training.ratings[chosen]
            errors.square().mean().backward()
            optimizer.step()
        error = rate(lambda users, items: predict(model, users, items) + mean, found.validation)
        if error < best:
            best, kept = error, {name: tensor.clone() for name, tensor in model.state_dict().items()}
    last = rate(lambda users, items: predict(model, users, items) + mean, found.test)
    model.load_state_dict(kept)
    report(
        f"ratings, weight decay {weight_decay}, seed {seed}: validation {best:.4f}, test of the last epoch {last:.4f}"
    )
    return model.eval(), mean


@torch.no_grad()
def predict(model: nn.Module, users: Tensor, items: Tensor) -> Tensor:
    scores: Tensor = model(torch.stack([users, items], dim=1)).squeeze(1)
    return scores


def rate(predicted: Callable[[Tensor, Tensor], Tensor], held_out: Interactions) -> float:
    """The root of the mean squared error."""
    errors = predicted(held_out.users, held_out.items).double() - held_out.ratings
    return float(errors.square().mean().sqrt())


def ratings(found: Interactions) -> dict[str, list[float]]:
    """The error of predicted ratings on a tenth of the ratings drawn by chance; a list of seeds for each method."""
    split = split_at_random(found, test=0.1)
    biases = RatingBiases(split.training)
    rows = {
        "mean of all ratings": [rate(lambda users, items: torch.full(users.shape, biases.mean), split.test)],
        "mean with biases": [rate(lambda users, items: biases.predict(users, items), split.test)],
    }
    for name, decay in DECAYS.items():
        models = [fit_ratings(split, decay, seed) for seed in SEEDS]
        rows[name] = [rate(lambda u, i, m=m, c=c: predict(m, u, i) + c, split.test) for m, c in models]  # type: ignore[misc]
    return rows


def models_table(scorers: Methods, split: Split) -> list[list[str]]:
    return [[name, *rank_all(several, split.test, split.known)] for name, several in scorers.items()]


def protocols_table(scorers: Methods, split: Split) -> list[list[str]]:
    """The same rankings measured in four ways: all items or 100 sampled ones, with or without what a user has seen."""
    rows = []
    for name, several in scorers.items():
        cells = []
        for sampled in (None, 100):
            for seen in (split.known, None):
                cells.append(rank_all(several, split.test, seen, sampled=sampled)[1])
        rows.append([name, *cells])
        report(f"protocols: {rows[-1]}")
    return rows


def splits_table(found: Interactions, folder: Path) -> list[list[str]]:
    """NDCG on two other splits: 20 percent drawn by chance, and the last tenth of all ratings."""
    rows: dict[str, list[str]] = {name: [] for name in PUBLISHED}
    for name, split in (("random", split_at_random(found)), ("time", split_by_time(found))):
        seeds = SEEDS if name == "random" else SEEDS[:1]
        networks = [train(split, folder / name, "mf", seed, OTHER_EPOCHS) for seed in seeds]
        several: list[Sequence[Scorer]] = [[Popularity(split.training)], [ItemNeighbors(split.training)], networks]
        for row, scorers in zip(rows.values(), several, strict=True):
            parts = [split.test]
            if name == "time":
                old = split.training.starts.diff()[split.test.users] > 0
                parts = [split.test.select(old), split.test.select(~old)]
            row += [rank_all(scorers, part, split.known)[1] for part in parts]
        report(f"{name}: {rows}")
    return [[name, PUBLISHED[name], *cells] for name, cells in rows.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    torch.set_num_threads(1)
    found = load_data("movielens")
    split = leave_one_out(found)
    networks: Methods = {
        NAMES[model]: [train(split, folder / "last", model, seed) for seed in SEEDS] for model in SIZES
    }
    simple: Methods = {"popularity": [Popularity(split.training)], "item neighbors": [ItemNeighbors(split.training)]}
    rated, _ = fit_ratings(split, 1.0, seed=0)
    by_rating: Methods = {
        "mean with biases": [RatingBiases(split.training)],
        "matrix factorization of ratings": [score_with(rated, found.num_items)],
    }
    head = ["method", "hit rate@10", "NDCG@10"]
    ways = ["method", "all, unseen", "all, with seen", "100 sampled, unseen", "100 sampled, with seen"]
    others = ["method", "published", "random", "time, users of training", "time, new users"]
    measured = {
        "models": tables.table(head, models_table({**simple, **by_rating, **networks}, split)),
        "protocols": tables.table(ways, protocols_table({**simple, **networks}, split)),
        "ratings": tables.table(["method", "RMSE"], [[name, spread(row)] for name, row in ratings(found).items()]),
        "splits": tables.table(others, splits_table(found, folder)),
    }
    for path in (Path("benchmarks/recommender.csv"), Path("hanli/projects/recommender/training.csv")):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(collect_logs(folder, "**/log.csv"))
    tables.write("recommender", {"epochs": EPOCHS, "seeds": len(SEEDS), "users": len(split.test)}, measured)


if __name__ == "__main__":
    main()
