"""Pictures that no network was trained to make: noise, the mean picture, and draws from a normal distribution."""

from __future__ import annotations

import torch
from torch import Tensor

from hanli.projects.gan.scores import square_root


def draw_noise(count: int, like: Tensor, generator: torch.Generator) -> Tensor:
    """Pictures (count, C, H, W) whose pixels are uniform from 0 to 1."""
    return torch.rand(count, *like.shape[1:], generator=generator)


def repeat_mean(count: int, like: Tensor, generator: torch.Generator) -> Tensor:
    """The mean of the pictures `like` (N, C, H, W), `count` times; the generator is not used."""
    return like.mean(dim=0, keepdim=True).repeat(count, 1, 1, 1)


def draw_normal(count: int, like: Tensor, generator: torch.Generator) -> Tensor:
    """Draws from the normal distribution with the mean and the covariance of the pictures `like`, cut off at 0 and 1.

    Args:
        count: How many.
        like: (N, C, H, W) from 0 to 1.
        generator: What draws.

    Returns:
        Pictures (count, C, H, W).
    """
    rows = like.flatten(1).double()
    spread = square_root(torch.cov(rows.T))  # (K, K)
    draws = torch.randn(count, rows.shape[1], generator=generator, dtype=torch.float64)
    return (rows.mean(0) + draws @ spread).clamp(0, 1).float().reshape(count, *like.shape[1:])


BASELINES = {"noise": draw_noise, "mean picture": repeat_mean, "normal distribution": draw_normal}
