"""hanli.train: the same numbers as a loop written by hand, few calls more, and faults that speak."""

from __future__ import annotations

import gc
import math
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR, OneCycleLR, ReduceLROnPlateau, StepLR
from torch.utils.data import DataLoader, TensorDataset

from hanli.train import (
    Callback,
    Checkpoint,
    EarlyStopping,
    Epoch,
    History,
    NonFiniteLossError,
    PerStep,
    Run,
    Scores,
    evaluate,
    fit,
    loop,
)
from hanli.train.position import Position

Batches = list[tuple[Tensor, Tensor]]
LOSS = nn.CrossEntropyLoss()


@pytest.fixture(autouse=True)
def _seeded() -> Iterator[None]:
    states = random.getstate(), np.random.get_state(), torch.get_rng_state()
    torch.manual_seed(1640)
    yield
    random.setstate(states[0])
    np.random.set_state(states[1])
    torch.set_rng_state(states[2])


def net(seed: int = 0, dtype: torch.dtype = torch.float32) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.25), nn.Linear(8, 3)).to(dtype)


def plain_net(seed: int = 0) -> nn.Sequential:
    """Without chance."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))


def batches(*sizes: int, seed: int = 1) -> Batches:
    generator = torch.Generator().manual_seed(seed)
    return [(torch.randn(n, 4, generator=generator), torch.randint(3, (n,), generator=generator)) for n in sizes]


def joined(parts: Batches) -> tuple[Tensor, Tensor]:
    return torch.cat([inputs for inputs, _ in parts]), torch.cat([targets for _, targets in parts])


def weights(model: nn.Module) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in model.state_dict().items()}


def equal(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


# --- the loop itself


def test_fit_is_the_loop_written_by_hand() -> None:
    data = batches(8, 8, 8, 3)
    by_hand, ours = net(), net()
    optimizer = torch.optim.SGD(by_hand.parameters(), lr=0.1, momentum=0.9)
    torch.manual_seed(5)
    for _ in range(3):
        for inputs, targets in data:
            optimizer.zero_grad()
            LOSS(by_hand(inputs), targets).backward()
            nn.utils.clip_grad_norm_(by_hand.parameters(), 0.5)
            optimizer.step()
    torch.manual_seed(5)
    sgd = torch.optim.SGD(ours.parameters(), lr=0.1, momentum=0.9)
    history = fit(ours, data, loss=LOSS, epochs=3, optimizer=sgd, clip=0.5, device="cpu")
    assert equal(weights(by_hand), weights(ours))
    assert [epoch.number for epoch in history.epochs] == [1, 2, 3]
    assert ours.training


def test_the_default_optimizer_is_fused_adamw() -> None:
    kept: list[Run] = []

    class Keep(Callback):
        def before_fit(self, run: Run) -> None:
            kept.append(run)

    model = net()
    model[0].requires_grad_(False)
    fit(model, batches(4), loss=LOSS, epochs=1, callbacks=[Keep()], device="cpu")
    optimizer = kept[0].optimizer
    assert isinstance(optimizer, torch.optim.AdamW)
    assert optimizer.defaults["fused"] and optimizer.defaults["lr"] == 1e-3
    assert len(optimizer.param_groups[0]["params"]) == 2, "frozen parameters stay out"


def test_the_training_loss_is_a_mean_over_samples() -> None:
    model = plain_net()
    data = batches(64, 64, 2)
    with torch.no_grad():
        expected = LOSS(*(lambda pair: (model(pair[0]), pair[1]))(joined(data))).item()
    frozen = torch.optim.SGD(model.parameters(), lr=0.0)
    history = fit(model, data, loss=LOSS, epochs=1, optimizer=frozen, val_loader=data, device="cpu")
    epoch = history.epochs[0]
    assert epoch.train_loss == pytest.approx(expected, rel=1e-6)
    assert epoch.validation is not None
    assert epoch.validation.loss == pytest.approx(expected, rel=1e-6)
    assert epoch.validation.samples == 130


class _Calls:
    """Counts calls of Python and C functions, by the interpreter's own profile."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, frame: object, event: str, argument: object) -> None:
        self.count += event in ("call", "c_call")


