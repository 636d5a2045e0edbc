"""Average precision (AP), the metric of detection, as COCO defines it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torchvision.ops import box_iou  # type: ignore[import-untyped]

from hanli.projects.detection.decoding import Found
from hanli.projects.detection.scenes import Target

THRESHOLDS = tuple(0.5 + 0.05 * step for step in range(10))
MOST = 100  # boxes of a class in a picture that count


@dataclass(frozen=True)
class Precision:
    """Average precision of each class at each threshold of the IoU.

    Attributes:
        table: (T, K) in float64; nan for a class without an object.
        thresholds: The T thresholds.
    """

    table: Tensor
    thresholds: tuple[float, ...]

    @property
    def ap50(self) -> float:
        """The mean over the classes where an IoU of 0.5 is enough."""
        return float(self.table[0].nanmean())

    @property
    def ap(self) -> float:
        """The mean over the classes and over all thresholds, COCO's main number."""
        return float(self.table.nanmean())


def average_precision(found: Sequence[Found], wanted: Sequence[Target], num_classes: int) -> Precision:
    """Compute the average precision, equal to COCO's evaluation.

    Args:
        found: For each picture `boxes` (K, 4) as x1, y1, x2, y2, `scores` (K,) and `labels` (K,).
        wanted: For each picture `boxes` (M, 4) and `labels` (M,); labels below 0 are left out.
        num_classes: How many classes there are.

    Returns:
        The average precision, of all classes and at the thresholds 0.5, 0.55, …, 0.95.

    Raises:
        ValueError: `found` and `wanted` have not the same length.

    Source: <https://cocodataset.org/#detection-eval>
    """
    if len(found) != len(wanted):
        raise ValueError(f"found must have one entry for each of wanted, got {len(found)} and {len(wanted)}")
    table = torch.full((len(THRESHOLDS), num_classes), torch.nan, dtype=torch.float64)
    for label in range(num_classes):
        scores, right, count = [torch.empty(0)], [torch.empty(len(THRESHOLDS), 0, dtype=torch.bool)], 0
        for one, target in zip(found, wanted, strict=True):
            chosen = one["labels"] == label
            objects = target["boxes"][target["labels"] == label]
            count += len(objects)
            if not chosen.any():
                continue
            order = one["scores"][chosen].argsort(descending=True, stable=True)[:MOST]
            overlaps = box_iou(one["boxes"][chosen][order].double(), objects.double())  # (K, M)
            scores.append(one["scores"][chosen][order])
            right.append(torch.stack([match(overlaps, threshold) for threshold in THRESHOLDS]))
        if count:
            order = torch.cat(scores).argsort(descending=True, stable=True)
            hits = torch.cat(right, dim=1)[:, order]  # (T, boxes)
            table[:, label] = torch.stack([area_under_curve(row, count) for row in hits])
    return Precision(table, THRESHOLDS)


def match(overlaps: Tensor, threshold: float) -> Tensor:
    """Which boxes are right: each in its turn takes the free object with the highest IoU, if that is high enough.

    Args:
        overlaps: The IoU of boxes, from the highest score to the lowest, with objects, (K, M).
        threshold: The lowest IoU that is enough.

    Returns:
        (K,) of truth values. A second box for the same object is wrong.
    """
    right = torch.zeros(len(overlaps), dtype=torch.bool)
    free = overlaps.clone()
    lowest = threshold - 1e-10
    for index in (overlaps >= lowest).any(dim=1).nonzero()[:, 0].tolist():  # the others overlap no object enough
        if free[index].max() >= lowest:
            right[index] = True
            free[:, free[index].argmax()] = -1  # every object is found once
    return right


def area_under_curve(right: Tensor, count: int) -> Tensor:
    """The mean precision at the 101 recalls 0, 0.01, …, 1, each with the best precision of this recall or a higher one.

    Args:
        right: Whether each box is right, from the highest score to the lowest, (K,).
        count: How many objects there are.

    Returns:
        The average precision, a number from 0 to 1, ().
    """
    hits = right.double().cumsum(0)
    precision = hits / torch.arange(1, len(right) + 1, dtype=torch.float64)
    best = precision.flip(0).cummax(0).values.flip(0) if len(right) else precision
    recalls = torch.arange(101, dtype=torch.float64) * 0.01
    places = torch.searchsorted(hits / count, recalls)
    return torch.cat([best, best.new_zeros(1)])[places].mean()
