"""hanli.device: only hardware that is there, and an error that says what is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hanli.device import pick_device

Machine = Callable[[str | None, int], None]


def simulate(patch: pytest.MonkeyPatch, kind: str | None, count: int) -> None:
    """A torch that was built for `kind`, on a machine with `count` such devices."""

    def current_accelerator(check_available: bool = False) -> torch.device | None:
        built = torch.device(kind) if kind else None
        return built if count or not check_available else None

    patch.setattr(torch.accelerator, "current_accelerator", current_accelerator)
    patch.setattr(torch.accelerator, "is_available", lambda: count > 0)
    patch.setattr(torch.accelerator, "device_count", lambda: count)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return lambda kind, count: simulate(monkeypatch, kind, count)


def test_this_machine_computes_on_what_is_picked() -> None:
    assert torch.ones(2, device=pick_device()).sum().item() == 2


@pytest.mark.parametrize("kind", ["cuda", "mps", "xpu"])
def test_the_accelerator_comes_first(machine: Machine, kind: str) -> None:
    machine(kind, 1)
    assert pick_device() == torch.device(kind)


def test_a_build_for_cuda_is_not_a_gpu(machine: Machine) -> None:
    machine("cuda", 0)
    assert torch.accelerator.current_accelerator() == torch.device("cuda")
    assert pick_device() == torch.device("cpu")


def test_a_build_for_the_cpu_alone(machine: Machine) -> None:
    machine(None, 0)
    assert pick_device() == torch.device("cpu")


@given(
    kind=st.sampled_from(["cuda", "mps", "xpu"]),
    count=st.integers(0, 8),
    index=st.none() | st.integers(0, 127),
    as_device=st.booleans(),
)
def test_a_preferred_device_is_taken_exactly_if_it_is_there(
    kind: str, count: int, index: int | None, as_device: bool
) -> None:
    name = kind if index is None else f"{kind}:{index}"
    preferred = torch.device(name) if as_device else name
    with pytest.MonkeyPatch.context() as patch:
        simulate(patch, kind, count)
        if (index or 0) < count:
            assert pick_device(preferred) == torch.device(name)
        else:
            with pytest.raises(ValueError, match=r"^preferred must be available on this machine"):
                pick_device(preferred)


@pytest.mark.parametrize("name", ["cpu", "cpu:0"])
@pytest.mark.parametrize("count", [0, 2])
def test_the_cpu_is_always_there(machine: Machine, count: int, name: str) -> None:
    machine("cuda", count)
    assert pick_device(name) == torch.device(name)


@pytest.mark.parametrize(
    ("kind", "count", "preferred", "allowed"),
    [
        (None, 0, "cuda", "cpu, cpu:0"),
        ("cuda", 0, "cuda", "cpu, cpu:0"),
        ("cuda", 2, "cuda:2", "cpu, cpu:0, cuda, cuda:0, cuda:1"),
        ("cuda", 2, "cuda:256", "cpu, cpu:0, cuda, cuda:0, cuda:1"),
        ("cuda", 2, "cuda:-1", "cpu, cpu:0, cuda, cuda:0, cuda:1"),
        ("cuda", 1, "mps", "cpu, cpu:0, cuda, cuda:0"),
        ("mps", 1, "gpu", "cpu, cpu:0, mps, mps:0"),
        ("mps", 1, "", "cpu, cpu:0, mps, mps:0"),
        ("mps", 1, "meta", "cpu, cpu:0, mps, mps:0"),
    ],
)
def test_the_error_names_argument_given_and_allowed(
    machine: Machine, kind: str | None, count: int, preferred: str, allowed: str
) -> None:
    machine(kind, count)
    with pytest.raises(ValueError) as caught:
        pick_device(preferred)
    assert str(caught.value) == (f"preferred must be available on this machine ({allowed}), got {preferred!r}")


def test_torch_alone_would_take_an_index_that_wraps_round() -> None:
    """Why names are compared as text. If this fails, torch mended it: simplify pick_device."""
    assert torch.device("cuda:256") == torch.device("cuda:0")


@pytest.mark.parametrize("preferred", [0, True, 1.5, b"cpu", ["cpu"]])
def test_other_types_are_refused(preferred: object) -> None:
    with pytest.raises(TypeError, match=r"^preferred must be a string, a torch\.device or None"):
        pick_device(preferred)  # type: ignore[arg-type]
