"""hanli.distributed.export_weights: one file that a plain model in one process loads."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import safetensors
import torch
from safetensors.torch import load_file, load_model
from torch import Tensor, nn
from torch.distributed.tensor import DTensor

from hanli.distributed import export_weights, join, launch, spread

pytestmark = pytest.mark.xdist_group("distributed")

torch.optim.AdamW([torch.zeros(1)])  # imports much, here once and not in each forked process


class Net(nn.Module):
    """Tied or not, with buffers."""

    def __init__(self, tied: bool) -> None:
        super().__init__()
        self.embedding = nn.Embedding(10, 16)
        self.blocks = nn.Sequential(*(nn.Linear(16, 16) for _ in range(3)))
        self.norm = nn.BatchNorm1d(16)
        self.head = nn.Linear(16, 10, bias=False)
        if tied:
            self.head.weight = self.embedding.weight

    def forward(self, tokens: Tensor) -> Tensor:
        return self.head(self.norm(self.blocks(self.embedding(tokens))))  # type: ignore[no-any-return]


def export(path: Path, how: Any, tied: bool, compiled: bool) -> Tensor:
    with join("cpu", timeout=60) as world:
        torch.manual_seed(world.rank)
        net: nn.Module = Net(tied)
        net.norm.running_mean.fill_(3 + world.rank)  # type: ignore[operator, union-attr]
        if how == "ddp":  # fully_shard refuses such a weight
            net.blocks[0].weight = nn.Parameter(torch.randn(16, 16).t())  # type: ignore[index, operator, union-attr]
        if compiled:
            net.blocks = torch.compile(net.blocks, backend="eager")  # type: ignore[assignment]
            net = torch.compile(net, backend="eager")  # type: ignore[assignment]
        model = spread(net, world, how)
        before = [type(parameter) for parameter in model.parameters()]
        assert export_weights(model, str(path), world) == path
        assert [type(parameter) for parameter in model.parameters()] == before
        assert how == "ddp" or any(issubclass(kind, DTensor) for kind in before)
        model.eval()
        return model(torch.arange(10)).detach()  # type: ignore[no-any-return]


@pytest.mark.parametrize("how", ["ddp", "fsdp"])
@pytest.mark.parametrize(("tied", "compiled"), [(True, False), (False, True), (True, True)])
def test_a_plain_model_in_one_process_loads_the_file(how: str, tied: bool, compiled: bool, tmp_path: Path) -> None:
    path = tmp_path / "new" / "model.safetensors"
    outputs = launch(export, path, how, tied, compiled, processes=2)[0]
    model = Net(tied)
    load_model(model, path)
    torch.testing.assert_close(model.eval()(torch.arange(10)), outputs)
    assert model.norm.running_mean is not None and float(model.norm.running_mean[0]) == 3
    state = load_file(path)
    assert set(state) == {name for name, _ in Net(tied).named_parameters()} | {
        f"norm.{name}" for name, _ in model.norm.named_buffers()
    }
    with safetensors.safe_open(path, "pt") as file:
        assert file.metadata() == {"format": "pt"} | ({"head.weight": "embedding.weight"} if tied else {})
    if not tied:
        Net(tied).load_state_dict(state)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def export_into(path: Path, missing: bool) -> str:
    with join("cpu", timeout=60) as world:
        model = spread(Net(True), world)
        if missing and world.is_first:
            sys.modules["safetensors.torch"] = None  # type: ignore[assignment]
        with pytest.raises(RuntimeError) as caught:
            export_weights(model, path, world)
        return str(caught.value)


def test_a_failure_is_known_to_all_and_the_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_text("old")
    for message in launch(export_into, path, True, processes=2):
        assert "export_weights needs safetensors: python -m pip install safetensors" in message
    for message in launch(export_into, path / "in a file", False, processes=2):
        assert message.startswith("the first process failed: ")
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
