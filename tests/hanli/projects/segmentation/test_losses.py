"""The losses: right guesses cost nothing, ignored pixels have no gradient, masks of 255 are refused."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy, one_hot

from hanli.projects.segmentation import SegmentationLoss, dice_loss


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 4), st.integers(0, 999))
def test_dice_loss_is_one_minus_the_mean_of_two_intersections_over_the_sum(classes: int, seed: int) -> None:
    torch.manual_seed(seed)
    logits, masks = torch.randn(2, classes, 3, 5), torch.randint(classes, (2, 3, 5))
    probabilities, truth = logits.softmax(1), one_hot(masks, classes).movedim(-1, 1)
    both, total = (probabilities * truth).sum((0, 2, 3)), (probabilities + truth).sum((0, 2, 3))
    torch.testing.assert_close(dice_loss(logits, masks), 1 - ((2 * both + 1) / (total + 1)).mean())


def test_it_is_zero_for_sure_and_right_and_near_one_for_sure_and_wrong() -> None:
    masks = torch.randint(2, (4, 16, 16), generator=torch.Generator().manual_seed(0))
    sure = 100.0 * one_hot(masks, 2).movedim(-1, 1)
    assert dice_loss(sure, masks) < 1e-6
    assert dice_loss(-sure, masks) > 0.99


@pytest.mark.parametrize("name", ["cross-entropy", "dice", "both"])
def test_ignored_pixels_have_no_gradient(name: str) -> None:
    torch.manual_seed(0)
    logits, masks = torch.randn(2, 3, 4, 4, requires_grad=True), torch.randint(3, (2, 4, 4))
    masks[:, :2] = 255
    SegmentationLoss(name)(logits, masks).backward()  # type: ignore[arg-type]
    assert logits.grad is not None
    assert not logits.grad[:, :, :2].any() and logits.grad[:, :, 2:].any()


def test_the_sum_is_a_sum_and_the_names_choose() -> None:
    torch.manual_seed(0)
    logits, masks = torch.randn(2, 3, 4, 4), torch.randint(3, (2, 4, 4))
    parts = [SegmentationLoss(name)(logits, masks) for name in ("cross-entropy", "dice")]  # type: ignore[arg-type]
    torch.testing.assert_close(parts, [cross_entropy(logits, masks), dice_loss(logits, masks)])
    torch.testing.assert_close(SegmentationLoss()(logits, masks), sum(parts))
    with pytest.raises(ValueError, match="name must be one of cross-entropy, dice, both, got 'focal'"):
        SegmentationLoss("focal")  # type: ignore[arg-type]


def test_masks_of_255_and_shapes_that_do_not_fit_are_refused() -> None:
    logits = torch.zeros(1, 2, 4, 4)
    with pytest.raises(ValueError, match="masks must hold 0 to 1 or 3, got 0 to 255"):
        dice_loss(logits, torch.tensor([0, 255, 0, 255] * 4).reshape(1, 4, 4), ignore_index=3)
    with pytest.raises(ValueError, match="must have the shapes"):
        dice_loss(logits, torch.zeros(1, 1, 4, 4))
    with pytest.raises(ValueError, match="must have the shapes"):
        dice_loss(logits[0], torch.zeros(2, 4, 4))
