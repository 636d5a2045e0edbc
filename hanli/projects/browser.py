"""What the live demonstrations of all projects need: an ONNX file for the browser, and data inside a JSON file.

Source: <https://docs.pytorch.org/docs/stable/onnx_export.html>
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from hanli.files import replace_atomically

MODELS = Path("overrides/assets/models")
"""Where the site has them, from the root of its repository."""


def write_onnx(model: nn.Module, example: Tensor, file: Path, outputs: Sequence[str]) -> None:
    """Export a network that takes `images`, like the example but as many as one likes.

    The file holds its weights, and nothing about the machine that it was made on.

    Args:
        model: The network, in evaluation mode.
        example: Two pictures or more, (B, C, H, W); all but B is fixed.
        file: Where to.
        outputs: The names of what the network returns.

    Raises:
        ModuleNotFoundError: `onnx` or `onnxscript` is not installed.
    """
    program = torch.onnx.export(
        model,
        (example,),
        input_names=["images"],
        output_names=list(outputs),
        dynamic_shapes=({0: torch.export.Dim("N")},),
        dynamo=True,
        verbose=False,
    )
    assert program is not None
    proto: Any = program.model_proto
    for part in (proto, proto.graph, *proto.graph.node, *proto.graph.value_info, *proto.graph.initializer):
        part.ClearField("metadata_props")  # lines and paths of Python
        part.ClearField("doc_string")
    with replace_atomically(file) as kept:
        kept.write(proto.SerializeToString(deterministic=True))


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
