"""hanli.memory.checkpoint_blocks: whatever a block changes in forward, it changes once, and the gradient is the same."""

from __future__ import annotations

import copy
import random
import warnings
from collections import deque
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn.utils import parametrizations

from hanli.memory import checkpoint_blocks, saved_bytes
from hanli.memory.block_state import BlockState


class Block(nn.Module):
    """A layer, and a way to change something that the output depends on."""

    def __init__(self, set_up: Callable[[Any], None], change: Callable[[Any, Tensor], Tensor]) -> None:
        super().__init__()
        self.layer = nn.Linear(4, 4)
        self.change = change
        set_up(self)

    def forward(self, x: Tensor) -> Tensor:
        return (self.layer(x) * self.change(self, x)).relu() - 0.1 * self.layer(x)


def keep(name: str, value: Any) -> Callable[[Any], None]:
    return lambda block: setattr(block, name, copy.deepcopy(value))


def register(size: int) -> Callable[[Any], None]:
    return lambda block: block.register_buffer("mean", torch.ones(size))


def add_in_place(block: Any, x: Tensor) -> Tensor:
    return block.mean.mul_(0.9).add_(x.detach().mean(), alpha=0.1)[0].clone()


def add_to_data(block: Any, x: Tensor) -> Tensor:
    block.mean.data.mul_(0.9)
    return block.mean[0].clone()


def replace(block: Any, x: Tensor) -> Tensor:
    block.mean = 0.9 * block.mean + 0.1 * x.detach().mean()
    return block.mean[0]


def count(block: Any, x: Tensor) -> Tensor:
    block.mean += 1
    return torch.tensor(float(block.mean))


def remember(block: Any, x: Tensor) -> Tensor:
    block.seen.append(x.detach().mean())
    return torch.stack(list(block.seen)).sum() + len(block.seen)


def look_up(block: Any, x: Tensor) -> Tensor:
    block.cache["n"] = block.cache.get("n", 0) + 1
    block.cache["tensors"][0].mul_(0.5)
    return torch.as_tensor(block.cache["n"] + block.cache["tensors"][0])


def count_inside(block: Any, x: Tensor) -> Tensor:
    block.own.steps += 1
    return torch.tensor(float(block.own.steps))


def collect(block: Any, x: Tensor) -> Tensor:
    block.seen.add(len(block.seen))
    return torch.tensor(float(len(block.seen)))


def grow(block: Any, x: Tensor) -> Tensor:
    block.array *= 2
    return torch.tensor(block.array[0])


def first_time_only(block: Any, x: Tensor) -> Tensor:
    if not hasattr(block, "begun"):
        block.begun = x.detach().mean()
        return torch.tensor(3.0)
    return block.begun


def maybe(draw: Callable[[Any], float]) -> Callable[[Any, Tensor], Tensor]:
    """Stochastic: how much of it depends on a draw, and the graph does too."""
    return lambda block, x: x.sin() if draw(block) < 0.5 else torch.tensor(2.0)


KINDS: dict[str, tuple[Callable[[Any], None], Callable[[Any, Tensor], Tensor]]] = {
    "buffer in place": (register(4), add_in_place),
    "large buffer in place": (register(20_000), add_in_place),
    "buffer by .data": (register(4), add_to_data),
    "large buffer by .data": (register(20_000), add_to_data),
    "buffer replaced": (register(4), replace),
    "tensor that is no buffer": (keep("mean", torch.ones(4)), add_in_place),
    "number": (keep("mean", 0), count),
    "list": (keep("seen", []), remember),
    "deque": (keep("seen", deque(maxlen=2)), remember),
    "set": (keep("seen", set()), collect),
    "nested dict": (keep("cache", {"tensors": (torch.ones(()),)}), look_up),
    "array": (keep("array", np.ones(2, dtype=np.float32)), grow),
    "simple object": (keep("own", SimpleNamespace(steps=0)), count_inside),
    "attribute made in forward": (keep("nothing", None), first_time_only),
    "random": (keep("nothing", None), maybe(lambda block: random.random())),
    "NumPy": (keep("nothing", None), maybe(lambda block: np.random.rand())),
    "random.Random": (lambda block: setattr(block, "own", random.Random(3)), maybe(lambda block: block.own.random())),
    "numpy Generator": (
        lambda block: setattr(block, "own", np.random.default_rng(3)),
        maybe(lambda block: block.own.random()),
    ),
    "numpy RandomState": (
        lambda block: setattr(block, "own", np.random.RandomState(3)),
        maybe(lambda block: block.own.rand()),
    ),
    "torch Generator": (
        lambda block: setattr(block, "own", torch.Generator().manual_seed(3)),
        lambda block, x: (torch.rand(x.shape, generator=block.own) > 0.5).float(),
    ),
    "torch Generators in a list": (
        lambda block: setattr(block, "own", [torch.Generator().manual_seed(3)]),
        lambda block, x: (torch.rand(x.shape, generator=block.own[0]) > 0.5).float(),
    ),
}

