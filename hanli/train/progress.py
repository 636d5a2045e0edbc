"""A progress bar on a terminal."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from hanli.train.history import Scores
from hanli.train.run import Callback, Run


class ProgressBar(Callback):
    """A bar of tqdm for each epoch: its steps, the loss of a recent batch, at the end the loss and all scores.

    It is drawn to the standard error stream, and only if that is a terminal: a file or a pipe gets nothing. The
    loss is read no more than ten times a second, so that a step does not wait for the device.

    Raises:
        ImportError: tqdm is not installed.

    Source: <https://tqdm.github.io>
    """

    def __init__(self) -> None:
        try:
            import tqdm  # type: ignore[import-untyped]
        except ImportError as error:
            raise ImportError("ProgressBar needs tqdm: python -m pip install tqdm") from error
        self._make_bar: Any = tqdm.tqdm
        self._bar: Any = None
        self._loss: Tensor | None = None

    def before_epoch(self, run: Run) -> None:
        """Begin a bar; without a length of the epoch it only counts."""
        self._loss = None
        self._bar = self._make_bar(
            total=run.steps_per_epoch,
            initial=run.position.steps,
            desc=f"epoch {run.epoch + 1}/{run.epochs}",
            unit="step",
            dynamic_ncols=True,
            disable=None,  # so tqdm looks for a terminal
        )

    def after_batch(self, run: Run, loss: Tensor) -> None:
        """Keep the loss, without reading it."""
        self._loss = loss

    def after_step(self, run: Run) -> None:
        """Advance; when the bar was drawn, read the loss for the next time."""
        if self._bar.update() and self._loss is not None:
            self._bar.set_postfix_str(f"loss {float(self._loss):.4g}", refresh=False)

    def after_epoch(self, run: Run) -> None:
        """Show what the epoch gave, and leave the bar there."""
        epoch = run.history.epochs[-1]
        self._bar.set_postfix_str(", ".join([f"loss {epoch.train_loss:.4g}", *_name_scores(epoch.validation)]))
        self._close()

    def on_error(self, run: Run, error: BaseException) -> None:
        """Leave the bar as it is, so that the message begins on a line of its own."""
        self._close()

    def _close(self) -> None:
        """End the line of the bar, if there is one."""
        if self._bar is not None:
            self._bar.close()
        self._bar = self._loss = None


def _name_scores(scores: Scores | None) -> list[str]:
    """The scores of validation as short texts; none without a validation."""
    if scores is None:
        return []
    named = {"loss": scores.loss, "accuracy": scores.accuracy, **scores.metrics}
    return [f"val {name} {value:.4g}" for name, value in named.items() if value is not None]
