"""Which optimizers are refused, by all that steps one, in the same words and before anything has moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.optim import SGD

from hanli.distributed import join, train
from hanli.memory import GuardedStep, StepInBackward
from hanli.optimizers import check_steps
from hanli.train import fit

DATA = [(torch.ones(4), 0), (torch.zeros(4), 1)]


class Searching(SGD):
    """An optimizer of somebody else that needs a closure, as line searches do; maybe wrapped, maybe by keyword."""

    def step(self, *, closure: Callable[[], float]) -> float:  # type: ignore[override]
        return closure()


class Asking(SGD):
    """One that can use a closure, and does without."""

    def step(self, closure: Any = None) -> Any:
        return super().step(closure)


def in_fit(model: nn.Module, optimizer: Any) -> None:
    fit(model, [(torch.ones(2, 4), torch.tensor([0, 1]))], loss=nn.CrossEntropyLoss(), epochs=1, optimizer=optimizer)


def in_guarded_step(model: nn.Module, optimizer: Any) -> None:
    GuardedStep(optimizer)


def in_distributed(model: nn.Module, optimizer: Any) -> None:
    with join("cpu") as world:
        train(model, DATA, loss=nn.CrossEntropyLoss(), optimizer=optimizer, world=world, batch_size=2, epochs=1)


@pytest.mark.parametrize("use", [in_fit, in_guarded_step, in_distributed])
def test_all_refuse_the_same(use: Callable[[nn.Module, Any], None]) -> None:
    model = nn.Linear(4, 2)
    before = model.weight.detach().clone()
    parameters = list(model.parameters())
    closure = "optimizer must step without a closure, got {}, which computes the loss again within a step"
    cases = {
        closure.format("LBFGS"): torch.optim.LBFGS(parameters),
        closure.format("Searching"): Searching(parameters),
        "optimizer must be one torch.optim.Optimizer, got a list": [SGD(parameters), SGD(parameters)],
        "optimizer must be one torch.optim.Optimizer, got a dict": {"a": SGD(parameters)},
        "optimizer must be one torch.optim.Optimizer, got the class SGD": SGD,
        "optimizer must step after backward, got StepInBackward": StepInBackward(model, SGD),
    }
    for message, optimizer in cases.items():
        with pytest.raises(TypeError, match=f"^{message}"):
            use(model, optimizer)
    cases["optimizer must step after backward, got StepInBackward"].remove()  # type: ignore[attr-defined]
    assert torch.equal(model.weight, before)


@pytest.mark.parametrize("kind", [SGD, torch.optim.AdamW, torch.optim.Adagrad, torch.optim.Rprop, Asking])
def test_what_steps_without_a_closure_is_taken(kind: Any) -> None:
    optimizer = kind(nn.Linear(2, 2).parameters())
    check_steps(optimizer)
    torch.optim.lr_scheduler.StepLR(optimizer, 1)  # puts a wrapper around step
    check_steps(optimizer)


def test_a_wrapper_of_a_scheduler_hides_no_closure() -> None:
    optimizer = torch.optim.LBFGS(nn.Linear(2, 2).parameters())
    torch.optim.lr_scheduler.StepLR(optimizer, 1)
    with pytest.raises(TypeError, match="must step without a closure, got LBFGS"):
        check_steps(optimizer)
