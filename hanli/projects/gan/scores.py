"""How good pictures are: the Fréchet distance of their features, how many classes they cover, and whether they are copies."""

from __future__ import annotations

import torch
from torch import Tensor

from hanli.projects.classification import ImageClassifier


@torch.no_grad()
def extract_features(judge: ImageClassifier, pictures: Tensor) -> Tensor:
    """What a classifier computes before its last layer: the mean of each channel over all places.

    Args:
        judge: The classifier, in evaluation mode.
        pictures: (N, C, H, W) from 0 to 1, as the classifier takes them.

    Returns:
        The features, (N, K) in float64.
    """
    parts = [judge.features(batch).mean(dim=(2, 3)) for batch in torch.split(pictures, 100)]
    return torch.cat(parts).double()


def frechet_distance(first: Tensor, second: Tensor) -> float:
    """The Fréchet distance of two sets of features, each taken for a normal distribution.

    The square of the distance of the means, plus the trace of the two covariances less twice the square root of their
    product. The smaller the sets, the larger it is, so only values with the same numbers of samples and the same features
    can be compared.

    Args:
        first: (N, K), at least two rows.
        second: (M, K), at least two rows.

    Returns:
        The distance, at least 0.

    Raises:
        ValueError: The shapes do not fit, or a set has less than two rows.

    Source: <https://arxiv.org/abs/1706.08500>
    """
    if first.ndim != 2 or second.ndim != 2 or first.shape[1] != second.shape[1] or min(len(first), len(second)) < 2:
        raise ValueError(
            "first and second must have the shapes (N, K) and (M, K) with at least two rows, "
            f"got {tuple(first.shape)} and {tuple(second.shape)}"
        )
    first, second = first.double(), second.double()
    means = (first.mean(0) - second.mean(0)).square().sum()
    size = first.shape[1]
    covariances = [torch.cov(one.T).reshape(size, size) for one in (first, second)]  # a single feature gives ()
    root = square_root(covariances[0])  # (K, K)
    shared = torch.linalg.eigvalsh(root @ covariances[1] @ root).clamp(min=0).sqrt().sum()
    return max(0.0, float(means + covariances[0].trace() + covariances[1].trace() - 2 * shared))


def square_root(matrix: Tensor) -> Tensor:
    """The symmetric square root of a symmetric positive semi-definite matrix (K, K)."""
    values, vectors = torch.linalg.eigh(matrix)
    root: Tensor = (vectors * values.clamp(min=0).sqrt()) @ vectors.T
    return root


@torch.no_grad()
def count_classes(judge: ImageClassifier, features: Tensor) -> float:
    """How many classes pictures cover: the exponential of the entropy of the guessed classes.

    Args:
        judge: The classifier, in evaluation mode.
        features: What `extract_features` gives for the pictures, (N, K), N at least 1.

    Returns:
        From 1, if all are of one class, to the number of classes, if all classes are equally common.
    """
    guesses = judge.classifier(features.float()).argmax(1)
    shares = guesses.bincount().double() / len(guesses)
    return float(torch.special.entr(shares).sum().exp())


def mean_distance(pictures: Tensor) -> float:
    """How different pictures are: the mean distance of two of them in pixels.

    Args:
        pictures: (N, C, H, W), N at least 2.

    Returns:
        The mean Euclidean distance over all pairs.

    Raises:
        ValueError: There are less than two pictures.
    """
    if len(pictures) < 2:
        raise ValueError(f"pictures must be at least 2, got {len(pictures)}")
    return float(torch.pdist(pictures.flatten(1)).mean())


def find_nearest(pictures: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
    """For each picture the nearest of the known ones, in pixels.

    Args:
        pictures: (N, C, H, W).
        known: (M, C, H, W), such as the training pictures.

    Returns:
        The distances (N,) and the indices (N,) into `known`.
    """
    rows = known.flatten(1)
    parts = [torch.cdist(batch.flatten(1), rows).min(dim=1) for batch in torch.split(pictures, 100)]
    return torch.cat([part.values for part in parts]), torch.cat([part.indices for part in parts])
