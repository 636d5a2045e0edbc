"""hanli.memory.StepInBackward: what it refuses before the first step, and the schedulers that it takes."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.distributed.tensor import DTensor
from torch.nn.parallel import DistributedDataParallel
from torch.optim import lr_scheduler
from torch.utils.weak import WeakTensorKeyDictionary

from hanli.distributed import join, launch, spread
from hanli.memory import GuardedStep, MixedPrecision, StepInBackward, accumulate, step_in_backward

pytestmark = pytest.mark.xdist_group("distributed")

UNTOUCHED = torch.amp.GradScaler.scale


def network() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 1))


def sgd(parameters: Any) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=0.1, momentum=0.9)


def batch(seed: int = 1) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(8, 4, generator=generator), torch.randn(8, 1, generator=generator)


def weights(model: nn.Module) -> list[Tensor]:
    return [parameter.detach().clone() for parameter in model.parameters()]


def loss_of(model: nn.Module) -> Tensor:
    inputs, targets = batch()
    return nn.functional.mse_loss(model(inputs), targets)


# The scaled loss of fp16


def scale_by_precision(model: nn.Module) -> None:
    accumulate(model, nn.MSELoss(), *batch(), parts=1, precision=MixedPrecision("cpu", "fp16"))


def scale_by_hand(model: nn.Module) -> None:
    torch.amp.GradScaler("cpu").scale(loss_of(model)).backward()  # type: ignore[no-untyped-call]


def scale_several(model: nn.Module) -> None:
    torch.amp.GradScaler("cpu").scale([torch.ones((), requires_grad=True) * 2, loss_of(model)])


@pytest.mark.parametrize("scale", [scale_by_precision, scale_by_hand, scale_several])
@pytest.mark.parametrize("wrap", [lambda model: model, lambda model: torch.compile(model, backend="eager")])
def test_a_scaled_loss_is_refused_before_the_first_step(scale: Any, wrap: Any) -> None:
    model = network()
    before = weights(model)
    with StepInBackward(model, sgd), pytest.raises(RuntimeError, match=r"loss must not be scaled.*use bf16"):
        scale(wrap(model))
    assert all(map(torch.equal, before, weights(model)))


def test_scaling_of_other_models_and_without_effect_goes_on() -> None:
    model, other, scaler = network(), network(), torch.amp.GradScaler("cpu", init_scale=8.0)
    with StepInBackward(model, sgd):
        expected = scaler.scale(loss_of(other))
        assert torch.equal(expected, 8 * loss_of(other))
        assert [float(part) for part in scaler.scale(iter([torch.ones(()), torch.ones(())]))] == [8.0, 8.0]
        torch.amp.GradScaler("cpu", enabled=False).scale(loss_of(model)).backward()  # type: ignore[no-untyped-call]
    assert not all(map(torch.equal, weights(model), weights(network())))


def test_nothing_of_torch_stays_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_in_backward, "_STEPPED", WeakTensorKeyDictionary())  # other tests left theirs on
    one, two = StepInBackward(network(), sgd), StepInBackward(network(), sgd)
    one.remove()
    assert torch.amp.GradScaler.scale is not UNTOUCHED
    two.remove()
    two.remove()
    assert torch.amp.GradScaler.scale is UNTOUCHED


# Several processes


def wrap_first() -> None:
    with join("cpu") as world:
        StepInBackward(spread(network(), world), sgd)


def wrap_inside() -> None:
    with join("cpu") as world:
        StepInBackward(nn.Sequential(spread(network(), world)), sgd)


@pytest.mark.parametrize(("build", "place"), [(wrap_first, "the model itself"), (wrap_inside, "0")])
def test_ddp_is_refused_at_once(build: Callable[[], None], place: str) -> None:
    with pytest.raises(TypeError, match=f"must not be in DistributedDataParallel, got it at '{place}'"):
        build()


@pytest.mark.parametrize("ddp_first", [True, False])
def test_ddp_around_the_model_is_refused_before_the_first_step(ddp_first: bool) -> None:
    with join("cpu"):
        model = network()
        before = weights(model)
        wrapped = DistributedDataParallel(model) if ddp_first else None
        with StepInBackward(model, sgd), pytest.raises(RuntimeError, match="is in DistributedDataParallel: its steps"):
            loss_of(wrapped or DistributedDataParallel(model)).backward()  # type: ignore[no-untyped-call]
        assert all(map(torch.equal, before, weights(model)))


def train_sharded(in_backward: bool) -> list[Tensor]:
    with join("cpu") as world:
        model = network()
        spread(model, world, "fsdp", layers=[model[0], model[2]])
        inside = StepInBackward(model, sgd) if in_backward else None
        optimizer = None if inside else sgd(model.parameters())
        for seed in range(3):
            inputs, targets = batch(2 * seed + world.rank)
            nn.functional.mse_loss(model(inputs), targets).backward()
            if optimizer is not None:
                optimizer.step()
                optimizer.zero_grad()
        return [parameter.full_tensor().detach() for parameter in model.parameters() if isinstance(parameter, DTensor)]


def test_under_fsdp_each_process_takes_the_ordinary_step() -> None:
    expected = launch(train_sharded, False, processes=2)[0]
    assert len(expected) == 4
    for mine in launch(train_sharded, True, processes=2):
        assert all(map(torch.equal, mine, expected))


# Schedulers

SCHEDULERS: dict[str, Callable[[torch.optim.Optimizer], Any]] = {
    "step": lambda optimizer: lr_scheduler.StepLR(optimizer, 2, 0.5),
    "lambda": lambda optimizer: lr_scheduler.LambdaLR(optimizer, lambda step: 1 / (step + 1)),
    "cosine": lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, 4),
    "one cycle": lambda optimizer: lr_scheduler.OneCycleLR(optimizer, 0.2, total_steps=9),
    "warm-up": lambda optimizer: lr_scheduler.SequentialLR(
        optimizer, [lr_scheduler.LinearLR(optimizer), lr_scheduler.ExponentialLR(optimizer, 0.9)], [2]
    ),
}


@given(name=st.sampled_from(sorted(SCHEDULERS)), steps=st.integers(1, 6))
def test_a_scheduler_moves_every_rate_as_that_of_the_ordinary_step(name: str, steps: int) -> None:
    model, other = network(), network()
    plain = sgd(other.parameters())
    with warnings.catch_warnings(), StepInBackward(model, sgd) as inside:
        warnings.simplefilter("error", UserWarning)  # "lr_scheduler.step() before optimizer.step()"
        mine, theirs = SCHEDULERS[name](inside), SCHEDULERS[name](plain)
        for _ in range(steps):
            loss_of(model).backward()  # type: ignore[no-untyped-call]
            mine.step()
            loss_of(other).backward()  # type: ignore[no-untyped-call]
            plain.step()
            plain.zero_grad()
            theirs.step()
        assert {group["lr"] for group in inside.param_groups} == {plain.param_groups[0]["lr"]}
    assert all(map(torch.equal, weights(model), weights(other)))


def test_a_scheduler_goes_on_after_the_state_was_loaded() -> None:
    model = network()
    with StepInBackward(model, sgd) as inside:
        scheduler = lr_scheduler.StepLR(inside, 1, 0.5)
        inside.load_state_dict(copy.deepcopy(inside.state_dict()))
        loss_of(model).backward()  # type: ignore[no-untyped-call]
        scheduler.step()
        assert {group["lr"] for one in inside.optimizers.values() for group in one.param_groups} == {0.05}


# Guarded steps, which come after backward


@pytest.mark.parametrize("scaler", [None, torch.amp.GradScaler("cpu")])
def test_a_guarded_step_without_backward_is_refused(scaler: torch.amp.GradScaler | None) -> None:
    model, other = network(), network()
    guard = GuardedStep(sgd(model.parameters()), scaler=scaler)
    loss_of(other).backward()  # type: ignore[no-untyped-call]
    for _ in range(2):
        with pytest.raises(RuntimeError, match="must hold a parameter that has a gradient, got none among 4"):
            guard()
    assert (guard.taken, guard.skipped) == (0, 0)


def test_a_guarded_step_whose_loss_was_not_scaled_is_refused() -> None:
    model = network()
    guard = GuardedStep(sgd(model.parameters()), scaler=torch.amp.GradScaler("cpu"))
    loss_of(model).backward()  # type: ignore[no-untyped-call]
    with pytest.raises(RuntimeError, match="scaler must have scaled the loss, got a backward"):
        guard()
    assert all(map(torch.equal, weights(model), weights(network())))
