"""Runs that end within an epoch: by a callback, after so many steps, over streams that never end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import OneCycleLR
from torch.utils.data import DataLoader, TensorDataset

from hanli.train import Callback, Checkpoint, EarlyStopping, History, PerStep, Run, fit

LOSS = nn.CrossEntropyLoss()


def make_data(count: int) -> list[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(0)
    return [(torch.randn(3, 4, generator=generator), torch.tensor([0, 1, number % 2])) for number in range(count)]


class Watched:
    """A loader that remembers which batches were asked for; with no length if it never ends."""

    def __init__(self, count: int | None) -> None:
        self.count = count
        self.asked: list[int] = []

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        number = 0
        while self.count is None or number < self.count:
            self.asked.append(number)
            yield make_data(number + 1)[number]
            number += 1


class Sized(Watched):
    def __len__(self) -> int:
        assert self.count is not None
        return self.count


class Stop(Callback):
    def __init__(self, step: int) -> None:
        self.step = step

    def after_step(self, run: Run) -> None:
        if run.step == self.step:
            run.history.stopped = "enough"


def go(loader: Any, *callbacks: Callback, **options: Any) -> tuple[History, nn.Module]:
    torch.manual_seed(0)
    model = nn.Linear(4, 2)
    return fit(model, loader, loss=LOSS, callbacks=callbacks, device="cpu", **options), model


@pytest.mark.parametrize("count", [None, 4])
def test_a_callback_ends_the_run_after_this_step(count: int | None) -> None:
    loader = Watched(count)
    history, _ = go(loader, Stop(3), epochs=5, val_loader=make_data(1))
    assert loader.asked == [0, 1, 2], "no batch is read in vain"
    assert history.stopped == "enough"
    assert [epoch.validation is not None for epoch in history.epochs] == [True], "closed and validated as it is"


def test_a_run_that_is_stopped_before_an_epoch_does_not_begin_it() -> None:
    class Never(Callback):
        def before_epoch(self, run: Run) -> None:
            if run.epoch == 1:
                run.history.stopped = "enough"

    history, _ = go(make_data(2), Never(), epochs=5)
    assert len(history.epochs) == 1


@pytest.mark.parametrize(
    ("options", "asked", "epochs"),
    [
        ({"max_steps": 6}, [0, 1, 2, 3, 0, 1], 2),
        ({"max_steps": 8}, [0, 1, 2, 3] * 2, 2),
        ({"max_steps": 6, "epochs": 3}, [0, 1, 2, 3, 0, 1], 2),
        ({"max_steps": 3, "accumulate": 2}, [0, 1, 2, 3, 0, 1], 2),
        ({"epochs": 3, "steps_per_epoch": 3}, [0, 1, 2, 3, 0, 1, 2, 3, 0], 3),
        ({"epochs": 1, "steps_per_epoch": 6}, [0, 1, 2, 3, 0, 1], 1),
        ({"max_steps": 5, "steps_per_epoch": 3}, [0, 1, 2, 3, 0], 2),
    ],
)
@pytest.mark.parametrize("kind", [Watched, Sized])
def test_which_batches_are_read(kind: type[Watched], options: dict[str, Any], asked: list[int], epochs: int) -> None:
    loader = kind(4)
    history, _ = go(loader, **options)
    assert loader.asked == asked
    assert len(history.epochs) == epochs


def test_an_epoch_of_an_endless_stream_goes_on_where_the_last_one_ended() -> None:
    loader = Watched(None)
    history, model = go(loader, epochs=2, steps_per_epoch=3)
    assert loader.asked == [0, 1, 2, 3, 4, 5]
    assert len(history.epochs) == 2
    _, same = go(make_data(6), epochs=1)
    assert torch.equal(model.weight, same.weight)  # type: ignore[arg-type]


def test_a_shuffled_loader_shows_every_sample_as_often() -> None:
    seen: list[int] = []
    samples = torch.arange(12)
    loader = DataLoader(TensorDataset(samples[:, None].expand(12, 4).float(), samples % 2), 2, shuffle=True)

    class See(Callback):
        def before_fit(self, run: Run) -> None:
            run.model.register_forward_pre_hook(lambda model, given: seen.extend(given[0][:, 0].int().tolist()))

    go(loader, See(), epochs=3, steps_per_epoch=4)
    assert sorted(seen) == sorted([*range(12)] * 2)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "epochs or max_steps must say where the run ends, got neither"),
        ({"max_steps": 0}, "max_steps must be at least 1, got 0"),
        ({"epochs": 1, "steps_per_epoch": 0}, "steps_per_epoch must be at least 1, got 0"),
        ({"epochs": 2, "max_steps": 9}, "max_steps must be at most the 8 steps of epochs=2, got 9: leave one out"),
        ({"epochs": 2, "steps_per_epoch": 3, "max_steps": 7}, "at most the 6 steps of epochs=2, got 7"),
    ],
)
def test_lengths_that_make_no_sense_are_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        go(make_data(4), **options)


def test_a_schedule_of_each_step_is_planned_for_the_steps_of_the_run() -> None:
    model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = PerStep(OneCycleLR(optimizer, 0.1, total_steps=6))
    history = fit(model, make_data(4), loss=LOSS, optimizer=optimizer, scheduler=scheduler, max_steps=6, device="cpu")
    assert len(history.epochs) == 2


@pytest.mark.parametrize("first", [3, 6, 8])
def test_a_run_that_max_steps_ended_goes_on_with_more_as_if_it_had_them_from_the_start(
    tmp_path: Path, first: int
) -> None:
    def again(folder: str, steps: int) -> tuple[History, nn.Module]:
        validation = {"val_loader": make_data(2)}
        return go(
            Watched(4), EarlyStopping(9), Checkpoint(tmp_path / folder, resume=True), max_steps=steps, **validation
        )

    whole, expected = again("whole", 11)
    short, _ = again("parts", first)
    assert again("parts", first)[0] == short, "there is nothing more to do"
    history, model = again("parts", 11)
    assert history == whole
    assert torch.equal(model.weight, expected.weight)  # type: ignore[arg-type]


def test_a_run_that_a_callback_stopped_within_an_epoch_stays_so_until_it_is_lengthened(tmp_path: Path) -> None:
    def again(*callbacks: Callback, lengthen: bool = False) -> tuple[History, nn.Module]:
        return go(make_data(4), *callbacks, Checkpoint(tmp_path, resume=True, lengthen=lengthen), epochs=3)

    short, _ = again(Stop(6))
    assert again()[0] == short
    history, model = again(lengthen=True)
    whole, expected = go(make_data(4), epochs=3)
    assert history == whole
    assert torch.equal(model.weight, expected.weight)  # type: ignore[arg-type]


def test_every_steps_must_be_positive(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="every_steps must be at least 1, got 0"):
        Checkpoint(tmp_path, every_steps=0)
