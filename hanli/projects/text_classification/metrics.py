"""The two scores of the project, from their definitions."""

from __future__ import annotations

import torch
from torch import Tensor


def accuracy(guesses: Tensor, labels: Tensor) -> float:
    """The share of right guesses, (N,) and (N,)."""
    _check(guesses, labels)
    return float((guesses == labels).double().mean())


def macro_f1(guesses: Tensor, labels: Tensor, num_classes: int) -> float:
    """The mean over the classes of the harmonic mean of precision and recall.

    A class that occurs neither among the guesses nor among the labels has the score 0.

    Args:
        guesses: (N,) of integers below num_classes.
        labels: (N,) of integers below num_classes.
        num_classes: The number of classes.

    Raises:
        ValueError: The shapes differ, or there is no sample.

    Source: <https://lightning.ai/docs/torchmetrics/stable/classification/f1_score.html>
    """
    _check(guesses, labels)
    scores = []
    for label in range(num_classes):
        right = int(((guesses == label) & (labels == label)).sum())
        both = int((guesses == label).sum()) + int((labels == label).sum())
        scores.append(2 * right / both if both else 0.0)  # 2PR / (P + R) = 2 TP / (guessed + labeled)
    return sum(scores) / num_classes


def _check(guesses: Tensor, labels: Tensor) -> None:
    """Refuse what are not as many classes as labels, at least one."""
    if guesses.shape != labels.shape or guesses.ndim != 1 or not len(labels):
        raise ValueError(
            f"guesses and labels must be (N,) with N of at least 1, got {tuple(guesses.shape)} and {tuple(labels.shape)}"
        )
    if torch.is_floating_point(guesses):
        raise ValueError(f"guesses must be integers, got {guesses.dtype}: take the argmax of the logits")
