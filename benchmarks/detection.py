"""The full training of the detection project, and what it is compared with, on composed scenes and on nuclei.

On scenes: three seeds, and boxes guessed at random. Each network is also measured on new scenes from the photographs and digits that it was trained on, which is the
score that a careless split would report. On nuclei: three seeds, beside Otsu's threshold with connected groups. The epoch is
chosen on validation data, the test data is used once by each network. The networks of the seed 0 are kept in
`hanli/projects/detection/`, the log of every run in `benchmarks/detection.csv`. A run that was interrupted goes on where it
was: the folder is an argument.

    OMP_NUM_THREADS=1 python -m benchmarks.detection runs/detection
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from pathlib import Path

import torch

from benchmarks import tables
from benchmarks.runs import collect_logs, spread
from benchmarks.turns import report
from hanli.files import replace_atomically
from hanli.projects.detection import (
    DetectionData,
    GridDetector,
    detect,
    guess_boxes,
    load_data,
    load_scenes,
    otsu_boxes,
)
from hanli.projects.detection.command import measure, run
from hanli.projects.detection.trained import NUCLEI, SCENES
from hanli.projects.program import Settings

SEEDS = (0, 1, 2)
EPOCHS = {"scenes": 10, "nuclei": 12}
BATCH = {"scenes": 32, "nuclei": 16}
Row = list[str]


def train(found: DetectionData, folder: Path, name: str, seed: int) -> GridDetector:
    """One run of the project's program, or what is missing of it."""
    start = time.process_time()
    folder /= f"{name}-{seed}"
    settings = Settings(folder, epochs=EPOCHS[name], lr=0.004, seed=seed, device="cpu", resume=True)
    rows = run(found, settings, name=name, batch_size=BATCH[name])
    report(f"{folder.name}: {dict(rows)['network']}, {time.process_time() - start:.0f} s")
    model = GridDetector(found.training[0][0].shape[0], len(found.classes))
    model.load_state_dict(torch.load(folder / "best.pt", weights_only=True))
    return model.eval()


def scenes(folder: Path) -> list[Row]:
    """AP50 and AP on the test scenes, and AP50 on new scenes from the photographs and digits of the training."""
    found = load_data("scenes")
    leaked = load_scenes("training", 500, seed=1640)
    models = [train(found, folder, "scenes", seed) for seed in SEEDS]
    with replace_atomically(SCENES) as file:
        torch.save(models[0].state_dict(), file)
    rows = []
    for name, find in (
        ("random boxes", lambda part: [guess_boxes(found.training, part)]),
        ("one-stage network", lambda part: [detect(model, part) for model in models]),
    ):
        scores = [measure(boxes, found.test, 10) for boxes in find(found.test)]
        easy = [measure(boxes, leaked, 10)["AP50"] for boxes in find(leaked)]
        report(f"{name}: {scores}, {easy}")
        rows.append([name, *(spread([score[key] for score in scores]) for key in ("AP50", "AP")), spread(easy)])
    return rows


def nuclei(folder: Path) -> list[Row]:
    """Train on nuclei; the rows of the table."""
    found = load_data("nuclei")
    models = [train(found, folder, "nuclei", seed) for seed in SEEDS]
    with replace_atomically(NUCLEI) as file:
        torch.save(models[0].state_dict(), file)
    boxes = {
        "random boxes": guess_boxes(found.training, found.test),
        "Otsu's threshold, connected groups": [otsu_boxes(found.test[0][0])],
    }
    rows = []
    for name, one in boxes.items():
        scores = measure(one, found.test, 1)
        rows.append([name, f"{scores['AP50']:.3f}", f"{scores['AP']:.3f}"])
    scores = [measure(detect(model, found.test), found.test, 1) for model in models]
    return [*rows, ["one-stage network", *(spread([one[key] for one in scores]) for key in ("AP50", "AP"))]]


def main() -> None:
    """Train everything and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    torch.set_num_threads(1)
    small, large = nuclei(folder), scenes(folder)
    with Path("benchmarks/detection.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(collect_logs(folder))
    facts = {"scenes": EPOCHS["scenes"], "nuclei": EPOCHS["nuclei"], "seeds": len(SEEDS)}
    measured = {
        "scenes": tables.table(["method", "AP50", "AP", "AP50, photographs and digits of the training"], large),
        "nuclei": tables.table(["method", "AP50", "AP"], small),
    }
    tables.write("detection", facts, measured)


if __name__ == "__main__":
    sys.exit(main())
