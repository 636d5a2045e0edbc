"""The two losses: what the discriminator is wrong about, and what the generator could not pass off as real."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits


def discriminator_loss(
    real: Tensor, generated: Tensor, *, real_label: float = 1.0, generated_label: float = 0.0
) -> Tensor:
    """The cross-entropy of real pictures plus that of generated ones.

    Args:
        real: The logits of real pictures, (B,).
        generated: The logits of generated pictures, (B,), of a batch that was detached from the generator.
        real_label: What the discriminator should say about real pictures; 0.9 is one-sided label smoothing.
        generated_label: What it should say about generated ones; anything but 0 draws the generator to what it makes already.

    Returns:
        The loss, a scalar; 2 log 2 = 1.386 if all logits are 0.

    Raises:
        ValueError: A label is not from 0 to 1.
    """
    for name, value in (("real_label", real_label), ("generated_label", generated_label)):
        if not 0 <= value <= 1:
            raise ValueError(f"{name} must be from 0 to 1, got {value}")
    on_real = binary_cross_entropy_with_logits(real, torch.full_like(real, real_label))
    return on_real + binary_cross_entropy_with_logits(generated, torch.full_like(generated, generated_label))


def generator_loss(generated: Tensor) -> Tensor:
    """The non-saturating loss: the cross-entropy of generated pictures with the label of real ones.

    Args:
        generated: The logits of generated pictures, (B,), of a batch that leads back to the generator.

    Returns:
        The loss, a scalar; log 2 = 0.693 if all logits are 0.
    """
    return binary_cross_entropy_with_logits(generated, torch.ones_like(generated))
