"""ONNX files for the demonstrations: small, with the weights inside, and without a word about the machine that made them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from hanli.files import replace_atomically


def write_onnx(
    model: nn.Module, inputs: Mapping[str, Tensor], free: Mapping[int, str], outputs: Sequence[str], file: Path
) -> None:
    """Export a network.

    Weights that half precision holds without a change are stored so and cast back when the file is loaded, thus what is
    computed stays the same. The file says nothing about the machine that made it.

    Args:
        model: The network, in evaluation mode.
        inputs: An example of each input, by its name; along a free axis of more than one element.
        free: The axes of every input that may have any length, with a name for each.
        outputs: The names of the outputs, in the order in which the network returns them.
        file: Where to.

    Raises:
        ModuleNotFoundError: `onnx` or `onnxscript` is not installed.

    Source: <https://docs.pytorch.org/docs/stable/onnx_export.html>
    """
    axes = {axis: torch.export.Dim(name) for axis, name in free.items()}
    program = torch.onnx.export(
        model,
        tuple(inputs.values()),
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_shapes=tuple(axes for _ in inputs),
        dynamo=True,
        verbose=False,
    )
    assert program is not None
    proto: Any = program.model_proto
    halve(proto)
    for part in (proto, proto.graph, *proto.graph.node, *proto.graph.value_info, *proto.graph.initializer):
        part.ClearField("metadata_props")  # lines and paths of Python
        part.ClearField("doc_string")
    with replace_atomically(file) as kept:
        kept.write(proto.SerializeToString(deterministic=True))


class ExportableLSTM(nn.Module):
    """The node LSTM of ONNX with the weights of a bidirectional `nn.LSTM` of one layer, for sequences without padding.

    torch 2.14 can export `nn.LSTM` as well, but by way of a loop that makes the length fixed if another LSTM was exported in
    the same process. Only the exported network computes: called in Python, this gives zeros.

    Args:
        lstm: The LSTM, with `batch_first`.

    Shape:
        Vectors (N, T, E) to outputs (N, T, 2 * H) and the final states of both directions side by side, (N, 2 * H).

    Raises:
        ValueError: The LSTM is of another kind.

    Source: <https://onnx.ai/onnx/operators/onnx__LSTM.html>, <https://docs.pytorch.org/docs/stable/onnx_ops.html>
    """

    def __init__(self, lstm: nn.LSTM) -> None:
        if not (lstm.bidirectional and lstm.batch_first and lstm.bias) or lstm.num_layers != 1 or lstm.proj_size:
            raise ValueError(f"lstm must be bidirectional, of one layer, batch first, with bias, got {lstm}")
        super().__init__()
        self.hidden_size = lstm.hidden_size
        self.inputs, self.states = (_both(lstm, name) for name in ("weight_ih", "weight_hh"))
        self.biases = nn.Parameter(torch.cat([_both(lstm, name) for name in ("bias_ih", "bias_hh")], dim=1).detach())

    def forward(self, vectors: Tensor) -> tuple[Tensor, Tensor]:
        """Stand for the node."""
        count, length = vectors.shape[:2]
        shapes = (length, 2, count, self.hidden_size), *[(2, count, self.hidden_size)] * 2
        outputs, final, _ = torch.onnx.ops.symbolic_multi_out(
            "LSTM",
            (vectors.transpose(0, 1), self.inputs, self.states, self.biases),
            {"hidden_size": self.hidden_size, "direction": "bidirectional"},
            dtypes=(vectors.dtype,) * 3,
            shapes=shapes,
        )
        joined = outputs.permute(2, 0, 1, 3).reshape(count, length, 2 * self.hidden_size)
        return joined, final.transpose(0, 1).reshape(count, 2 * self.hidden_size)


def _both(lstm: nn.LSTM, name: str) -> nn.Parameter:
    """A weight of both directions, (2, 4 * H, ...), its gates in the order of ONNX: input, output, forget, cell."""
    found = []
    for direction in ("", "_reverse"):
        into, forget, cell, out = getattr(lstm, f"{name}_l0{direction}").detach().chunk(4)
        found.append(torch.cat([into, out, forget, cell]))
    return nn.Parameter(torch.stack(found))


def halve(proto: Any, at_least: int = 1000) -> None:
    """Store weights in half precision where this changes none of them, with a node that casts them back.

    Args:
        proto: An `onnx.ModelProto`, which is changed.
        at_least: How many numbers a tensor has that is worth it.
    """
    from onnx import TensorProto, helper, numpy_helper

    casts = []
    for weights in proto.graph.initializer:
        if weights.data_type != TensorProto.FLOAT:
            continue
        exact = numpy_helper.to_array(weights)
        with np.errstate(over="ignore"):
            half = exact.astype(np.float16)
        if exact.size < at_least or not np.array_equal(half.astype(np.float32), exact):
            continue
        name = weights.name
        weights.CopyFrom(numpy_helper.from_array(half, f"{name}_half"))
        casts.append(helper.make_node("Cast", [weights.name], [name], f"{name}_cast", to=TensorProto.FLOAT))
    nodes = [*casts, *proto.graph.node]
    del proto.graph.node[:]
    proto.graph.node.extend(nodes)
