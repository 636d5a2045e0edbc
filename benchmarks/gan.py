"""The full training of the GAN project, and what it is compared with.

Three seeds on 16,000 pictures of clothes and on handwritten digits, one on Chinese characters. On the digits also, three seeds each:
labels of the discriminator smoothed on the right side, on the wrong one and on both; a discriminator that learns much faster than the
generator, and one that learns much slower. The slow one has half the epochs, because it shows by then what it is for. No epoch is
chosen: the last one is measured, and the test pictures are used once by each run. The weights of seed 0 go to
`hanli/projects/gan/fashion.pt` and `digits.pt`, what was generated on the way to `strips.pt`, the log of every run to
`benchmarks/gan.csv`. A run that was interrupted goes on where it was: the folder is an argument.

    OMP_NUM_THREADS=1 python -m benchmarks.gan runs/gan
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from benchmarks import tables
from benchmarks.runs import collect_logs, spread
from benchmarks.turns import report
from hanli.files import replace_atomically
from hanli.projects.gan import Pictures, Recipe, load_data
from hanli.projects.gan.command import run
from hanli.projects.program import Settings

Scores = Mapping[str, Mapping[str, float]]

SEEDS = (0, 1, 2)
PICTURES = 16_000  # of the clothes, for the training
COMPARED = 2000  # at most, for each score
EPOCHS = {"fashion": 6, "digits": 10, "glyphs": 8}
LR = 0.001
LABELS = {
    "real 0.9, generated 0": (0.9, 0.0),
    "real 1, generated 0.1": (1.0, 0.1),
    "real 0.9, generated 0.1": (0.9, 0.1),
}
RATES = {"strong": "discriminator × 20", "weak": "generator × 10, discriminator / 10"}
TITLES = {"fashion": "clothes", "digits": "digits", "glyphs": "Chinese characters"}
COLUMNS = ("frechet_distance", "classes", "pair_distance", "nearest")
OUT = Path("hanli/projects/gan")


@dataclass(frozen=True)
class Job:
    """A run: on what, and what is not as the program has it."""

    data: str
    seed: int
    recipe: Recipe | None = None
    lr: float = LR
    epochs: int | None = None


FAILED = {
    "strong": Job("digits", 0, Recipe(discriminator_lr=20 * LR)),
    "weak": Job("digits", 0, Recipe(discriminator_lr=LR / 10), lr=10 * LR, epochs=EPOCHS["digits"] // 2),
}


def train(found: Pictures, job: Job, folder: Path) -> Scores:
    """One run of the project's program, or what is missing of it; its final table."""
    if (folder / "scores.json").exists():
        kept: Scores = json.loads((folder / "scores.json").read_text("utf-8"))
        return kept
    settings = Settings(
        folder,
        epochs=job.epochs or EPOCHS[job.data],
        lr=job.lr,
        weight_decay=0.0,
        seed=job.seed,
        device="cpu",
        resume=True,
    )
    scores = dict(run(found, settings, job.recipe))
    report(f"{folder}: {scores['trained']}")
    return scores


def models_table(runs: Mapping[str, Sequence[Scores]]) -> list[list[str]]:
    """The Fréchet distance of what no seed changes much, and of three seeds of the generator; a column for each data set."""
    names = list(runs["fashion"][0])
    return [
        [name, *(spread([scores[name]["frechet_distance"] for scores in runs[data]], 2) for data in runs)]
        for name in names
    ]


def scores_table(several: Sequence[Scores]) -> list[list[str]]:
    """All scores of the clothes."""
    return [
        [name, *(spread([scores[name][column] for scores in several], 2) for column in COLUMNS)] for name in several[0]
    ]


def changes_table(runs: Mapping[str, Sequence[Scores]]) -> list[list[str]]:
    """What the generator of the digits gets when labels or learning rates are changed."""
    return [
        [name, *(spread([scores["trained"][column] for scores in several], 2) for column in COLUMNS[:3])]
        for name, several in runs.items()
    ]


def keep(folder: Path) -> None:
    """The weights of seed 0, and the strips of one run of each kind."""
    for name in ("fashion", "digits"):
        with replace_atomically(OUT / f"{name}.pt") as file:
            file.write((folder / f"{name}-0/generator.pt").read_bytes())
    strips = {name: torch.load(folder / f"{name}-0/strip.pt", weights_only=True) for name in (*EPOCHS, *FAILED)}
    with replace_atomically(OUT / "strips.pt") as file:
        torch.save({name: strip.squeeze(2) for name, strip in strips.items()}, file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--only", nargs="+", help="train only these runs, such as fashion-0 or 'labels/real 0.9, generated 0-1'"
    )
    given = parser.parse_args()
    torch.set_num_threads(1)
    jobs = plan()
    if given.only:
        jobs = {name: jobs[name] for name in given.only}
    loaded: dict[str, Pictures] = {}
    done: dict[str, Scores] = {}
    for place, job in jobs.items():
        if job.data not in loaded:
            found = load_data(job.data)
            few = {"training": PICTURES, "validation": COMPARED, "test": COMPARED}
            loaded[job.data] = replace(found, **{part: getattr(found, part)[:count] for part, count in few.items()})
        done[place] = train(loaded[job.data], job, given.folder / place)
    if given.only:
        return
    runs = {name: [done[f"{name}-{seed}"] for seed in SEEDS] for name in ("fashion", "digits")}
    glyphs = {"glyphs": [done["glyphs-0"]]}
    labels = {name: [done[f"labels/{name}-{seed}"] for seed in SEEDS] for name in LABELS}
    failed = {RATES[name]: [done[f"{name}-{seed}"] for seed in SEEDS] for name in FAILED}
    measured = {
        "models": tables.table(["pictures", *TITLES.values()], models_table({**runs, **glyphs})),
        "scores": tables.table(
            ["pictures", "Fréchet distance", "classes", "distance of two", "distance to the nearest training picture"],
            scores_table(runs["fashion"]),
        ),
        "labels": tables.table(
            ["labels", "Fréchet distance", "classes", "distance of two"],
            changes_table({"real 1, generated 0": runs["digits"], **labels}),
        ),
        "rates": tables.table(
            ["learning rate", "Fréchet distance", "classes", "distance of two"],
            changes_table({"equal rates": runs["digits"], **failed}),
        ),
    }
    keep(given.folder)
    for path in (Path("benchmarks/gan.csv"), OUT / "training.csv"):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(collect_logs(given.folder, "**/log.csv"))
    facts = {**EPOCHS, "weak": FAILED["weak"].epochs, "seeds": len(SEEDS), "pictures": f"{PICTURES:,}"}
    tables.write("gan", facts, measured)


def plan() -> dict[str, Job]:
    """All runs, by their folder."""
    jobs = {f"{name}-{seed}": Job(name, seed) for name in ("digits", "fashion") for seed in SEEDS}
    jobs["glyphs-0"] = Job("glyphs", 0)
    jobs |= {f"{name}-{seed}": replace(job, seed=seed) for name, job in FAILED.items() for seed in SEEDS}
    for name, (real, generated) in LABELS.items():
        recipe = Recipe(real_label=real, generated_label=generated)
        jobs |= {f"labels/{name}-{seed}": Job("digits", seed, recipe) for seed in SEEDS}
    return jobs


if __name__ == "__main__":
    main()
