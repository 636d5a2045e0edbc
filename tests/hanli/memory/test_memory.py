"""hanli.memory: the same gradients with less memory, and a ledger that is right to the byte."""

from __future__ import annotations

import copy
import io
import math
import mmap
import pickle
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import matplotlib.figure
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from hanli.memory import (
    DeviceMemory,
    GuardedStep,
    MemoryMonitor,
    MixedPrecision,
    NonFiniteGradientError,
    ReferenceTransformer,
    StepInBackward,
    accumulate,
    accumulation,
    checkpoint_blocks,
    device_memory,
    process_memory,
    reset_device_peak,
    saved_bytes,
)

LOSS = nn.CrossEntropyLoss()


def small(seed: int = 0) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(5, 8), nn.GELU(), nn.Linear(8, 3))


def data(size: int, seed: int = 1) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(size, 5, generator=generator), torch.randint(3, (size,), generator=generator)


def gradients(model: nn.Module) -> list[Tensor]:
    found = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    return [gradient.clone() for gradient in found]


def equal(one: list[Tensor], other: list[Tensor]) -> bool:
    return len(one) == len(other) and all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


# Accumulation


@given(size=st.integers(1, 17), parts=st.integers(1, 20))
def test_parts_give_the_gradient_of_the_whole_batch(size: int, parts: int) -> None:
    model, (inputs, targets) = small(), data(size)
    whole = LOSS(model(inputs), targets)
    expected = torch.autograd.grad(whole, list(model.parameters()))
    loss = accumulate(model, LOSS, inputs, targets, parts=parts)
    assert loss.shape == () and not loss.requires_grad
    torch.testing.assert_close(loss, whole.detach(), rtol=1e-6, atol=1e-7)
    torch.testing.assert_close(gradients(model), list(expected), rtol=1e-5, atol=1e-7)


@given(size=st.integers(1, 17), parts=st.integers(1, 20))
def test_no_sample_is_lost_and_parts_differ_by_one_at_most(size: int, parts: int) -> None:
    seen: list[Tensor] = []

    class Look(nn.Linear):
        def forward(self, inputs: Tensor) -> Tensor:
            seen.append(inputs)
            return super().forward(inputs)

    inputs, targets = data(size)
    accumulate(Look(5, 3), LOSS, inputs, targets, parts=parts)
    assert torch.equal(torch.cat(seen), inputs)
    sizes = [len(part) for part in seen]
    assert len(sizes) == min(size, parts) and max(sizes) - min(sizes) <= 1


def test_gradients_are_added_to_those_that_are_there() -> None:
    model, (inputs, targets) = small(), data(6)
    accumulate(model, LOSS, inputs, targets, parts=2)
    once = gradients(model)
    accumulate(model, LOSS, inputs, targets, parts=2)
    torch.testing.assert_close(gradients(model), [2 * gradient for gradient in once])


def by_token(scores: Tensor, targets: Tensor) -> Tensor:
    return nn.functional.cross_entropy(scores, targets)


