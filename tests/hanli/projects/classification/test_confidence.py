"""Calibration: equal to torchmetrics, and the temperature is where the loss is smallest."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy
from torchmetrics.functional.classification import multiclass_calibration_error

from hanli.projects.classification import calibration_error, fit_temperature


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 200), st.integers(2, 12), st.integers(1, 30), st.floats(0.1, 8), st.integers(0, 999))
def test_the_error_is_that_of_torchmetrics(count: int, classes: int, bins: int, scale: float, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    probabilities = (scale * torch.randn(count, classes, generator=generator)).softmax(1)
    labels = torch.randint(classes, (count,), generator=generator)
    expected = multiclass_calibration_error(probabilities, labels, classes, n_bins=bins)
    assert calibration_error(probabilities, labels, bins) == pytest.approx(float(expected), abs=1e-6)


def test_small_cases_by_hand() -> None:
    sure = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    assert calibration_error(sure, torch.tensor([0, 0, 1, 1])) == 0
    assert calibration_error(sure, torch.tensor([0, 1, 1, 0])) == 0.5
    half = torch.full((4, 2), 0.5)
    assert calibration_error(half, torch.tensor([0, 0, 0, 0])) == 0.5  # the first class is guessed, and always right


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 10), st.integers(0, 999))
def test_a_known_temperature_is_found(temperature: float, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    logits = 3 * torch.randn(4000, 5, generator=generator)
    labels = torch.multinomial(logits.softmax(1), 1, generator=generator).flatten()
    found = fit_temperature(logits * temperature, labels)
    assert found == pytest.approx(temperature, rel=0.15)
    smallest = cross_entropy(logits * temperature / found, labels)
    for factor in (0.98, 1.02):
        assert cross_entropy(logits * temperature / (found * factor), labels) >= smallest - 1e-6


@pytest.mark.parametrize("function", [calibration_error, fit_temperature])
@pytest.mark.parametrize(("shape", "count"), [((3,), 3), ((3, 2), 2), ((0, 2), 0)])
def test_shapes_that_do_not_fit_are_refused(function, shape, count) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=r"must have the shapes \(N, num_classes\) and \(N,\) with N of at least 1"):
        function(torch.full(shape, 0.5), torch.zeros(count, dtype=torch.long))


def test_no_bins_are_refused() -> None:
    with pytest.raises(ValueError, match="bins must be at least 1, got 0"):
        calibration_error(torch.ones(1, 1), torch.zeros(1, dtype=torch.long), 0)
