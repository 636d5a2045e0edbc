"""hanli.distributed.Checkpoints in the background: of the moment of `save`, and a failed write is known to all."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.distributed.checkpoint import filesystem
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict
from torch.utils.data import TensorDataset

from hanli.distributed import Checkpoints, World, checkpoints, find_complete_checkpoints, join, launch, spread, train

pytestmark = pytest.mark.xdist_group("distributed")

torch.optim.AdamW([torch.zeros(1)])  # imports much, here once and not in each forked process


def make(world: World, how: Any) -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(3)
    model = spread(nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8), nn.Linear(8, 8)), world, how)
    return model, torch.optim.AdamW(model.parameters(), lr=0.1)


def step(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    optimizer.zero_grad()
    model(torch.rand(4, 8)).square().mean().backward()
    optimizer.step()


def whole(model: nn.Module) -> dict[str, Tensor]:
    found = get_model_state_dict(model, options=StateDictOptions(full_state_dict=True))
    return {name: tensor.clone() for name, tensor in found.items()}


def delay(wait: Callable[[], object]) -> None:
    """Let the disk be slow in this process."""
    original = filesystem.FileSystem.create_stream

    def create_stream(self: Any, path: Any, mode: str) -> Any:
        wait()
        return original(self, path, mode)

    filesystem.FileSystem.create_stream = create_stream  # type: ignore[method-assign]


def save_and_go_on(folder: Path, how: Any) -> tuple[bool, bool, dict[str, Tensor], dict[str, Tensor], Any]:
    with join("cpu", timeout=60) as world:
        model, optimizer = make(world, how)
        step(model, optimizer)
        go_on = folder / "go on"
        while_writing: list[bool] = []

        def wait() -> None:
            while not go_on.exists():
                time.sleep(0.01)

        delay(wait)
        kept = Checkpoints(folder, world, in_background=True)
        extra: dict[str, Any] = {"losses": [1.0], "best": torch.zeros(2)}
        saved, moments = whole(model), float(optimizer.state[next(model.parameters())]["step"])
        path = kept.save(1, model, optimizer, extra)
        extra["losses"].append(2.0)
        extra["best"] += 1
        for _ in range(3):  # messages of the training, while the other thread waits
            step(model, optimizer)
        while_writing.append(path.exists())
        changed = any(not torch.equal(saved[name], tensor) for name, tensor in whole(model).items())
        go_on.touch()
        kept.finish()
        kept.finish()
        assert path.exists()
        restored = kept.load(model, optimizer)
        assert float(optimizer.state[next(model.parameters())]["step"]) == moments == 1
        return while_writing[0], changed, saved, whole(model), restored


@pytest.mark.parametrize("how", ["ddp", "fsdp"])
def test_what_is_written_is_of_the_moment_of_the_call(tmp_path: Path, how: str) -> None:
    for rank, (written, changed, saved, loaded, extra) in enumerate(launch(save_and_go_on, tmp_path, how, processes=2)):
        assert changed and not written
        assert all(torch.equal(loaded[name], tensor) for name, tensor in saved.items()), rank
        assert extra["losses"] == [1.0] and extra["step"] == 1 and extra["best"].tolist() == [0, 0]


def fail(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def save_where_one_cannot(folder: Path, victim: int, what: str, then: str) -> tuple[str, float]:
    with join("cpu", timeout=60) as world:
        model, optimizer = make(world, "fsdp")
        kept = Checkpoints(folder, world, in_background=True)
        kept.save(1, model, optimizer)
        kept.finish()
        original = checkpoints.flush_to_disk
        if world.rank == victim:
            target: Any = filesystem.FileSystem if what == "shard" else checkpoints
            setattr(target, "create_stream" if what == "shard" else "flush_to_disk", fail)
        kept.save(2, model, optimizer)
        begun = time.monotonic()
        with pytest.raises(RuntimeError) as caught:
            if then == "save":
                kept.save(3, model, optimizer)
            elif then == "load":
                kept.load(model, optimizer)
            else:
                kept.finish()
        kept.finish()  # it was told
        checkpoints.flush_to_disk = original
        return str(caught.value), time.monotonic() - begun


@pytest.mark.parametrize(
    ("victim", "what", "then"),
    [(0, "shard", "finish"), (1, "shard", "finish"), (1, "shard", "save"), (1, "shard", "load"), (0, "list", "finish")],
)
def test_a_failed_write_is_known_to_all_at_the_next_call(tmp_path: Path, victim: int, what: str, then: str) -> None:
    for message, seconds in launch(save_where_one_cannot, tmp_path, victim, what, then, processes=2):
        assert f"process {victim} failed: " in message and "No space left on device" in message
        assert seconds < 30  # and not the time that a process waits for the others
    assert [path.name for path in find_complete_checkpoints(tmp_path)] == ["step-00000001"]


def learn(
    folder: Path, in_background: bool, stop: int | None = None, fails: bool = False, kills: bool = False
) -> tuple[list[float], Any]:
    with join("cpu", timeout=60) as world:
        model, optimizer = make(world, "ddp")
        generator = torch.Generator().manual_seed(7)
        data = TensorDataset(torch.rand(24, 8, generator=generator), torch.rand(24, 8, generator=generator))

        def after_step(step: int) -> None:
            if step == stop:
                raise KeyboardInterrupt
            if kills and step == 7 and world.rank == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            while fails and step == 5 and not find_complete_checkpoints(folder):
                time.sleep(0.01)
            if fails and step == 5 and world.rank == 1:
                filesystem.FileSystem.create_stream = fail  # type: ignore[method-assign, assignment]

        losses = train(
            model, data, loss=nn.MSELoss(), optimizer=optimizer, world=world, batch_size=4, epochs=2, folder=folder,
            every=3, in_background=in_background, after_step=after_step,
        )  # fmt: skip
        return losses, whole(model)


def test_a_run_that_writes_in_the_background_is_the_same_and_goes_on(tmp_path: Path) -> None:
    expected = launch(learn, tmp_path / "calm", False, processes=2)[0]
    with pytest.raises(Exception, match="KeyboardInterrupt"):
        launch(learn, tmp_path / "cut", True, 6, processes=2)
    assert [path.name[-2:] for path in find_complete_checkpoints(tmp_path / "cut")] == ["03", "06"], "one was begun"
    with pytest.raises(Exception, match="process 1 of 2 died with exit code -9"):
        launch(learn, tmp_path / "cut", True, None, False, True, processes=2)
    losses, weights = launch(learn, tmp_path / "cut", True, processes=2)[0]
    assert losses == expected[0]
    assert all(torch.equal(weights[name], tensor) for name, tensor in expected[1].items())
    assert [path.name[-2:] for path in find_complete_checkpoints(tmp_path / "cut")] == ["09", "12"]


def test_a_run_whose_disk_is_full_ends_with_an_error(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"process 1 failed: .*No space left on device"):
        launch(learn, tmp_path, True, None, True, processes=2)
    assert [path.name[-2:] for path in find_complete_checkpoints(tmp_path)] == ["03"]
