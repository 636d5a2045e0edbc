"""What a network must beat: popularity, the mean rating with its biases, and the neighbors of items."""

from __future__ import annotations

import torch
from torch import Tensor

from hanli.projects.recommender.interactions import Interactions


class Popularity:
    """Score an item by how many interactions it has, the same for every user.

    Args:
        training: What is counted.
    """

    def __init__(self, training: Interactions) -> None:
        self.counts = training.count_items().double()

    def __call__(self, users: Tensor) -> Tensor:
        """The scores (B, num_items) for these users (B,)."""
        return self.counts.expand(len(users), -1)


class RatingBiases:
    """Predict a rating from the mean, how generous the user is, and how well the item is liked.

    Each bias is a mean of what the others leave over, shrunk toward 0: few ratings count less.

    Args:
        training: The ratings.
        strength: A bias of so many ratings is halved.
        rounds: How often the biases are computed in turn.

    Raises:
        ValueError: `strength` is negative.
    """

    def __init__(self, training: Interactions, strength: float = 3.0, rounds: int = 10) -> None:
        if strength < 0:
            raise ValueError(f"strength must be at least 0, got {strength}")
        users, items = training.users, training.items
        self.mean = float(training.ratings.double().mean())
        rest = training.ratings.double() - self.mean
        self.users = rest.new_zeros(training.num_users)
        self.items = rest.new_zeros(training.num_items)
        for _ in range(rounds):
            self.items = _shrunk_means(rest - self.users[users], items, training.num_items, strength)
            self.users = _shrunk_means(rest - self.items[items], users, training.num_users, strength)

    def __call__(self, users: Tensor) -> Tensor:
        """The predicted ratings (B, num_items) of these users (B,)."""
        return self.mean + self.users[users, None] + self.items

    def predict(self, users: Tensor, items: Tensor) -> Tensor:
        """The predicted rating (N,) of each pair of a user (N,) and an item (N,)."""
        return self.mean + self.users[users] + self.items[items]


def _shrunk_means(values: Tensor, groups: Tensor, num_groups: int, strength: float) -> Tensor:
    """The sum of each group divided by its count plus `strength`, (num_groups,); 0 for a group without values."""
    sums = values.new_zeros(num_groups).index_add_(0, groups, values)
    return sums / (groups.bincount(minlength=num_groups) + strength).clamp(min=1)


class ItemNeighbors:
    """Score an item by how much it resembles what the user has (ItemKNN).

    Two items resemble each other by the cosine of their columns: how many users have both, divided by the root of the
    product of how many have each. Of every item only the nearest are kept. Nothing is trained, and a new user needs
    no more than a list of items.

    Args:
        training: Who has what.
        neighbors: How many items resemble an item.

    Raises:
        ValueError: `neighbors` is less than 1, or there are more than 30,000 items, whose table would need 7 GB.

    Source: <https://doi.org/10.1145/963770.963776>
    """

    def __init__(self, training: Interactions, neighbors: int = 20) -> None:
        if neighbors < 1:
            raise ValueError(f"neighbors must be at least 1, got {neighbors}")
        if training.num_items > MOST_ITEMS:
            raise ValueError(f"training must have at most {MOST_ITEMS:,} items, got {training.num_items:,}")
        self.training = training
        together = torch.zeros(training.num_items, training.num_items, dtype=torch.float64)
        for users in torch.split(torch.arange(training.num_users), 1000):
            marked = training.mark(users).double()  # (B, num_items)
            together += marked.T @ marked
        counts = together.diag().clone()
        similarities = together / (counts[:, None] * counts).sqrt().clamp(min=1)
        similarities.fill_diagonal_(0)
        nearest = similarities.topk(min(neighbors, training.num_items), dim=1)
        self.similarities = torch.zeros_like(similarities).scatter_(1, nearest.indices, nearest.values)

    def __call__(self, users: Tensor) -> Tensor:
        """The scores (B, num_items) for these users (B,)."""
        return self.score(self.training.mark(users))

    def score(self, has: Tensor) -> Tensor:
        """The scores (B, num_items) for users of whom only a mask of their items (B, num_items) is known."""
        return has.double() @ self.similarities.T


MOST_ITEMS = 30_000