def calls_a_step(run: Callable[[DataLoader[Any]], None]) -> float:
    counts = []
    for steps in (10, 10, 30):  # the first warms up
        data = DataLoader(TensorDataset(torch.randn(steps * 8, 4), torch.randint(3, (steps * 8,))), batch_size=8)
        calls = _Calls()
        gc.collect()
        gc.disable()  # what a collection happens to call is no call of the step
        sys.setprofile(calls)
        try:
            run(data)
        finally:
            sys.setprofile(None)
            gc.enable()
        counts.append(calls.count)
    return (counts[2] - counts[1]) / 20


class Count(Callback):
    def __init__(self) -> None:
        self.steps = 0

    def after_step(self, run: Run) -> None:
        self.steps += 1


@pytest.mark.parametrize(("accumulate", "most"), [(1, 12), (4, 12)])
def test_at_most_twelve_calls_a_step_over_a_loop_by_hand(accumulate: int, most: int) -> None:
    def raw(data: DataLoader[Any]) -> None:
        model = plain_net()
        optimizer = torch.optim.AdamW(model.parameters(), fused=True)
        for step, (inputs, targets) in enumerate(data):
            if step % accumulate == 0:
                optimizer.zero_grad()
            (LOSS(model(inputs), targets) / accumulate).backward()
            if step % accumulate == accumulate - 1:
                optimizer.step()

    def thin(data: DataLoader[Any]) -> None:
        counters = [Count(), Count()]
        fit(plain_net(), data, loss=LOSS, epochs=1, callbacks=counters, accumulate=accumulate, device="cpu")

    excess = calls_a_step(thin) - calls_a_step(raw)
    assert 0 < excess <= most, f"{excess} calls a step"


# --- accumulation


class KeepGradients(Callback):
    def __init__(self) -> None:
        self.norms: list[dict[str, Tensor]] = []

    def after_step(self, run: Run) -> None:
        self.norms.append({n: p.grad.clone() for n, p in run.model.named_parameters() if p.grad is not None})


@given(sizes=st.lists(st.integers(1, 9), min_size=1, max_size=9), accumulate=st.integers(1, 5))
def test_accumulated_gradients_are_those_of_one_large_batch(sizes: list[int], accumulate: int) -> None:
    data = [(x.double(), y) for x, y in batches(*sizes)]
    model = plain_net().double()
    keep = KeepGradients()
    sgd = torch.optim.SGD(model.parameters(), lr=0.0)
    fit(model, data, loss=LOSS, epochs=1, optimizer=sgd, accumulate=accumulate, callbacks=[keep], device="cpu")
    windows = [data[start : start + accumulate] for start in range(0, len(data), accumulate)]
    assert len(keep.norms) == len(windows), "the remainder is a step too"
    for window, ours in zip(windows, keep.norms, strict=True):
        model.zero_grad()
        inputs, targets = joined(window)
        LOSS(model(inputs), targets).backward()
        for name, parameter in model.named_parameters():
            assert parameter.grad is not None
            torch.testing.assert_close(ours[name], parameter.grad, rtol=1e-12, atol=1e-15)


def test_in_float32_too_the_error_is_at_most_a_rounding() -> None:
    data = batches(*[4] * 9, 2)  # 38 samples: windows of 16, 16 and 6
    model = plain_net()
    keep = KeepGradients()
    sgd = torch.optim.SGD(model.parameters(), lr=0.0)
    fit(model, data, loss=LOSS, epochs=1, optimizer=sgd, accumulate=4, callbacks=[keep], device="cpu")
    for start, ours in zip((0, 4, 8), keep.norms, strict=True):
        exact = plain_net().double()
        inputs, targets = joined(data[start : start + 4])
        LOSS(exact(inputs.double()), targets).backward()
        truth = torch.cat([p.grad.flatten() for p in exact.parameters() if p.grad is not None])
        found = torch.cat([gradient.flatten() for gradient in ours.values()]).double()
        assert (found - truth).norm() / truth.norm() <= 1e-7


