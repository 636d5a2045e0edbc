"""Segmentation without a network: one threshold for the gray levels, found by Otsu's method or on labeled pixels."""

from __future__ import annotations

import torch
from torch import Tensor

LEVELS = 256


def find_otsu_threshold(image: Tensor) -> float:
    """Otsu's threshold: it makes the two groups of pixels differ most in their mean, and needs no labels.

    Args:
        image: Gray levels from 0 to 1, of any shape.

    Returns:
        The threshold, one of 256 levels; pixels above it are the bright group. `skimage.filters.threshold_otsu` finds
        the same level in the image as integers from 0 to 255. On floats it may not, because it divides the range from
        the darkest to the brightest pixel into 256 bins.

    Raises:
        ValueError: The image has only one gray level, or levels outside 0 to 1.

    Source: <https://doi.org/10.1109/TSMC.1979.4310076> (Otsu, 1979)
    """
    counts, levels = _count_levels(image)
    below, above = counts.cumsum(0), counts.flip(0).cumsum(0).flip(0)
    sums = (counts * levels).cumsum(0)
    mean_below = sums / below.clamp(min=1)
    mean_above = (sums[-1] - sums + counts * levels) / above.clamp(min=1)
    between = below[:-1] * above[1:] * (mean_below[:-1] - mean_above[1:]) ** 2
    if not between.any():
        raise ValueError("image must have at least two gray levels, got one")
    return float(levels[between.argmax()])


def fit_threshold(image: Tensor, mask: Tensor) -> float:
    """The threshold with the highest IoU of the bright pixels on a labeled image.

    Args:
        image: Gray levels from 0 to 1, of any shape.
        mask: Whether each pixel belongs to the foreground, as many as the image has.

    Returns:
        The threshold; pixels above it are the foreground.

    Raises:
        ValueError: The numbers of pixels differ, the mask is empty, or levels lie outside 0 to 1.
    """
    truth = mask.flatten().bool()
    if truth.numel() != image.numel() or not truth.any():
        raise ValueError(
            f"mask must hold a value for each of the {image.numel()} pixels, one of them true, got {truth.numel()}"
        )
    everything, levels = _count_levels(image)
    inside, _ = _count_levels(image.flatten()[truth])
    guessed = everything.flip(0).cumsum(0).flip(0) - everything  # above each level
    found = inside.flip(0).cumsum(0).flip(0) - inside
    return float(levels[(found / (guessed + inside.sum() - found)).argmax()])


def _count_levels(image: Tensor) -> tuple[Tensor, Tensor]:
    """How many pixels each of 256 levels has, and the levels."""
    if image.numel() and not 0 <= float(image.min()) <= float(image.max()) <= 1:
        raise ValueError(f"image must hold levels from 0 to 1, got {float(image.min())} to {float(image.max())}")
    steps = (image.flatten() * (LEVELS - 1)).round().long()
    return steps.bincount(minlength=LEVELS).double(), torch.arange(LEVELS, dtype=torch.float64) / (LEVELS - 1)
