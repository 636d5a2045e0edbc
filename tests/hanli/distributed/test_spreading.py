"""hanli.distributed.spread: shard by block, refuse what would be fetched at once, and start from the meta device."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.distributed.fsdp import MixedPrecisionPolicy
from torch.distributed.tensor import DTensor
from torch.nn.utils import parametrizations

from hanli.distributed import join, launch, spread
from hanli.distributed.units import check_units, find_units
from hanli.memory import StepInBackward, checkpoint_blocks

pytestmark = pytest.mark.xdist_group("distributed")

torch.optim.AdamW([torch.zeros(1)])  # imports much, here once and not in each forked process


class Net(nn.Module):
    """A body and a head."""

    def __init__(self, body: nn.Module, width: int = 16) -> None:
        super().__init__()
        self.body, self.head = body, nn.Linear(width, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.body(x))  # type: ignore[no-any-return]


class Listed(nn.Module):
    """Blocks in a list inside a list, called by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.stages = nn.ModuleList(nn.ModuleList(nn.Linear(16, 16) for _ in range(3)) for _ in range(2))

    def forward(self, x: Tensor) -> Tensor:
        for stage in self.stages:
            for block in stage:  # type: ignore[attr-defined]
                x = block(x).tanh()
        return x


class Tied(nn.Module):
    def __init__(self, blocks: int = 4) -> None:
        super().__init__()
        self.embedding = nn.Embedding(10, 16)
        self.blocks = nn.Sequential(*(nn.Linear(16, 16) for _ in range(blocks)))
        self.head = nn.Linear(16, 10, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.blocks(self.embedding(x.abs().argmax(-1) % 10)))  # type: ignore[no-any-return]


def encoder(layers: int) -> nn.Module:
    layer = nn.TransformerEncoderLayer(16, 2, 32, dropout=0.0, batch_first=True)
    return nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)


NETS: dict[str, Any] = {
    "blocks in a Sequential": lambda: Net(nn.Sequential(*(nn.Linear(16, 16) for _ in range(6)))),
    "one Sequential": lambda: nn.Sequential(*(nn.Linear(16, 16) for _ in range(6))),
    "backbone in stages": lambda: Net(
        nn.Sequential(*(nn.Sequential(nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 16)) for _ in range(3)))
    ),
    "TransformerEncoder": lambda: Net(encoder(4)),
    "lists": lambda: Net(Listed()),
    "tied": Tied,
    "compiled": lambda: torch.compile(Net(nn.Sequential(*(nn.Linear(16, 16) for _ in range(6)))), backend="eager"),
}


def make(name: str) -> nn.Module:
    torch.manual_seed(0)
    made: nn.Module = NETS[name]()
    return made


def count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def look(model: nn.Module) -> list[float]:
    """Filled in forward: which share of the parameters is together when a layer is computed."""
    shares: list[float] = []
    whole = count(model)

    def note(*_: object) -> None:
        shares.append(sum(p.numel() for p in model.parameters() if not isinstance(p, DTensor)) / whole)

    for module in model.modules():
        if isinstance(module, nn.Linear | nn.LayerNorm):
            module.register_forward_pre_hook(note)
    return shares


def step(name: str, how: Any) -> tuple[float, list[Tensor]]:
    with join("cpu") as world:
        inner = make(name)
        shares = look(inner)
        model = spread(inner, world, how)
        inputs = torch.randn(8, 5, 16, generator=torch.Generator().manual_seed(world.rank))
        model(inputs).square().mean().backward()
        found = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
        return max(shares), [g.full_tensor() if isinstance(g, DTensor) else g for g in found]


@pytest.mark.parametrize("name", [name for name in NETS if name != "compiled"])
def test_ordinary_nets_are_cut_by_block_with_the_gradient_of_ddp(name: str) -> None:
    (share, mine), (_, same) = launch(step, name, "fsdp", processes=2)
    assert share <= 0.5
    expected = launch(step, name, "ddp", processes=2)[0][1]
    for one, twin, other in zip(mine, same, expected, strict=True):
        assert torch.equal(one, twin)
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", list(NETS))
def test_the_largest_unit_holds_at_most_half(name: str) -> None:
    model = make(name)
    units = find_units(model)
    check_units(model, units)
    assert max(map(count, units)) * 2 <= count(model)


