"""IoU and Dice: equal to torchmetrics, with ignored pixels too, and refused where values are no classes."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torchmetrics.functional.classification import multiclass_f1_score, multiclass_jaccard_index

from hanli.projects.segmentation import count_pixels, dice, iou, summarize


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 6), st.integers(1, 300), st.floats(0, 0.5), st.integers(0, 999))
def test_iou_and_dice_are_those_of_torchmetrics(classes: int, pixels: int, ignored: float, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    masks = torch.cat([torch.arange(classes), torch.randint(classes, (pixels,), generator=generator)])
    guesses = torch.randint(classes, masks.shape, generator=generator)
    masks[classes:][torch.rand(pixels, generator=generator) < ignored] = 255
    counts = count_pixels(guesses, masks, classes)
    assert counts.sum() == (masks != 255).sum()
    theirs = multiclass_jaccard_index(guesses, masks, classes, average=None, ignore_index=255)
    torch.testing.assert_close(iou(counts).float(), theirs, atol=1e-6, rtol=0)
    f1 = multiclass_f1_score(guesses, masks, classes, average=None, ignore_index=255)
    torch.testing.assert_close(dice(counts).float(), f1, atol=1e-6, rtol=0)


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 5), st.integers(0, 999))
def test_dice_follows_from_iou(classes: int, seed: int) -> None:
    torch.manual_seed(seed)
    counts = torch.randint(1, 50, (classes, classes))
    torch.testing.assert_close(dice(counts), 2 * iou(counts) / (1 + iou(counts)))


def test_small_cases_by_hand() -> None:
    masks, guesses = torch.tensor([[0, 0, 1, 1], [0, 0, 1, 255]]), torch.tensor([[0, 1, 1, 1], [0, 0, 0, 0]])
    counts = count_pixels(guesses, masks, 2)
    assert counts.tolist() == [[3, 1], [1, 2]]
    assert iou(counts).tolist() == [3 / 5, 2 / 4]
    assert dice(counts).tolist() == [6 / 8, 4 / 6]
    assert summarize(counts) == pytest.approx(
        {"accuracy": 5 / 7, "iou": 0.55, "iou_foreground": 0.5, "dice_foreground": 2 / 3}
    )


def test_a_class_that_neither_occurs_nor_is_guessed_is_left_out_of_the_means() -> None:
    counts = count_pixels(torch.tensor([0, 1, 1]), torch.tensor([0, 1, 0]), 3)
    assert math.isnan(iou(counts)[2]) and math.isnan(dice(counts)[2])
    assert summarize(counts)["iou"] == 0.5


def test_what_is_no_class_is_refused() -> None:
    zeros = torch.zeros(2, 2, dtype=torch.long)
    with pytest.raises(ValueError, match="masks must hold 0 to 1, got 255 to 255"):
        count_pixels(zeros, zeros + 255, 2, ignore_index=None)
    with pytest.raises(ValueError, match="guesses must hold 0 to 1, got 2 to 2"):
        count_pixels(zeros + 2, zeros, 2)
    with pytest.raises(ValueError, match=r"guesses must have the shape of masks, \(2, 2\), got \(2,\)"):
        count_pixels(zeros[0], zeros, 2)
    with pytest.raises(ValueError, match="num_classes must be at least 1, got 0"):
        count_pixels(zeros, zeros, 0)
    with pytest.raises(ValueError, match="every pixel was ignored"):
        summarize(count_pixels(zeros, zeros + 255, 2))
