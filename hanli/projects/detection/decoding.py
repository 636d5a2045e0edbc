"""From the raw numbers of the network to boxes, and from many boxes to one for each object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision.ops import batched_nms  # type: ignore[import-untyped]

from hanli.projects.detection.network import STRIDE
from hanli.projects.detection.scenes import Target

LARGEST = 6.0  # exp(6) cells are wider than any picture; without a bound, one bad logit would give inf
Found = dict[str, Tensor]
"""`boxes` (K, 4) as x1, y1, x2, y2 in pixels, `scores` (K,) from high to low, and `labels` (K,)."""


def decode_boxes(raw: Tensor) -> Tensor:
    """The box of each cell in pixels.

    Args:
        raw: What the network returns, (B, 5 + num_classes, h, w).

    Returns:
        (B, h, w, 4) as x1, y1, x2, y2.
    """
    height, width = raw.shape[-2:]
    rows = torch.arange(height, device=raw.device)[:, None].expand(height, width)
    columns = torch.arange(width, device=raw.device).expand(height, width)
    center_x = columns + raw[:, 1].sigmoid()  # (B, h, w), in cells
    center_y = rows + raw[:, 2].sigmoid()
    half_width = raw[:, 3].clamp(max=LARGEST).exp() / 2
    half_height = raw[:, 4].clamp(max=LARGEST).exp() / 2
    edges = (center_x - half_width, center_y - half_height, center_x + half_width, center_y + half_height)
    return torch.stack(edges, dim=-1) * STRIDE


def score_cells(raw: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The box of each cell, cut at the edge of the picture, how likely it holds an object, and of which class.

    The score is the probability of an object times that of its class.

    Args:
        raw: What the network returns, (B, 5 + num_classes, h, w).

    Returns:
        Boxes (B, h * w, 4) as x1, y1, x2, y2 in pixels, scores (B, h * w), and labels (B, h * w).
    """
    boxes = decode_boxes(raw).flatten(1, 2)  # (B, h * w, 4)
    right, bottom = raw.shape[3] * STRIDE, raw.shape[2] * STRIDE
    boxes = boxes.clamp(min=0).minimum(boxes.new_tensor([right, bottom, right, bottom]))
    likely, labels = raw[:, 5:].softmax(dim=1).flatten(2).max(dim=1)  # (B, h * w)
    return boxes, raw[:, 0].sigmoid().flatten(1) * likely, labels


def decode(raw: Tensor, *, threshold: float = 0.05, overlap: float = 0.5, most: int = 100) -> list[Found]:
    """Choose boxes by their score, and of boxes of one class that overlap keep the highest (non-maximum suppression).

    Args:
        raw: What the network returns, (B, 5 + num_classes, h, w).
        threshold: Boxes with a lower score are dropped.
        overlap: Boxes of one class with a higher IoU than this count as the same object.
        most: How many boxes of a picture are kept.

    Returns:
        For each picture its boxes, scores and labels; the boxes are cut at the edge of the picture.

    Raises:
        ValueError: `raw` has no such shape, or `threshold` or `overlap` is not between 0 and 1.
    """
    if raw.ndim != 4 or raw.shape[1] < 6:
        raise ValueError(f"raw must have the shape (B, 5 + num_classes, h, w), got {tuple(raw.shape)}")
    for name, value in (("threshold", threshold), ("overlap", overlap)):
        if not 0 <= value <= 1:
            raise ValueError(f"{name} must be between 0 and 1, got {value}")
    found = []
    for one_boxes, one_scores, one_labels in zip(*score_cells(raw), strict=True):
        kept = (one_scores >= threshold).nonzero()[:, 0]
        kept = kept[batched_nms(one_boxes[kept], one_scores[kept], one_labels[kept], overlap)[:most]]
        found.append({"boxes": one_boxes[kept], "scores": one_scores[kept], "labels": one_labels[kept]})
    return found


@torch.no_grad()
def detect(
    model: nn.Module, scenes: Dataset[tuple[Tensor, Target]], *, threshold: float = 0.05, overlap: float = 0.5
) -> list[Found]:
    """What a network in evaluation mode finds in all pictures of a data set, in their order."""
    found = []
    for images, _ in DataLoader(scenes, batch_size=50):
        found += decode(model(images), threshold=threshold, overlap=overlap)
    return found


@torch.no_grad()
def detect_frames(
    model: Callable[[Tensor], Tensor], frames: Iterable[Tensor], *, threshold: float = 0.5
) -> Iterator[Found]:
    """Detect in frames as they come, one at a time, so a stream may be endless.

    Args:
        model: The network, or the module of a bundle.
        frames: Pictures (C, H, W) from 0 to 1.
        threshold: As for `decode`.

    Yields:
        What was found in each frame.
    """
    for frame in frames:
        yield decode(model(frame[None]), threshold=threshold)[0]