@given(widths=st.lists(st.integers(1, 6), min_size=1, max_size=6), depth=st.integers(0, 3))
def test_units_do_not_overlap_and_are_refused_exactly_if_one_is_too_large(widths: list[int], depth: int) -> None:
    model: nn.Module = nn.Sequential(*(nn.Linear(width, width) for width in widths))
    for _ in range(depth):
        model = nn.Sequential(model, nn.Linear(1, 1))
    units = find_units(model)
    inside = [id(module) for unit in units for module in unit.modules()]
    assert len(set(inside)) == len(inside)
    rest = count(model) - sum(map(count, units))
    if max([rest, *map(count, units)]) * 2 > count(model):
        with pytest.raises(ValueError, match=r"units with at most half of the parameters each, got .* in"):
            check_units(model, units)
    else:
        check_units(model, units)


def test_modules_that_must_be_fetched_whole_stay_whole() -> None:
    for whole in (encoder(1).layers[0], nn.MultiheadAttention(16, 2), parametrizations.weight_norm(nn.Linear(16, 16))):
        assert find_units(nn.Sequential(whole, nn.Linear(2, 2)))[0] is whole


@pytest.mark.parametrize(
    ("model", "place"),
    [
        (nn.Sequential(nn.Linear(16, 16), nn.Linear(2, 2)), "272 of 278 in '0'"),
        (Tied(blocks=0), "160 of 160 in all that is in no other unit"),
        (Net(encoder(1), 16), "of .* in 'body.layers.0'"),
    ],
)
def test_a_unit_of_more_than_half_is_refused_and_named(model: nn.Module, place: str) -> None:
    before = [type(parameter) for parameter in model.parameters()]
    with join("cpu") as world:
        with pytest.raises(ValueError, match=rf"at most half of the parameters each, got .*{place}.*or say layers="):
            spread(model, world, "fsdp")
        assert [type(parameter) for parameter in model.parameters()] == before
        spread(model, world, "fsdp", layers=[])


def start(meta: bool) -> tuple[list[Tensor], list[Tensor]]:
    with join("cpu") as world:
        torch.manual_seed(world.rank)
        with torch.device("meta" if meta else "cpu"):
            model = NETS["TransformerEncoder"]()
        spread(model, world, "fsdp")
        weights = [p.full_tensor().detach() for p in model.parameters()]
        return weights, [model(torch.ones(2, 3, 16)).detach()]


@pytest.mark.parametrize("meta", [True, False])
def test_all_start_from_the_weights_of_the_first_from_the_meta_device_too(meta: bool) -> None:
    (one, outputs), (other, same) = launch(start, meta, processes=2)
    assert all(map(torch.equal, one, other)) and torch.equal(outputs[0], same[0])
    assert all(bool(weight.isfinite().all()) for weight in one)
    assert sum(bool(weight.std() > 0.01) for weight in one if weight.ndim == 2) == 4 * 4 + 1