def by_sum(scores: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    return nn.functional.cross_entropy(scores, targets, reduction="sum"), (targets != -100).sum()


def by_mask(scores: Tensor, targets: Tensor) -> Tensor:
    return nn.functional.cross_entropy(scores, targets, reduction="none")[targets != -100].mean()


@pytest.mark.parametrize("loss", [by_token, by_sum, by_mask])
@given(size=st.integers(2, 9), parts=st.integers(1, 9), counted=st.integers(1, 9), again=st.booleans())
def test_ignored_targets_do_not_count_in_whatever_part_they_are(
    loss: Any, size: int, parts: int, counted: int, again: bool
) -> None:
    model, (inputs, targets) = small().double(), data(size)
    inputs, targets = inputs.double(), targets.clone()
    targets[counted:] = -100  # whole parts, among them
    whole = nn.functional.cross_entropy(model(inputs), targets)
    expected = torch.autograd.grad(whole, list(model.parameters()))
    if again:  # gradients that are there stay, and are not weighed anew
        for parameter in model.parameters():
            parameter.grad = torch.ones_like(parameter)
    value = accumulate(model, loss, inputs, targets, parts=parts)
    torch.testing.assert_close(value, whole.detach(), check_dtype=False, rtol=1e-6, atol=1e-7)
    torch.testing.assert_close(gradients(model), [one + again for one in expected], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("loss", [by_token, by_sum])
@pytest.mark.parametrize("parts", [1, 2, 4])
def test_where_no_target_counts_the_loss_is_nan_and_the_gradients_say_nothing(loss: Any, parts: int) -> None:
    model, (inputs, targets) = small(), data(4)
    assert math.isnan(accumulate(model, loss, inputs, torch.full_like(targets, -100), parts=parts))
    assert not any(parameter.grad.any() for parameter in model.parameters() if parameter.grad is not None)


def test_inputs_and_targets_may_be_nested() -> None:
    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = small()

        def forward(self, inputs: dict[str, Any]) -> Tensor:
            assert inputs["name"] == "text"
            scores: Tensor = self.net(inputs["x"][0])
            return scores

    inputs, targets = data(7)
    plain, nested = small(), Two()
    nested.net.load_state_dict(plain.state_dict())
    expected = accumulate(plain, LOSS, inputs, targets, parts=3)

    def loss(scores: Tensor, targets: list[Tensor]) -> Tensor:
        value: Tensor = LOSS(scores, targets[0])
        return value

    found = accumulate(nested, loss, {"x": (inputs,), "name": "text"}, [targets], parts=3)
    assert torch.equal(found, expected)
    torch.testing.assert_close(gradients(nested), gradients(plain))
    with pytest.raises(ValueError, match=r"^inputs must have 7 samples as inputs have, got shape \(3, 5\)"):
        accumulate(plain, LOSS, (inputs, inputs[:3]), targets, parts=2)


def masked_mean(outputs: Tensor, targets: Tensor) -> Tensor:
    losses, counted = outputs.square().sum(1), targets != -100
    return (losses * counted).sum() / counted.sum()


def masked_pair(outputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    losses, counted = outputs.square().sum(1), targets != -100
    return (losses * counted).sum(), counted.sum()


@pytest.mark.parametrize(
    ("loss", "value", "gradient"),
    [(nn.CrossEntropyLoss(), True, False), (masked_mean, True, True), (masked_pair, False, False)],
)
def test_where_nobody_looks_a_part_in_which_nothing_counts_makes_a_mean_nan(
    loss: Any, value: bool, gradient: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, targets = torch.randn(4, 3), torch.tensor([0, 1, -100, -100])
    expected = float(accumulate(nn.Linear(3, 2), loss, inputs, targets, parts=2))
    assert math.isfinite(expected), "on the CPU such parts are left out"
    looking = accumulation._as_double  # as on an accelerator: a weight stays a tensor
    monkeypatch.setattr(accumulation, "_as_double", lambda w: w.double() if isinstance(w, Tensor) else looking(w))
    model = nn.Linear(3, 2)
    assert math.isnan(accumulate(model, loss, inputs, targets, parts=2)) == value
    assert model.weight.grad is not None and bool(model.weight.grad.isnan().any()) == gradient


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"parts": 0}, "parts must be at least 1, got 0"),
        ({"inputs": torch.empty(0, 5)}, r"inputs must hold at least one sample, got shape \(0, 5\)"),
        ({"inputs": torch.tensor(1.0)}, "inputs must hold at least one sample"),
        ({"targets": torch.zeros(3, dtype=torch.int64)}, "targets must have 4 samples as inputs have, got shape"),
        ({"loss": nn.CrossEntropyLoss(reduction="sum")}, "loss must be a mean over the batch, got reduction='sum'"),
    ],
)
def test_accumulate_names_the_argument_at_fault(change: dict[str, Any], message: str) -> None:
    inputs, targets = data(4)
    arguments: dict[str, Any] = {"loss": LOSS, "inputs": inputs, "targets": targets, "parts": 2, **change}
    with pytest.raises(ValueError, match=message):
        accumulate(small(), **arguments)


# Checkpointing