LAYERS: dict[str, Callable[[], nn.Module]] = {
    "spectral norm": lambda: parametrizations.spectral_norm(nn.Linear(4, 4)),
    "spectral norm by hooks": lambda: _by_hooks(nn.utils.spectral_norm),
    "weight norm": lambda: parametrizations.weight_norm(nn.Linear(4, 4)),
    "weight norm by hooks": lambda: _by_hooks(nn.utils.weight_norm),
    "BatchNorm": lambda: nn.BatchNorm1d(4),
    "BatchNorm with a cumulative mean": lambda: nn.BatchNorm1d(4, momentum=None),
    "dropout": lambda: nn.Dropout(0.5),
    "random slope": lambda: nn.RReLU(),
    "several": lambda: nn.Sequential(
        parametrizations.spectral_norm(nn.Linear(4, 4)), nn.BatchNorm1d(4), Block(*KINDS["list"])
    ),
}


def _by_hooks(norm: Callable[[nn.Module], nn.Module]) -> nn.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return norm(nn.Linear(4, 4))


def make(kind: str) -> nn.Sequential:
    torch.manual_seed(0)
    block = LAYERS[kind]() if kind in LAYERS else Block(*KINDS[kind])
    return nn.Sequential(nn.Linear(4, 4), nn.Sequential(block, nn.Tanh()), nn.Linear(4, 1))


def steps(model: nn.Sequential, forwards: list[int], call: Callable[[Tensor], Any] | None = None) -> list[Any]:
    """Gradients after each backward over so many forward passes, buffers, and the next draws of all generators."""
    torch.manual_seed(1)
    random.seed(1)
    np.random.seed(1)
    found: list[Any] = []
    for number in forwards:
        outputs = [(call or model)(torch.randn(8, 4)) for _ in range(number)]
        torch.cat(outputs).pow(2).mean().backward()  # type: ignore[no-untyped-call]
        found += [parameter.grad.clone() for parameter in model.parameters() if parameter.grad is not None]
    attributes = [value for m in model[1].modules() for value in vars(m).values() if isinstance(value, int | set)]
    return [*found, *model.buffers(), torch.rand(2), random.random(), np.random.rand(), str(attributes)]


def assert_same(mine: list[Any], expected: list[Any]) -> None:
    assert len(mine) == len(expected)
    for one, other in zip(mine, expected, strict=True):
        assert torch.equal(one, other) if isinstance(one, Tensor) else one == other


@pytest.mark.parametrize("kind", [*KINDS, *LAYERS])
@given(forwards=st.lists(st.integers(1, 2), min_size=1, max_size=3))
def test_what_a_block_changes_it_changes_once(kind: str, forwards: list[int]) -> None:
    expected = steps(make(kind), forwards)
    model = make(kind)
    with checkpoint_blocks(model, "1"):
        assert_same(steps(model, forwards), expected)


