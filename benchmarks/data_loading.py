"""What worker processes do to the time of an epoch, as a ratio to no workers in the same round.

Three kinds of items: cheap (a row of a tensor), costly (a JPEG file of a megapixel is decoded, cropped, flipped and resized) and waiting (a pause,
as for a slow disk or a network). The clock on the wall counts, since the workers do the work; so what else runs on the
machine matters, and the figures are orders of magnitude. Rounds alternate, medians of per-round ratios are printed.
An epoch of persistent workers is not their first.

    OMP_NUM_THREADS=1 python -m benchmarks.data_loading
"""

from __future__ import annotations

import io
import math
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from benchmarks import tables

ROUNDS = int(os.environ.get("ROUNDS", "9"))
WORKERS = (1, 2, 4)


class Cheap(Dataset[Tensor]):
    def __init__(self, length: int = 2048) -> None:
        self.rows = torch.rand(length, 64)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Tensor:
        return self.rows[index]


class Together(Cheap):
    def __getitems__(self, indices: list[int]) -> Tensor:
        return self.rows[torch.tensor(indices)]


class Costly(Dataset[Tensor]):
    def __init__(self, length: int = 128) -> None:
        from sklearn.datasets import load_sample_images
        from torchvision.transforms import v2

        file = io.BytesIO()
        Image.fromarray(load_sample_images().images[0]).resize((1280, 854)).save(file, "JPEG")
        self.content, self.length = file.getvalue(), length
        self.change = v2.Compose(
            [v2.RandomResizedCrop(224), v2.RandomHorizontalFlip(), v2.ToImage(), v2.ToDtype(torch.float32, scale=True)]
        )

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> Tensor:
        return self.change(Image.open(io.BytesIO(self.content)).convert("RGB"))


class Waiting(Dataset[Tensor]):
    def __init__(self, length: int = 128) -> None:
        self.length = length

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> Tensor:
        time.sleep(0.003)
        return torch.zeros(64)


def keep(batch: Tensor) -> Tensor:
    return batch


@dataclass(frozen=True)
class Row:
    """One way to load one kind of item; all rows of a kind are compared with the same epoch without workers."""

    kind: str
    name: str
    dataset: Dataset[Tensor]
    options: dict[str, Any] = field(default_factory=dict)
    workers: tuple[int, ...] = (0, *WORKERS)


PERSISTENT = {"persistent_workers": True}


def rows() -> list[Row]:
    cheap, together, costly, waiting = Cheap(), Together(), Costly(), Waiting()
    return [
        Row("cheap", "cheap, new workers each epoch", cheap),
        Row("cheap", "cheap, new workers by `spawn`", cheap, {"multiprocessing_context": "spawn"}, (1, 2)),
        Row("cheap", "cheap, persistent", cheap, PERSISTENT, WORKERS),
        Row("cheap", "cheap, `__getitems__`", together, {"collate_fn": keep}, (0,)),
        Row("cheap", "cheap, `__getitems__`, persistent", together, {"collate_fn": keep, **PERSISTENT}, WORKERS),
        Row("costly", "costly, new workers each epoch", costly),
        Row("costly", "costly, persistent", costly, PERSISTENT, WORKERS),
        Row("waiting", "waiting, new workers each epoch", waiting),
        Row("waiting", "waiting, persistent", waiting, PERSISTENT, WORKERS),
    ]


def loader(row: Row, workers: int) -> DataLoader[Tensor]:
    batch = 64 if row.kind == "cheap" else 8
    return DataLoader(row.dataset, batch_size=batch, num_workers=workers, **row.options)


def epoch(batches: DataLoader[Tensor]) -> float:
    start = time.perf_counter()
    seen = sum(len(batch) for batch in batches)
    passed = time.perf_counter() - start
    if seen != len(batches.dataset):  # type: ignore[arg-type]
        raise RuntimeError(f"{seen} items were loaded, {len(batches.dataset)} are there")  # type: ignore[arg-type]
    return passed


def measure(kind: str, ways: list[Row]) -> dict[tuple[str, int], float]:
    cells: dict[tuple[str, int], Callable[[], float]] = {}
    for row in ways:
        for workers in row.workers:
            batches = loader(row, workers)
            if row.options.get("persistent_workers"):
                epoch(batches)
            cells[row.name, workers] = lambda batches=batches: epoch(batches)  # type: ignore[misc]
    found: dict[tuple[str, int], list[float]] = {cell: [] for cell in cells}
    names = list(cells)
    for turn in range(ROUNDS):
        for cell in names[turn % len(names) :] + names[: turn % len(names)]:
            found[cell].append(cells[cell]())
        print(f"{kind}: round {turn + 1} of {ROUNDS}", file=sys.stderr, flush=True)
    base = found[ways[0].name, 0]
    print(f"{kind}: {1000 * statistics.median(base):.0f} ms without workers", file=sys.stderr)
    return {
        cell: statistics.median(own / none for own, none in zip(times, base, strict=True))
        for cell, times in found.items()
    }


def told(value: float | None) -> str:
    if value is None:
        return "–"
    if value < 10:
        return f"{value:.1f}" if value >= 1 else f"{value:.2f}"
    step = -math.floor(math.log10(value))
    return f"≈ {round(value, step):,.0f}"


def main() -> None:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    every = rows()
    found: dict[tuple[str, int], float] = {}
    for kind in ("cheap", "costly", "waiting"):
        found |= measure(kind, [row for row in every if row.kind == kind])
    columns = ["samples and worker processes", "no worker", "1 worker", "2 workers", "4 workers"]
    lines = [[row.name, *(told(found.get((row.name, n))) for n in (0, *WORKERS))] for row in every]
    facts = {"rounds": ROUNDS, "cores": os.cpu_count(), "load": f"{os.getloadavg()[0]:.0f}"}
    tables.write("data_loading", facts, {"epochs": tables.table(columns, lines)})


if __name__ == "__main__":
    main()