class Dropping(nn.Module):
    """Two blocks with everything that a second computation might get wrong."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.Linear(5, 5), nn.BatchNorm1d(5), nn.ReLU(inplace=True), nn.Dropout(0.3)) for _ in range(2)
        )
        self.head = nn.Linear(5, 3)

    def forward(self, x: Tensor) -> Tensor:
        for block in self.blocks:
            x = block(x)
        out: Tensor = self.head(x)
        return out


def one_step(model: nn.Module) -> tuple[list[Tensor], list[Tensor]]:
    inputs, targets = data(8)
    model.zero_grad()
    torch.manual_seed(7)
    LOSS(model(inputs), targets).backward()
    return gradients(model), [buffer.clone() for buffer in model.buffers()]


def test_checkpointing_changes_no_bit_of_gradients_and_statistics() -> None:
    expected = one_step(Dropping())
    model = Dropping()
    with checkpoint_blocks(model, ["blocks.0", "blocks.1"]) as handle:
        found = one_step(model)
    assert handle.names == ("blocks.0", "blocks.1")
    assert equal(found[0], expected[0]) and equal(found[1], expected[1])
    assert model.blocks[0][1].num_batches_tracked == 1  # type: ignore[index]


def test_the_insides_of_blocks_are_not_kept() -> None:
    model, (inputs, _) = Dropping(), data(64)
    with saved_bytes(model) as plain:
        kept = model(inputs)
    with checkpoint_blocks(model, "blocks.1"), saved_bytes(model) as less:
        kept = model(inputs)
    assert 0 < less.peak < plain.peak
    del kept


@pytest.mark.parametrize(
    "select",
    [
        "blocks.1",
        ["blocks.0", "blocks.1"],
        nn.Sequential,
        lambda name, module: name.startswith("blocks.") and len(name) == 8,
    ],
)
def test_every_way_to_select(select: Any) -> None:
    model = Dropping()
    names = checkpoint_blocks(model, select).names
    assert names == (("blocks.1",) if select == "blocks.1" else ("blocks.0", "blocks.1"))


def test_names_hooks_and_types_stay_and_remove_restores_all() -> None:
    model = Dropping()
    keys, kinds = list(model.state_dict()), [type(module) for module in model.modules()]
    calls: list[str] = []
    model.blocks[0].register_forward_hook(lambda *_: calls.append("hook"))
    handle = checkpoint_blocks(model, nn.Sequential)
    assert list(model.state_dict()) == keys and isinstance(model.blocks[0], nn.Sequential)
    one_step(model)
    assert calls == ["hook"]
    handle.remove()
    handle.remove()
    assert [type(module) for module in model.modules()] == kinds
    assert all("forward" not in vars(module) for module in model.modules())


def test_a_block_is_plain_again_after_an_error() -> None:
    model = Dropping()
    with pytest.raises(KeyError), checkpoint_blocks(model, nn.Sequential):
        raise KeyError
    assert type(model.blocks[0]) is nn.Sequential


def test_a_copy_is_plain_and_computes_with_its_own_parameters() -> None:
    model = Dropping()
    checkpoint_blocks(model, nn.Sequential)
    buffer = io.BytesIO()
    torch.save(model, buffer)
    buffer.seek(0)
    copies = [copy.deepcopy(model), pickle.loads(pickle.dumps(model)), torch.load(buffer, weights_only=False)]
    for other in copies:
        assert type(other.blocks[0]) is nn.Sequential
        with torch.no_grad():
            other.blocks[0][0].weight.zero_()
            other.blocks[0][0].bias.zero_()
        assert not torch.equal(other.eval()(data(4)[0]), copy.deepcopy(model).eval()(data(4)[0]))
        assert bool((model.blocks[0][0].weight != 0).any())  # type: ignore[index]


def test_without_gradients_nothing_is_computed_twice() -> None:
    model = Dropping()
    calls: list[int] = []
    model.blocks[0][0].register_forward_hook(lambda *_: calls.append(1))  # type: ignore[index]
    with checkpoint_blocks(model, nn.Sequential):
        for mode in (torch.no_grad(), torch.inference_mode()):
            with mode, saved_bytes() as kept:
                model(data(4)[0])
            assert kept.peak == 0
        assert len(calls) == 2
        one_step(model)
    assert len(calls) == 4


def test_a_changed_input_is_an_error_and_not_a_wrong_gradient() -> None:
    class Doubling(nn.Linear):
        def forward(self, x: Tensor) -> Tensor:
            return super().forward(x.mul_(2))

    model = nn.Sequential(nn.Linear(5, 5), Doubling(5, 3))
    checkpoint_blocks(model, "1")
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        model(data(4)[0]).sum().backward()


def test_arguments_by_keyword_and_several_outputs_pass_through() -> None:
    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear = nn.Linear(5, 5)

        def forward(self, x: Tensor, *, shift: Tensor) -> tuple[Tensor, Tensor]:
            y: Tensor = self.linear(x).tanh() + shift
            return y, y * 2

    torch.manual_seed(0)
    model, shift = nn.ModuleDict({"two": Two()}), torch.ones(5, requires_grad=True)

    def run() -> list[Tensor]:
        model.zero_grad()
        shift.grad = None
        one, two = model["two"](data(4)[0], shift=shift)
        (one * two).sum().backward()
        assert shift.grad is not None
        return [*gradients(model), shift.grad.clone()]

    expected = run()
    with checkpoint_blocks(model, Two):
        assert equal(run(), expected)


class Shared(nn.Module):
    """The same block under two names."""

    def __init__(self) -> None:
        super().__init__()
        self.one = self.two = nn.Linear(5, 5)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.two(self.one(x))
        return out


def test_a_shared_block_is_wrapped_once() -> None:
    model = Shared()
    model(data(4)[0]).sum().backward()
    expected = gradients(model)
    model.zero_grad()
    with checkpoint_blocks(model, nn.Linear) as handle:
        model(data(4)[0]).sum().backward()
    assert handle.names == ("one",) and equal(gradients(model), expected)
    assert type(model.one) is nn.Linear


def test_a_block_inside_another_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"'blocks\.0' and 'blocks\.0\.0': its insides would be computed up to three times"
    ):
        checkpoint_blocks(Dropping(), lambda name, module: "blocks.0" in name)
    model = Dropping()
    checkpoint_blocks(model, "blocks.0")
    with pytest.raises(ValueError, match=r"inside another, got 'blocks' and 'blocks\.0'"):
        checkpoint_blocks(model, "blocks")
    with pytest.raises(ValueError, match=r"inside another, got 'blocks\.0' and 'blocks\.0\.0'"):
        checkpoint_blocks(model, "blocks.0.0")
    checkpoint_blocks(model, "blocks.1")


def test_what_cannot_be_selected_is_refused() -> None:
    model = Dropping()
    with pytest.raises(ValueError, match=r"select must name modules of the model \(blocks, .*…\), got 'layers'"):
        checkpoint_blocks(model, ["layers"])
    with pytest.raises(ValueError, match="select must choose at least one block, got none of 13 modules"):
        checkpoint_blocks(model, nn.Conv2d)
    with pytest.raises(TypeError, match="select must be a name, a class, names or a function, got int"):
        checkpoint_blocks(model, 3)  # type: ignore[arg-type]
    checkpoint_blocks(model, "blocks.0")
    with pytest.raises(ValueError, match=r"got 'blocks\.0', which is checkpointed already"):
        checkpoint_blocks(model, "blocks.0")
    model.head.forward = model.head.forward  # type: ignore[method-assign]
    with pytest.raises(ValueError, match="select must choose blocks with their class's forward, got 'head'"):
        checkpoint_blocks(model, "head")
    assert type(model.head) is nn.Linear


# Precision and guarded steps


def fake_bf16(patch: pytest.MonkeyPatch, there: bool) -> None:
    patch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: there or including_emulation)


def test_auto_takes_fp16_only_where_there_is_no_bf16(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MixedPrecision("cpu").dtype is torch.bfloat16 and MixedPrecision("cpu").scaler is None
    assert MixedPrecision("mps").dtype is torch.bfloat16
    fake_bf16(monkeypatch, True)
    assert MixedPrecision("cuda").dtype is torch.bfloat16
    fake_bf16(monkeypatch, False)
    monkeypatch.setattr(torch.amp, "GradScaler", lambda device: f"scaler of {device}")
    assert MixedPrecision("cuda:0").dtype is torch.float16 and MixedPrecision("cuda:0").scaler == "scaler of cuda"
    assert MixedPrecision("cuda", "fp32").dtype is None
    with pytest.raises(ValueError, match="precision must be 'auto', 'fp32', 'bf16' or 'fp16', got 'half'"):
        MixedPrecision("cpu", "half")  # type: ignore[arg-type]


@pytest.mark.parametrize("precision", ["fp32", "bf16", "fp16"])
def test_training_in_every_precision(precision: Any) -> None:
    mixed, model, (inputs, targets) = MixedPrecision("cpu", precision), small(), data(16)
    guard = GuardedStep(torch.optim.AdamW(model.parameters(), lr=0.05), clip=1.0, scaler=mixed.scaler)
    losses = []
    for _ in range(40):
        losses.append(float(accumulate(model, LOSS, inputs, targets, parts=3, precision=mixed)))
        guard()
    assert guard.taken > 20 and guard.taken + guard.skipped == 40
    assert losses[-1] < 0.8 * losses[0]


def trained(kind: Callable[..., torch.optim.Optimizer], **options: Any) -> tuple[nn.Module, torch.optim.Optimizer]:
    """A model and its optimizer after two steps, so that there is a state to be spoilt."""
    model = small()
    optimizer = kind(model.parameters(), lr=0.01, **options)
    for _ in range(2):
        accumulate(model, LOSS, *data(8), parts=1)
        optimizer.step()
        optimizer.zero_grad()
    return model, optimizer


def bits(model: nn.Module, optimizer: torch.optim.Optimizer) -> list[Tensor]:
    state = [value for entry in optimizer.state.values() for value in entry.values() if isinstance(value, Tensor)]
    return [tensor.detach().clone() for tensor in [*model.parameters(), *state]]


@pytest.mark.parametrize("poison", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("options", [{}, {"fused": True}, {"amsgrad": True}])
def test_a_bad_gradient_changes_neither_parameters_nor_state(poison: float, options: dict[str, Any]) -> None:
    model, optimizer = trained(torch.optim.AdamW, **options)
    before = bits(model, optimizer)
    guard = GuardedStep(optimizer, clip=1.0)
    accumulate(model, LOSS, *data(8), parts=2)
    model[0].weight.grad[1, 2] = poison  # type: ignore[index, union-attr]
    assert guard() is False
    assert equal(bits(model, optimizer), before)
    assert (guard.taken, guard.skipped, guard.in_a_row) == (0, 1, 1) and not math.isfinite(guard.norm)
    assert gradients(model) == []
    accumulate(model, LOSS, *data(8), parts=2)
    assert guard() is True
    assert (guard.taken, guard.skipped, guard.in_a_row) == (1, 1, 0) and math.isfinite(guard.norm)
    assert not equal(bits(model, optimizer), before)


def test_a_good_step_is_that_of_clip_grad_norm() -> None:
    (model, optimizer), (other, plain) = trained(torch.optim.AdamW), trained(torch.optim.AdamW)
    for clip in (0.01, 100.0):
        guard = GuardedStep(optimizer, clip=clip)
        for net in (model, other):
            accumulate(net, LOSS, *data(8), parts=1)
        norm = nn.utils.clip_grad_norm_(other.parameters(), clip)
        plain.step()
        plain.zero_grad()
        assert guard() and guard.norm == float(norm)
        assert equal(bits(model, optimizer), bits(other, plain))


def test_too_many_in_a_row_raise_and_say_where_to_look() -> None:
    model, optimizer = trained(torch.optim.SGD)
    guard = GuardedStep(optimizer, patience=1)

    def poisoned() -> bool:
        accumulate(model, LOSS, *data(8), parts=1)
        model[2].bias.grad[0] = math.nan  # type: ignore[index, union-attr]
        return guard()

    assert poisoned() is False
    accumulate(model, LOSS, *data(8), parts=1)
    assert guard() is True
    assert poisoned() is False
    with pytest.raises(
        NonFiniteGradientError, match=r"^2 steps in a row .*\(after 1 good steps\): the parameters are fin"
    ):
        poisoned()
    with torch.no_grad():
        model[2].bias[0] = math.nan  # type: ignore[index]
    with pytest.raises(
        NonFiniteGradientError, match=r"parameter 3 of group 0 is no longer finite, so start from a che"
    ):
        poisoned()


def test_a_skipped_step_lowers_the_scale_of_fp16() -> None:
    model, optimizer = trained(torch.optim.SGD)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    guard = GuardedStep(optimizer, scaler=scaler)
    before = bits(model, optimizer)
    for value, taken in ((math.inf, False), (1.0, True)):
        scaler.scale(LOSS(model(data(8)[0]), data(8)[1]) * value).backward()
        assert guard() is taken
        assert scaler.get_scale() == 512.0
        assert equal(bits(model, optimizer), before) is not taken


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"clip": 0.0}, "clip must be a number above 0 or None, got 0.0"),
        ({"clip": math.nan}, "clip must be a number above 0 or None, got nan"),
        ({"patience": -1}, "patience must be 0 or more, got -1"),
    ],
)
def test_guarded_step_names_the_argument_at_fault(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        GuardedStep(torch.optim.SGD(small().parameters()), **options)


# Stepping inside backward


class Tied(nn.Module):
    """One weight used twice, as in many language models."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(5)
        self.embedding, self.head = nn.Embedding(3, 4), nn.Linear(4, 3, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, inputs: Tensor) -> Tensor:
        out: Tensor = self.head(torch.tanh(self.embedding(inputs.argmax(1) % 3)))
        return out


