"""The baselines compute what their formulas say."""

from __future__ import annotations

import pytest
import torch

from hanli.projects.recommender import ItemNeighbors, Popularity, RatingBiases, generate_interactions


def test_neighbors_are_cosines_of_columns() -> None:
    found = generate_interactions(num_users=40, num_items=12, per_user=4)
    has = found.mark(torch.arange(40)).double()
    norms = has.norm(dim=0).clamp(min=1)
    cosines = (has.T @ has) / norms / norms[:, None]
    cosines.fill_diagonal_(0)
    torch.testing.assert_close(ItemNeighbors(found, 12)(torch.arange(40)), has @ cosines)
    few = ItemNeighbors(found, 3).similarities
    assert int((few > 0).sum(dim=1).max()) <= 3
    torch.testing.assert_close(few.max(dim=1).values, cosines.max(dim=1).values)
    with pytest.raises(ValueError, match="neighbors must be at least 1, got 0"):
        ItemNeighbors(found, 0)


def test_popularity_counts() -> None:
    found = generate_interactions(num_users=40, num_items=12, per_user=4)
    scores = Popularity(found)(torch.tensor([5, 6]))
    assert torch.equal(scores[0], scores[1])
    assert scores[0].sum() == 160


def test_biases_find_those_that_made_the_ratings() -> None:
    found = generate_interactions(num_users=200, num_items=50, per_user=40)
    users, items = torch.randn(200), torch.randn(50)
    made = found.__class__(
        found.users, found.items, 3 + users[found.users] + items[found.items], found.times, found.names, found.titles
    )
    biases = RatingBiases(made, strength=0.0, rounds=50)
    torch.testing.assert_close(biases.predict(made.users, made.items), made.ratings.double(), atol=1e-3, rtol=0)
    every = biases(torch.tensor([7]))
    torch.testing.assert_close(every[0, 3], biases.predict(torch.tensor([7]), torch.tensor([3]))[0])
    shrunk = RatingBiases(made, strength=100.0)
    assert shrunk.items.abs().mean() < biases.items.abs().mean() / 1.2
    with pytest.raises(ValueError, match="strength must be at least 0"):
        RatingBiases(made, strength=-1.0)
