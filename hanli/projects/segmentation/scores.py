"""The metric: pixels counted by class and guess, and what IoU and Dice make of the counts."""

from __future__ import annotations

import torch
from torch import Tensor

from hanli.projects.segmentation.images import IGNORE


def count_pixels(guesses: Tensor, masks: Tensor, num_classes: int, ignore_index: int | None = IGNORE) -> Tensor:
    """The confusion matrix of the pixels: entry (i, j) counts the pixels of class i that were guessed as class j.

    Matrices of several pictures may be added, and are scored once at the end.

    Args:
        guesses: The guessed class of each pixel, of any shape.
        masks: Its true class, of the same shape.
        num_classes: How many classes there are, the background among them.
        ignore_index: Pixels whose true class is this are left out; None leaves out none.

    Returns:
        The counts, (num_classes, num_classes) in int64.

    Raises:
        ValueError: The shapes differ, `num_classes` is less than 1, or a counted value is no class.
    """
    if guesses.shape != masks.shape:
        raise ValueError(f"guesses must have the shape of masks, {tuple(masks.shape)}, got {tuple(guesses.shape)}")
    if num_classes < 1:
        raise ValueError(f"num_classes must be at least 1, got {num_classes}")
    counted = torch.ones_like(masks, dtype=torch.bool) if ignore_index is None else masks != ignore_index
    for name, values in (("guesses", guesses[counted]), ("masks", masks[counted])):
        if values.numel() and not 0 <= int(values.min()) <= int(values.max()) < num_classes:
            raise ValueError(f"{name} must hold 0 to {num_classes - 1}, got {int(values.min())} to {int(values.max())}")
    pairs = masks[counted].long() * num_classes + guesses[counted].long()
    return pairs.bincount(minlength=num_classes**2).reshape(num_classes, num_classes)


def iou(counts: Tensor) -> Tensor:
    """The intersection over union of each class, (num_classes,); nan for a class that neither occurs nor is guessed.

    Args:
        counts: As `count_pixels` returns them.
    """
    both = counts.diag().double()
    return both / (counts.sum(dim=0) + counts.sum(dim=1) - both)


def dice(counts: Tensor) -> Tensor:
    """The Dice coefficient of each class, (num_classes,); for two classes that of class 1 is the F1 score of its pixels.

    Args:
        counts: As `count_pixels` returns them.
    """
    return 2 * counts.diag().double() / (counts.sum(dim=0) + counts.sum(dim=1))


def summarize(counts: Tensor) -> dict[str, float]:
    """The scores of the table, each mean over the classes that occur; `foreground` leaves out class 0.

    Args:
        counts: As `count_pixels` returns them.

    Raises:
        ValueError: No pixel was counted.
    """
    if not counts.any():
        raise ValueError("counts must hold a pixel: every pixel was ignored")
    return {
        "accuracy": float(counts.diag().sum() / counts.sum()),
        "iou": float(iou(counts).nanmean()),
        "iou_foreground": float(iou(counts)[1:].nanmean()),
        "dice_foreground": float(dice(counts)[1:].nanmean()),
    }
