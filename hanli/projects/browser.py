"""What the live demonstrations of all projects need beside an ONNX file: data inside a JSON file."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import torch
from torch import Tensor

from hanli.files import replace_atomically

MODELS = Path("overrides/assets/models")
"""Where the site has them, from the root of its repository."""


def write_json(content: object, file: Path) -> None:
    """Write a JSON file, whole or not at all."""
    with replace_atomically(file) as kept:
        kept.write((json.dumps(content, indent=1) + "\n").encode())


def as_base64(pixels: Tensor) -> str:
    """Bytes of any shape, row by row, as text.

    Args:
        pixels: In uint8.

    Raises:
        TypeError: They are no bytes.
    """
    if pixels.dtype != torch.uint8:
        raise TypeError(f"pixels must be of torch.uint8, got {pixels.dtype}")
    return base64.b64encode(pixels.contiguous().numpy().tobytes()).decode()


def to_bytes(levels: Tensor) -> Tensor:
    """Levels from 0 to 1 as bytes from 0 to 255."""
    return levels.mul(255).round().to(torch.uint8)
