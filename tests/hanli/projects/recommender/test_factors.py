"""The models score as their formulas say, the losses ignore what is left out, and no drawn item is one that the user has."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from hanli.projects.recommender import (
    AllItems,
    MatrixFactorization,
    NeuralFactorization,
    SampledItems,
    bce_loss,
    bpr_loss,
    generate_interactions,
    leave_one_out,
    score_with,
)


@pytest.mark.parametrize("kind", [MatrixFactorization, NeuralFactorization])
def test_a_row_is_scored_item_by_item(kind: type[nn.Module]) -> None:
    torch.manual_seed(0)
    model = kind(5, 7, 4)
    candidates = torch.tensor([[3, 0, 6, 2], [1, 5, 5, 4]])
    scores = model(candidates)
    assert scores.shape == (2, 3)
    alone = model(torch.tensor([[1, 4]]))
    torch.testing.assert_close(scores[1, 2], alone[0, 0])
    torch.testing.assert_close(score_with(model, 7)(torch.tensor([3]))[0, 6], scores[0, 1].detach())


@pytest.mark.parametrize("kind", [MatrixFactorization, NeuralFactorization])
def test_sizes_are_checked(kind: type[nn.Module]) -> None:
    with pytest.raises(ValueError, match="num_items must be at least 1, got 0"):
        kind(5, 0, 4)
    with pytest.raises(ValueError, match="size must be even, got 3"):
        NeuralFactorization(5, 5, 3)


def test_losses_by_hand() -> None:
    scores, relevance = torch.tensor([[2.0, 1.0, 5.0]]), torch.tensor([[1, 0, -1]], dtype=torch.int8)
    torch.testing.assert_close(bpr_loss(scores, relevance), -torch.tensor(1.0).sigmoid().log())
    expected = -(torch.tensor(2.0).sigmoid().log() + (1 - torch.tensor(1.0).sigmoid()).log()) / 2
    torch.testing.assert_close(bce_loss(scores, relevance), expected)


def test_drawn_items_are_not_the_users() -> None:
    found = generate_interactions(num_users=30, num_items=12, per_user=10)
    torch.manual_seed(0)
    for candidates, relevance in SampledItems(found, 5).loader(64, shuffle=True):
        assert found.contains(candidates[:, :1], candidates[:, 1:2]).all()
        assert not found.contains(candidates[:, :1], candidates[:, 2:]).any()
        assert relevance.sum() == len(relevance)
    with pytest.raises(ValueError, match="negatives must be at least 1"):
        SampledItems(found, 0)
    full = generate_interactions(num_users=2, num_items=3, per_user=2)
    full = full.__class__(full.users, full.items, full.ratings, full.times, full.names, full.titles[:2])
    with pytest.raises(ValueError, match="a user has all of them"):
        SampledItems(full)


def test_validation_leaves_out_what_was_trained_on() -> None:
    split = leave_one_out(generate_interactions())
    candidates, relevance = next(iter(AllItems(split.validation, split.training).loader(5)))
    assert candidates.shape == (5, 202)
    seen = split.training.contains(candidates[:, :1], candidates[:, 2:])
    own = candidates[:, 2:] == candidates[:, 1:2]
    assert torch.equal(relevance[:, 1:] == -1, seen | own)
    assert (relevance[:, 0] == 1).all()
    with pytest.raises(ValueError, match="interactions must not be empty"):
        AllItems(split.validation.select(torch.zeros(300, dtype=torch.bool)), split.training)
