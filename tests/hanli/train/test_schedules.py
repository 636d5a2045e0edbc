"""Schedules in fit: what counts steps is stepped each step, and the rate stays where a schedule ended."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.optim import SGD
from torch.optim.lr_scheduler import (
    ChainedScheduler,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    ExponentialLR,
    LinearLR,
    LRScheduler,
    OneCycleLR,
    SequentialLR,
    StepLR,
)

from hanli.train import Callback, Checkpoint, PerStep, Run, fit
from hanli.train.schedules import choose_step, step_schedule

Make = Callable[[SGD], LRScheduler]


class Rates(Callback):
    """The rate of each step."""

    def __init__(self) -> None:
        self.rates: list[float] = []

    def before_batch(self, run: Run) -> None:
        self.rates.append(run.optimizer.param_groups[0]["lr"])


def data(steps: int) -> list[tuple[Tensor, Tensor]]:
    return [(torch.ones(2, 4), torch.zeros(2, dtype=torch.int64))] * steps


def train(
    make: Make, epochs: int, steps: int, *more: Callback, per_step: bool = False, unknown: bool = False
) -> list[float]:
    """The rates of all steps, of one batch each; `unknown` hides how many there are."""
    torch.manual_seed(0)
    model = nn.Linear(4, 3)
    sgd = SGD(model.parameters(), lr=0.1, momentum=0.9)
    scheduler = make(sgd)
    rates = Rates()
    loader: Any = _Unsized(steps) if unknown else data(steps)
    options: dict[str, Any] = {"loss": nn.CrossEntropyLoss(), "optimizer": sgd, "callbacks": [rates, *more]}
    fit(model, loader, epochs=epochs, scheduler=PerStep(scheduler) if per_step else scheduler, device="cpu", **options)
    return rates.rates


class _Unsized:
    def __init__(self, steps: int) -> None:
        self.steps = steps

    def __iter__(self) -> Any:
        return iter(data(self.steps))


def one_cycle(total: int) -> Make:
    return lambda sgd: OneCycleLR(sgd, 0.1, total_steps=total)


def cosine(length: int) -> Make:
    return lambda sgd: CosineAnnealingLR(sgd, length)


def warm_up(then: Make, milestone: int = 2) -> Make:
    return lambda sgd: SequentialLR(sgd, [LinearLR(sgd, total_iters=milestone), then(sgd)], [milestone])


# --- by step or by epoch


@pytest.mark.parametrize(
    ("make", "epochs", "steps"),
    [
        (one_cycle(12), 3, 4),  # all the steps
        (one_cycle(12), 4, 4),  # as many as a step more or less
        (one_cycle(9), 3, 4),
        (one_cycle(4), 1, 4),
        (lambda sgd: OneCycleLR(sgd, 0.1, epochs=3, steps_per_epoch=4), 3, 4),
        (lambda sgd: CyclicLR(sgd, 0.01, 0.1), 3, 4),
        (lambda sgd: CyclicLR(sgd, 0.01, 0.1, step_size_up=2), 3, 40),
        (warm_up(one_cycle(12)), 4, 4),
        (lambda sgd: ChainedScheduler([ExponentialLR(sgd, 0.9), OneCycleLR(sgd, 0.1, total_steps=12)]), 3, 4),
    ],
)
@pytest.mark.parametrize("unknown", [False, True])
def test_what_counts_steps_is_refused_without_perstep(make: Make, epochs: int, steps: int, unknown: bool) -> None:
    with pytest.raises(
        ValueError, match=r"^scheduler=(OneCycleLR|CyclicLR) has .* write scheduler=PerStep\(scheduler\)$"
    ):
        train(make, epochs, steps, unknown=unknown)


@pytest.mark.parametrize(
    ("make", "epochs", "steps"),
    [
        (one_cycle(5), 5, 4),  # a cycle of epochs
        (one_cycle(5), 5, 1),
        (one_cycle(20), 3, 30),  # so few can be no steps: a part of a plan in epochs
        (lambda sgd: CyclicLR(sgd, 0.01, 0.1, step_size_up=2), 5, 3),
        (warm_up(one_cycle(4)), 6, 4),
        (lambda sgd: CosineAnnealingWarmRestarts(sgd, 9), 2, 4),
    ],
)
def test_what_can_count_epochs_is_stepped_each_epoch(make: Make, epochs: int, steps: int) -> None:
    rates = train(make, epochs, steps)
    assert all(len(set(rates[first : first + steps])) == 1 for first in range(0, len(rates), steps))
    assert len(set(rates)) > 1 or epochs == 1


@pytest.mark.parametrize(
    ("make", "epochs", "per_step", "told"),
    [
        (one_cycle(11), 3, True, "total_steps of at least the 12 steps of the run that it is for, got 11"),
        (one_cycle(4), 5, False, "total_steps of at least the 5 epochs of the run that it is for, got 4"),
        (warm_up(one_cycle(9)), 3, True, "at least the 10 steps of the run that it is for, got 9"),
        (cosine(3), 3, True, "ends after 3 steps, as many as the run has epochs, but it has 12 steps: let it count 12"),
        (warm_up(cosine(3)), 5, True, "ends after 5 steps, as many as the run has epochs, but it has 20 steps"),
    ],
)
def test_a_length_that_cannot_be_meant_is_refused_before_the_first_step(
    make: Make, epochs: int, per_step: bool, told: str
) -> None:
    rates = Rates()
    with pytest.raises(ValueError, match=told):
        train(make, epochs, 4, rates, per_step=per_step)
    assert not rates.rates


def test_a_schedule_that_another_run_has_begun_goes_on() -> None:
    model = nn.Linear(4, 3)
    sgd = SGD(model.parameters(), lr=0.1, momentum=0.9)
    scheduler = OneCycleLR(sgd, 0.1, total_steps=8)
    options: dict[str, Any] = {"loss": nn.CrossEntropyLoss(), "optimizer": sgd, "device": "cpu"}
    fit(model, data(4), epochs=1, scheduler=PerStep(scheduler), **options)
    fit(model, data(4), epochs=1, scheduler=PerStep(scheduler), **options)
    assert scheduler.last_epoch == 7
    with pytest.raises(ValueError, match="at least the 11 steps of the run that it is for, got 8"):
        fit(model, data(4), epochs=1, scheduler=PerStep(scheduler), **options)


# --- the end


ENDS: dict[str, tuple[Make, int]] = {  # with the position of the end
    "cosine": (cosine(4), 4),
    "cosine to a floor": (lambda sgd: CosineAnnealingLR(sgd, 4, eta_min=0.01), 4),
    "one cycle": (one_cycle(5), 4),
    "after a warm-up": (warm_up(cosine(3)), 5),
    "one cycle after a warm-up": (warm_up(one_cycle(4)), 5),
    "within a chain": (lambda sgd: ChainedScheduler([CosineAnnealingLR(sgd, 4), LinearLR(sgd)]), 4),
    "a sequence in a chain": (lambda sgd: ChainedScheduler([warm_up(cosine(3))(sgd)]), 5),
}


@pytest.mark.parametrize("name", ENDS)
def test_the_rate_stays_where_the_schedule_ended(name: str) -> None:
    make, end = ENDS[name]
    runs = [train(make, 9, 7, per_step=True, unknown=True)]
    if "cycle" not in name:
        runs += [train(make, 9, 7, per_step=True), train(make, 12, 2)[::2]]
    for rates in runs:
        assert rates[: end + 1] == pytest.approx(torchs_own(make, end + 1), abs=0)
        assert set(rates[end:]) == {rates[end]}


def torchs_own(make: Make, steps: int) -> list[float]:
    sgd = SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9)
    scheduler = make(sgd)
    rates = []
    for _ in range(steps):
        rates.append(sgd.param_groups[0]["lr"])
        sgd.step()
        scheduler.step()
    return rates


def test_a_part_that_ends_early_waits_for_the_next() -> None:
    def make(sgd: SGD) -> LRScheduler:
        return SequentialLR(sgd, [CosineAnnealingLR(sgd, 2, 0.01), StepLR(sgd, 1, 0.5)], [5])

    rates = train(make, 8, 1)
    assert rates == pytest.approx([0.1, 0.055, 0.01, 0.01, 0.01, 0.1, 0.05, 0.025])


def test_the_others_of_a_chain_go_on() -> None:
    def make(sgd: SGD) -> LRScheduler:
        return ChainedScheduler([CosineAnnealingLR(sgd, 2, 0.01), ExponentialLR(sgd, 0.5)])

    rates = train(make, 6, 1)
    assert rates[3:] == pytest.approx([rates[2] / 2 ** (n + 1) for n in range(3)], rel=0.5)
    assert all(later < earlier for earlier, later in pairwise(rates))


LEAVES: list[Make] = [
    *(cosine(length) for length in (3, 6)),
    *(one_cycle(length) for length in (30, 50)),
    lambda sgd: StepLR(sgd, 2, 0.5),
    lambda sgd: LinearLR(sgd),
    lambda sgd: ExponentialLR(sgd, 0.9),
    lambda sgd: CosineAnnealingWarmRestarts(sgd, 3),
    lambda sgd: CyclicLR(sgd, 0.01, 0.1, step_size_up=3),
]


@st.composite
def composed(draw: st.DrawFn, depth: int = 2) -> tuple[Make, float]:
    """A schedule, simple or composed, and the position up to which torch itself does not pass an end.

    In a sequence torch has composed ones in the first place only.
    """
    kind = draw(st.sampled_from(["leaf", "chain", "sequence"] if depth else ["leaf"]))
    if kind == "leaf":
        index = draw(st.integers(0, len(LEAVES) - 1))
        return LEAVES[index], [3, 6, 29, 49, *[math.inf] * 5][index]
    more = composed(depth - 1 if kind == "chain" else 0)
    parts = [draw(composed(depth - 1)), *draw(st.lists(more, min_size=1, max_size=2))]
    makes = [make for make, _ in parts]
    if kind == "chain":
        return (lambda sgd: ChainedScheduler([make(sgd) for make in makes])), min(end for _, end in parts)
    milestones: list[int] = []
    for _, end in parts[:-1]:
        milestones.append((milestones[-1] if milestones else 0) + draw(st.integers(1, int(min(end, 6)) + 1)))
    return (lambda sgd: SequentialLR(sgd, [make(sgd) for make in makes], list(milestones))), milestones[-1] + parts[-1][
        1
    ]


@given(composed())
def test_before_its_end_every_schedule_is_as_torch_steps_it(drawn: tuple[Make, float]) -> None:
    make, end = drawn
    steps = int(min(end, 20))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's own, of composed schedules
        first, second = (SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9) for _ in range(2))
        ours, theirs = make(first), make(second)
        for _ in range(steps):
            first.step()
            second.step()
            step_schedule(ours)
            theirs.step()
            assert first.param_groups[0]["lr"] == second.param_groups[0]["lr"]
            assert ours.get_last_lr() == theirs.get_last_lr()


def test_where_no_end_can_come_a_step_calls_torchs_own_method() -> None:
    sgd = SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9)
    for make, steps, own in [
        (cosine(9), 9, True),
        (cosine(9), 10, False),
        (cosine(9), None, False),
        (one_cycle(9), 8, True),
        (one_cycle(9), 9, False),
        (lambda sgd: ExponentialLR(sgd, 0.9), None, True),
    ]:
        scheduler = make(sgd)
        assert (choose_step(scheduler, steps) == scheduler.step) is own, (type(scheduler).__name__, steps)


def test_a_schedule_at_its_end_resumes_there(tmp_path: Path) -> None:
    expected = train(cosine(2), 6, 1)
    train(cosine(2), 4, 1, Checkpoint(tmp_path))
    assert train(cosine(2), 6, 1, Checkpoint(tmp_path, resume=True)) == expected[4:]
