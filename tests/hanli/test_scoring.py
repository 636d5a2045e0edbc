"""hanli.scoring: an accuracy that is right or None, and metrics of one's own over all batches."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional
from torchmetrics import MetricCollection
from torchmetrics.classification import MulticlassAccuracy, MulticlassF1Score

from hanli.batches import Loss
from hanli.train import EarlyStopping, Scores, evaluate, fit

SAME = nn.Identity()


def spatial(scores: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(scores, targets)


def last(scores: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(scores.flatten(0, -2), targets.flatten())


def padded(scores: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(scores.movedim(-1, 1), targets, ignore_index=0)


def shifted(scores: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(scores[:, :-1].flatten(0, 1), targets[:, 1:].flatten())


def summed(scores: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    total = functional.cross_entropy(scores.movedim(-1, 1), targets, reduction="sum")
    return total, (targets != -100).sum()


@given(
    seed=st.integers(0, 999),
    samples=st.integers(1, 4),
    length=st.integers(2, 6),
    classes=st.integers(2, 6),
    dim=st.sampled_from([1, -1]),
)
def test_the_accuracy_is_the_share_of_counted_targets_wherever_the_classes_lie(
    seed: int, samples: int, length: int, classes: int, dim: int
) -> None:
    generator = torch.Generator().manual_seed(seed)
    scores = torch.randn(samples, length, classes, generator=generator)
    targets = torch.randint(classes, (samples, length), generator=generator)
    targets[torch.rand(targets.shape, generator=generator) < 0.4] = -100
    targets[0, 0] = 1
    counted = targets != -100
    expected = (scores.argmax(-1) == targets)[counted].float().mean().item()
    data = [(scores.movedim(-1, dim), targets)]
    loss = spatial if dim == 1 else last
    assert evaluate(SAME, data, loss).accuracy == pytest.approx(expected)
    if dim == -1:
        assert evaluate(SAME, data, summed).accuracy == pytest.approx(expected)


@pytest.mark.parametrize("length", [3, 5])
def test_padding_and_shifts_are_those_of_the_loss(length: int) -> None:
    targets = torch.randint(1, 5, (4, length), generator=torch.Generator().manual_seed(1))
    targets[:, -1] = 0
    perfect = functional.one_hot(targets, 5).float() * 9
    perfect[:, -1] = torch.eye(5)[4]  # wrong where it does not count
    assert evaluate(SAME, [(perfect, targets)], padded).accuracy == 1.0
    assert evaluate(SAME, [(functional.one_hot(targets, 5).float().roll(-1, 1), targets)], shifted).accuracy == 1.0


@pytest.mark.parametrize("shape", [(6,), (6, 1), (6, 1, 2, 2)])
def test_one_logit_is_a_guess_above_0_and_one_probability_above_a_half(shape: tuple[int, ...]) -> None:
    targets = torch.randint(2, shape, generator=torch.Generator().manual_seed(3))
    logits = targets.float() - 0.4  # 0.6 or -0.4
    logits.view(-1)[0] *= -1
    right = 1 - 1 / logits.numel()
    with_logits = evaluate(
        SAME, [(logits, targets)], lambda o, t: functional.binary_cross_entropy_with_logits(o, t.float())
    )
    assert with_logits.accuracy == pytest.approx(right)
    sure = logits.sign() / 4 + 0.5
    assert evaluate(SAME, [(sure, targets.float())], nn.BCELoss()).accuracy == pytest.approx(right)


def test_one_logit_a_sample_whose_targets_are_a_vector() -> None:
    targets = torch.tensor([0, 1, 1, 0])
    logits = (targets.float() * 2 - 1)[:, None]
    scores = evaluate(SAME, [(logits, targets)], lambda o, t: nn.BCEWithLogitsLoss()(o.squeeze(1), t.float()))
    assert scores.accuracy == 1.0


def focal(scores: Tensor, targets: Tensor) -> Tensor:
    return -(scores.log_softmax(1).gather(1, targets[:, None]) * 0.5).sum(1).mean()


def masked(scores: Tensor, targets: Tensor) -> Tensor:
    each = -scores.log_softmax(-1).gather(-1, targets[..., None])[..., 0]
    mask = targets != 0
    return (each * mask).sum() / mask.sum()


CLASSES = torch.tensor([1, 2, 1, 2])
UNCERTAIN: dict[str, tuple[Any, Any, Loss]] = {
    "numbers": (torch.rand(4, 3), torch.rand(4, 3), nn.MSELoss()),
    "numbers that are whole": (torch.rand(4, 1), CLASSES, lambda o, t: nn.MSELoss()(o[:, 0], t.float())),
    "several labels": (torch.rand(4, 3), torch.ones(4, 3), nn.BCEWithLogitsLoss()),
    "soft labels": (torch.rand(4), torch.full((4,), 0.3), nn.BCEWithLogitsLoss()),
    "probabilities": (torch.rand(4, 3), torch.rand(4, 3).softmax(1), nn.CrossEntropyLoss()),
    "two outputs": ((torch.rand(4, 3),) * 2, CLASSES, lambda o, t: nn.CrossEntropyLoss()(o[0], t) + nn.CrossEntropyLoss()(o[1], t)),
    "one output for a loss by hand": (torch.rand(4, 1), CLASSES, lambda o, t: (o[:, 0] - t).abs().mean()),
    "classes and length alike, loss by hand": (torch.rand(4, 3, 3), torch.ones(4, 3, dtype=torch.int64), lambda o, t: o.mean()),
    "tokens of a loss by hand that leaves some out": (torch.rand(2, 3, 5), torch.tensor([[1, 2, 0], [1, 0, 0]]), masked),
    "an alignment": (torch.rand(4, 4, 5), torch.ones(4, 4, dtype=torch.int64), lambda o, t: nn.CTCLoss()(o.log_softmax(2), t, (4,) * 4, (2,) * 4)),
}  # fmt: skip


@pytest.mark.parametrize("name", UNCERTAIN)
def test_the_accuracy_is_none_where_the_guess_is_not_certain(name: str) -> None:
    outputs, targets, loss = UNCERTAIN[name]
    found = evaluate(_Says(outputs), [(torch.zeros(4), targets)], loss)
    assert found.accuracy is None and math.isfinite(found.loss)


class _Says(nn.Module):
    def __init__(self, outputs: Any) -> None:
        super().__init__()
        self.outputs = outputs

    def forward(self, inputs: Any) -> Any:
        return self.outputs


def test_a_loss_by_hand_is_judged_by_shape() -> None:
    scores = functional.one_hot(CLASSES, 3).float()
    assert evaluate(SAME, [(scores, CLASSES)], focal).accuracy == 1.0


def test_batches_without_a_counted_target_change_nothing() -> None:
    scores, targets = torch.randn(4, 3), torch.tensor([0, 1, 2, -100])
    nothing = (scores, torch.full((4,), -100))
    whole = evaluate(SAME, [(scores, targets)], nn.CrossEntropyLoss())
    both = evaluate(SAME, [nothing, (scores, targets), nothing], nn.CrossEntropyLoss())
    assert (both.loss, both.accuracy, both.samples) == (whole.loss, whole.accuracy, 12)


@given(sizes=st.lists(st.integers(1, 6), min_size=1, max_size=5), ignored=st.floats(0, 0.8))
def test_the_loss_does_not_depend_on_how_tokens_are_batched(sizes: list[int], ignored: float) -> None:
    generator = torch.Generator().manual_seed(len(sizes))
    scores = torch.randn(sum(sizes), 4, 5, generator=generator, dtype=torch.float64)
    targets = torch.randint(5, (sum(sizes), 4), generator=generator)
    targets[torch.rand(targets.shape, generator=generator) < ignored] = -100
    targets[0] = 1
    parts = list(zip(scores.split(sizes), targets.split(sizes), strict=True))
    for loss in (last, summed):
        ours, whole = evaluate(SAME, parts, loss), evaluate(SAME, [(scores, targets)], loss)
        assert ours.loss == pytest.approx(whole.loss, rel=1e-12)
        assert ours.accuracy == pytest.approx(whole.accuracy)


# --- metrics


def batches(*sizes: int) -> list[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(5)
    return [(torch.randn(n, 3, generator=generator), torch.randint(3, (n,), generator=generator)) for n in sizes]


def largest(outputs: Tensor, targets: Tensor) -> Tensor:
    return outputs.amax(1).mean()


def found_ones(outputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    return (outputs.argmax(1)[targets == 1] == 1).sum(), (targets == 1).sum()


def test_metrics_are_functions_and_running_metrics_over_all_batches() -> None:
    parts = batches(7, 2, 5)
    outputs, targets = torch.cat([x for x, _ in parts]), torch.cat([y for _, y in parts])
    f1 = MulticlassF1Score(3)
    f1.update(outputs, targets)
    collection = MetricCollection({"top": MulticlassAccuracy(3, average="micro"), "f1": MulticlassF1Score(3)})
    found = evaluate(
        SAME,
        parts,
        nn.CrossEntropyLoss(),
        metrics={"largest": largest, "recall": found_ones, "f1": f1, "all": collection},
    )
    expected = MulticlassF1Score(3)(outputs, targets).item()
    hits, ones = found_ones(outputs, targets)
    assert found.metrics == pytest.approx(
        {
            "largest": largest(outputs, targets).item(),
            "recall": (hits / ones).item(),
            "f1": expected,
            "all/top": found.accuracy,
            "all/f1": expected,
        }
    )
    assert found["f1"] == found.metrics["f1"] and found["loss"] == found.loss and found["nothing"] is None


def test_a_metric_is_monitored() -> None:
    values = iter([0.0, 0.5, 0.9, 0.8, 0.7])  # the first is the trial before the first step
    stopping = EarlyStopping(2, monitor="score", mode="max")
    model, data = nn.Linear(3, 3), batches(4)
    history = fit(
        model,
        data,
        loss=nn.CrossEntropyLoss(),
        epochs=9,
        val_loader=data,
        metrics={"score": lambda outputs, targets: next(values)},
        callbacks=[stopping],
        device="cpu",
    )
    assert [epoch.validation.metrics["score"] for epoch in history.epochs if epoch.validation] == [0.5, 0.9, 0.8, 0.7]
    assert stopping.best_epoch == 2 and history.stopped == "no better score for 2 epochs"


@pytest.mark.parametrize(
    ("metrics", "kind", "message"),
    [
        ([largest], TypeError, "metrics must be a dictionary from names to metrics, got list"),
        ({"loss": largest}, ValueError, "metrics must have names other than loss, accuracy, samples, got 'loss'"),
        ({"f1": MulticlassF1Score}, TypeError, r"metrics\['f1'\] must be a function of outputs and targets, or have"),
        ({"f1": 3}, TypeError, r"metrics\['f1'\] must be a function of outputs and targets, or have"),
        ({"top": lambda o, t: o}, TypeError, r"metrics\['top'\] must give one number, got a tensor of shape \(4, 3\)"),
        ({"top": lambda o, t: None}, TypeError, r"metrics\['top'\] must give one number, got NoneType"),
    ],
)
def test_metrics_that_give_no_number_are_refused_before_the_first_step(
    metrics: Any, kind: type[Exception], message: str
) -> None:
    model, data = nn.Linear(3, 3), batches(4)
    before = model.weight.detach().clone()
    with pytest.raises(kind, match=f"^{message}"):
        fit(model, data, loss=nn.CrossEntropyLoss(), epochs=1, val_loader=data, metrics=metrics, device="cpu")
    assert torch.equal(model.weight, before)


def test_scores_of_earlier_versions_can_be_made() -> None:
    assert Scores(1.0, None, 2) == Scores(loss=1.0, accuracy=None, samples=2)
