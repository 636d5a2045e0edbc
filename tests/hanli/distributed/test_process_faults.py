"""hanli.distributed: a fault of one process is known to all, and what it would spoil is neither written nor continued."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.distributed.checkpoint import filesystem
from torch.utils.data import TensorDataset

from hanli.distributed import (
    Checkpoints,
    ProcessFailedError,
    checkpoints,
    find_complete_checkpoints,
    join,
    launch,
    spread,
    train,
    training,
)
from hanli.memory import NonFiniteGradientError

pytestmark = pytest.mark.xdist_group("distributed")

torch.optim.AdamW([torch.zeros(1)])  # imports much, here once and not in each forked process


def fail(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def save_where_one_cannot(folder: Path, victim: int, what: str) -> tuple[str, float]:
    with join("cpu", timeout=60) as world:
        model = spread(nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4)), world, "fsdp")
        optimizer = torch.optim.SGD(model.parameters())
        kept = Checkpoints(folder, world)
        kept.save(1, model, optimizer)
        if world.rank == victim:
            target: Any = filesystem.FileSystem if what == "shard" else checkpoints
            setattr(target, "create_stream" if what == "shard" else "_save_file", fail)
        begun = time.monotonic()
        with pytest.raises(RuntimeError) as caught:
            kept.save(2, model, optimizer)
        return str(caught.value), time.monotonic() - begun


@pytest.mark.parametrize("victim", [0, 1])
@pytest.mark.parametrize("what", ["shard", "generators"])
def test_a_write_that_fails_in_one_process_is_known_to_all(tmp_path: Path, victim: int, what: str) -> None:
    for message, seconds in launch(save_where_one_cannot, tmp_path, victim, what, processes=2):
        assert f"process {victim} failed: " in message and "No space left on device" in message
        assert seconds < 30  # and not the time that a process waits for the others
    assert [path.name for path in find_complete_checkpoints(tmp_path)] == ["step-00000001"]


class Root(nn.Module):
    """A square root, whose gradient is nan at 0 while the loss is a number."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(3))

    def forward(self, inputs: Tensor) -> Tensor:
        return (inputs * self.scale).square().sum(1).sqrt()


def learn(folder: Path, value: float, epochs: int, options: dict[str, Any]) -> list[float]:
    with join("cpu", timeout=60) as world:
        model = spread(Root(), world)
        data = TensorDataset(torch.full((8, 3), value), torch.ones(8))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        train(
            model,
            data,
            loss=nn.MSELoss(),
            optimizer=optimizer,
            world=world,
            batch_size=4,
            epochs=epochs,
            folder=folder,
            **options,
        )
        return [float(number) for number in model.module.scale]  # type: ignore[union-attr, arg-type]


@pytest.mark.parametrize("options", [{"every": 1}, {"every": 1, "clip": 1.0}, {"every": 2}, {}])
def test_a_gradient_that_is_not_finite_never_reaches_what_is_written(tmp_path: Path, options: dict[str, Any]) -> None:
    launch(learn, tmp_path, 1.0, 1, options, processes=2)
    written = find_complete_checkpoints(tmp_path)
    with pytest.raises(ProcessFailedError, match=r"NonFinite(Gradient|Loss)Error: "):
        launch(learn, tmp_path, 0.0, 2, options, processes=2)
    assert find_complete_checkpoints(tmp_path) == written
    for weights in launch(learn, tmp_path, 1.0, 3, options, processes=2):
        assert all(weight == weight for weight in weights)


def test_it_is_found_though_every_loss_was_a_number(tmp_path: Path) -> None:
    with pytest.raises(
        ProcessFailedError, match=r"NonFiniteGradientError: .*not finite after step 1, because a gradient"
    ):
        launch(learn, tmp_path, 0.0, 1, {"every": 1, "clip": 1.0}, processes=2)
    assert find_complete_checkpoints(tmp_path) == []


def test_the_optimizers_state_counts_too() -> None:
    with join("cpu") as world:
        model = nn.Linear(1, 1)
        optimizer = torch.optim.AdamW(model.parameters())
        model(torch.ones(1, 1)).sum().backward()
        optimizer.step()
        training._check_finite(model, optimizer, world, 1)
        optimizer.state[model.bias]["exp_avg"].fill_(torch.inf)
        with pytest.raises(NonFiniteGradientError, match=r"parameter bias or its state .* is not finite after step 1"):
            training._check_finite(model, optimizer, world, 1)


SCHEDULERS: dict[str, Any] = {
    "none": lambda optimizer: None,
    "StepLR": lambda optimizer: torch.optim.lr_scheduler.StepLR(optimizer, 1),
    "ExponentialLR": lambda optimizer: torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9),
}


def train_with(name: str, folder: Path, epochs: int) -> list[Tensor]:
    with join("cpu") as world:
        torch.manual_seed(0)
        model = spread(nn.Linear(2, 1), world)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        data = TensorDataset(torch.ones(4, 2), torch.ones(4, 1))
        options: dict[str, Any] = {"loss": nn.MSELoss(), "optimizer": optimizer, "world": world, "folder": folder}
        before = [parameter.detach().clone() for parameter in model.parameters()]
        try:
            train(model, data, batch_size=2, epochs=epochs, scheduler=SCHEDULERS[name](optimizer), **options)
        except ValueError:
            assert all(map(torch.equal, before, model.parameters()))
            raise
        return [parameter.detach() for parameter in model.parameters()]


@pytest.mark.parametrize("first", SCHEDULERS)
@pytest.mark.parametrize("second", SCHEDULERS)
def test_a_run_is_not_continued_with_another_scheduler(tmp_path: Path, first: str, second: str) -> None:
    train_with(first, tmp_path, 1)
    if first == second:
        train_with(second, tmp_path, 2)
    else:
        with pytest.raises(ValueError, match=f"scheduler must be as in the run to be continued, {first}, got {second}"):
            train_with(second, tmp_path, 2)