def test_what_cannot_start_on_the_meta_device_is_refused() -> None:
    class Bare(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = nn.Parameter(torch.ones(3))

    with join("cpu") as world:
        with pytest.raises(ValueError, match=r"reset_parameters in every module on the meta device, got '1\.scale'"):
            spread(nn.Sequential(nn.Linear(3, 3), Bare()).to("meta"), world, "fsdp", layers=[])
        tied = Tied()
        tied.to("meta")
        tied.head.weight = tied.embedding.weight
        with pytest.raises(ValueError, match=r"got 'embedding\.weight' and 'head\.weight': make it on the CPU"):
            spread(tied, world, "fsdp")


class Forgetful(nn.Linear):
    """Its reset forgets a buffer."""

    def __init__(self) -> None:
        super().__init__(8, 8)
        self.register_buffer("scale", torch.ones(2))


def start_forgetful() -> str:
    with join("cpu") as world, torch.device("meta"):
        model = nn.Sequential(nn.Linear(8, 8), Forgetful())
        with pytest.raises(RuntimeError) as caught:
            spread(model, world, "fsdp")
        return str(caught.value)


def test_what_a_reset_leaves_unset_is_refused_in_all_processes() -> None:
    for message in launch(start_forgetful, processes=2):
        assert "reset_parameters must set all that a module has on the meta device, got '1.scale' not set" in message


def materialize() -> float:
    with join("cpu") as world:
        with torch.device("meta"):
            model = make("one Sequential")
        largest = 0

        def note(module: nn.Module) -> None:
            nonlocal largest
            held = [p for p in model.parameters() if not isinstance(p, DTensor) and not p.is_meta]
            largest = max(largest, sum(p.numel() for p in held))
            nn.Linear.reset_parameters(module)  # type: ignore[arg-type]

        for module in model.children():
            module.reset_parameters = partial(note, module)
        spread(model, world, "fsdp")
        return largest / count(model)


def test_of_a_model_on_the_meta_device_one_unit_at_a_time_is_whole() -> None:
    assert launch(materialize, processes=2)[0] == pytest.approx(1 / 6)


def compute_in(
    policy: MixedPrecisionPolicy | None, reshard: bool | None
) -> tuple[set[torch.dtype], torch.dtype, float]:
    with join("cpu") as world:
        model: Any = make("one Sequential")
        seen: set[torch.dtype] = set()
        model[2].register_forward_pre_hook(lambda module, _: seen.add(module.weight.dtype))
        shares = look(model)
        spread(model, world, "fsdp", policy=policy, reshard_after_forward=reshard)
        model(torch.ones(2, 16)).sum().backward()
        return seen, model[2].weight.grad.dtype, max(shares)


def test_precision_and_resharding_are_those_asked_for() -> None:
    half = MixedPrecisionPolicy(param_dtype=torch.bfloat16, reduce_dtype=torch.float32)
    assert launch(compute_in, half, None, processes=2)[0][:2] == ({torch.bfloat16}, torch.float32)
    assert launch(compute_in, None, False, processes=2)[0] == ({torch.float32}, torch.float32, 1.0)
    assert launch(compute_in, None, True, processes=2)[0][2] < 0.2


def test_arguments_of_the_other_way_are_refused() -> None:
    with join("cpu") as world:
        for name, value in {"policy": MixedPrecisionPolicy(), "reshard_after_forward": True}.items():
            options: dict[str, Any] = {name: value}
            with pytest.raises(ValueError, match=f"{name} is for how='fsdp' only, got"):
                spread(nn.Linear(2, 2), world, **options)
        with pytest.raises(ValueError, match="find_unused is for how='ddp' only, got True"):
            spread(make("one Sequential"), world, "fsdp", find_unused=True)
        model = nn.Linear(2, 2)
        with (
            StepInBackward(model, lambda p: torch.optim.SGD(p, lr=0.1)),
            pytest.raises(RuntimeError, match="must not step inside backward under 'ddp'"),
        ):
            spread(model, world)


class Unused(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.used, self.unused = nn.Linear(4, 2), nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.used(x)  # type: ignore[no-any-return]


def two_steps(find_unused: bool) -> None:
    with join("cpu") as world:
        model = spread(Unused(), world, find_unused=find_unused)
        for _ in range(2):
            model(torch.ones(2, 4)).sum().backward()


def test_unused_parameters_train_if_told() -> None:
    launch(two_steps, True, processes=2)
    with pytest.raises(Exception, match="find_unused_parameters"):
        launch(two_steps, False, processes=2)


def checkpointed() -> list[Tensor]:
    with join("cpu") as world:
        model: Any = make("one Sequential")
        spread(model, world, "fsdp")
        with checkpoint_blocks(model, nn.Linear):
            model(torch.ones(2, 16)).sum().backward()
        return [parameter.grad.full_tensor() for parameter in model.parameters()]


def test_units_may_be_checkpointed() -> None:
    model = make("one Sequential")
    model(torch.ones(2, 16)).sum().backward()
    for one, parameter in zip(launch(checkpointed, processes=2)[0], model.parameters(), strict=True):
        assert parameter.grad is not None
        torch.testing.assert_close(one, parameter.grad)