@pytest.mark.parametrize("make_model", [small, Dropping, Tied])
@pytest.mark.parametrize("options", [{}, {"fused": True}, {"foreach": True}])
def test_stepping_in_backward_equals_the_ordinary_step(make_model: Any, options: dict[str, Any]) -> None:
    def make(parameters: Any) -> torch.optim.Optimizer:
        return torch.optim.AdamW(parameters, lr=0.01, **options)

    model, other = make_model(), make_model()
    plain = make(list(other.parameters()))
    with StepInBackward(model, make):
        for step in range(4):
            torch.manual_seed(step)
            accumulate(other, LOSS, *data(8, step), parts=1)
            plain.step()
            plain.zero_grad()
            torch.manual_seed(step)
            accumulate(model, LOSS, *data(8, step), parts=1)
            assert gradients(model) == []
    assert equal(list(model.parameters()), list(other.parameters()))
    accumulate(model, LOSS, *data(8), parts=2)
    assert len(gradients(model)) == len(list(model.parameters()))


def test_steps_in_backward_of_blocks_that_are_checkpointed() -> None:
    model, other = Dropping(), Dropping()
    plain = sgd(list(other.parameters()))
    with checkpoint_blocks(model, nn.Sequential), StepInBackward(model, sgd):
        for _ in range(3):
            one_step(model)
            one_step(other)
            plain.step()
    assert equal(list(model.parameters()), list(other.parameters()))


