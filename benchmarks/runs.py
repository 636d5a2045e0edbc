"""What the benchmarks that train have in common: the spread over seeds, and the logs of many runs in one list."""

from __future__ import annotations

import csv
import statistics
from collections.abc import Sequence
from pathlib import Path


def spread(values: Sequence[float], digits: int = 3) -> str:
    """The mean and, of several values, the standard deviation."""
    mean = f"{statistics.mean(values):.{digits}f}"
    return f"{mean}\u00a0±\u00a0{statistics.stdev(values):.{digits}f}" if len(values) > 1 else mean


def collect_logs(folder: Path, pattern: str = "*/log.csv") -> list[list[str]]:
    """The logs of all runs in one list, with the name of the run before each row; without times.

    Args:
        folder: Where the runs are.
        pattern: Which logs; a run goes by the path of its folder.
    """
    rows: list[list[str]] = []
    for path in sorted(folder.glob(pattern)):
        with path.open(encoding="utf-8") as file:
            columns, *lines = csv.reader(file)
        kept = len(columns) - (columns[-1] == "seconds")
        rows += [["run", *columns[:kept]]] if not rows else []
        rows += [[path.parent.relative_to(folder).as_posix(), *line[:kept]] for line in lines]
    return rows
