"""The two models, and the losses that teach them to rank."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class MatrixFactorization(nn.Module):
    """Score a user and an item by the product of their two vectors, plus a bias of each.

    Args:
        num_users: How many users have a vector.
        num_items: How many items have one.
        size: How many numbers a vector has.

    Raises:
        ValueError: An argument is less than 1.

    Source: <https://doi.org/10.1109/MC.2009.263>
    """

    def __init__(self, num_users: int, num_items: int, size: int = 64) -> None:
        super().__init__()
        _check_sizes(num_users=num_users, num_items=num_items, size=size)
        self.users, self.items = nn.Embedding(num_users, size), nn.Embedding(num_items, size)
        self.user_biases, self.item_biases = nn.Embedding(num_users, 1), nn.Embedding(num_items, 1)
        for table in (self.users, self.items):
            nn.init.normal_(table.weight, std=0.1)
        for table in (self.user_biases, self.item_biases):
            nn.init.zeros_(table.weight)

    def forward(self, candidates: Tensor) -> Tensor:
        """From rows (B, 1 + K) of a user and K items to the scores (B, K) of these items."""
        users, items = candidates[:, :1], candidates[:, 1:]
        products = (self.users(users) * self.items(items)).sum(dim=2)
        scores: Tensor = products + (self.user_biases(users) + self.item_biases(items)).squeeze(2)
        return scores


class NeuralFactorization(nn.Module):
    """Score a user and an item by two parts that a last layer joins: a product of vectors, and a small network (NeuMF).

    Args:
        num_users: How many users have vectors.
        num_items: How many items have them.
        size: How many numbers each vector has, an even number.

    Raises:
        ValueError: An argument is less than 1, or `size` is odd.

    Source: <https://arxiv.org/abs/1708.05031>
    """

    def __init__(self, num_users: int, num_items: int, size: int = 32) -> None:
        super().__init__()
        _check_sizes(num_users=num_users, num_items=num_items, size=size)
        if size % 2:
            raise ValueError(f"size must be even, got {size}")
        self.users, self.items = nn.Embedding(num_users, 2 * size), nn.Embedding(num_items, 2 * size)
        for table in (self.users, self.items):
            nn.init.normal_(table.weight, std=0.1)
        self.layers = nn.Sequential(nn.Linear(2 * size, size), nn.ReLU(), nn.Linear(size, size // 2), nn.ReLU())
        self.output = nn.Linear(size + size // 2, 1)

    def forward(self, candidates: Tensor) -> Tensor:
        """From rows (B, 1 + K) of a user and K items to the scores (B, K) of these items."""
        users, items = self.users(candidates[:, :1]), self.items(candidates[:, 1:])
        (user_factors, user_inputs), (item_factors, item_inputs) = users.chunk(2, dim=2), items.chunk(2, dim=2)
        products = user_factors * item_factors
        hidden = self.layers(torch.cat([user_inputs.expand_as(item_inputs), item_inputs], dim=2))
        scores: Tensor = self.output(torch.cat([products, hidden], dim=2)).squeeze(2)
        return scores


def bpr_loss(scores: Tensor, relevance: Tensor) -> Tensor:
    """Bayesian personalized ranking: each negative item should score less than the positive one of its row.

    Args:
        scores: (B, K), the positive item in column 0.
        relevance: (B, K), 1 for the positive item, 0 for a negative, -1 for an item that is left out.

    Returns:
        The mean of -log sigmoid(positive - negative) over all pairs.

    Source: <https://arxiv.org/abs/1205.2618>
    """
    losses = nn.functional.softplus(scores[:, 1:] - scores[:, :1])
    return losses[relevance[:, 1:] == 0].mean()


def bce_loss(scores: Tensor, relevance: Tensor) -> Tensor:
    """Binary cross-entropy: is the item one that the user has? The arguments are those of `bpr_loss`."""
    kept = relevance >= 0
    return nn.functional.binary_cross_entropy_with_logits(scores[kept], relevance[kept].to(scores.dtype))


def _check_sizes(**sizes: int) -> None:
    """Refuse sizes below 1, by name."""
    for name, value in sizes.items():
        if value < 1:
            raise ValueError(f"{name} must be at least 1, got {value}")


LOSSES = {"bpr": bpr_loss, "bce": bce_loss}
