"""The detector of torchvision, FCOS, with a backbone small enough for a CPU."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision.models.detection import FCOS  # type: ignore[import-untyped]
from torchvision.models.detection.anchor_utils import AnchorGenerator  # type: ignore[import-untyped]

from hanli.projects.detection.decoding import Found
from hanli.projects.detection.network import STRIDE, GridDetector
from hanli.projects.detection.scenes import Target


def build_fcos(num_classes: int, size: int = 96, width: int = 16) -> FCOS:
    """torchvision's one-stage detector on the features of `GridDetector`, with new weights.

    Args:
        num_classes: How many kinds of objects there are, without the background, which torchvision counts as class 0.
        size: Height and width of the pictures.
        width: Of the backbone.

    Returns:
        In training mode it takes a list of pictures and a list of targets and returns a dictionary of losses; in
        evaluation mode it takes pictures and returns boxes, scores and labels.
    """
    backbone = GridDetector(width=width).features
    backbone.out_channels = 4 * width  # type: ignore[assignment]
    return FCOS(
        backbone,
        num_classes + 1,
        min_size=size,
        max_size=size,
        image_mean=[0.0] * 3,
        image_std=[1.0] * 3,
        anchor_generator=AnchorGenerator(sizes=((STRIDE,),), aspect_ratios=((1.0,),)),
        score_thresh=0.05,
        nms_thresh=0.5,
    )


def as_lists(images: Tensor, target: Target) -> tuple[list[Tensor], list[Target]]:
    """A batch as torchvision wants it: lists, without what fills up, and with labels from 1."""
    targets = []
    for boxes, labels in zip(target["boxes"], target["labels"], strict=True):
        targets.append({"boxes": boxes[labels >= 0], "labels": labels[labels >= 0] + 1})
    return list(images), targets


def fit_ready_made(
    model: nn.Module, scenes: Dataset[tuple[Tensor, Target]], *, epochs: int, lr: float = 0.002, batch_size: int = 32
) -> nn.Module:
    """Train a detector of torchvision with AdamW and a cosine schedule; returns it in evaluation mode.

    Args:
        model: In training mode it returns a dictionary of losses.
        scenes: The training samples.
        epochs: How many passes.
        lr: The learning rate at the start.
        batch_size: How many pictures make a step.
    """
    loader = DataLoader(scenes, batch_size, shuffle=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs * len(loader))
    model.train()
    for _ in range(epochs):
        for images, target in loader:
            loss = sum(model(*as_lists(images, target)).values())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


@torch.no_grad()
def detect_ready_made(model: nn.Module, scenes: Dataset[tuple[Tensor, Target]]) -> list[Found]:
    """What a detector of torchvision finds in all pictures, with labels from 0 again."""
    found = []
    for images, _ in DataLoader(scenes, batch_size=50):
        for one in model(list(images)):
            kept = one["labels"] > 0  # what is not background
            found.append(
                {"boxes": one["boxes"][kept], "scores": one["scores"][kept], "labels": one["labels"][kept] - 1}
            )
    return found
