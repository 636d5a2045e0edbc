"""Where a run is within its epoch, and within its pass over the loader."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Position:
    """How far the epoch and the pass are.

    A pass is one iteration of the loader. It is an epoch, unless epochs have a fixed number of steps.

    Attributes:
        steps: Steps of the optimizer in this epoch.
        batches: Batches of this epoch.
        total: The sum of the losses of this epoch.
        weights: What to divide it by.
        learning_rate: What the epoch began with.
        read: Batches of this pass.
        passes: How many were begun.
        start: The generators when this pass began; None between two.
        moment: The generators when the run was written, if it has to come to this position again.
        kept: How the loader was, if so.
        between_steps: Whether no step is half done, and no validation.
        cut: Whether the last epoch ended before its pass did, because the run ended.
        iterator: The pass, if it is open.
    """

    steps: int = 0
    batches: int = 0
    total: Any = 0.0
    weights: Any = 0.0
    learning_rate: float = math.nan
    read: int = 0
    passes: int = 0
    start: dict[str, Any] | None = None
    moment: dict[str, Any] | None = None
    kept: dict[str, Any] | None = None
    between_steps: bool = True
    cut: bool = False
    iterator: Iterator[Any] | None = None

    def finish_epoch(self) -> None:
        """Begin the sums anew; the pass may stay open."""
        self.steps = self.batches = 0
        self.total = self.weights = 0.0
        self.between_steps = True

    def close_pass(self) -> None:
        """The next batch is the first of a new iteration."""
        self.iterator, self.start, self.read = None, None, 0