# --- schedulers


def rates(history: History) -> list[float]:
    return [epoch.learning_rate for epoch in history.epochs]


def test_a_scheduler_is_stepped_after_each_epoch() -> None:
    model = plain_net()
    sgd = torch.optim.SGD(model.parameters(), lr=0.01)
    history = fit(
        model, batches(4, 4), loss=LOSS, epochs=5, optimizer=sgd, scheduler=StepLR(sgd, step_size=2), device="cpu"
    )
    assert rates(history) == pytest.approx([0.01, 0.01, 0.001, 0.001, 0.0001])


def test_a_plateau_is_seen_in_the_validation_loss() -> None:
    model = plain_net()
    sgd = torch.optim.SGD(model.parameters(), lr=0.0)  # so that nothing improves
    plateau = ReduceLROnPlateau(sgd, patience=1)
    seen: list[float] = []
    original = plateau.step
    plateau.step = lambda metrics, epoch=None: (seen.append(metrics), original(metrics))[1]  # type: ignore[method-assign]
    data = batches(4, 4)
    history = fit(model, data, loss=LOSS, epochs=3, optimizer=sgd, scheduler=plateau, val_loader=data, device="cpu")
    assert seen == [epoch.validation.loss for epoch in history.epochs if epoch.validation]


def test_a_scheduler_can_be_stepped_after_each_step() -> None:
    model = plain_net()
    sgd = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = OneCycleLR(sgd, max_lr=0.1, total_steps=7)
    fit(
        model,
        batches(4, 4, 4, 4, 4),
        loss=LOSS,
        epochs=2,
        optimizer=sgd,
        scheduler=PerStep(scheduler),
        accumulate=2,
        device="cpu",
    )
    assert scheduler.last_epoch == 6  # three steps an epoch


# --- precision


