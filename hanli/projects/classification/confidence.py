"""Whether a classifier's probabilities can be believed, and one number that mends them.

Source: <https://arxiv.org/abs/1706.04599> (Guo et al., 2017)
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Calibrated(nn.Module):
    """A classifier with its temperature: it gives probabilities instead of logits.

    Args:
        model: Gives logits (B, num_classes).
        temperature: What the logits are divided by, above 0. It is kept in the state dict.

    Raises:
        ValueError: `temperature` is not above 0.
    """

    temperature: Tensor

    def __init__(self, model: nn.Module, temperature: float = 1.0) -> None:
        super().__init__()
        if not 0 < temperature < float("inf"):
            raise ValueError(f"temperature must be above 0, got {temperature}")
        self.model = model
        self.register_buffer("temperature", torch.tensor(temperature))

    def forward(self, images: Tensor) -> Tensor:
        """From what the model takes to probabilities (B, num_classes)."""
        logits: Tensor = self.model(images)
        return (logits / self.temperature).softmax(dim=1)


def calibration_error(probabilities: Tensor, labels: Tensor, bins: int = 15) -> float:
    """The expected calibration error: how far confidence is from accuracy, in bins of equal width.

    The confidence of a sample is its highest probability. In each bin the mean confidence is compared with the share
    of right guesses; the differences are weighed by the samples of the bin.

    Args:
        probabilities: (N, num_classes), from 0 to 1.
        labels: (N,) of integers.
        bins: How many bins 0 to 1 is divided into.

    Returns:
        The error, from 0 to 1; `torchmetrics.functional.classification.multiclass_calibration_error` gives the same.

    Raises:
        ValueError: The shapes do not fit, there is no sample, or `bins` is less than 1.
    """
    if probabilities.ndim != 2 or labels.shape != probabilities.shape[:1] or not len(labels):
        raise ValueError(
            "probabilities and labels must have the shapes (N, num_classes) and (N,) with N of at least 1, "
            f"got {tuple(probabilities.shape)} and {tuple(labels.shape)}"
        )
    if bins < 1:
        raise ValueError(f"bins must be at least 1, got {bins}")
    confidence, guess = probabilities.max(dim=1)
    edges = torch.linspace(0, 1, bins + 1, dtype=confidence.dtype, device=confidence.device)
    chosen = torch.bucketize(confidence, edges[1:-1], right=True)
    differences = torch.zeros(bins, dtype=torch.float64, device=confidence.device)
    differences.index_add_(0, chosen, confidence.double() - (guess == labels).double())
    return float(differences.abs().sum() / len(labels))


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature T that makes the cross-entropy of `softmax(logits / T)` smallest; it changes no guess.

    Fit it on validation data: on training data it is too small, since there the network is right nearly always.

    Args:
        logits: (N, num_classes).
        labels: (N,) of integers.

    Returns:
        The temperature, between 0.05 and 20. Above 1, the network was too confident; below 1, too cautious.

    Raises:
        ValueError: The shapes do not fit, or there is no sample.
    """
    if logits.ndim != 2 or labels.shape != logits.shape[:1] or not len(labels):
        raise ValueError(
            "logits and labels must have the shapes (N, num_classes) and (N,) with N of at least 1, "
            f"got {tuple(logits.shape)} and {tuple(labels.shape)}"
        )
    logits = logits.detach().double()

    def loss(log_temperature: float) -> float:
        return float(nn.functional.cross_entropy(logits / torch.tensor(log_temperature).exp(), labels))

    low, high = (float(torch.tensor(value, dtype=torch.float64).log()) for value in (0.05, 20))
    for _ in range(60):  # the loss is convex in 1 / T, so it falls and then rises along log T
        third = (high - low) / 3
        if loss(low + third) < loss(high - third):
            high -= third
        else:
            low += third
    return float(torch.tensor((low + high) / 2, dtype=torch.float64).exp())