@pytest.mark.parametrize("kind", ["buffer in place", "number", "spectral norm", "BatchNorm", "weight norm", "several"])
def test_compiled_it_gives_the_same(kind: str) -> None:
    torch._dynamo.reset()
    expected = steps(make(kind), [1, 1, 1])
    model = make(kind)
    with checkpoint_blocks(model, "1"):
        compiled = steps(model, [1, 1, 1], torch.compile(model, backend="aot_eager"))
    for one, other in zip(compiled, expected, strict=True):
        assert torch.allclose(one, other, atol=1e-6) if isinstance(one, Tensor) else one == other


def test_a_block_that_changes_nothing_is_compiled_whole_after_one_step() -> None:
    torch._dynamo.reset()
    model = make("weight norm")
    whole = torch.compile(model, backend="aot_eager", fullgraph=True)
    with checkpoint_blocks(model, "1"):
        steps(model, [1])
        steps(model, [1], whole)
    torch._dynamo.reset()
    model = make("number")
    with checkpoint_blocks(model, "1"):
        steps(model, [1])
        with pytest.raises(RuntimeError):
            steps(model, [1], torch.compile(model, backend="aot_eager", fullgraph=True))


def test_a_parameter_that_changes_in_forward_is_refused_at_once() -> None:
    def clamp(block: Any, x: Tensor) -> Tensor:
        with torch.no_grad():
            block.layer.weight.mul_(0.5)
        return torch.ones(())

    model = nn.Sequential(Block(keep("nothing", None), clamp))
    checkpoint_blocks(model, "0")
    with pytest.raises(RuntimeError, match=r"must not change its parameters in forward, got a changed 'layer\.weight'"):
        model(torch.ones(1, 4))


def test_large_state_that_stays_is_not_copied() -> None:
    block = Block(register(100_000), lambda block, x: block.mean[0])
    model = nn.Sequential(nn.Linear(4, 4), block)
    state = BlockState(block)
    state.finish_forward()
    assert [copy is None for value, copy, _ in state._values.values() if value is block.mean] == [True]
    with checkpoint_blocks(model, "1"), saved_bytes(model) as kept:
        model(torch.randn(8, 4))
    assert kept.peak < 1000


def test_large_state_that_changes_between_forward_and_backward_is_refused() -> None:
    def every_second_time(block: Any, x: Tensor) -> Tensor:
        block.count += 1
        if block.count % 2 == 0:
            block.mean.mul_(0.5)
        return block.mean[0].clone()

    def set_up(block: Any) -> None:
        register(20_000)(block)
        block.count = 0

    model = nn.Sequential(nn.Linear(4, 4), Block(set_up, every_second_time))
    checkpoint_blocks(model, "1")
    outputs = [model(torch.ones(2, 4)) for _ in range(2)]
    with pytest.raises(RuntimeError, match=r"must not change a tensor of shape \(20000,\) between its forward and its"):
        sum(outputs).sum().backward()  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["list", "buffer in place", "array", "torch Generator"])
def test_backward_twice_computes_the_same_twice(kind: str) -> None:
    model = make(kind)
    with checkpoint_blocks(model, "1"):
        loss = model(torch.ones(2, 4)).sum()
        once = torch.autograd.grad(loss, list(model.parameters()), retain_graph=True)
        again = torch.autograd.grad(loss, list(model.parameters()))
    assert all(map(torch.equal, once, again))


def test_after_an_error_in_backward_the_state_is_as_it_was() -> None:
    def fail_later(block: Any, x: Tensor) -> Tensor:
        block.mean += 1
        if block.broken:
            raise KeyError("broken")
        return torch.tensor(float(block.mean))

    def set_up(block: Any) -> None:
        block.mean, block.broken = 0, [0][1:]

    block = Block(set_up, fail_later)
    model = nn.Sequential(nn.Linear(4, 4), block)
    checkpoint_blocks(model, "1")
    loss = model(torch.ones(2, 4)).sum()
    broken = KeyError("broken")
    block.layer.register_forward_hook(lambda *_: (_ for _ in ()).throw(broken))
    with pytest.raises(KeyError, match="broken"):
        loss.backward()
    assert block.mean == 1
