"""The full training of the project on names, and what it is compared with.

On 三国演义 with tags from a list of names: a CRF and a softmax, three seeds each, with and without a rule that forbids
invalid tags, beside always `O` and the memory of the training names. The same taggers on sentences that were checked by
hand, beside the list itself. And the CPU time of the CRF, for batches and for one sentence at a time. The epoch is chosen on the validation sentences. The CRF of seed 0
is kept in `hanli/projects/named_entities/crf.pt`, the log of every run in `benchmarks/named_entities.csv`. A run that was
interrupted goes on where it was: the folder is an argument. With `--only`, a single run is trained, so that several can
be trained side by side before the tables are made.

    OMP_NUM_THREADS=1 python -m benchmarks.named_entities runs/names
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks import tables
from benchmarks.runs import spread
from benchmarks.turns import report
from hanli.data import three_kingdoms
from hanli.projects.named_entities import (
    CRF,
    DataSet,
    NameMemory,
    Recognizer,
    load_checked_sentences,
    load_data,
    to_tags,
)
from hanli.projects.named_entities.command import remember, run, scores
from hanli.projects.named_entities.trained import FILE
from hanli.projects.program import Settings

SEEDS = (0, 1, 2)
DATA = "three_kingdoms"
EPOCHS = 2
METHODS = ("softmax", "crf")
COLUMNS = ("accuracy", "precision", "recall", "f1", "recall_unseen")
SENTENCES = 200


def train(found: DataSet, folder: Path, method: Any, seed: int) -> Recognizer:
    """One run of the project's program, or what is missing of it."""
    folder /= f"{DATA}-{method}-{seed}"
    if not (folder / "recognizer.pt").exists():
        settings = Settings(folder, epochs=EPOCHS, lr=0.012, seed=seed, device="cpu", resume=True)
        run(found, settings, method=method)
    return Recognizer.load(folder / "recognizer.pt")


def row(name: str, measured: Sequence[dict[str, float]], columns: Sequence[str]) -> list[str]:
    """One row of a table of scores over seeds."""
    cells = [spread([one[column] for one in measured], 4) for column in columns]
    invalid = [one["invalid"] for one in measured]
    return [name, *cells, spread(invalid, 0 if len(invalid) == 1 else 1)]


def novel(found: DataSet, recognizers: dict[str, list[Recognizer]]) -> list[list[str]]:
    """The scores on the test chapters."""
    tokens = [sentence for sentence, _ in found.test]
    rows = [
        row("always O", [scores([["O"] * len(one) for one in tokens], found)], COLUMNS),
        row("memory of the training names", [scores(remember(found), found)], COLUMNS),
    ]
    for rule in (False, True):
        for method in METHODS:
            name = {"softmax": "softmax", "crf": "CRF"}[method] + (", invalid tags forbidden" if rule else "")
            rows.append(row(name, [measure(one, found, rule) for one in recognizers[method]], COLUMNS))
    return rows


def measure(recognizer: Recognizer, found: DataSet, rule: bool = False) -> dict[str, float]:
    """The scores of one tagger on the test sentences."""
    one = Recognizer(recognizer.model, recognizer.vocabulary, recognizer.tags, only_valid=rule)
    return scores(one.predict([sentence for sentence, _ in found.test]), found)


def checked(found: DataSet, recognizers: dict[str, list[Recognizer]]) -> list[list[str]]:
    """The scores on the sentences that were checked by hand; the list itself is a row."""
    by_hand = replace(found, test=load_checked_sentences())
    lists = {
        "the list that made the labels": NameMemory(three_kingdoms()[1]),
        "memory of the training names": NameMemory.fit(found.training),
    }
    measured = {
        name: [scores([to_tags(len(tokens), memory.find(tokens)) for tokens, _ in by_hand.test], by_hand)]
        for name, memory in lists.items()
    }
    for method, name in (("softmax", "softmax"), ("crf", "CRF")):
        measured[name] = [measure(one, by_hand) for one in recognizers[method]]
    return [row(name, one, COLUMNS[1:4])[:-1] for name, one in measured.items()]


def speed(found: DataSet) -> list[list[str]]:
    """CPU seconds for some sentences of the test chapters: the loss with its gradients, and Viterbi."""
    lengths = torch.tensor(sorted(len(tokens) for tokens, _ in found.test[:SENTENCES]))
    steps = int(lengths.max())
    mask = torch.arange(steps) < lengths[:, None]
    generator = torch.Generator().manual_seed(0)
    emissions = torch.randn(SENTENCES, steps, len(found.tags), generator=generator)
    tags = torch.randint(len(found.tags), (SENTENCES, steps), generator=generator)
    crf = CRF(len(found.tags))

    def batches(size: int) -> list[tuple[Tensor, Tensor, Tensor]]:
        parts = zip(emissions.split(size), tags.split(size), mask.split(size), strict=True)
        return [(e[:, : m.sum(1).max()], t[:, : m.sum(1).max()], m[:, : m.sum(1).max()]) for e, t, m in parts]

    def timed(work: Callable[[], object]) -> float:
        times = []
        for _ in range(3):
            start = time.process_time()
            work()
            times.append(time.process_time() - start)
        return statistics.median(times)

    rows = []
    for size in (1, 8, 64):
        parts = batches(size)
        loss = timed(lambda parts=parts: [crf(*part).sum().backward() for part in parts])  # type: ignore[misc]
        path = timed(lambda parts=parts: [crf.viterbi(e, m) for e, _, m in parts])  # type: ignore[misc]
        rows.append([str(size), f"{loss:.2f}", f"{path:.2f}"])
    return rows


def collect_logs(folder: Path) -> list[list[str]]:
    """The logs of all runs in one list, with the name of the run before each row; without times."""
    columns = ["epoch", "learning_rate", "train_loss", "val_loss"]
    rows = [["run", *columns]]
    for path in sorted(folder.glob("*/log.csv")):
        with path.open(encoding="utf-8") as file:
            rows += [[path.parent.name, *(line[column] for column in columns)] for line in csv.DictReader(file)]
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs=2, metavar=("METHOD", "SEED"), help="train this run, make no table")
    given = parser.parse_args()
    torch.set_num_threads(1)
    found = load_data(DATA)
    if given.only:
        method, seed = given.only
        train(found, given.folder, method, int(seed))
        return
    recognizers = {method: [train(found, given.folder, method, seed) for seed in SEEDS] for method in METHODS}
    report("trained")
    recognizers["crf"][0].save(FILE)
    with Path("benchmarks/named_entities.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(collect_logs(given.folder))
    names = ["method", "token accuracy", "precision", "recall", "F1", "recall of unseen names"]
    facts = {
        "epochs": EPOCHS,
        "seeds": len(SEEDS),
        "sentences": f"{len(found.test):,}",
        "checked": len(load_checked_sentences()),
        "timed": f"{SENTENCES:,}",
    }
    made: dict[str, Any] = {
        "models": tables.table([*names, "sentences with invalid tags"], novel(found, recognizers)),
        "checked": tables.table(names[:1] + names[2:5], checked(found, recognizers)),
        "speed": tables.table(["batch size", "loss and gradients, s", "Viterbi, s"], speed(found)),
    }
    tables.write("named_entities", facts, made)


if __name__ == "__main__":
    sys.exit(main())
