"""What devices compute in: the dtypes of mixed precision, and where AdamW has a fused form."""

from __future__ import annotations

import torch

FUSED_ADAMW_DEVICES = {"cpu", "cuda", "mps", "xpu"}
"""The devices for which AdamW has a fused implementation."""

AUTOCAST_DTYPES = {"bf16": torch.bfloat16, "fp16": torch.float16}
"""What large products are computed in under mixed precision, by its name."""
