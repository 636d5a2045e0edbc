"""Refuse arguments of a network before it computes anything, by name and with what was given."""

from __future__ import annotations

import torch
from torch import Tensor


def check_count(name: str, value: int) -> None:
    """Refuse what is not a whole number from 1 on, such as a number of classes or channels."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an int, got {type(value).__name__}")
    if value < 1:
        raise ValueError(f"{name} must be at least 1, got {value}")


def check_images(name: str, images: Tensor, channels: int) -> None:
    """Refuse what is not a batch of images in floats, (B, channels, H, W)."""
    if not isinstance(images, Tensor):
        raise TypeError(f"{name} must be a tensor, got {type(images).__name__}")
    if images.ndim != 4 or images.shape[1] != channels or 0 in images.shape[2:]:
        raise ValueError(f"{name} must have the shape (B, {channels}, H, W), got {tuple(images.shape)}")
    if not torch.is_floating_point(images):
        raise TypeError(f"{name} must be a tensor of floats, got {images.dtype}")
