"""Early stopping."""

from __future__ import annotations

import copy
from typing import Any

from hanli.state_dicts import get_plain_state, load_plain_state
from hanli.train.best_score import BestScore, Mode, Monitor
from hanli.train.run import Callback, Run


class EarlyStopping(Callback):
    """Stop when validation no longer improves, and put the best weights back.

    An epoch counts as better only if it beats the best by more than `min_delta`; nan never does.

    Args:
        patience: How many epochs without improvement to bear; the run ends after that many.
        min_delta: By how much a score must improve to count.
        monitor: Which score of validation: `"loss"` (lower is better), `"accuracy"` (higher is better), or the name
            of a metric.
        restore_best: Whether the model gets the weights of the best epoch at the end, also if the
            run was not stopped.
        mode: Whether a lower (`"min"`) or a higher (`"max"`) score is better; needed for a metric of your own.

    Raises:
        ValueError: `patience` is less than 1, `min_delta` is negative, or `mode` does not suit `monitor`.
    """

    def __init__(
        self,
        patience: int,
        *,
        min_delta: float = 0.0,
        monitor: Monitor = "loss",
        restore_best: bool = True,
        mode: Mode | None = None,
    ) -> None:
        if patience < 1:
            raise ValueError(f"patience must be at least 1, got {patience}")
        self.patience = patience
        self.restore_best = restore_best
        self.bad_epochs = 0
        self._best = BestScore(monitor, min_delta, mode)
        self._weights: dict[str, Any] | None = None

    @property
    def best_epoch(self) -> int | None:
        """The number of the best epoch so far; None if there was none."""
        return self._best.epoch

    def before_fit(self, run: Run) -> None:
        """Begin anew, also when this object has served another run."""
        self._best.start(run)
        self.bad_epochs = 0
        self._weights = None

    def after_epoch(self, run: Run) -> None:
        """Compare, remember, and end the run when patience is out."""
        if self._best.improved_by(run):
            self.bad_epochs = 0
            if self.restore_best:
                with run.averaged():
                    self._weights = copy.deepcopy(get_plain_state(run.model))
            return
        self.bad_epochs += 1
        if self.bad_epochs >= self.patience:
            run.history.stopped = f"no better {self._best.monitor} for {self.bad_epochs} epochs"

    def after_fit(self, run: Run) -> None:
        """Put the best weights back."""
        if self._weights is not None:
            load_plain_state(run.model, self._weights)

    def state_dict(self) -> dict[str, Any]:
        """Everything needed to go on counting."""
        return {"best": self._best.state_dict(), "bad_epochs": self.bad_epochs, "weights": self._weights}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on counting from there."""
        self._best.load_state_dict(state["best"])
        self.bad_epochs, self._weights = state["bad_epochs"], state["weights"]
