"""Thresholds: Otsu's is that of scikit-image, and the fitted one is the best of all."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.filters import threshold_otsu

from hanli.data import nuclei
from hanli.projects.segmentation import count_pixels, find_otsu_threshold, fit_threshold, iou


def test_otsu_on_the_nuclei_is_that_of_scikit_image() -> None:
    image, _ = nuclei()
    for part in (image, image[..., :208], image[..., 336:]):
        assert find_otsu_threshold(part) == pytest.approx(threshold_otsu((part * 255).round().byte().numpy()) / 255)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.integers(100, 200), st.integers(10, 400), st.integers(0, 999))
def test_otsu_parts_two_groups_as_scikit_image_does(dark: int, bright: int, pixels: int, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    levels = torch.cat([torch.tensor([dark, bright]), torch.randint(0, 256, (pixels,), generator=generator)])
    expected = threshold_otsu(levels.byte().numpy())
    found = round(find_otsu_threshold(levels / 255) * 255)
    assert ((levels > found) == (levels > expected)).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 200), st.integers(0, 999))
def test_no_threshold_is_better_than_the_fitted_one(pixels: int, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    levels = torch.randint(0, 256, (pixels,), generator=generator)
    mask = torch.randint(2, (pixels,), generator=generator)
    mask[levels.argmax()] = 1

    def score(threshold: float) -> float:
        return float(iou(count_pixels((levels / 255 > threshold - 1e-6).long(), mask, 2))[1])

    best = max(score((level + 0.5) / 255) for level in range(255))
    assert score(fit_threshold(levels / 255, mask) + 0.25 / 255) == pytest.approx(best)


def test_what_cannot_be_parted_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two gray levels"):
        find_otsu_threshold(torch.full((4, 4), 0.5))
    with pytest.raises(ValueError, match=r"image must hold levels from 0 to 1, got 0\.0 to 255\.0"):
        find_otsu_threshold(torch.tensor([0.0, 255.0]))
    with pytest.raises(ValueError, match="a value for each of the 4 pixels, one of them true"):
        fit_threshold(torch.rand(4), torch.zeros(4))