def sgd(parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=0.1, momentum=0.9)


def test_what_needs_all_gradients_is_refused() -> None:
    model = small()
    handle = StepInBackward(model, sgd)
    with pytest.raises(RuntimeError, match="model steps inside backward, so each part would be a step: use parts=1"):
        accumulate(model, LOSS, *data(4), parts=2)
    with pytest.raises(TypeError, match=r"got StepInBackward: the norm of the whole gradient is known only when"):
        GuardedStep(handle)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match=r"the steps were taken inside backward: leave step\(\) out"):
        handle.step()
    with pytest.raises(RuntimeError, match=r"must not step inside backward twice, got 0\.weight: remove\(\) the first"):
        StepInBackward(model, sgd)
    StepInBackward(copy.deepcopy(model), sgd)
    handle.remove()
    handle.remove()
    accumulate(model, LOSS, *data(4), parts=2)
    with pytest.raises(ValueError, match=r"must have no gradients yet, got one of 0\.weight: call zero_grad"):
        StepInBackward(model, sgd)
    with pytest.raises(ValueError, match="at least one parameter that requires a gradient, got none"):
        StepInBackward(small().requires_grad_(False), sgd)


def test_frozen_parameters_stay_and_the_learning_rate_can_change() -> None:
    model = small()
    model[0].requires_grad_(False)
    before = [parameter.detach().clone() for parameter in model.parameters()]
    handle = StepInBackward(model, sgd)
    assert list(handle.optimizers) == ["2.weight", "2.bias"]
    for group in handle.param_groups:
        group["lr"] = 0.0
    accumulate(model, LOSS, *data(4), parts=1)
    assert equal([parameter.detach() for parameter in model.parameters()], before)


