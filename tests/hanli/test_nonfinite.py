"""Weights and states that are not finite are found, whatever holds them; what is allowed to be infinite is left alone."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from hanli.distributed import join, spread
from hanli.nonfinite import explain_nonfinite_loss, explain_nonfinite_weights, find_nonfinite


def network() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))


def step_once(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    model(torch.randn(5, 3)).square().mean().backward()
    optimizer.step()


NAMES = [name for name, _ in network().named_parameters()]


@given(
    st.sampled_from(NAMES),
    st.sampled_from(["parameter", "exp_avg", "exp_avg_sq"]),
    st.sampled_from([math.nan, math.inf, -math.inf]),
)
def test_one_bad_number_is_found_and_named(name: str, place: str, value: float) -> None:
    model = network()
    optimizer = torch.optim.AdamW(model.parameters())
    step_once(model, optimizer)
    assert find_nonfinite(model, optimizer) is None
    parameter = model.get_parameter(name)
    tensor = parameter.detach() if place == "parameter" else optimizer.state[parameter][place]
    tensor.view(-1)[-1] = value
    assert find_nonfinite(model, optimizer) == name


def test_what_the_optimizer_does_not_hold_may_be_infinite() -> None:
    model = network()
    model.register_parameter("mask", nn.Parameter(torch.full((2,), -math.inf), requires_grad=False))
    model.register_buffer("bias", torch.full((2,), -math.inf))
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad])
    step_once(model, optimizer)
    assert find_nonfinite(model, optimizer) is None


def test_a_parameter_outside_the_model_is_found_too() -> None:
    model, temperature = network(), nn.Parameter(torch.tensor(math.nan))
    assert find_nonfinite(model, torch.optim.SGD([*model.parameters(), temperature])) == "of the optimizer"


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float64, torch.complex64])
def test_dtypes_of_all_kinds(dtype: torch.dtype) -> None:
    holder: Any = nn.Module()
    holder.weight = nn.Parameter(torch.ones(3, dtype=dtype))
    optimizer = torch.optim.SGD(holder.parameters())
    assert find_nonfinite(holder, optimizer) is None
    holder.weight.data[1] = math.inf
    assert find_nonfinite(holder, optimizer) == "weight"


def test_parts_of_a_model_that_is_dealt_out() -> None:
    with join("cpu") as world:
        model = spread(nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4)), world, "fsdp")
        optimizer = torch.optim.AdamW(model.parameters())
        assert find_nonfinite(model, optimizer) is None
        model[1].bias.detach().to_local()[2] = math.nan  # type: ignore[index]
        assert find_nonfinite(model, optimizer) == "1.bias"


def test_an_explanation_names_the_first_thing_that_explains_it() -> None:
    model = network()
    assert "its inputs hold nan" in explain_nonfinite_loss(
        math.nan, "in step 1", model=model, inputs={"x": torch.tensor([math.nan])}
    )
    assert "none of its targets counts" in explain_nonfinite_loss(math.nan, "in step 1", model=model, weight=0)
    assert explain_nonfinite_loss(math.inf, "in step 3").startswith(
        "the loss is inf in step 3: look for nan in the data"
    )
    assert "parameter 0.bias or its state" in explain_nonfinite_weights("0.bias", "after epoch 2")
