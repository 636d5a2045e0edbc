"""hanli.train on batches, losses and networks of other people: nested, padded, frozen, with several outputs."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.lr_scheduler import ReduceLROnPlateau, StepLR

from hanli.train import Callback, Checkpoint, EarlyStopping, NonFiniteLossError, Run, evaluate, fit

LOSS = nn.CrossEntropyLoss()


def batch(samples: int = 8, seed: int = 1) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(samples, 4, generator=generator), torch.randint(3, (samples,), generator=generator)


# --- what a batch may look like


class Reads(nn.Module):
    """Finds its input in nested data."""

    def __init__(self, find: Callable[[Any], Tensor], give: Callable[[Tensor], Any] = lambda outputs: outputs) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.layer = nn.Linear(4, 3)
        self.find, self.give = find, give

    def forward(self, inputs: Any) -> Any:
        return self.give(self.layer(self.find(inputs)))


X, Y = batch()
FORMS: dict[str, tuple[Any, Callable[[Any], Tensor], Callable[[Any], tuple[Any, Any]] | None]] = {
    "a pair": ((X, Y), lambda x: x, None),
    "a list": ([X, Y], lambda x: x, None),
    "two inputs": (((X, X), Y), lambda x: x[0] + 0 * x[1], None),
    "a dictionary of inputs": (({"a": X, "name": "text"}, Y), lambda x: x["a"], None),
    "nested inputs": (({"a": [X, {"b": X}]}, Y), lambda x: x["a"][1]["b"], None),
    "a dictionary": ({"x": X, "y": Y}, lambda x: x, lambda batch: (batch["x"], batch["y"])),
    "three parts": ((X, X, Y), lambda x: x[0], lambda batch: (batch[:2], batch[2])),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("accumulate", [1, 2])
def test_batches_of_every_form_train_as_the_plain_pair_does(form: str, accumulate: int) -> None:
    data, find, split = FORMS[form]
    plain, ours = Reads(lambda x: x), Reads(find)
    expected = fit(plain, [(X, Y)] * 3, loss=LOSS, epochs=1, accumulate=accumulate, val_loader=[(X, Y)], device="cpu")
    found = fit(
        ours, [data] * 3, loss=LOSS, epochs=1, accumulate=accumulate, val_loader=[data], split=split, device="cpu"
    )
    assert found == expected
    assert torch.equal(plain.layer.weight, ours.layer.weight)


def test_outputs_and_targets_may_be_nested() -> None:
    model = Reads(lambda x: x, lambda outputs: {"scores": outputs, "more": (outputs,)})

    def loss(outputs: Any, targets: Any) -> Tensor:
        total: Tensor = LOSS(outputs["scores"], targets["class"]) + outputs["more"][0].square().mean()
        return total

    data = [(X, {"class": Y, "weight": torch.ones(8)})] * 2
    history = fit(model, data, loss=loss, epochs=1, accumulate=2, val_loader=data, device="cpu")
    validation = history.epochs[0].validation
    assert validation is not None and validation.samples == 16


def test_without_targets_the_samples_are_those_of_the_inputs() -> None:
    found = evaluate(nn.Identity(), [(X, None), (X[:2] * 2, None)], lambda outputs, _: outputs.square().mean() + 0)
    assert found.samples == 10
    assert found.loss == pytest.approx((X.square().mean().item() * 8 + (X[:2] * 2).square().mean().item() * 2) / 10)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ((X, X, Y), r"a batch must be a pair \(inputs, targets\), got tuple of 3: pass split="),
        ({"x": X, "y": Y}, r"a batch must be a pair \(inputs, targets\), got dict: pass split="),
        ((X, (Y, Y[:3])), r"the targets of a batch must have one entry a sample .*, got \[3, 8\] entries"),
        ((X, {"a": 1}), "the targets of a batch must be a tensor with one entry a sample"),
        ((torch.tensor(1.0), None), "the inputs of a batch must be a tensor with one entry a sample"),
    ],
)
def test_a_batch_of_another_form_is_refused(data: Any, message: str) -> None:
    with pytest.raises(TypeError, match=f"^{message}"):
        fit(Reads(lambda x: x), [data], loss=LOSS, epochs=1, device="cpu")


# --- what a batch is worth


def by_token(scores: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(scores.transpose(1, 2), targets)


def by_sum(scores: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    return functional.cross_entropy(scores.transpose(1, 2), targets, reduction="sum"), (targets != -100).sum()


def by_mask(scores: Tensor, targets: Tensor) -> Tensor:
    each = functional.cross_entropy(scores.transpose(1, 2), targets, reduction="none")
    return each.sum() / (targets != -100).sum()


def by_class(scores: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(scores.transpose(1, 2), targets, weight=torch.tensor([1.0, 5.0, 0.2]).double())


def padded(seed: int, sizes: list[int], ignored: float) -> list[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(seed)
    made = []
    for size in sizes:
        targets = torch.randint(3, (size, 5), generator=generator)
        targets[torch.rand(targets.shape, generator=generator) < ignored] = -100
        made.append((torch.randn(size, 5, 4, generator=generator, dtype=torch.float64), targets))
    made[0][1][0, 0] = 1
    return made


class Keep(Callback):
    """Keeps the gradient of the last step."""

    gradient: Tensor

    def after_step(self, run: Run) -> None:
        self.gradient = torch.cat([p.grad.flatten() for p in run.model.parameters() if p.grad is not None])


@pytest.mark.parametrize("loss", [by_token, by_sum, by_mask, by_class])
@given(seed=st.integers(0, 99), sizes=st.lists(st.integers(1, 4), min_size=1, max_size=4), ignored=st.floats(0, 0.95))
def test_padded_batches_have_the_gradient_and_the_loss_of_one_large_batch(
    loss: Any, seed: int, sizes: list[int], ignored: float
) -> None:
    data = padded(seed, sizes, ignored)
    model = nn.Linear(4, 3).double()
    value = loss(model(torch.cat([x for x, _ in data])), torch.cat([y for _, y in data]))
    value = value[0] / value[1] if isinstance(value, tuple) else value
    expected = torch.cat([part.flatten() for part in torch.autograd.grad(value, list(model.parameters()))])
    keep = Keep()
    frozen = torch.optim.SGD(model.parameters(), lr=0.0)
    history = fit(
        model, data, loss=loss, epochs=1, optimizer=frozen, accumulate=len(data), callbacks=[keep], device="cpu"
    )
    torch.testing.assert_close(keep.gradient, expected, rtol=1e-10, atol=1e-14)
    assert history.epochs[0].train_loss == pytest.approx(value.item(), rel=1e-10)


@pytest.mark.parametrize("loss", [by_token, by_sum])
def test_a_step_in_which_nothing_counts_is_told(loss: Any) -> None:
    nothing = torch.randn(2, 5, 4), torch.full((2, 5), -100)
    for accumulate in (1, 2):
        with pytest.raises(NonFiniteLossError, match="none of its targets counts, so leave such batches out"):
            fit(nn.Linear(4, 3), [nothing] * 2, loss=loss, epochs=1, accumulate=accumulate, device="cpu")


# --- what is refused before the first step


def test_several_optimizers_and_closures_are_refused() -> None:
    model = nn.Linear(4, 3)
    sgd = torch.optim.SGD(model.parameters())
    for optimizer, message in (
        ([sgd, sgd], "optimizer must be one torch.optim.Optimizer, got a list: parameter groups of one"),
        (torch.optim.SGD, "optimizer must be one torch.optim.Optimizer, got the class SGD: make it first"),
        (torch.optim.LBFGS(model.parameters()), "optimizer must step without a closure, got LBFGS"),
    ):
        with pytest.raises(TypeError, match=f"^{message}"):
            fit(model, [(X, Y)], loss=LOSS, epochs=1, optimizer=optimizer, device="cpu")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"callbacks": [EarlyStopping(2)]}, ValueError, "monitor='loss' needs a val_loader"),
        ({"val_loader": []}, ValueError, "val_loader gave no batches"),
        ({"val_loader": [(X, Y, Y)]}, TypeError, "a batch must be a pair"),
        ({"val_loader": [(X[:, :2], Y)]}, RuntimeError, "(addmm: )?mat1 and mat2 shapes cannot be multiplied"),
        (
            {"val_loader": [(X, Y)], "callbacks": [EarlyStopping(2, monitor="f1", mode="max")]},
            ValueError,
            "monitor must be one of loss, accuracy here, got 'f1'",
        ),
        (
            {"val_loader": [(X, Y)], "loss": lambda o, t: o.square().mean(), "callbacks": [EarlyStopping(2, monitor="accuracy")]},
            ValueError,
            "monitor must be one of loss here, got 'accuracy'",
        ),
        ({"monitor": "loss"}, ValueError, "monitor is for scheduler=ReduceLROnPlateau, got monitor='loss' without one"),
    ],
)  # fmt: skip
def test_what_validation_would_show_is_found_before_the_first_step(
    options: dict[str, Any], kind: type[Exception], message: str
) -> None:
    steps: list[int] = []

    class Count(Callback):
        def after_step(self, run: Run) -> None:
            steps.append(run.step)

    model = Reads(lambda x: x, lambda outputs: outputs if options.get("loss") is None else outputs[:, 0])
    arguments: dict[str, Any] = {"loss": LOSS, "epochs": 1, "device": "cpu", **options}
    with pytest.raises(kind, match=f"^{message}"):
        fit(model, [(X, Y)] * 5, **{**arguments, "callbacks": [Count(), *options.get("callbacks", [])]})
    assert steps == []


def test_the_trial_of_validation_leaves_no_trace() -> None:
    class Dice(nn.Linear):
        def forward(self, inputs: Tensor) -> Tensor:
            return super().forward(inputs + torch.rand_like(inputs))

    seen = []
    for val_loader in (None, [(X, Y)]):
        torch.manual_seed(0)
        model = Dice(4, 3)
        fit(model, [(X, Y)] * 3, loss=LOSS, epochs=1, val_loader=val_loader, device="cpu")
        seen.append(model.weight)
    assert torch.equal(*seen)
    history = fit(nn.Linear(4, 3), [(X, Y)], loss=LOSS, epochs=1, val_loader=iter([(X, Y), (X, Y)]), device="cpu")
    assert history.epochs[0].validation is not None and history.epochs[0].validation.samples == 16


# --- modes, schedules, callbacks


def test_layers_that_were_put_into_evaluation_mode_stay_there() -> None:
    def net() -> nn.Sequential:
        return nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Linear(4, 3))

    model = net()
    model[:2].eval()
    fit(model, [(X + 3, Y)] * 2, loss=LOSS, epochs=2, val_loader=[(X, Y)], device="cpu")
    assert [module.training for module in model] == [False, False, True] and model.training
    assert model[1].num_batches_tracked == 0
    whole = net().eval()
    fit(whole, [(X, Y)], loss=LOSS, epochs=1, device="cpu")
    assert whole[1].training and whole[1].num_batches_tracked == 1, "evaluation mode as a whole is no wish"


def test_a_model_that_freezes_itself_in_train_is_asked() -> None:
    class Frozen(nn.Sequential):
        def train(self, mode: bool = True) -> Frozen:
            super().train(mode)
            self[0].eval()
            return self

    model = Frozen(nn.BatchNorm1d(4), nn.Linear(4, 3))
    fit(model, [(X, Y)], loss=LOSS, epochs=2, device="cpu")
    assert model[0].num_batches_tracked == 0


@pytest.mark.parametrize(
    ("mode", "monitor", "watched"),
    [("min", None, "loss"), ("max", None, "accuracy"), ("max", "accuracy", "accuracy"), ("max", "top", "top")],
)
def test_a_plateau_is_fed_what_it_watches(mode: Any, monitor: str | None, watched: str) -> None:
    model = nn.Linear(4, 3)
    sgd = torch.optim.SGD(model.parameters(), lr=0.1)
    plateau = ReduceLROnPlateau(sgd, mode=mode)
    seen: list[Any] = []
    plateau.step = lambda metrics, epoch=None: seen.append(metrics)  # type: ignore[method-assign]
    history = fit(
        model, [(X, Y)], loss=LOSS, epochs=3, optimizer=sgd, scheduler=plateau, val_loader=[(X, Y)],
        metrics={"top": lambda outputs, _: outputs.max()}, monitor=monitor, device="cpu",
    )  # fmt: skip
    assert seen == [epoch.validation[watched] for epoch in history.epochs if epoch.validation]


@pytest.mark.parametrize(
    ("mode", "monitor", "targets", "message"),
    [
        ("max", None, X, "monitor must be one of loss, got 'accuracy' .*mode='max'"),
        ("max", "loss", Y, "monitor='loss' is watched the wrong way round by ReduceLROnPlateau"),
        ("min", "accuracy", Y, "monitor='accuracy' is watched the wrong way round"),
        ("min", "f1", Y, "monitor must be one of loss, accuracy, got 'f1'"),
    ],
)
def test_a_plateau_that_watches_nothing_is_refused(
    mode: Any, monitor: str | None, targets: Tensor, message: str
) -> None:
    model = nn.Linear(4, 4)
    sgd = torch.optim.SGD(model.parameters())
    loss = nn.MSELoss() if targets.is_floating_point() else LOSS
    data = [(X, targets)]
    with pytest.raises(ValueError, match=f"^{message}"):
        fit(
            model, data, loss=loss, epochs=1, optimizer=sgd, scheduler=ReduceLROnPlateau(sgd, mode=mode),
            val_loader=data, monitor=monitor, device="cpu",
        )  # fmt: skip


def test_a_callback_that_is_used_twice_starts_afresh(tmp_path: Any) -> None:
    easy, hard = (X[:, 0] > 0).long(), torch.randint(2, (8,), generator=torch.Generator().manual_seed(3))
    shared = EarlyStopping(2)
    found = []
    for stopping in (shared, EarlyStopping(2)):
        for targets in (easy, hard):
            torch.manual_seed(0)
            model = nn.Linear(4, 2)
            sgd = torch.optim.SGD(model.parameters(), lr=0.5)
            history = fit(
                model, [(X, targets)], loss=LOSS, epochs=9, optimizer=sgd, scheduler=StepLR(sgd, 3),
                val_loader=[(X.flip(0), targets)], callbacks=[stopping], device="cpu",
            )  # fmt: skip
            found.append((copy.deepcopy(model.state_dict()), history, stopping.best_epoch))
            if stopping is not shared and targets is easy:
                stopping = EarlyStopping(2)
    assert found[1][1:] == found[3][1:]
    assert all(torch.equal(found[1][0][name], found[3][0][name]) for name in found[1][0])
    keeping = Checkpoint(tmp_path / "a")
    fit(nn.Linear(4, 3), [(X, Y)], loss=LOSS, epochs=1, val_loader=[(X, Y)], callbacks=[keeping], device="cpu")
    keeping.folder = tmp_path / "b"
    fit(
        nn.Linear(4, 3),
        [(X, Y)],
        loss=lambda o, t: LOSS(o, t) + 9,
        epochs=1,
        val_loader=[(X, Y)],
        callbacks=[keeping],
        device="cpu",
    )
    assert (tmp_path / "b" / "best.pt").exists(), "worse than the best of another run, and the best of this one"


def test_what_a_model_keeps_from_validation_can_be_used_in_training() -> None:
    class Grows(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.last, self.cache = nn.Linear(4, 4), nn.Linear(4, 3), torch.zeros(0, 4)

        def forward(self, inputs: Tensor) -> Tensor:
            if len(inputs) > len(self.cache):
                self.cache = torch.arange(len(inputs)).float()[:, None].cos().expand(-1, 4).contiguous()
            outputs: Tensor = self.last(self.first(inputs) * self.cache[: len(inputs)])
            return outputs

    fit(Grows(), [(X[:4], Y[:4])], loss=LOSS, epochs=2, val_loader=[(X, Y)], device="cpu")
    lazy = nn.Sequential(nn.LazyLinear(3))
    evaluate(lazy, [(X, Y)], LOSS)
    fit(lazy, [(X, Y)], loss=LOSS, epochs=1, device="cpu")
