"""The best score of validation so far, which early stopping and the file of the best weights go by."""

from __future__ import annotations

import math
from typing import Any, Literal

from hanli.train.run import Run
from hanli.train.run_files import check_unchanged

Monitor = str
"""`"loss"`, `"accuracy"`, or the name of a metric that was passed to `fit`."""

Mode = Literal["min", "max"]


class BestScore:
    """The best validation score so far; nan never counts as better."""

    def __init__(self, monitor: Monitor, min_delta: float, mode: Mode | None) -> None:
        if mode not in ("min", "max", None):
            raise ValueError(f"mode must be 'min' or 'max', got {mode!r}")
        usual: Mode | None = {"loss": "min", "accuracy": "max"}.get(monitor)  # type: ignore[assignment]
        if usual is None and mode is None:
            raise ValueError(f"mode must be 'min' or 'max' for monitor={monitor!r}, got None")
        if usual is not None and mode not in (usual, None):
            raise ValueError(f"mode must be {usual!r} for monitor={monitor!r}, got {mode!r}")
        if not 0 <= min_delta < math.inf:
            raise ValueError(f"min_delta must be a number from 0, got {min_delta}")
        self.monitor = monitor
        self.min_delta = min_delta
        self.value = math.inf
        self.epoch: int | None = None
        self._sign = -1 if (mode or usual) == "max" else 1

    def start(self, run: Run) -> None:
        """Forget earlier runs, and refuse a run whose validation does not give the score."""
        if not run.measured:
            raise ValueError(f"monitor={self.monitor!r} needs a val_loader, got none")
        if self.monitor not in run.measured:
            raise ValueError(f"monitor must be one of {', '.join(run.measured)} here, got {self.monitor!r}")
        self.value, self.epoch = math.inf, None

    def improved_by(self, run: Run) -> bool:
        """Compare the last epoch, and remember it if it is better."""
        validation = run.history.epochs[-1].validation
        score = None if validation is None else validation[self.monitor]
        if score is None:  # the first batch had it, the whole has not
            return False
        value = self._sign * score
        if not value < self.value - self.min_delta:  # so written, nan is not better
            return False
        self.value, self.epoch = value, run.epoch
        return True

    def state_dict(self) -> dict[str, Any]:
        return {"value": self.value, "epoch": self.epoch, "monitor": self.monitor}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        check_unchanged("monitor", state.get("monitor", self.monitor), self.monitor)  # 0.1.0 did not write it
        self.value, self.epoch = state["value"], state["epoch"]
