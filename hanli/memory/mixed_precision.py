"""Mixed precision: which dtype suits the device, and whether the loss must be scaled."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, Literal

import torch
from torch import Tensor

from hanli.precision import AUTOCAST_DTYPES


class MixedPrecision:
    """Mixed precision on the device at hand: which dtype, and whether the loss must be scaled.

    Args:
        device: As `"cpu"`, `"cuda"` or `"mps"`.
        precision: `"auto"` takes bf16, and fp16 only on a CUDA device that has no bf16; or say
            `"fp32"`, `"bf16"` or `"fp16"`.

    Attributes:
        dtype: What large products are computed in; None for none but the model's own.
        scaler: The scaler of the loss, which fp16 needs, else None.

    Raises:
        ValueError: `precision` is none of these.

    Source: <https://docs.pytorch.org/docs/stable/amp.html>
    """

    def __init__(self, device: str | torch.device, precision: Literal["auto", "fp32", "bf16", "fp16"] = "auto") -> None:
        if precision not in ("auto", "fp32", "bf16", "fp16"):
            raise ValueError(f"precision must be 'auto', 'fp32', 'bf16' or 'fp16', got {precision!r}")
        self.device_type = torch.device(device).type
        if precision == "auto":
            without = self.device_type == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False)
            precision = "fp16" if without else "bf16"
        self.dtype = AUTOCAST_DTYPES.get(precision)
        self.scaler = torch.amp.GradScaler(self.device_type) if precision == "fp16" else None

    def autocast(self) -> AbstractContextManager[Any]:
        """For forward and loss; backward stays outside."""
        return nullcontext() if self.dtype is None else torch.autocast(self.device_type, dtype=self.dtype)

    def scale(self, loss: Tensor) -> Tensor:
        """The loss to call `backward` on."""
        return loss if self.scaler is None else self.scaler.scale(loss)
