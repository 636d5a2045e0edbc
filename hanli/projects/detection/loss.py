"""What each cell of the grid should say, and how far the network is from it."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torchvision.ops import generalized_box_iou_loss  # type: ignore[import-untyped]

from hanli.projects.detection.decoding import decode_boxes
from hanli.projects.detection.network import STRIDE
from hanli.projects.detection.scenes import Target


def assign_cells(target: Target, height: int, width: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Give each object to the cell that holds its center; of two in one cell, the later one is left out.

    Args:
        target: `boxes` (B, M, 4) in pixels and `labels` (B, M), -1 where there is no object.
        height: Of the grid.
        width: Of the grid.

    Returns:
        Four tensors (K,) for the K objects that have a cell: the index of the picture, of the object in it, of the
        cell's row and of its column.
    """
    pictures, objects = (target["labels"] >= 0).nonzero(as_tuple=True)
    boxes = target["boxes"][pictures, objects]  # (K, 4)
    columns = ((boxes[:, 0] + boxes[:, 2]) / 2 / STRIDE).long().clamp(0, width - 1)
    rows = ((boxes[:, 1] + boxes[:, 3]) / 2 / STRIDE).long().clamp(0, height - 1)
    cells = (pictures * height + rows) * width + columns
    first = ~(cells[:, None] == cells).tril(-1).any(dim=1)  # no earlier object has this cell
    return pictures[first], objects[first], rows[first], columns[first]


def detection_loss(raw: Tensor, target: Target) -> tuple[Tensor, Tensor]:
    """Three losses in one: is there an object in the cell, where is its box, and what is it?

    The first is a binary cross-entropy over all cells. The other two, 1 minus the generalized IoU and a cross-entropy,
    count only cells that have an object.

    Args:
        raw: What the network returns, (B, 5 + num_classes, h, w).
        target: `boxes` (B, M, 4) in pixels and `labels` (B, M), -1 where there is no object.

    Returns:
        The sum of the losses, and the number of objects to divide it by, at least 1.

    Source: <https://arxiv.org/abs/1506.02640> (one grid), <https://arxiv.org/abs/1902.09630> (generalized IoU)
    """
    pictures, objects, rows, columns = assign_cells(target, *raw.shape[-2:])
    wanted = torch.zeros_like(raw[:, 0])
    wanted[pictures, rows, columns] = 1
    loss = nn.functional.binary_cross_entropy_with_logits(raw[:, 0], wanted, reduction="sum")
    boxes = decode_boxes(raw)[pictures, rows, columns]  # (K, 4)
    loss = loss + 2 * generalized_box_iou_loss(boxes, target["boxes"][pictures, objects], reduction="sum")
    logits = raw[pictures, 5:, rows, columns]  # (K, num_classes)
    loss = loss + nn.functional.cross_entropy(logits, target["labels"][pictures, objects], reduction="sum")
    return loss, torch.tensor(max(len(pictures), 1), device=raw.device)