def test_its_state_goes_on_in_another_process() -> None:
    model = small()
    handle = StepInBackward(model, sgd)
    accumulate(model, LOSS, *data(4), parts=1)
    other = small()
    other.load_state_dict(model.state_dict())
    resumed = StepInBackward(other, sgd)
    resumed.load_state_dict(copy.deepcopy(handle.state_dict()))
    for net in (model, other):
        accumulate(net, LOSS, *data(4), parts=1)
    assert equal(list(model.parameters()), list(other.parameters()))
    with pytest.raises(ValueError, match=r"got a difference at 0\.bias"):
        resumed.load_state_dict({})


# Counting


def test_the_ledger_is_right_to_the_byte() -> None:
    outside = torch.ones(50)
    with MemoryMonitor() as monitor:
        a = torch.zeros(100)
        assert monitor.live == 400
        view = a.view(10, 10)[2:]
        a.add_(1)
        assert monitor.live == 400  # a view shares, in place changes nothing
        del a
        assert monitor.live == 400  # the view still holds all of it
        del view
        assert (monitor.live, monitor.peak) == (0, 400)
        inner = outside.view(5, 10)
        outside.mul_(2)
        assert monitor.live == 0  # it was there before
        wide = torch.tensor([1.0, 2.0])
        assert monitor.live == 8
        wide.resize_(25)
        assert monitor.live == 100
        half = torch.empty(3, dtype=torch.bfloat16)
        assert monitor.live == 106
        parts = (outside + 1).split(10)
        assert monitor.live == 306
        storage = parts[0].untyped_storage()
        del parts
        assert monitor.live == 306
        del storage
        assert (monitor.live, monitor.peak) == (106, 400)
    del wide, half, inner
    assert (monitor.live, monitor.peak) == (106, 400)  # closed: what dies later changes nothing


def test_temporaries_count_while_they_live() -> None:
    x = torch.ones(1000)
    with MemoryMonitor() as monitor:
        y = (x + 1) * 2 + 3  # two at a time
    assert (monitor.live, monitor.peak) == (4000, 8000)
    assert list(monitor.timeline) == [4000, 8000, 8000]
    assert y[0] == 7


def test_backward_and_the_optimizer_count_too() -> None:
    layer = nn.Linear(10, 10, bias=False)
    x = torch.ones(4, 10)
    with MemoryMonitor() as monitor:
        layer(x).sum().backward()
        assert monitor.live == 400  # the gradient
        optimizer = torch.optim.AdamW(layer.parameters(), fused=True)
        optimizer.step()
        assert monitor.live == 400 + 2 * 400 + 4  # two moments and the count of steps
        optimizer.zero_grad()
        assert monitor.live == 804


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 300)), max_size=30))
def test_the_ledger_agrees_with_a_model_of_it(moves: list[tuple[bool, int, int]]) -> None:
    held: dict[int, Tensor] = {}
    peak = 0
    with MemoryMonitor() as monitor:
        for make, place, size in moves:
            held.pop(place, None)
            if make:
                held[place] = torch.zeros(size)
            expected = sum(4 * tensor.numel() for tensor in held.values())
            peak = max(peak, expected)
            assert monitor.live == expected
        assert monitor.peak == peak


def test_sparse_tensors_are_left_out() -> None:
    with MemoryMonitor() as monitor:
        torch.eye(3).to_sparse()
    assert monitor.live == 0


def test_marks_and_plot() -> None:
    monitor = MemoryMonitor()
    with pytest.raises(RuntimeError, match=r"mark\('early'\) must be called while the monitor is on"):
        monitor.mark("early")
    axes = matplotlib.figure.Figure().add_subplot()
    with pytest.raises(RuntimeError, match="plot needs something to draw"):
        monitor.plot(axes)
    with monitor:
        kept = torch.zeros(2**18)
        monitor.mark("made")
        del kept
        torch.zeros(1)
        with pytest.raises(RuntimeError, match="this monitor is on already"), monitor:
            pass
    assert [(mark.operators, mark.name, mark.live) for mark in monitor.marks] == [(1, "made", 2**20)]
    monitor.plot(axes, label="step")
    assert next(iter(axes.lines[0].get_ydata())) == 1.0
    assert list(axes.lines[0].get_xdata()) == [1, 2] and axes.lines[1].get_xdata() == [1, 1]
    assert axes.get_xlabel() == "operators run" and axes.lines[0].get_label() == "step"


