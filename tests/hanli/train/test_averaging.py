"""EMA: the average that torch computes, validated and kept, while training and resuming change by no bit."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.optim import SGD
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from hanli.train import EMA, Callback, Checkpoint, EarlyStopping, History, Run, evaluate, fit

LOSS = nn.CrossEntropyLoss()
Weights = dict[str, Tensor]


def make_data(count: int = 4, seed: int = 1) -> list[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(seed)
    return [(torch.randn(8, 4, generator=generator), torch.randint(3, (8,), generator=generator)) for _ in range(count)]


def net() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Dropout(0.2), nn.Linear(6, 3))


def copy(model: nn.Module) -> Weights:
    return {name: value.clone() for name, value in model.state_dict().items()}


def equal(one: Weights, other: Weights) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def train(model: nn.Module, *callbacks: Callback, epochs: int = 3, lr: float = 0.5, **options: Any) -> History:
    torch.manual_seed(7)
    options = {"val_loader": make_data(2, seed=2), "optimizer": SGD(model.parameters(), lr, momentum=0.9)} | options
    return fit(model, make_data(), loss=LOSS, epochs=epochs, callbacks=callbacks, device="cpu", **options)


class TorchsAverage(Callback):
    """The average as torch makes it, and what the model itself held after each epoch."""

    def __init__(self, decay: float = 0.9) -> None:
        self.decay = decay
        self.epochs: list[nn.Module] = []
        self.own: list[Weights] = []

    def before_fit(self, run: Run) -> None:
        average = get_ema_multi_avg_fn(self.decay)  # type: ignore[no-untyped-call]
        self.average = AveragedModel(run.model, multi_avg_fn=average, use_buffers=True)

    def after_step(self, run: Run) -> None:
        self.average.update_parameters(run.model)

    def after_epoch(self, run: Run) -> None:
        model = net()
        model.load_state_dict(self.average.module.state_dict())
        self.epochs.append(model)
        self.own.append(copy(run.model))


def without_counts(weights: Weights) -> Weights:
    return {name: value for name, value in weights.items() if "num_batches" not in name}


def test_validation_measures_the_average_that_torch_computes() -> None:
    torchs = TorchsAverage()
    history = train(net(), EMA(0.9), torchs)
    assert [evaluate(model, make_data(2, seed=2), LOSS) for model in torchs.epochs] == [
        epoch.validation for epoch in history.epochs
    ]


def test_training_goes_on_with_weights_of_which_no_bit_changed() -> None:
    plain, averaged = TorchsAverage(), TorchsAverage()
    expected, found = train(net(), plain), train(net(), EMA(0.9), averaged)
    assert all(equal(one, other) for one, other in zip(plain.own, averaged.own, strict=True))
    assert [epoch.train_loss for epoch in expected.epochs] == [epoch.train_loss for epoch in found.epochs]
    assert [epoch.validation for epoch in expected.epochs] != [epoch.validation for epoch in found.epochs]


def test_after_fit_the_model_holds_the_average_and_the_counts_of_its_own() -> None:
    model, torchs = net(), TorchsAverage()
    history = train(model, EMA(0.9), torchs)
    assert equal(without_counts(copy(model)), without_counts(copy(torchs.epochs[-1])))
    assert int(model[1].num_batches_tracked) == 12  # type: ignore[index]
    assert evaluate(model, make_data(2, seed=2), LOSS) == history.epochs[-1].validation


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_what_is_kept_as_best_is_an_average_in_whatever_order_the_callbacks_are(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    model, torchs = net(), TorchsAverage()
    callbacks = [EMA(0.9), torchs, EarlyStopping(9), Checkpoint(tmp_path)]
    history = train(model, *(callbacks[place] for place in order), epochs=4, lr=2.0)
    losses = [epoch.validation.loss for epoch in history.epochs if epoch.validation]
    best = losses.index(min(losses))
    assert best < 3, "the last epoch must not be the best one here"
    kept = torch.load(tmp_path / "best.pt", weights_only=True)
    assert equal(without_counts(kept), without_counts(copy(torchs.epochs[best])))
    assert equal(copy(model), kept)
    last = torch.load(tmp_path / "last.pt", weights_only=True)
    assert equal(last["model"], torchs.own[-1]), "what training goes on from"


class Stops(Callback):
    """An interruption in the second epoch or at its end."""

    def __init__(self, place: str) -> None:
        self.seen: list[Weights] = []

        def stop(run: Run) -> None:
            if run.step >= 6:
                raise KeyboardInterrupt

        setattr(self, place, stop)

    def on_error(self, run: Run, error: BaseException) -> None:
        self.seen.append(copy(run.model))


@pytest.mark.parametrize("place", ["after_step", "before_validation", "after_validation", "after_epoch"])
def test_a_resumed_run_is_the_uninterrupted_one_bit_for_bit(tmp_path: Path, place: str) -> None:
    whole, broken, resumed = net(), net(), net()
    expected = train(whole, EMA(0.9), EarlyStopping(9), Checkpoint(tmp_path / "whole"), epochs=4)
    with pytest.raises(KeyboardInterrupt):
        train(broken, Stops(place), EMA(0.9), EarlyStopping(9), Checkpoint(tmp_path / "parts"), epochs=4)
    torch.manual_seed(99)
    ema = EMA(0.9)
    found = train(resumed, ema, EarlyStopping(9), Checkpoint(tmp_path / "parts", resume=True), epochs=4)
    assert found == expected and equal(copy(whole), copy(resumed))
    again = net()
    train(again, EMA(0.9), EarlyStopping(9), Checkpoint(tmp_path / "parts", resume=True), epochs=4)
    assert equal(copy(again), copy(whole)), "a finished run gives its averages again"
    for name in ("best.pt", "last.pt"):
        one, other = (torch.load(tmp_path / run / name, weights_only=True) for run in ("whole", "parts"))
        assert equal(one.get("model", one), other.get("model", other))


def test_an_error_within_validation_leaves_the_training_weights_to_the_other_callbacks() -> None:
    stops, torchs = Stops("before_validation"), TorchsAverage()
    data = make_data(2, seed=2)

    class Fails(nn.Module):
        calls = 0

        def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
            Fails.calls += not outputs.requires_grad
            if Fails.calls > 2:  # the first is the trial before the run
                raise OSError("the disk with the pictures is gone")
            loss: Tensor = LOSS(outputs, targets)
            return loss

    model, plain = net(), net()
    with pytest.raises(OSError, match="the disk"):
        torch.manual_seed(7)
        sgd = SGD(model.parameters(), 0.5, momentum=0.9)
        options: dict[str, Any] = {"val_loader": data, "optimizer": sgd, "device": "cpu"}
        stops.before_validation = lambda run: None  # type: ignore[method-assign]
        fit(model, make_data(), loss=Fails(), epochs=1, callbacks=[stops, EMA(0.9)], **options)
    train(plain, torchs, epochs=1)
    assert equal(stops.seen[0], torchs.own[0]) and equal(copy(model), torchs.own[0])


def test_a_callback_can_look_at_the_averages() -> None:
    torchs, seen = TorchsAverage(), []

    class Looks(Callback):
        def after_epoch(self, run: Run) -> None:
            with run.averaged(), run.averaged():
                seen.append(copy(run.model))

        def before_validation(self, run: Run) -> None:
            with run.averaged():
                pass

    history = train(net(), Looks(), EMA(0.9), torchs)
    assert all(
        equal(without_counts(one), without_counts(copy(two))) for one, two in zip(seen, torchs.epochs, strict=True)
    )
    assert history == train(net(), EMA(0.9), TorchsAverage())


# --- networks of other people


def test_frozen_weights_and_other_buffers_stay_as_they_are() -> None:
    class Masked(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = net()
            self.register_buffer("mask", torch.tensor([0.0, 0.0, -torch.inf]))
            self.register_buffer("steps", torch.zeros(()))

        def forward(self, inputs: Tensor) -> Tensor:
            if self.training:
                self.steps += 1
            outputs: Tensor = self.body(inputs) + self.mask.clamp(min=-9)
            return outputs

    model = Masked()
    model.body[0].requires_grad_(False)  # type: ignore[index]
    before = copy(model)
    train(model, EMA(0.9), epochs=2)
    after = copy(model)
    for name in ("mask", "body.0.weight", "body.0.bias"):
        assert torch.equal(before[name], after[name])
    assert after["steps"] == 8
    assert not torch.equal(before["body.4.weight"], after["body.4.weight"])


def test_tied_weights_stay_tied_and_are_averaged_once(tmp_path: Path) -> None:
    def tied() -> nn.Module:
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4), nn.Linear(4, 3))
        model[2].weight = model[0].weight
        return model

    model, ema = tied(), EMA(0.5)
    train(model, ema, Checkpoint(tmp_path), epochs=1)
    assert model[0].weight is model[2].weight  # type: ignore[index]
    assert "2.weight" not in ema.state_dict()["averages"]
    kept = torch.load(tmp_path / "best.pt", weights_only=True)
    assert torch.equal(kept["0.weight"], kept["2.weight"]) and equal(kept, copy(model))


@pytest.mark.parametrize("where", ["whole", "part"])
def test_a_compiled_model_has_plain_names_and_the_same_averages(tmp_path: Path, where: str) -> None:
    def compiled() -> Any:
        model: Any = net()
        if where == "whole":
            return torch.compile(model, backend="eager")
        model[0] = torch.compile(model[0], backend="eager")
        return model

    plain, ema = net(), EMA(0.9)
    train(plain, EMA(0.9), epochs=2)
    train(compiled(), ema, Checkpoint(tmp_path), epochs=1)
    assert not any("_orig_mod" in name for name in ema.state_dict()["averages"])
    resumed = net()
    train(resumed, EMA(0.9), Checkpoint(tmp_path, resume=True), epochs=2)
    assert equal(copy(resumed), copy(plain))


def test_the_average_of_weights_in_half_precision_is_kept_in_float32() -> None:
    model = nn.Linear(4, 3).to(torch.bfloat16)
    data = [(inputs.to(torch.bfloat16), targets) for inputs, targets in make_data()]
    sgd = SGD(model.parameters(), lr=1e-2)
    ema = EMA(0.999)
    start = copy(model)
    fit(model, data, loss=LOSS, epochs=20, optimizer=sgd, callbacks=[ema], device="cpu")
    averages = ema.state_dict()["averages"]
    assert {average.dtype for average in averages.values()} == {torch.float32}
    assert not torch.equal(averages["weight"], start["weight"].float()) and model.weight.dtype == torch.bfloat16


def test_a_module_may_put_a_new_tensor_in_the_place_of_its_statistics() -> None:
    class Centered(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(4, 3)
            self.register_buffer("running_mean", torch.zeros(4))

        def forward(self, inputs: Tensor) -> Tensor:
            if self.training:
                self.running_mean = 0.5 * self.running_mean + 0.5 * inputs.mean(0)
            outputs: Tensor = self.layer(inputs - self.running_mean)
            return outputs

    model = Centered()
    train(model, EMA(0.5), epochs=1)
    mean, average = torch.zeros(4), torch.zeros(4)
    for step, (inputs, _) in enumerate(make_data()):
        mean = 0.5 * mean + 0.5 * inputs.mean(0)
        average = 0.5 * average + 0.5 * mean if step else mean
    torch.testing.assert_close(model.running_mean, average)


def test_weights_that_are_trained_later_begin_their_average_then() -> None:
    model: Any = net()

    class Unfreezes(Callback):
        def before_epoch(self, run: Run) -> None:
            if run.epoch == 1:
                run.optimizer.add_param_group({"params": list(model[0].parameters())})

    before, ema = copy(model), EMA(0.5)
    sgd = SGD([*model[1].parameters(), *model[4].parameters()], lr=0.5)
    seen: list[set[str]] = []

    class Looks(Callback):
        def after_epoch(self, run: Run) -> None:
            seen.append(set(ema.state_dict()["averages"]))

    train(model, ema, Unfreezes(), Looks(), optimizer=sgd)
    assert "0.weight" not in seen[0] and "0.weight" in seen[2]
    assert not torch.equal(model[0].weight, before["0.weight"])


# --- the object, and what is refused


def test_an_object_that_is_used_twice_begins_anew() -> None:
    ema = EMA(0.9)
    first, second, third = net(), net(), net()
    train(first, ema)
    train(second, ema)
    train(third, EMA(0.9))
    assert equal(copy(second), copy(third))


@pytest.mark.parametrize("decay", [-0.1, 1.0, 999, float("nan")])
def test_a_decay_out_of_range_is_refused(decay: float) -> None:
    with pytest.raises(ValueError, match=r"^decay must be a number from 0 to below 1, got"):
        EMA(decay)


def test_without_decay_the_average_is_the_last_weights() -> None:
    plain, averaged = net(), net()
    train(plain)
    train(averaged, EMA(0.0))
    for name, value in copy(plain).items():
        torch.testing.assert_close(value, copy(averaged)[name], rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (lambda: [EMA(0.9)], lambda: [EMA(0.8)], "decay must be as in the run to be continued, 0.9, got 0.8"),
        (lambda: [EMA(0.9)], lambda: [], "callbacks must be as in the run to be continued"),
        (lambda: [], lambda: [EMA(0.9)], "callbacks must be as in the run to be continued"),
        (lambda: [], lambda: [EMA(0.9), EMA(0.8)], "callbacks must hold one EMA at most, got two"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    tmp_path: Path, before: Callable[[], list[Callback]], now: Callable[[], list[Callback]], told: str
) -> None:
    train(net(), *before(), Checkpoint(tmp_path), epochs=1)
    with pytest.raises(ValueError, match=f"^{told}"):
        train(net(), *now(), Checkpoint(tmp_path, resume=True), epochs=2)
