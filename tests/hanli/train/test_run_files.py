"""The files of a run: damage, poison, other parts, and a run that is made longer."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.optim import SGD, AdamW, lr_scheduler
from torch.optim.lr_scheduler import (
    CosineAnnealingLR,
    ExponentialLR,
    LinearLR,
    LRScheduler,
    OneCycleLR,
    SequentialLR,
    StepLR,
)

from hanli.train import Callback, Checkpoint, EarlyStopping, History, NonFiniteLossError, PerStep, Run, fit
from hanli.train.run_files import check_plain, describe_schedule, find_damage, read_run, write_run

LOSS = nn.CrossEntropyLoss()
Schedule = Callable[[torch.optim.Optimizer], LRScheduler]


def make_data() -> list[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(12, 4, generator=generator)
    return list(zip(inputs.split(4), (inputs[:, 0] > 0).long().split(4), strict=True))


def go(
    folder: Path,
    epochs: int,
    schedule: Schedule | None = None,
    *,
    per_step: bool = False,
    lengthen: bool = False,
    optimizer: type[torch.optim.Optimizer] = SGD,
    callbacks: tuple[Callback, ...] = (),
    model: nn.Module | None = None,
) -> tuple[History, nn.Module]:
    if model is None:
        torch.manual_seed(0)
        model = nn.Linear(4, 2)
    steps = optimizer(model.parameters(), lr=0.5)  # type: ignore[call-arg]
    scheduler = None if schedule is None else schedule(steps)
    history = fit(
        model,
        make_data(),
        loss=LOSS,
        epochs=epochs,
        optimizer=steps,
        scheduler=PerStep(scheduler) if per_step and scheduler is not None else scheduler,
        val_loader=make_data(),
        callbacks=[*callbacks, Checkpoint(folder, resume=True, lengthen=lengthen)],
        device="cpu",
    )
    return history, model


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "half": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "text": lambda content: b"<html>",
    "flipped": lambda content: content[:500] + b"\x5a" * 8 + content[508:],  # in the first record, not between two
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named_and_the_older_one_taken(tmp_path: Path, damage: str) -> None:
    whole, expected = go(tmp_path / "whole", 3)
    go(tmp_path / "broken", 2)
    last = tmp_path / "broken" / "last.pt"
    last.write_bytes(DAMAGES[damage](last.read_bytes()))
    with pytest.warns(UserWarning, match=r"last\.pt is damaged .*: going on from .*previous\.pt"):
        history, model = go(tmp_path / "broken", 3)
    assert history == whole
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), expected.parameters(), strict=True))
    assert find_damage(tmp_path / "broken" / "damaged.pt"), "kept to be looked at"
    assert find_damage(tmp_path / "broken" / "previous.pt") is None, "never replaced by a damaged one"


def test_a_flipped_bit_anywhere_in_the_tensors_is_seen(tmp_path: Path) -> None:
    torch.save({"weights": torch.zeros(1000)}, tmp_path / "last.pt")
    content = bytearray((tmp_path / "last.pt").read_bytes())
    assert find_damage(tmp_path / "last.pt") is None
    content[content.index(bytes(400)) + 200] ^= 1
    (tmp_path / "last.pt").write_bytes(content)
    assert "checksum" in (find_damage(tmp_path / "last.pt") or "")


def test_two_damaged_files_are_both_named(tmp_path: Path) -> None:
    for name in ("last.pt", "previous.pt"):
        (tmp_path / name).write_bytes(b"nothing")
    with pytest.raises(RuntimeError, match=r"last\.pt is damaged .*previous\.pt is damaged .* begin anew"):
        read_run(tmp_path)


@pytest.mark.parametrize("moment", ["while writing", "before the first rename", "between the renames"])
def test_a_crash_at_any_moment_of_writing_leaves_a_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    write_run({"epoch": 1}, tmp_path)
    write_run({"epoch": 2}, tmp_path)
    rename = Path.replace

    def crash(self: Path, target: Path) -> Path:
        if self.name == {"before the first rename": "last.pt", "between the renames": "next.pt"}.get(moment):
            raise KeyboardInterrupt
        return rename(self, target)

    def disk_full(content: object, file: Any) -> None:
        file.write(b"half")
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", crash)
        if moment == "while writing":
            patch.setattr(torch, "save", disk_full)
        with pytest.raises((KeyboardInterrupt, OSError)):
            write_run({"epoch": 3}, tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert read_run(tmp_path) == {"epoch": 2}
    write_run({"epoch": 3}, tmp_path)
    assert read_run(tmp_path) == {"epoch": 3}


class _Roots(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(3))
        self.register_buffer("mask", torch.full((3,), -torch.inf))  # allowed: no gradient comes there

    def forward(self, inputs: Tensor) -> Tensor:
        return (inputs * self.weight).pow(2).sum(1).sqrt()


def test_weights_that_a_nan_gradient_has_reached_are_never_written(tmp_path: Path) -> None:
    good = (torch.ones(4, 3), torch.ones(4))
    bad = (torch.zeros(4, 3), torch.ones(4))  # the slope of the root at 0 is infinite, times 0
    common: dict[str, Any] = {"loss": nn.MSELoss(), "device": "cpu"}
    fit(_Roots(), [good, good], epochs=1, callbacks=[Checkpoint(tmp_path)], **common)
    before = (tmp_path / "last.pt").read_bytes()
    with pytest.raises(
        NonFiniteLossError, match=r"parameter weight .* not finite after epoch 2, because .* so nothing was written"
    ):
        fit(_Roots(), [good, bad], epochs=2, callbacks=[Checkpoint(tmp_path, resume=True)], **common)
    assert (tmp_path / "last.pt").read_bytes() == before
    history = fit(_Roots(), [good, good], epochs=3, callbacks=[Checkpoint(tmp_path, resume=True)], **common)
    assert len(history.epochs) == 3


def test_the_files_of_a_compiled_model_have_plain_names(tmp_path: Path) -> None:
    go(tmp_path, 1, model=torch.compile(nn.Linear(4, 2), backend="eager"))  # type: ignore[arg-type]
    nn.Linear(4, 2).load_state_dict(torch.load(tmp_path / "best.pt"))
    history, _ = go(tmp_path, 2)
    assert len(history.epochs) == 2


SCHEDULES: dict[str, Schedule] = {
    "StepLR": lambda steps: StepLR(steps, 2),
    "StepLR, other": lambda steps: StepLR(steps, 3),
    "cosine": lambda steps: CosineAnnealingLR(steps, T_max=4),
    "cosine, longer": lambda steps: CosineAnnealingLR(steps, T_max=8),
    "warm-up": lambda steps: SequentialLR(steps, [LinearLR(steps), CosineAnnealingLR(steps, 3)], [1]),
    "warm-up, longer": lambda steps: SequentialLR(steps, [LinearLR(steps), CosineAnnealingLR(steps, 7)], [1]),
    "one cycle": lambda steps: OneCycleLR(steps, 1.0, total_steps=12),
    "one cycle, longer": lambda steps: OneCycleLR(steps, 1.0, total_steps=24),
    "exponential": lambda steps: ExponentialLR(steps, 0.9),
}


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ("StepLR", "cosine", "scheduler must be as .*StepLR, stepped each epoch, got CosineAnnealingLR"),
        ("StepLR", "StepLR, other", "must have step_size as in the run to be continued, 2, got 3"),
        ("cosine", "cosine, longer", "must have T_max as in the run to be continued, 4, got 8: .*lengthen=True"),
        ("warm-up", "warm-up, longer", "must have _schedulers as in the run"),
        ("one cycle", "one cycle, longer", "must have total_steps as in the run to be continued, 12, got 24"),
    ],
)
def test_a_schedule_that_cannot_mean_the_same_is_refused(tmp_path: Path, before: str, now: str, told: str) -> None:
    per_step = before.startswith("one cycle")
    go(tmp_path, 2, SCHEDULES[before], per_step=per_step)
    with pytest.raises(ValueError, match=told):
        go(tmp_path, 4, SCHEDULES[now], per_step=per_step)
    history, _ = go(tmp_path, 4, SCHEDULES[before], per_step=per_step)
    assert len(history.epochs) == 4


OF_TORCH: dict[str, Callable[[Any], Any]] = {
    "LambdaLR": lambda steps: lr_scheduler.LambdaLR(steps, lambda epoch: 0.9**epoch),
    "MultiplicativeLR": lambda steps: lr_scheduler.MultiplicativeLR(steps, lambda epoch: 0.9),
    "StepLR": lambda steps: lr_scheduler.StepLR(steps, 2),
    "MultiStepLR": lambda steps: lr_scheduler.MultiStepLR(steps, [2, 4]),
    "ConstantLR": lambda steps: lr_scheduler.ConstantLR(steps),
    "LinearLR": lambda steps: lr_scheduler.LinearLR(steps),
    "ExponentialLR": lambda steps: lr_scheduler.ExponentialLR(steps, 0.9),
    "PolynomialLR": lambda steps: lr_scheduler.PolynomialLR(steps),
    "CosineAnnealingLR": lambda steps: lr_scheduler.CosineAnnealingLR(steps, 9),
    "CosineAnnealingWarmRestarts": lambda steps: lr_scheduler.CosineAnnealingWarmRestarts(steps, 2, 2),
    "CyclicLR": lambda steps: lr_scheduler.CyclicLR(steps, 0.01, 0.1),
    "OneCycleLR": lambda steps: lr_scheduler.OneCycleLR(steps, 1.0, total_steps=50),
    "SequentialLR": lambda steps: SequentialLR(
        steps, [LinearLR(steps), lr_scheduler.CosineAnnealingWarmRestarts(steps, 3)], [2]
    ),
    "ChainedScheduler": lambda steps: lr_scheduler.ChainedScheduler([LinearLR(steps), ExponentialLR(steps, 0.9)]),
    "ReduceLROnPlateau": lambda steps: lr_scheduler.ReduceLROnPlateau(steps, patience=1),
}


@pytest.mark.parametrize("name", OF_TORCH)
def test_how_far_a_schedule_is_is_no_setting(name: str) -> None:
    steps = SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9)
    scheduler = OF_TORCH[name](steps)
    settings = describe_schedule(scheduler.state_dict())
    for _ in range(9):
        steps.step()
        scheduler.step(*([1.0] if name == "ReduceLROnPlateau" else []))
    assert describe_schedule(scheduler.state_dict()) == settings


def test_every_schedule_of_torch_is_tried() -> None:
    kinds = {name for name in dir(lr_scheduler) if name.endswith(("LR", "Restarts", "Scheduler", "Plateau"))}
    assert kinds - {"LRScheduler", "_LRScheduler", "SWALR"} - set(OF_TORCH) == set()


def test_other_parts_are_refused(tmp_path: Path) -> None:
    go(tmp_path / "optimizer", 1)
    with pytest.raises(ValueError, match="optimizer must be as in the run to be continued, SGD, got AdamW"):
        go(tmp_path / "optimizer", 2, optimizer=AdamW)
    go(tmp_path / "steps", 1, SCHEDULES["exponential"], per_step=True)
    with pytest.raises(ValueError, match="ExponentialLR, stepped each step, got ExponentialLR, stepped each epoch"):
        go(tmp_path / "steps", 2, SCHEDULES["exponential"])
    go(tmp_path / "monitor", 1, callbacks=(EarlyStopping(2, monitor="accuracy"),))
    with pytest.raises(ValueError, match="monitor must be as in the run to be continued, accuracy, got loss"):
        go(tmp_path / "monitor", 2, callbacks=(EarlyStopping(2),))


@pytest.mark.parametrize(
    ("short", "long", "per_step"),
    [
        ("cosine", "cosine, longer", False),
        ("warm-up", "warm-up, longer", False),
        ("one cycle", "one cycle, longer", True),
        ("StepLR", "StepLR, other", False),
        ("StepLR", "cosine, longer", False),
    ],
)
def test_a_lengthened_run_has_the_rates_of_one_planned_so(
    tmp_path: Path, short: str, long: str, per_step: bool
) -> None:
    planned, _ = go(tmp_path / "planned", 8, SCHEDULES[long], per_step=per_step)
    first, _ = go(tmp_path / "short", 4, SCHEDULES[short], per_step=per_step)
    kinds = {short.split(",")[0], long.split(",")[0]}
    if len(kinds) > 1:
        with pytest.raises(ValueError, match="scheduler must be as"):
            go(tmp_path / "short", 8, SCHEDULES[long], per_step=per_step, lengthen=True)
        return
    longer, _ = go(tmp_path / "short", 8, SCHEDULES[long], per_step=per_step, lengthen=True)
    assert longer.epochs[:4] == first.epochs
    rates = [[epoch.learning_rate for epoch in run.epochs[4:]] for run in (longer, planned)]
    assert rates[0] == pytest.approx(rates[1], abs=1e-12)


def test_lengthening_needs_a_run_to_go_on_with(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"lengthen=True .* needs resume=True"):
        Checkpoint(tmp_path, lengthen=True)


class _Rising(Callback):
    """Makes every validation worse than the one before."""

    def after_epoch(self, run: Run) -> None:
        last = run.history.epochs[-1]
        assert last.validation is not None
        object.__setattr__(last.validation, "loss", float(last.number))


def test_a_run_that_stopped_goes_on_with_more_patience_or_when_it_is_lengthened(tmp_path: Path) -> None:
    def again(epochs: int, patience: int, *, lengthen: bool = False) -> History:
        return go(tmp_path, epochs, callbacks=(_Rising(), EarlyStopping(patience)), lengthen=lengthen)[0]

    assert len(again(9, 2).epochs) == 3
    with pytest.warns(UserWarning, match=r"had stopped after epoch 3 .* stays so, although epochs is now 20"):
        assert len(again(20, 2).epochs) == 3
    assert len(again(9, 4).epochs) == 5
    assert len(again(9, 4, lengthen=True).epochs) == 6, "the next bad epoch ends it again"


class _Lazy(Callback):
    """Has no state before its first step."""

    def __init__(self) -> None:
        self.average: dict[str, Tensor] = {}

    def after_step(self, run: Run) -> None:
        for name, value in run.model.state_dict().items():
            self.average[name] = self.average.get(name, value.clone()) * 0.5 + value * 0.5

    def state_dict(self) -> dict[str, Any]:
        return self.average

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.average = state


def test_a_callback_may_have_no_state_at_first(tmp_path: Path) -> None:
    whole, interrupted = _Lazy(), _Lazy()
    go(tmp_path / "whole", 2, callbacks=(whole,))
    go(tmp_path / "parts", 1, callbacks=(_Lazy(),))
    go(tmp_path / "parts", 2, callbacks=(interrupted,))
    assert all(torch.equal(whole.average[name], interrupted.average[name]) for name in whole.average)


@pytest.mark.parametrize("value", [np.float64(1), np.ones(2), {"a": [np.int64(1)]}, object(), Path("x")])
def test_a_state_that_could_not_be_read_again_is_refused_when_it_is_written(tmp_path: Path, value: object) -> None:
    class Keeps(Callback):
        def state_dict(self) -> dict[str, Any]:
            return {"value": value}

    with pytest.raises(TypeError, match=r"state_dict\(\) of Keeps must hold .* at state_dict\(\)\['value'\]"):
        go(tmp_path, 1, callbacks=(Keeps(),))
    assert not (tmp_path / "last.pt").exists()


@pytest.mark.parametrize("value", [None, 1, 1.5, True, "a", b"a", 1j, torch.ones(2), torch.float32, [1, (2, {"a": 3})]])
def test_a_state_that_passes_can_be_read_again(tmp_path: Path, value: object) -> None:
    check_plain("mine", {"value": value})
    torch.save({"value": value}, tmp_path / "state.pt")
    torch.load(tmp_path / "state.pt", weights_only=True)


def test_a_file_of_version_0_1_0_goes_on(tmp_path: Path) -> None:
    go(tmp_path, 2, SCHEDULES["StepLR"], callbacks=(_Quiet(), EarlyStopping(9)))
    state = torch.load(tmp_path / "last.pt", weights_only=True)
    for name in ("version", "kinds", "planned"):
        del state[name]
    state["callbacks"] = [(name, own) for name, own in state["callbacks"] if own]
    for _, own in state["callbacks"]:
        own["best"].pop("monitor")
    torch.save(state, tmp_path / "last.pt")
    history, _ = go(tmp_path, 4, SCHEDULES["StepLR"], callbacks=(_Quiet(), EarlyStopping(9)))
    whole, _ = go(tmp_path / "whole", 4, SCHEDULES["StepLR"], callbacks=(_Quiet(), EarlyStopping(9)))
    assert history == whole


class _Quiet(Callback):
    """Has no state at all."""


def test_an_epoch_is_looked_at_once_for_both_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    monkeypatch.setattr("hanli.train.checkpoint._check_finite", lambda run: looked.append(run.epoch))
    go(tmp_path, 3)
    assert (tmp_path / "best.pt").exists() and (tmp_path / "last.pt").exists()
    assert looked == [1, 2, 3], "to look is to go through all weights, so best.pt and last.pt share one look"
