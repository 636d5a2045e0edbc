"""What a run tells of itself: scores, epochs, the history of all, and the error that ends it."""

from __future__ import annotations

from dataclasses import dataclass, field


class NonFiniteLossError(ArithmeticError):
    """The training loss is nan or infinite. The message says where and what to look at."""

    __module__ = "hanli.train"  # where users import it from, and what a traceback should say


@dataclass(frozen=True, slots=True)
class Scores:
    """What `evaluate` measures.

    Attributes:
        loss: The mean over all samples, or over all targets that the loss counts (tokens, pixels, weights),
            whatever the sizes of the batches.
        accuracy: The share of targets (samples, pixels, tokens) that are guessed, of those that the loss counts;
            None where it is not certain what the guess is, as for numbers, several outputs or several labels.
        samples: How many samples there were.
        metrics: The values of the metrics that were passed, by name.
    """

    loss: float
    accuracy: float | None
    samples: int
    metrics: dict[str, float] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float | None:
        """A score by its name: `"loss"`, `"accuracy"` or that of a metric; None if there is no such score."""
        if name in ("loss", "accuracy"):
            value: float | None = getattr(self, name)
            return value
        return self.metrics.get(name)


@dataclass(frozen=True, slots=True)
class Epoch:
    """One epoch of a run.

    Attributes:
        number: From 1.
        learning_rate: What the epoch began with, of the first parameter group.
        train_loss: The mean as in `Scores`, measured while the parameters moved.
        validation: The scores afterwards, or None without a validation loader.
    """

    number: int
    learning_rate: float
    train_loss: float
    validation: Scores | None


@dataclass(slots=True)
class History:
    """What happened, epoch by epoch, and why the run stopped early, if it did."""

    epochs: list[Epoch] = field(default_factory=list)
    stopped: str = ""
