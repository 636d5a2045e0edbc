"""hanli.loss_weights: what a loss was divided by, so that batches together are worth what one large batch is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional

from hanli.batches import Loss
from hanli.loss_weights import WeighedLoss, divide, watch_loss

CLASSES = 5


def tokens(seed: int, samples: int, length: int, ignored: float, index: int = -100) -> tuple[Tensor, Tensor]:
    """Scores, (N, T, C), in float64, and targets, (N, T), of which a share is ignored, but never all."""
    generator = torch.Generator().manual_seed(seed)
    targets = torch.randint(1, CLASSES, (samples, length), generator=generator)
    targets[torch.rand(targets.shape, generator=generator) < ignored] = index
    targets[0, 0] = 1
    return torch.randn(samples, length, CLASSES, generator=generator, dtype=torch.float64), targets


def transposed(scores: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(scores.transpose(1, 2), targets)


def flattened(scores: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(scores.flatten(0, 1), targets.flatten())


def shifted(scores: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(scores[:, :-1].flatten(0, 1), targets[:, 1:].flatten(), ignore_index=0)


def regularized(scores: Tensor, targets: Tensor) -> Tensor:
    return flattened(scores, targets) + 3.0


def smoothed(scores: Tensor, targets: Tensor) -> Tensor:
    weights = torch.arange(1.0, CLASSES + 1, dtype=scores.dtype)
    return functional.cross_entropy(scores.transpose(1, 2), targets, weight=weights, label_smoothing=0.1)


def log_likelihood(scores: Tensor, targets: Tensor) -> Tensor:
    return functional.nll_loss(scores.log_softmax(-1).transpose(1, 2), targets)


def masked_quotient(scores: Tensor, targets: Tensor) -> Tensor:
    each = functional.cross_entropy(scores.transpose(1, 2), targets, reduction="none")
    mask = targets != -100
    return (each * mask).sum() / mask.sum()


def masked_mean(scores: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(scores.transpose(1, 2), targets, reduction="none")[targets != -100].mean()


def sum_and_count(scores: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    total = functional.cross_entropy(scores.transpose(1, 2), targets, reduction="sum")
    return total, (targets != -100).sum()


def two_heads(scores: Tensor, targets: Tensor) -> Tensor:
    return flattened(scores, targets) + 0.3 * flattened(scores * 2, targets)


LOSSES: dict[str, Loss] = {
    loss.__name__: loss
    for loss in (
        transposed, flattened, shifted, regularized, smoothed, log_likelihood,
        masked_quotient, masked_mean, sum_and_count, two_heads,
    )
}  # fmt: skip


@pytest.mark.parametrize("name", LOSSES)
@given(seed=st.integers(0, 99), ignored=st.floats(0, 0.9), cut=st.integers(1, 5))
def test_means_weighed_by_what_they_were_divided_by_are_the_mean_of_all(
    name: str, seed: int, ignored: float, cut: int
) -> None:
    loss = LOSSES[name]
    scores, targets = tokens(seed, 6, 7, ignored, index=0 if name == "shifted" else -100)
    targets[0, :2] = targets[cut, :2] = 1  # so that something counts in both parts
    measure = WeighedLoss(loss, joins=True)
    pairs = [measure.measure(scores[part], targets[part]) for part in (slice(0, cut), slice(cut, 6))]
    weights = [float(weight) for _, weight in pairs if weight is not None]
    assert len(weights) == 2
    joined = sum(float(mean) * weight for (mean, _), weight in zip(pairs, weights, strict=True)) / sum(weights)
    whole = loss(scores, targets)
    assert joined == pytest.approx(float(whole[0] / whole[1] if isinstance(whole, tuple) else whole), rel=1e-12)


@pytest.mark.parametrize(
    ("loss", "weight"),
    [
        (nn.MSELoss(), 24.0),
        (nn.BCEWithLogitsLoss(), 24.0),
        (nn.HuberLoss(), 24.0),
        (lambda outputs, targets: functional.mse_loss(outputs[:, :1], targets[:, :1]), 8.0),
        (lambda outputs, targets: (outputs - targets).abs().amax(1).mean(), 8.0),
        (lambda outputs, targets: (outputs - targets).abs().sum() / 3, 3.0),
        (lambda outputs, targets: (outputs - targets).abs().mean() + 1, None),  # only samples are known
        (lambda outputs, targets: torch.linalg.vector_norm(outputs - targets), None),
        (torch.compile(lambda outputs, targets: functional.mse_loss(outputs, targets), backend="eager"), 24.0),
    ],
)
def test_numbers_compared_count(loss: Loss, weight: float | None) -> None:
    outputs, targets = torch.rand(8, 3, requires_grad=True), torch.rand(8, 3)
    seen = watch_loss(loss, outputs, targets)
    assert seen.weight == weight
    assert torch.equal(seen.mean, loss(outputs, targets))


def test_targets_alone_tell_what_counts_where_the_loss_compares_with_all_of_them() -> None:
    scores, targets = tokens(0, 4, 3, 0.0)
    for loss, known in ((flattened, True), (smoothed, True), (shifted, False), (masked_mean, False)):
        measure = WeighedLoss(loss, joins=True)
        first = measure.measure(scores, targets)[1]
        assert (measure.count is not None) is known
        if measure.count is not None:
            assert float(measure.count(targets)) == float(first) > 0  # type: ignore[arg-type]


def test_what_is_only_reported_does_not_count() -> None:
    def loss(outputs: Tensor, targets: Tensor) -> Tensor:
        with torch.no_grad():
            functional.mse_loss(outputs[:1], targets[:1])
        return functional.l1_loss(outputs, targets)

    assert watch_loss(loss, torch.rand(8, requires_grad=True), torch.rand(8)).weight == 8


def uneven(outputs: Tensor, targets: Tensor) -> Tensor:
    return transposed(outputs, targets) + functional.mse_loss(outputs, outputs.detach())


def test_means_over_different_numbers_are_refused_where_batches_are_joined() -> None:
    scores, targets = tokens(1, 4, 3, 0.5)
    scores.requires_grad_()
    with pytest.raises(ValueError, match=r"^loss must be divided by one number .* return the pair \(sum, weight\)"):
        WeighedLoss(uneven, joins=True).measure(scores, targets)
    assert WeighedLoss(uneven, joins=False).measure(scores, targets)[1] is None
    assert WeighedLoss(uneven, joins=True).measure(scores, targets.abs() % CLASSES)[1] is None, "nothing is ignored"


def test_ignored_targets_in_a_loss_that_is_not_seen_through_are_refused_where_batches_are_joined() -> None:
    class Opaque(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, scores: Tensor) -> Tensor:
            return scores.square().sum()

    def own(scores: Tensor, targets: Tensor) -> Tensor:
        return Opaque.apply(scores)  # type: ignore[no-any-return,no-untyped-call]

    scores, targets = tokens(1, 4, 3, 0.5)
    with pytest.raises(ValueError, match=r"^loss must tell how many targets it counts, since some are -100"):
        WeighedLoss(own, joins=True).measure(scores, targets)
    assert WeighedLoss(own, joins=False).measure(scores, targets)[1] is None


@pytest.mark.parametrize(
    ("loss", "kind", "message"),
    [
        (lambda x, y: 1.0, TypeError, r"loss must give a tensor, or the pair \(sum, weight\), got float"),
        (lambda x, y: (x.sum(), "2"), TypeError, r".* the pair \(sum, weight\), got \(Tensor, str\)"),
        (lambda x, y: (x.sum(), 1, 2), TypeError, r".* the pair \(sum, weight\), got \(Tensor, int, int\)"),
        (lambda x, y: (x.sum(), -1), ValueError, r".* with a weight of at least 0, got -1"),
        (lambda x, y: x, ValueError, r"loss must give one number, got a tensor of shape \(3,\): take the mean"),
    ],
)
def test_a_loss_of_another_kind_is_refused(loss: Loss, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=f"^{message}"):
        watch_loss(loss, torch.rand(3), torch.rand(3))


@pytest.mark.parametrize("weight", [0, torch.tensor(0)])
def test_a_sum_of_nothing_has_a_mean_and_gradients_of_nothing(weight: Any) -> None:
    scores = torch.rand(3, requires_grad=True)
    mean = divide((scores * 0).sum(), weight)
    mean.backward()
    assert mean == 0 and torch.equal(scores.grad, torch.zeros(3))


def test_partial_functions_and_modules_are_seen_through() -> None:
    scores, targets = tokens(2, 4, 3, 0.5, index=0)
    makers: list[Callable[..., Any]] = [
        partial(functional.cross_entropy, ignore_index=0),
        nn.CrossEntropyLoss(ignore_index=0),
    ]
    for loss in makers:
        seen = watch_loss(loss, scores.flatten(0, 1), targets.flatten())
        assert seen.weight == (targets != 0).sum()
