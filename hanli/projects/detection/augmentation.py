"""Changes of a training picture that leave its objects what they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.utils.data import Dataset

from hanli.projects.detection.scenes import Target

Change = Callable[[Tensor, Target], tuple[Tensor, Target]]


@dataclass(frozen=True)
class Augmented(Dataset[tuple[Tensor, Target]]):
    """A data set whose samples are changed anew each time they are read.

    Attributes:
        scenes: Any data set of pictures and targets.
        change: From a picture (C, H, W) and its target to others; it draws from torch's global generator.
    """

    scenes: Dataset[tuple[Tensor, Target]]
    change: Change

    def __len__(self) -> int:
        return len(self.scenes)  # type: ignore[arg-type]

    def __getitem__(self, index: int) -> tuple[Tensor, Target]:
        return self.change(*self.scenes[index])


def recolor(image: Tensor, target: Target) -> tuple[Tensor, Target]:
    """Exchange the three colors at random and, in half of the pictures, light and dark; the boxes stay."""
    image = image[torch.randperm(len(image))]
    return (1 - image if torch.rand(()) < 0.5 else image), target


def flip(image: Tensor, target: Target) -> tuple[Tensor, Target]:
    """Flip half of the pictures from left to right, and their boxes with them."""
    return (image.flip(-1), _mirror(target, image.shape[-1])) if torch.rand(()) < 0.5 else (image, target)


def turn(image: Tensor, target: Target) -> tuple[Tensor, Target]:
    """Flip and turn a picture that has no top, as under a microscope: all eight ways to lay it are possible."""
    for _ in range(2):
        image, target = flip(image, target)
        if torch.rand(()) < 0.5:  # exchange the axes of the picture and of the boxes
            image, target = image.transpose(-1, -2), target | {"boxes": target["boxes"][:, [1, 0, 3, 2]]}
    return image, target


def _mirror(target: Target, width: int) -> Target:
    """The target of a picture that was flipped from left to right."""
    left, top, right, bottom = target["boxes"].unbind(-1)
    return target | {"boxes": torch.stack([width - right, top, width - left, bottom], dim=-1)}
