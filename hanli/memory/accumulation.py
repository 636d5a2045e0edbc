"""The gradient of a large batch, computed in parts."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from hanli.batches import Loss, check_loss
from hanli.memory.mixed_precision import MixedPrecision
from hanli.memory.step_in_backward import steps_in_backward


def accumulate(
    model: nn.Module,
    loss: Loss,
    inputs: Tensor,
    targets: Tensor,
    *,
    parts: int,
    precision: MixedPrecision | None = None,
) -> Tensor:
    """Forward and backward in parts; the gradients are those of the whole batch at once.

    The parts differ in size by one sample at most, each weighs as many samples as it has, and none
    is lost: 10 samples in 4 parts are 3, 3, 2, 2. With more parts than samples there is a part for
    each sample. Gradients are added to those that are there, as `backward` does. BatchNorm sees
    the parts, not the batch: with it the result is another one.

    Args:
        model: Takes inputs, returns outputs.
        loss: A mean over the samples.
        inputs: The batch; samples lie along the first dimension.
        targets: Its targets, as many.
        parts: In how many parts.
        precision: Mixed precision, which also scales the loss where that is needed.

    Returns:
        The mean loss of the batch, without a graph, a tensor of shape ().

    Raises:
        ValueError: `parts` is below 1, the batch is empty, the sizes differ, or `loss` is no mean.
        RuntimeError: The model steps inside backward, so that each part would be a step.

    Source: <https://docs.pytorch.org/docs/stable/notes/amp_examples.html#gradient-accumulation>
    """
    size = inputs.shape[0] if inputs.ndim else 0
    if parts < 1:
        raise ValueError(f"parts must be at least 1, got {parts}")
    if size == 0:
        raise ValueError(f"inputs must hold at least one sample, got shape {tuple(inputs.shape)}")
    if targets.ndim == 0 or targets.shape[0] != size:
        raise ValueError(f"targets must have {size} samples as inputs have, got shape {tuple(targets.shape)}")
    check_loss(loss)
    if parts > 1 and steps_in_backward(model):
        raise RuntimeError("model steps inside backward, so each part would be a step: use parts=1, or remove() that")
    precision = precision or MixedPrecision("cpu", "fp32")
    count = min(parts, size)
    total = torch.zeros((), dtype=torch.float64 if inputs.device.type != "mps" else torch.float32, device=inputs.device)
    for some, expected in zip(inputs.tensor_split(count), targets.tensor_split(count), strict=True):
        with precision.autocast():
            part = loss(model(some), expected)
        weighted = part if count == 1 else part * (some.shape[0] / size)
        precision.scale(weighted).backward()  # type: ignore[no-untyped-call]
        total += weighted.detach()
    return total.to(torch.get_default_dtype())
