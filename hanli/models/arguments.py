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


def check_switch(name: str, value: bool) -> None:
    """Refuse what is neither True nor False."""
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be a bool, got {type(value).__name__}")


def check_share(name: str, value: float) -> None:
    """Refuse what is not a share from 0 on and below 1, such as that of dropout."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} must be a float, got {type(value).__name__}")
    if not 0 <= value < 1:
        raise ValueError(f"{name} must be at least 0 and below 1, got {value}")


def check_token(name: str, value: int, vocabulary_size: int) -> None:
    """Refuse what is not one token of the vocabulary, such as that of the padding."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an int, got {type(value).__name__}")
    if not 0 <= value < vocabulary_size:
        raise ValueError(f"{name} must be from 0 to {vocabulary_size - 1}, got {value}")


def check_integers(name: str, values: Tensor) -> None:
    """Refuse what is not a tensor of integers that can be indices."""
    if not isinstance(values, Tensor):
        raise TypeError(f"{name} must be a tensor, got {type(values).__name__}")
    if values.dtype not in (torch.int64, torch.int32):
        raise TypeError(f"{name} must be int64 or int32, got {values.dtype}")


def check_range(name: str, values: Tensor, lowest: int, highest: int) -> None:
    """Refuse values of which one lies outside."""
    if torch.compiler.is_exporting():
        return  # a graph can't depend on values
    least, most = (int(bound) for bound in values.aminmax())
    if least < lowest or most > highest:
        raise ValueError(f"{name} must be from {lowest} to {highest}, got {least if least < lowest else most}")


def check_tokens(name: str, tokens: Tensor, vocabulary_size: int) -> None:
    """Refuse what is not a batch of tokens of the vocabulary, (B, T)."""
    check_integers(name, tokens)
    if tokens.ndim != 2 or 0 in tokens.shape:
        raise ValueError(f"{name} must have the shape (B, T), neither of them 0, got {tuple(tokens.shape)}")
    check_range(name, tokens, 0, vocabulary_size - 1)


def check_images(name: str, images: Tensor, channels: int) -> None:
    """Refuse what is not a batch of images in floats, (B, channels, H, W)."""
    if not isinstance(images, Tensor):
        raise TypeError(f"{name} must be a tensor, got {type(images).__name__}")
    if images.ndim != 4 or images.shape[1] != channels or 0 in images.shape[2:]:
        raise ValueError(f"{name} must have the shape (B, {channels}, H, W), got {tuple(images.shape)}")
    if not torch.is_floating_point(images):
        raise TypeError(f"{name} must be a tensor of floats, got {images.dtype}")