def test_bf16_computes_in_bf16_and_keeps_float32_weights() -> None:
    seen = set()

    class Spy(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(4, 3)

        def forward(self, inputs: Tensor) -> Tensor:
            outputs: Tensor = self.layer(inputs)
            seen.add((self.training, outputs.dtype))
            return outputs

    model = Spy()
    fit(model, batches(4), loss=LOSS, epochs=1, val_loader=batches(4), precision="bf16", clip=1.0, device="cpu")
    assert seen == {(True, torch.bfloat16), (False, torch.bfloat16)}
    assert model.layer.weight.dtype == torch.float32


def test_fp16_needs_cuda() -> None:
    with pytest.raises(ValueError, match=r"^precision='fp16' needs a CUDA device, got 'cpu': use 'bf16'"):
        fit(net(), batches(4), loss=LOSS, epochs=1, precision="fp16", device="cpu")


class _Scaler:
    """A GradScaler as on CUDA, in miniature: scales by 1024 and skips steps with infinities."""

    def __init__(self, device: str) -> None:
        self.log: list[str] = []

    def scale(self, loss: Tensor) -> Tensor:
        return loss * 1024

    def unscale_(self, optimizer: torch.optim.Optimizer) -> None:
        self.log.append("unscale")
        for parameter in optimizer.param_groups[0]["params"]:
            parameter.grad /= 1024

    def step(self, optimizer: torch.optim.Optimizer) -> None:
        self.log.append("step")
        optimizer.step()

    def update(self) -> None:
        self.log.append("update")


def test_with_a_loss_scaler_the_gradient_is_unscaled_before_it_is_clipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """fp16 cannot run here; a scaler in miniature shows that the order is right."""
    monkeypatch.setattr(torch.amp, "GradScaler", _Scaler)
    monkeypatch.setattr(loop, "check_precision", lambda precision, device: None)
    monkeypatch.setitem(loop.AUTOCAST_DTYPES, "fp16", torch.bfloat16)
    kept: list[Any] = []

    class Keep(Callback):
        def after_step(self, run: Run) -> None:
            kept.append((run.scaler.log.copy(), run.model[0].weight.grad.clone()))  # type: ignore[union-attr,index]

    scaled, plain = plain_net(), plain_net()
    fit(scaled, batches(4), loss=LOSS, epochs=1, precision="fp16", clip=0.1, callbacks=[Keep()], device="cpu")
    fit(plain, batches(4), loss=LOSS, epochs=1, precision="bf16", clip=0.1, device="cpu")
    assert kept[0][0] == ["unscale", "step", "update"]
    assert torch.equal(kept[0][1], plain[0].weight.grad)


# --- evaluation


@given(sizes=st.lists(st.integers(1, 20), min_size=1, max_size=6))
def test_scores_do_not_depend_on_how_the_samples_are_batched(sizes: list[int]) -> None:
    model = net()
    parts = batches(*sizes)
    inputs, targets = joined(parts)
    ours, whole = evaluate(model, parts, LOSS), evaluate(model, [(inputs, targets)], LOSS)
    assert ours.loss == pytest.approx(whole.loss, rel=1e-6)
    assert (ours.accuracy, ours.samples) == (whole.accuracy, sum(sizes))


def test_accuracy_counts_classes_of_samples_and_of_pixels_and_is_none_for_numbers() -> None:
    same = nn.Identity()
    scores = torch.tensor([[0.0, 2.0], [3.0, 1.0], [0.0, 1.0]])
    assert evaluate(same, [(scores, torch.tensor([1, 1, 1]))], LOSS).accuracy == pytest.approx(2 / 3)
    pixels = torch.zeros(1, 2, 2, 2).index_fill(1, torch.tensor([1]), 1.0)
    assert evaluate(same, [(pixels, torch.tensor([[[1, 1], [1, 0]]]))], LOSS).accuracy == 0.75
    assert evaluate(same, [(scores, scores)], nn.MSELoss()) == Scores(0.0, None, 3)


def test_evaluate_gives_every_module_its_mode_back_after_an_error_too() -> None:
    model = net()
    model[2].eval()
    modes = [module.training for module in model.modules()]
    evaluate(model, batches(4), LOSS)
    assert [module.training for module in model.modules()] == modes
    with pytest.raises(RuntimeError):
        evaluate(model, [(torch.ones(2, 5), torch.zeros(2, dtype=torch.int64))], LOSS)
    assert [module.training for module in model.modules()] == modes


def test_evaluate_is_without_dropout_and_without_recording() -> None:
    model = net()
    model.register_forward_hook(
        lambda *_: recording.append((torch.is_grad_enabled(), torch.is_inference_mode_enabled()))
    )
    recording: list[tuple[bool, bool]] = []
    assert evaluate(model, batches(9), LOSS) == evaluate(model, batches(9), LOSS)
    assert recording == [(False, False)] * 2, "what the model keeps can be used in training later"


# --- early stopping


class _Scripted(Callback):
    """Replaces the validation scores by given ones, and marks the weights with the epoch."""

    def __init__(self, losses: list[float]) -> None:
        self.losses = losses

    def after_epoch(self, run: Run) -> None:
        last = run.history.epochs[-1]
        value = self.losses[run.epoch - 1]
        run.history.epochs[-1] = Epoch(last.number, last.learning_rate, last.train_loss, Scores(value, -value, 1))
        with torch.no_grad():
            next(run.model.parameters()).fill_(run.epoch)


def stopped_after(losses: list[float], **options: Any) -> tuple[int, float, EarlyStopping]:
    """How many epochs were run, the mark of the weights that stayed, and the callback."""
    model = plain_net()
    stopping = EarlyStopping(**options)
    frozen = torch.optim.SGD(model.parameters(), lr=0.0)
    history = fit(
        model,
        batches(2),
        loss=LOSS,
        epochs=len(losses),
        optimizer=frozen,
        val_loader=batches(2),
        callbacks=[_Scripted(losses), stopping],
        device="cpu",
    )
    return len(history.epochs), next(model.parameters())[0, 0].item(), stopping


NAN = math.nan


@pytest.mark.parametrize(
    ("losses", "options", "epochs", "kept"),
    [
        ([3, 2, 1, 2, 2, 2], {"patience": 2}, 5, 3),
        ([3, 2, 1, 2, 2, 2], {"patience": 2, "restore_best": False}, 5, 5),
        ([3, 2, 1], {"patience": 1}, 3, 3),
        ([1, 2, 3], {"patience": 9}, 3, 1),  # restored at the end, too
        ([3, 2.95, 2.9, 2.85], {"patience": 2, "min_delta": 0.1}, 3, 1),
        ([3, 3, 3], {"patience": 2}, 3, 1),  # equal is not better
        ([NAN, 3, NAN, NAN], {"patience": 2}, 4, 2),
        ([NAN, NAN, NAN], {"patience": 2}, 2, 2),  # never a best: the last weights stay
        ([2, 1, 3, 4], {"patience": 2, "monitor": "accuracy"}, 4, 2),
    ],
)
def test_early_stopping(losses: list[float], options: dict[str, Any], epochs: int, kept: int) -> None:
    assert stopped_after(losses, **options)[:2] == (epochs, kept)


def test_the_reason_is_told() -> None:
    model = plain_net()
    frozen = torch.optim.SGD(model.parameters(), lr=0.0)
    stopping = EarlyStopping(3)
    data = batches(4)
    history = fit(
        model, data, loss=LOSS, epochs=9, optimizer=frozen, val_loader=data, callbacks=[stopping], device="cpu"
    )
    assert history.stopped == "no better loss for 3 epochs"
    assert stopping.best_epoch == 1


# --- checkpoints


def loader(generator_seed: int | None = 7) -> DataLoader[Any]:
    inputs, targets = batches(30)[0]
    generator = None if generator_seed is None else torch.Generator().manual_seed(generator_seed)
    return DataLoader(TensorDataset(inputs, targets), batch_size=8, shuffle=True, generator=generator)


class Chance(Callback):
    """Changes the weights a little with each library's generator, so that all of them count."""

    def after_epoch(self, run: Run) -> None:
        noise = random.random() + np.random.rand() + torch.rand(()).item()
        with torch.no_grad():
            next(run.model.parameters()).add_(noise / 100)


class _Crash(Callback):
    def __init__(self, epoch: int) -> None:
        self.epoch = epoch

    def after_step(self, run: Run) -> None:
        if run.epoch == self.epoch:
            raise KeyboardInterrupt


def run_once(
    folder: Path, kind: str, crash: int | None = None, *, generator_seed: int | None = 7, every: int = 1
) -> tuple[dict[str, Tensor], History]:
    """A run in a process as new: every generator somewhere else than in the last one."""
    random.seed(crash)
    np.random.seed(crash or 0)
    model = net()
    torch.manual_seed(1640 if crash is not None or kind == "whole" else 99)
    if kind != "resumed":
        random.seed(3)
        np.random.seed(3)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.02, fused=True)
    data = batches(20, seed=4)
    history = fit(
        model,
        loader(generator_seed if kind != "resumed" or generator_seed is None else 12345),
        loss=LOSS,
        epochs=6,
        optimizer=optimizer,
        val_loader=data,
        scheduler=ReduceLROnPlateau(optimizer, patience=0, factor=0.5),
        callbacks=[
            Checkpoint(folder, resume=True, every=every),
            Chance(),
            EarlyStopping(9),
            *([] if crash is None else [_Crash(crash)]),
        ],
        device="cpu",
    )
    return weights(model), history


