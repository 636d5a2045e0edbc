"""A KeyboardInterrupt that a callback raises: the run is written as at Ctrl-C, and goes on with the same bits."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.train import EMA, Callback, Checkpoint, EarlyStopping, History, fit
from hanli.train.run_files import read_run

# Each method, and the step that is written when it interrupts in or after the second of 3 epochs with 6 steps each.
WRITTEN = {
    "before_epoch": 7,  # one step after it
    "before_batch": 7,
    "after_batch": 7,
    "after_step": 7,
    "before_validation": 12,  # at the end of its epoch
    "after_validation": 12,
    "after_epoch": 12,
    "after_fit": 18,
}


class Interrupt(Callback):
    """Interrupts in one method whenever it is called from the second epoch on, as one that looks at a clock."""

    def __init__(self, place: str, step: int) -> None:
        self.error = KeyboardInterrupt("by a callback")

        def stop(run: Any, *_: object) -> None:
            if run.step >= step:
                raise self.error

        setattr(self, place, stop)


class Noise(Callback):
    """Changes weights by all that draws, and stands behind the one that interrupts."""

    def after_step(self, run: Any) -> None:
        with torch.no_grad():
            next(run.model.parameters()).add_(torch.rand(()) / 100)


@pytest.fixture(autouse=True)
def usual_handler() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def train(folder: Path, *callbacks: Callback, accumulate: int = 1, every: int = 1) -> tuple[History, list[Tensor]]:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.Dropout(0.3), nn.Linear(6, 2))
    generator = torch.Generator().manual_seed(1)
    data = TensorDataset(torch.randn(24, 4, generator=generator), torch.randint(2, (24,), generator=generator))
    history = fit(
        model,
        DataLoader(data, 4 // accumulate, shuffle=True),
        val_loader=DataLoader(data, 5, shuffle=True),
        loss=nn.CrossEntropyLoss(),
        epochs=3,
        accumulate=accumulate,
        callbacks=[*callbacks, Noise(), EMA(0.5), EarlyStopping(9), Checkpoint(folder, resume=True, every=every)],
        device="cpu",
    )
    return history, [value.detach().clone() for value in model.state_dict().values()]


@pytest.fixture(scope="module", params=[1, 2])
def undisturbed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A run that nothing interrupts, for each number of batches a step: the number, the folder, what it gave."""
    folder = tmp_path_factory.mktemp("whole")
    return request.param, folder, train(folder, accumulate=request.param, every=5)


@pytest.mark.parametrize("place", WRITTEN)
def test_it_is_written_and_goes_on_bit_for_bit(tmp_path: Path, place: str, undisturbed: Any) -> None:
    accumulate, folder, whole = undisturbed
    interrupt = Interrupt(place, 6 if place.endswith("batch") or place == "before_epoch" else WRITTEN[place])
    with pytest.raises(KeyboardInterrupt) as caught:
        train(tmp_path, interrupt, accumulate=accumulate, every=5)
    assert caught.value is interrupt.error
    assert read_run(tmp_path)["step"] == WRITTEN[place]
    history, weights = train(tmp_path, accumulate=accumulate, every=5)
    assert history == whole[0]
    assert all(map(torch.equal, weights, whole[1]))
    for name in ("last.pt", "best.pt"):
        one, other = (torch.load(run / name, weights_only=True) for run in (folder, tmp_path))
        for content in (one, other):  # the one that interrupts may come and go
            content["callbacks"] = [(callback, own) for callback, own in content.get("callbacks", []) if own]
        assert_same(one, other)


def assert_same(one: Any, other: Any) -> None:
    """Equal in all nested parts."""
    if isinstance(one, Tensor):
        assert torch.equal(one, other)
    elif isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            assert_same(one[key], other[key])
    elif isinstance(one, list | tuple):
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            assert_same(left, right)
    else:
        assert one == other or (one != one and other != other)


def test_without_a_checkpoint_it_acts_at_once() -> None:
    model, seen = nn.Linear(4, 2), []

    class Count(Callback):
        def after_step(self, run: Any) -> None:
            seen.append(run.step)

    with pytest.raises(KeyboardInterrupt):
        fit(
            model,
            [(torch.randn(3, 4), torch.tensor([0, 1, 0]))] * 3,
            loss=nn.CrossEntropyLoss(),
            epochs=2,
            callbacks=[Interrupt("before_batch", 1), Count()],
            device="cpu",
        )
    assert seen == [1]


@pytest.mark.parametrize("place", ["before_batch", "after_batch", "before_validation", "after_epoch"])
def test_after_a_first_ctrl_c_it_acts_at_once(tmp_path: Path, place: str) -> None:
    class Pressed(Callback):
        def before_epoch(self, run: Any) -> None:
            if run.epoch == 1:
                signal.raise_signal(signal.SIGINT)

    step = 12 if place in ("before_validation", "after_epoch") else 6
    if step == 12:  # the signal has ended the run before
        with pytest.raises(KeyboardInterrupt):
            train(tmp_path, Pressed(), Interrupt(place, step))
        assert read_run(tmp_path)["step"] == 7
    else:
        with pytest.raises(KeyboardInterrupt, match="by a callback"):
            train(tmp_path, Pressed(), Interrupt(place, step))
        assert read_run(tmp_path)["step"] == 6


def test_two_checkpoints_are_both_written(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "one", Checkpoint(tmp_path / "other", every=5), Interrupt("after_batch", 3), every=5)
    assert read_run(tmp_path / "one")["step"] == read_run(tmp_path / "other")["step"] == 4