def test_a_long_timeline_is_drawn_as_its_outline() -> None:
    with MemoryMonitor() as monitor:
        for size in range(1000):
            torch.zeros(5000 if size == 777 else size % 7)
    axes = matplotlib.figure.Figure().add_subplot()
    monitor.plot(axes)
    places, sizes = axes.lines[0].get_data()
    assert len(places) < 300 and list(places) == sorted(set(places))
    assert (places[0], places[-1]) == (1, 1000)
    assert max(sizes) == monitor.peak / 2**20 == 20000 / 2**20
    assert all(monitor.timeline[place - 1] / 2**20 == size for place, size in zip(places, sizes, strict=True))


def test_as_a_decorator_each_call_is_a_fresh_page() -> None:
    monitor = MemoryMonitor()

    @monitor
    def make(size: int) -> Tensor:
        """Make."""
        return torch.zeros(size)

    assert make.__doc__ == "Make."
    for size in (100, 10):
        assert make(size).shape == (size,)
        assert (monitor.live, monitor.peak) == (4 * size, 4 * size)


def test_the_monitor_ends_after_an_error() -> None:
    monitor = MemoryMonitor()
    with pytest.raises(KeyError), monitor:
        raise KeyError
    torch.zeros(5)
    assert monitor.peak == 0
    with monitor:
        torch.zeros(5)
    assert monitor.peak == 20


def test_monitors_can_be_nested_and_each_counts_its_own_block() -> None:
    with MemoryMonitor() as outer:
        first = torch.zeros(10)
        with MemoryMonitor() as inner:
            first.add_(1)
            second = first + 1
        third = second + 1
    assert (inner.live, inner.peak) == (40, 40)
    assert (outer.live, outer.peak) == (120, 120)
    del first, second, third


def test_saved_bytes_by_hand() -> None:
    w = torch.ones(10, requires_grad=True)
    with saved_bytes() as count:
        y = w.exp()  # keeps its result
        assert count.now == 40
        z = y * y.view(10)  # keeps the same storage twice more
        assert count.now == 40
        total = (z * z).sum()
        assert (count.now, count.peak) == (80, 80)
    total.backward()
    del total, z
    assert (count.now, count.peak) == (0, 80)


def test_saved_bytes_leaves_out_what_is_there_anyway() -> None:
    layer, x = nn.Linear(10, 10), torch.ones(4, 10)
    frozen = layer(x).detach().requires_grad_()
    with saved_bytes() as everything:
        kept = layer(frozen)
    with saved_bytes(layer) as less:
        kept = layer(frozen)
    with saved_bytes(layer, frozen) as nothing:
        kept = layer(frozen)
    assert (everything.peak, less.peak, nothing.peak) == (400 + 160, 160, 0)
    del kept


def test_what_the_process_holds() -> None:
    before = process_memory()
    with mmap.mmap(-1, 2**26) as block:  # an allocator may hand out memory that the process already holds
        block.write(b"1" * len(block))
        after = process_memory()
    assert 0 < before.now <= before.peak
    assert after.now >= before.now + 2**26 * 0.9
    assert after.peak >= before.now + 2**26 * 0.9


def test_the_units_of_the_peak(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    import psutil

    memory = SimpleNamespace(rss=10, peak_wset=70)
    monkeypatch.setattr(psutil, "Process", lambda: SimpleNamespace(memory_info=lambda: memory))
    monkeypatch.setattr(resource, "getrusage", lambda who: SimpleNamespace(ru_maxrss=50))
    for platform, peak in (("linux", 51200), ("darwin", 50), ("win32", 70)):
        monkeypatch.setattr(sys, "platform", platform)
        assert process_memory().peak == peak


# Devices that are not here


def test_the_cpu_has_no_allocator_to_ask() -> None:
    assert device_memory("cpu") is None
    reset_device_peak("cpu")
    for call in (device_memory, reset_device_peak):
        with pytest.raises(ValueError, match=r"device must be available on this machine \(cpu.*\), got 'xpu:1'"):
            call("xpu:1")


@pytest.fixture
def accelerator(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[Any]]:
    """An accelerator of which every question and its index are noted."""

    def install(kind: str) -> list[Any]:
        asked: list[Any] = []

        def answer(name: str, value: Any) -> Callable[..., Any]:
            def asked_for(*index: int) -> Any:
                asked.append((name, *index))
                return value

            return asked_for

        there = torch.device(kind)
        monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda check_available=False: there)
        monkeypatch.setattr(torch.accelerator, "current_device_index", lambda: 3)
        for name, value in {
            "memory_allocated": 1,
            "max_memory_allocated": 2,
            "memory_reserved": 4,
            "get_memory_info": (8, 16),
            "reset_peak_memory_stats": None,
        }.items():
            monkeypatch.setattr(torch.accelerator, name, answer(name, value))
        for name, value in {
            "current_allocated_memory": 5,
            "driver_allocated_memory": 6,
            "recommended_max_memory": 7,
        }.items():
            monkeypatch.setattr(torch.mps, name, answer(name, value))
        return asked

    return install