@pytest.mark.parametrize("generator_seed", [7, None])
@pytest.mark.parametrize("every", [1, 2])
@pytest.mark.parametrize("crash", [2, 3, 5])
def test_a_resumed_run_is_the_uninterrupted_one_bit_for_bit(
    tmp_path: Path, generator_seed: int | None, every: int, crash: int
) -> None:
    expected, history = run_once(tmp_path / "whole", "whole", generator_seed=generator_seed)
    with pytest.raises(KeyboardInterrupt):
        run_once(tmp_path / "broken", "crashed", crash, generator_seed=generator_seed, every=every)
    found, resumed = run_once(tmp_path / "broken", "resumed", generator_seed=generator_seed, every=every)
    assert equal(expected, found)
    assert resumed == history
    for name in ("last.pt", "best.pt"):
        whole = torch.load(tmp_path / "whole" / name, weights_only=True)
        again = torch.load(tmp_path / "broken" / name, weights_only=True)
        assert equal(whole.get("model", whole), again.get("model", again))


def test_a_finished_run_is_not_run_again(tmp_path: Path) -> None:
    expected, history = run_once(tmp_path, "whole")
    found, again = run_once(tmp_path, "resumed")
    assert equal(expected, found) and again == history


def test_a_stopped_run_stays_stopped(tmp_path: Path) -> None:
    def again() -> tuple[History, dict[str, Tensor]]:
        model = plain_net()
        frozen = torch.optim.SGD(model.parameters(), lr=0.0)
        callbacks = [EarlyStopping(2), Checkpoint(tmp_path, resume=True)]
        data = batches(4)
        history = fit(
            model, data, loss=LOSS, epochs=9, optimizer=frozen, val_loader=data, callbacks=callbacks, device="cpu"
        )
        return history, weights(model)

    first, second = again(), again()
    assert first[0] == second[0] and first[0].stopped
    assert equal(first[1], second[1])


