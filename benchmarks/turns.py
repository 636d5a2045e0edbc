"""Time several ways of doing one thing, in turns, so that whatever else the machine does falls on all of them."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from torch import Tensor

Engine = Callable[[Tensor], Tensor]


def report(text: str) -> None:
    """Say how far the measurement is, beside the table that goes to stdout."""
    print(text, file=sys.stderr, flush=True)


def ratios(engines: dict[str, Engine], example: Tensor, base: str, rounds: int, calls: int = 1) -> dict[str, float]:
    """The CPU time of each engine against that of one of them: the median over the rounds of the ratio within a round.

    Args:
        engines: What is timed, by name.
        example: The batch that each of them gets.
        base: The name of the engine that the others are compared with.
        rounds: How often each has its turn; another one begins each round.
        calls: How many calls make a turn.
    """
    names = list(engines)
    found: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            engines[name](example)  # the caches are this engine's when the clock starts
            start = time.thread_time()
            for _ in range(calls):
                engines[name](example)
            found[name].append(time.thread_time() - start)
    report(f"{base}, batch {len(example)}: {1000 * statistics.median(found[base]) / calls:.3g} ms")
    medians = {
        name: statistics.median(own / plain for own, plain in zip(times, found[base], strict=True))
        for name, times in found.items()
    }
    report(str(medians))
    return medians
