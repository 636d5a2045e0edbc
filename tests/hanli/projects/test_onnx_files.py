"""Weights are stored in half precision exactly where that changes none of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnx
import onnxruntime
import pytest
import torch

from hanli.projects.onnx_files import ExportableLSTM, write_onnx


@pytest.mark.parametrize(("exact", "size"), [(True, 4600), (False, 7800)])
def test_half_precision_is_used_only_where_nothing_is_lost(tmp_path: Path, exact: bool, size: int) -> None:
    torch.manual_seed(0)
    model = torch.nn.Linear(40, 40).eval()
    if exact:
        model.half().float()
    else:
        model.weight.data[0, 0] = 1e6  # beyond half precision
    write_onnx(model, {"numbers": torch.zeros(2, 40)}, {0: "N"}, ["sums"], tmp_path / "model.onnx")
    assert (tmp_path / "model.onnx").stat().st_size < size
    halves = [one for one in onnx.load(tmp_path / "model.onnx").graph.initializer if one.data_type == 10]
    assert len(halves) == exact, "the bias is too small to be worth it"
    numbers = torch.randn(3, 40)
    session = onnxruntime.InferenceSession(tmp_path / "model.onnx", providers=["CPUExecutionProvider"])
    (sums,) = session.run(["sums"], {"numbers": numbers.numpy()})
    torch.testing.assert_close(torch.from_numpy(sums), model(numbers).detach(), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("seed", [0, 1])  # the second export of a process is as free as the first
def test_an_lstm_computes_what_that_of_pytorch_does_for_any_number_and_length(tmp_path: Path, seed: int) -> None:
    torch.manual_seed(seed)
    lstm = torch.nn.LSTM(5, 3, batch_first=True, bidirectional=True)
    file = tmp_path / "lstm.onnx"
    write_onnx(
        ExportableLSTM(lstm).eval(), {"vectors": torch.zeros(2, 4, 5)}, {0: "N", 1: "T"}, ["outputs", "final"], file
    )
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    for count, length in ((1, 1), (3, 7)):
        vectors = torch.randn(count, length, 5)
        outputs, final = session.run(None, {"vectors": vectors.numpy()})
        expected, (states, _) = lstm(vectors)
        torch.testing.assert_close(torch.from_numpy(outputs), expected.detach())
        torch.testing.assert_close(torch.from_numpy(final), torch.cat(tuple(states), 1).detach())


@pytest.mark.parametrize(
    "options", [{}, {"bidirectional": True, "num_layers": 2}, {"bidirectional": True, "bias": False}]
)
def test_an_lstm_of_another_kind_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be bidirectional, of one layer"):
        ExportableLSTM(torch.nn.LSTM(5, 3, batch_first=True, **options))