def test_best_is_the_plain_weights_of_the_best_epoch(tmp_path: Path) -> None:
    model = plain_net()
    frozen = torch.optim.SGD(model.parameters(), lr=0.0)
    script = _Scripted([3.0, 1.0, NAN, 2.0])
    fit(
        model,
        batches(2),
        loss=LOSS,
        epochs=4,
        optimizer=frozen,
        callbacks=[Checkpoint(tmp_path), script],
        device="cpu",
    )
    best = plain_net()
    best.load_state_dict(torch.load(tmp_path / "best.pt", weights_only=True))
    assert next(best.parameters())[0, 0] == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["best.pt", "last.pt", "previous.pt"]


@pytest.mark.parametrize(("epochs", "patience", "kept"), [(5, 9, 5), (9, 1, 2), (6, 9, 6)])
def test_the_end_of_a_run_is_kept_even_if_it_is_not_due(tmp_path: Path, epochs: int, patience: int, kept: int) -> None:
    model = plain_net()
    frozen = torch.optim.SGD(model.parameters(), lr=0.0)
    callbacks = [Checkpoint(tmp_path, every=3), EarlyStopping(patience)]
    data = batches(4)
    fit(model, data, loss=LOSS, epochs=epochs, optimizer=frozen, val_loader=data, callbacks=callbacks, device="cpu")
    assert len(torch.load(tmp_path / "last.pt", weights_only=True)["epochs"]) == kept


def test_an_earlier_run_is_not_overwritten(tmp_path: Path) -> None:
    fit(net(), batches(4), loss=LOSS, epochs=1, callbacks=[Checkpoint(tmp_path)], device="cpu")
    with pytest.raises(FileExistsError, match=r"holds an earlier run: pass resume=True to continue it"):
        fit(net(), batches(4), loss=LOSS, epochs=1, callbacks=[Checkpoint(tmp_path)], device="cpu")


