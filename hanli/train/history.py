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
        loss: The mean over all samples, whatever the sizes of the batches.
        accuracy: The share of samples (or pixels, tokens) whose largest output is at the target;
            None if the targets are no class indices.
        samples: How many samples there were.
    """

    loss: float
    accuracy: float | None
    samples: int


@dataclass(frozen=True, slots=True)
class Epoch:
    """One epoch of a run.

    Attributes:
        number: From 1.
        learning_rate: What the epoch began with, of the first parameter group.
        train_loss: The mean over all samples, measured while the parameters moved.
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
