"""The protocol of callbacks: which method is called when, what it is given, and what an error does."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from hanli.train import Callback, Checkpoint, EarlyStopping, Run, fit
from hanli.train.hooks import find_hooks

LOSS = nn.CrossEntropyLoss()
HOOKS = [
    *("before_fit", "before_epoch", "before_batch", "after_batch", "after_step"),
    *("before_validation", "after_validation", "after_epoch", "after_fit", "on_error"),
]


def batches(count: int, size: int = 4, seed: int = 1) -> list[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(seed)
    return [
        (torch.randn(size, 4, generator=generator), torch.randint(3, (size,), generator=generator))
        for _ in range(count)
    ]


def train(callbacks: list[Callback], epochs: int = 2, count: int = 3, *, validate: bool = True, **options: Any) -> Any:
    torch.manual_seed(0)
    options = {"loss": LOSS, "device": "cpu", "val_loader": batches(1, seed=2) if validate else None} | options
    return fit(
        nn.Linear(4, 3), options.pop("train_loader", batches(count)), epochs=epochs, callbacks=callbacks, **options
    )


class Planned(Exception):
    """The error that a test raises on purpose."""


class Recorder(Callback):
    """Keeps the names of the calls, and raises an error in one of them."""

    def __init__(self, fails_at: int | None = None) -> None:
        self.calls: list[str] = []
        self.fails_at = fails_at
        for name in HOOKS:
            setattr(self, name, self._record(name))

    def _record(self, name: str) -> Callable[..., None]:
        def method(run: Run, *_: object) -> None:
            self.calls.append(name)
            if len(self.calls) - 1 == self.fails_at:
                raise Planned(name)

        return method


def expected_calls(epochs: int, count: int, accumulate: int, *, validate: bool) -> Iterator[str]:
    """What the page says about the order."""
    yield "before_fit"
    for _ in range(epochs):
        yield "before_epoch"
        for first in range(0, count, accumulate):
            for _ in range(first, min(first + accumulate, count)):
                yield from ("before_batch", "after_batch")
            yield "after_step"
        if validate:
            yield from ("before_validation", "after_validation")
        yield "after_epoch"
    yield "after_fit"


@given(
    epochs=st.integers(1, 3),
    count=st.integers(1, 5),
    accumulate=st.integers(1, 3),
    validate=st.booleans(),
    share=st.none() | st.floats(0, 1, exclude_max=True),
)
def test_the_calls_come_in_the_documented_order_up_to_an_error(
    epochs: int, count: int, accumulate: int, validate: bool, share: float | None
) -> None:
    calls = list(expected_calls(epochs, count, accumulate, validate=validate))
    fails_at = None if share is None else int(share * len(calls))
    first, faulty, last = Recorder(), Recorder(fails_at), Recorder()
    try:
        train([first, faulty, last], epochs, count, validate=validate, accumulate=accumulate)
    except Planned as error:
        assert fails_at is not None and str(error) == calls[fails_at]
    else:
        assert fails_at is None
    if fails_at is None:
        assert first.calls == faulty.calls == last.calls == calls
        return
    assert first.calls == [*calls[: fails_at + 1], "on_error"]
    begun = fails_at > 0  # who raises an error in before_fit has not begun, nor has who comes after
    assert faulty.calls == calls[: fails_at + 1] + ["on_error"] * begun
    assert last.calls == calls[:fails_at] + ["on_error"] * begun


def test_what_is_at_hand_in_each_call() -> None:
    seen: dict[str, list[Any]] = {name: [] for name in HOOKS}

    class Look(Callback):
        def before_epoch(self, run: Run) -> None:
            seen["before_epoch"].append((run.epoch, run.step, run.steps_per_epoch, run.model.training))

        def after_batch(self, run: Run, loss: Tensor) -> None:
            assert loss.shape == () and not loss.requires_grad
            seen["after_batch"].append(float(loss))

        def before_validation(self, run: Run) -> None:
            seen["before_validation"].append(run.scores)

        def after_validation(self, run: Run) -> None:
            assert len(run.history.epochs) == run.epoch
            seen["after_validation"].append(run.scores)

    history = train([Look()], epochs=2, count=3, accumulate=2)
    validations = [epoch.validation for epoch in history.epochs]
    assert seen["before_epoch"] == [(0, 0, 2, True), (1, 2, 2, True)]
    assert seen["before_validation"] == [None, validations[0]]
    assert seen["after_validation"] == validations
    means = [sum(seen["after_batch"][start : start + 3]) / 3 for start in (0, 3)]
    assert means == pytest.approx([epoch.train_loss for epoch in history.epochs])


def test_a_batch_of_which_nothing_counts_has_no_loss() -> None:
    losses: list[float] = []

    class Keep(Callback):
        def after_batch(self, run: Run, loss: Tensor) -> None:
            losses.append(float(loss))

    (x, y), other = batches(2)
    data = [other, (x, torch.full_like(y, -100))]
    train([Keep()], epochs=1, train_loader=data, accumulate=2, validate=False)
    assert len(losses) == 1 and math.isfinite(losses[0])


def test_a_rate_that_is_set_before_an_epoch_is_that_of_the_epoch() -> None:
    class Halve(Callback):
        def before_epoch(self, run: Run) -> None:
            run.optimizer.param_groups[0]["lr"] = 0.5 ** (run.epoch + 1)

    assert [epoch.learning_rate for epoch in train([Halve()]).epochs] == [0.5, 0.25]


@pytest.mark.parametrize(
    ("make", "accumulate", "steps"),
    [
        (lambda: batches(5), 1, 5),
        (lambda: batches(5), 2, 3),
        (lambda: (batch for batch in batches(5)), 2, None),
        (lambda: torch.utils.data.DataLoader(_Endless()), 2, None),
    ],
)
def test_the_length_of_an_epoch_in_steps(make: Callable[[], Any], accumulate: int, steps: int | None) -> None:
    class Look(Callback):
        def before_fit(self, run: Run) -> None:
            assert run.steps_per_epoch == steps
            raise Planned

    with pytest.raises(Planned):
        train([Look()], train_loader=make(), accumulate=accumulate)


class _Endless(torch.utils.data.IterableDataset[Any]):
    def __iter__(self) -> Iterator[Any]:
        while True:
            yield torch.zeros(4), 0


# --- only what is overridden is called at a step


class Counts(Callback):
    def after_step(self, run: Run) -> None:
        pass


class Inherits(Counts):
    def before_fit(self, run: Run) -> None:
        self.after_batch = lambda run, loss: None  # type: ignore[method-assign]


class Mixed(Inherits, Callback):
    pass


@pytest.mark.parametrize(
    ("kind", "found"), [(Callback, []), (EarlyStopping, []), (Counts, ["after_step"]), (Inherits, ["after_step"])]
)
def test_only_overridden_methods_are_called(kind: type[Callback], found: list[str]) -> None:
    callback = kind(1) if kind is EarlyStopping else kind()  # type: ignore[call-arg]
    assert [name for name in HOOKS[2:5] if find_hooks([callback], name)] == found


def test_what_an_object_or_a_base_class_overrides_counts() -> None:
    mixed = Mixed()
    mixed.before_fit(None)  # type: ignore[arg-type]
    assert [name for name in HOOKS[2:5] if find_hooks([mixed], name)] == ["after_batch", "after_step"]


# --- errors


@pytest.mark.parametrize("error", [KeyboardInterrupt(), Planned(), SystemExit(1)])
def test_every_error_is_told_and_raised_on(error: BaseException) -> None:
    told: list[BaseException] = []

    class Raise(Callback):
        def after_step(self, run: Run) -> None:
            raise error

        def on_error(self, run: Run, error: BaseException) -> None:
            told.append(error)

    with pytest.raises(type(error)) as caught:
        train([Raise()])
    assert caught.value is error and told == [error]


@pytest.mark.parametrize("second", [ValueError("second"), KeyboardInterrupt("second")])
def test_an_error_while_an_error_is_told_does_not_hide_the_first(second: BaseException) -> None:
    class Fragile(Callback):
        def on_error(self, run: Run, error: BaseException) -> None:
            raise second

    last = Recorder()
    with pytest.raises(Planned) as caught:
        train([Recorder(fails_at=4), Fragile(), last])
    assert caught.value.__notes__ == [f"then Fragile.on_error raised {type(second).__name__}: second"]
    assert last.calls[-1] == "on_error"


def test_an_error_before_the_run_begins_is_not_told() -> None:
    recorder = Recorder()
    with pytest.raises(ValueError, match="val_loader gave no batches"):
        train([recorder], val_loader=[])
    assert recorder.calls == []


# --- what is no list of callbacks


@pytest.mark.parametrize(
    ("callbacks", "told"),
    [
        (EarlyStopping(2), "callbacks must be a list of Callback objects, got an object of class EarlyStopping"),
        (Callback, "callbacks must be a list of Callback objects, got the class Callback"),
        (
            (one for one in [Callback()]),
            "callbacks must be a list of Callback objects, got an object of class generator",
        ),
        (None, "callbacks must be a list of Callback objects, got an object of class NoneType"),
        ([Callback(), Counts], r"callbacks\[1\] must be a Callback, got the class Counts: make an object of it"),
        ([print], r"callbacks\[0\] must be a Callback, got an object of class builtin_function_or_method: derive"),
    ],
)
def test_what_is_no_callback_is_refused(callbacks: Any, told: str) -> None:
    with pytest.raises(TypeError, match=f"^{told}"):
        train(callbacks)


def test_one_object_is_not_called_twice() -> None:
    stopping = EarlyStopping(2)
    with pytest.raises(ValueError, match=r"^callbacks must hold each object once"):
        train([stopping, stopping])


def test_checkpoint_is_called_last(tmp_path: Any) -> None:
    order: list[str] = []

    class Keeps(Checkpoint):
        def after_epoch(self, run: Run) -> None:
            order.append("checkpoint")
            super().after_epoch(run)

    class Notes(Callback):
        def after_epoch(self, run: Run) -> None:
            order.append("notes")

    train([Keeps(tmp_path), Notes()], epochs=1)
    assert order == ["notes", "checkpoint"]