def test_what_does_not_fit_the_checkpoint_is_named(tmp_path: Path) -> None:
    fit(net(), batches(4), loss=LOSS, epochs=1, callbacks=[Checkpoint(tmp_path)], device="cpu")
    resume = Checkpoint(tmp_path, resume=True)
    model = net()
    sgd = torch.optim.SGD(model.parameters())
    arguments: dict[str, Any] = {"loss": LOSS, "epochs": 2, "device": "cpu"}
    with pytest.raises(ValueError, match=r"^scheduler must be as in the run to be continued, none, got one$"):
        fit(model, batches(4), optimizer=sgd, scheduler=StepLR(sgd, 1), callbacks=[resume], **arguments)
    message = r"^callbacks must be as .* continued, \['Checkpoint'\], got \['EarlyStopping', 'Checkpoint'\]$"
    with pytest.raises(ValueError, match=message):
        fit(net(), batches(4), val_loader=batches(4), callbacks=[resume, EarlyStopping(1)], **arguments)
    with pytest.raises(ValueError, match=r"^number of loaders' generators must be as .*, 0, got 1$"):
        fit(net(), loader(), callbacks=[resume], **arguments)


# --- losses that are no numbers


class _Explode(nn.Module):
    """Works for two batches."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.layer = nn.Linear(4, 3)
        self.factor = factor
        self.calls = 0

    def forward(self, inputs: Tensor) -> Tensor:
        self.calls += 1
        outputs: Tensor = self.layer(inputs)
        return outputs if self.calls < 3 else outputs * self.factor


def test_the_error_tells_an_overflow_and_leaves_the_parameters_alone() -> None:
    model = _Explode(math.inf)
    kept: list[dict[str, Tensor]] = []

    class Keep(Callback):
        def after_step(self, run: Run) -> None:
            kept.append(weights(run.model))

    message = r"^the loss is nan in epoch 1, batch 3: inputs and parameters are finite, so look for overflow"
    with pytest.raises(NonFiniteLossError, match=message):
        fit(model, batches(4, 4, 4, 4), loss=LOSS, epochs=1, callbacks=[Keep()], device="cpu")
    assert len(kept) == 2 and equal(weights(model), kept[-1])


def test_the_error_tells_bad_data() -> None:
    data = batches(4, 4)
    data[1][0][2, 1] = NAN
    with pytest.raises(NonFiniteLossError, match=r"epoch 1, batch 2: its inputs hold nan or infinity"):
        fit(net(), data, loss=LOSS, epochs=1, device="cpu")


def test_the_error_tells_parameters_that_flew_off() -> None:
    model = plain_net()
    sgd = torch.optim.SGD(model.parameters(), lr=math.inf)
    with pytest.raises(NonFiniteLossError, match=r"batch 2: the parameter 0\.weight is no longer finite, so lower"):
        fit(model, batches(4, 4), loss=LOSS, epochs=1, optimizer=sgd, device="cpu")


def test_on_an_accelerator_it_is_seen_after_the_epoch() -> None:
    """The path of an accelerator, taken on the CPU by a device that says it is another."""
    model = _Explode(math.inf)
    run = Run(
        model=model,
        optimizer=torch.optim.SGD(model.parameters(), lr=0.1),
        scheduler=None,
        scaler=None,
        device=_Elsewhere(),  # type: ignore[arg-type]
        generators=[],
        callbacks=[],
        history=History(),
        epochs=1,
    )

    def compute(inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        return LOSS(model(inputs), targets), (targets != -100).sum()

    data = [(_Stays(x), _Stays(y)) for x, y in batches(4, 4, 4, 4)]
    with pytest.raises(NonFiniteLossError, match=r"^the loss is nan in epoch 1: the parameter layer\.weight"):
        loop._train_epoch(run, data, compute, None, 1, None, None)
    assert run.step == 4
    run.position.finish_epoch()
    model.calls = -9
    run.position = Position()
    nn.init.ones_(model.layer.weight)
    nn.init.ones_(model.layer.bias)
    assert math.isfinite(loop._train_epoch(run, data, compute, None, 2, 1.0, None))


class _Elsewhere:
    type = "elsewhere"


def _Stays(tensor: Tensor) -> Tensor:  # noqa: N802
    class Stays(Tensor):
        def to(self, *_: Any, **__: Any) -> Tensor:  # type: ignore[override]
            return self.as_subclass(Tensor)

    return tensor.as_subclass(Stays)


# --- arguments


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": 0}, "epochs must be at least 1, got 0"),
        ({"accumulate": 0}, "accumulate must be at least 1, got 0"),
        ({"clip": 0.0}, "clip must be a number above 0 or None, got 0.0"),
        ({"clip": NAN}, "clip must be a number above 0 or None, got nan"),
        ({"precision": "fp8"}, "precision must be 'fp32', 'bf16' or 'fp16', got 'fp8'"),
        ({"loss": nn.CrossEntropyLoss(reduction="sum")}, "loss must be a mean over the batch, got reduction='sum'"),
        ({"device": "tpu"}, "preferred must be available"),
        ({"train_loader": []}, "train_loader gave no batches"),
        ({"val_loader": []}, "val_loader gave no batches"),
        ({"optimizer": torch.optim.SGD(nn.Linear(1, 1).parameters())}, "optimizer must hold parameters of the model"),
        ({"model": nn.Identity()}, "model must have at least one parameter that requires a gradient"),
        ({"callbacks": [EarlyStopping(1)]}, "monitor='loss' needs a val_loader"),
    ],
)
def test_bad_arguments_are_named(options: dict[str, Any], message: str) -> None:
    arguments = {"model": net(), "train_loader": batches(4), "loss": LOSS, "epochs": 1, "device": "cpu"} | options
    with pytest.raises(ValueError, match=f"^{message}"):
        fit(**arguments)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: EarlyStopping(0), "patience must be at least 1, got 0"),
        (lambda: EarlyStopping(1, min_delta=-1), "min_delta must be a number from 0, got -1"),
        (lambda: EarlyStopping(1, monitor="f1"), "mode must be 'min' or 'max' for monitor='f1', got None"),
        (lambda: EarlyStopping(1, monitor="loss", mode="max"), "mode must be 'min' for monitor='loss', got 'max'"),
        (lambda: Checkpoint("x", every=0), "every must be at least 1, got 0"),
    ],
)
def test_bad_arguments_of_callbacks_are_named(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        make()


def test_a_scheduler_must_fit_the_rest() -> None:
    model = plain_net()
    sgd = torch.optim.SGD(model.parameters())
    arguments: dict[str, Any] = {"loss": LOSS, "epochs": 1, "device": "cpu"}
    with pytest.raises(ValueError, match=r"^scheduler must belong to the optimizer that is passed"):
        fit(model, batches(4), scheduler=LambdaLR(sgd, lambda _: 1.0), **arguments)
    with pytest.raises(ValueError, match=r"^scheduler=ReduceLROnPlateau needs a val_loader"):
        fit(model, batches(4), optimizer=sgd, scheduler=ReduceLROnPlateau(sgd), **arguments)
    with pytest.raises(ValueError, match="wrapped in PerStep"):
        plateau = PerStep(ReduceLROnPlateau(sgd))
        fit(model, batches(4), optimizer=sgd, scheduler=plateau, val_loader=batches(4), **arguments)


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        (torch.ones(2, 4), r"a batch must be a pair \(inputs, targets\), got Tensor"),
        ((torch.ones(2, 4),), r"a batch must be a pair \(inputs, targets\), got tuple"),
        ((torch.ones(4), torch.tensor(1)), "the targets of a batch must be a tensor with one entry a sample"),
        ((torch.ones(4), [1]), "the targets of a batch must be a tensor with one entry a sample"),
    ],
)
def test_a_batch_must_be_a_pair(batch: Any, message: str) -> None:
    for attempt in (
        lambda: fit(net(), [batch], loss=LOSS, epochs=1, device="cpu"),
        lambda: evaluate(net(), [batch], LOSS),
    ):
        with pytest.raises(TypeError, match=f"^{message}"):
            attempt()


def test_an_iterator_that_is_used_up_is_told() -> None:
    with pytest.raises(ValueError, match="if it is an iterator, it is used up"):
        fit(net(), iter(batches(4, 4)), loss=LOSS, epochs=2, device="cpu")
