"""DQN and PPO on CartPole, as the page on directions trains them, and five times as long.

The code is that of the page: `snippets/roadmap/beyond/directions/`. For each method, number of steps and seed, the checkpoint
with the best mean over 5 episodes is kept, and reported on 50 episodes whose seeds had no part in the choice. Beside it
stand random actions and the one rule of the page. Every evaluation of every run is in `benchmarks/directions.csv`.

    OMP_NUM_THREADS=1 python -m benchmarks.directions
"""

from __future__ import annotations

import csv
import importlib
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import torch

from benchmarks import tables

PAGE = Path(__file__).parents[1] / "snippets/roadmap/beyond/directions"
SEEDS = (0, 1, 2)
STEPS = (2000, 10_000)
METHODS = {"DQN": "dqn", "PPO": "ppo"}
FRESH = range(1000, 1050)


def module(name: str) -> Any:
    """A file of the page."""
    if str(PAGE) not in sys.path:
        sys.path.insert(0, str(PAGE))
    return importlib.import_module(name)


def mean_return(policy: Any) -> float:
    """The mean return of a policy on the fresh episodes."""
    return float(module("play").mean_return(policy, FRESH))


def cells(values: list[float], last: list[float], seconds: list[float]) -> list[str]:
    """The results of the seeds one by one, the last evaluations, and the CPU time of a run."""
    return [
        " / ".join(f"{value:.0f}" for value in values),
        " / ".join(f"{value:.0f}" for value in last),
        f"{statistics.median(seconds):.0f}",
    ]


def main() -> None:
    """Train, keep the log, write the table."""
    torch.manual_seed(1640)
    play = module("play")
    rows = [
        ["random actions", "", f"{mean_return(play.random_action):.0f}", "", ""],
        ["the rule on the angle", "", f"{mean_return(play.falling_to_the_right):.0f}", "", ""],
    ]
    log: list[tuple[Any, ...]] = [("method", "seed", "steps", "evaluated_at", "mean_return")]
    for steps in STEPS:
        for method, file in METHODS.items():
            results, last, seconds = [], [], []
            for seed in SEEDS:
                start = time.process_time()
                best, scores = module(file).train(seed, steps)
                seconds.append(time.process_time() - start)
                results.append(mean_return(lambda x, best=best: best(x).argmax()))
                last.append(scores[-1])
                every = steps // len(scores)
                log += [(method, seed, steps, (at + 1) * every, score) for at, score in enumerate(scores)]
                print(steps, method, seed, results[-1], scores, flush=True)
            rows.append([method, f"{steps:,}", *cells(results, last, seconds)])
    with Path(__file__).with_name("directions.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(log)
    columns = ["policy", "steps", "best checkpoint", "last evaluation", "CPU time, s"]
    facts = {"episodes": len(FRESH), "seeds": len(SEEDS), "torch": torch.__version__.split("+")[0]}
    tables.write("directions", facts, {"returns": tables.table(columns, rows)})


if __name__ == "__main__":
    main()