@pytest.mark.parametrize(("device", "index"), [("cuda", 3), ("cuda:1", 1)])
def test_a_cuda_device_tells_all(accelerator: Callable[[str], list[Any]], device: str, index: int) -> None:
    asked = accelerator("cuda")
    assert device_memory(device) == DeviceMemory(allocated=1, peak=2, reserved=4, free=8, total=16)
    assert {place for _, place in asked} == {index}
    reset_device_peak(device)
    assert asked[-1] == ("reset_peak_memory_stats", index)


def test_mps_tells_no_peak(accelerator: Callable[[str], list[Any]]) -> None:
    asked = accelerator("mps")
    assert device_memory("mps") == DeviceMemory(allocated=5, reserved=6, total=7)
    reset_device_peak("mps")
    assert len(asked) == 3


def test_one_accelerator_is_not_another(accelerator: Callable[[str], list[Any]]) -> None:
    accelerator("cuda")
    with pytest.raises(ValueError, match=r"device must be available on this machine \(cpu, cuda\), got 'mps'"):
        device_memory("mps")


# The reference net: what the page and the benchmark publish holds


def layers(name: str, module: nn.Module) -> bool:
    return name.startswith("stack.") and name.count(".") == 1


def step_of(*, checkpointed: bool, parts: int, per_segment: int = 1) -> tuple[int, int, Tensor]:
    """Bytes kept, live peak, and the gradient of one step of the 12 layers."""
    torch.manual_seed(0)
    net = ReferenceTransformer(per_segment=per_segment)
    tokens, targets = net.batch(16, 128)
    if checkpointed:
        checkpoint_blocks(net, layers)
    with MemoryMonitor() as monitor, saved_bytes(net) as saved:
        accumulate(net, net.loss, tokens, targets, parts=parts)
    return saved.peak, monitor.peak, torch.cat([gradient.flatten() for gradient in gradients(net)])


def test_the_goals_on_the_reference_net() -> None:
    kept, peak, gradient = step_of(checkpointed=False, parts=1)
    _, peak_checkpointed, same = step_of(checkpointed=True, parts=1)
    assert torch.equal(gradient, same)
    assert peak / peak_checkpointed >= 3.9
    kept_both, peak_both, close = step_of(checkpointed=True, parts=4)
    assert float((close - gradient).abs().max() / gradient.abs().max()) <= 2e-6
    assert peak / peak_both >= 4.9
    assert kept / kept_both >= 44


def test_the_peak_is_near_the_bound_when_gradients_are_set_aside() -> None:
    torch.manual_seed(0)
    net = ReferenceTransformer()
    tokens, targets = net.batch(16, 128)
    edge = torch.zeros(16, 128, 256, requires_grad=True)
    with saved_bytes(net, edge) as inside:
        net.stack[0](edge * 1)
    checkpoint_blocks(net, layers)
    for parameter in net.parameters():
        parameter.register_post_accumulate_grad_hook(let_go)
    with MemoryMonitor() as monitor:
        accumulate(net, net.loss, tokens, targets, parts=1)
    bound = 2 * math.sqrt(12 * inside.peak * edge.nbytes)
    assert monitor.peak < 1.2 * bound


def let_go(parameter: Tensor) -> None:
    parameter.grad = None


def test_a_step_of_adamw_in_less_than_four_times_the_parameters() -> None:
    torch.manual_seed(0)
    net = ReferenceTransformer()
    size = sum(parameter.nbytes for parameter in net.parameters())
    tokens, targets = net.batch(4, 128)
    checkpoint_blocks(net, layers)
    with MemoryMonitor() as monitor, StepInBackward(net, lambda some: torch.optim.AdamW(some, fused=True)):
        for _ in range(2):
            accumulate(net, net.loss, tokens, targets, parts=1)
    assert size + monitor.peak < 3.5 * size


def test_segments_change_the_shape_and_nothing_else() -> None:
    torch.manual_seed(0)
    one = ReferenceTransformer(4, 16, 20)
    torch.manual_seed(0)
    two = ReferenceTransformer(4, 16, 20, per_segment=2)
    tokens, targets = one.batch(2, 6)
    assert len(two.stack) == 2 and torch.equal(one(tokens), two(tokens))
    assert one(tokens).shape == (2, 6, 20) and one.loss(one(tokens), targets).shape == ()
    with pytest.raises(ValueError, match="per_segment must divide layers=12, got 5"):
        ReferenceTransformer(per_segment=5)
    with pytest.raises(ValueError, match="heads must divide width=30, got 4"):
        ReferenceTransformer(width=30)
