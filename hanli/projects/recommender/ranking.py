"""Top-N: how a ranking is measured, by all items or by a sample of them, and how it becomes a list."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from hanli.projects.recommender.interactions import Interactions

Scorer = Callable[[Tensor], Tensor]
"""From users (B,) to the scores of all items, (B, num_items)."""


def users_at_once(num_items: int) -> int:
    """How many users are scored together, so that the scores of all items need little memory."""
    return max(1, min(200, 400_000 // num_items))


def score_with(model: nn.Module, num_items: int) -> Scorer:
    """A scorer of all items from a model that takes rows of a user and items, in evaluation mode as the model stands."""

    @torch.no_grad()
    def score(users: Tensor) -> Tensor:
        """The scores of all items, (B, num_items)."""
        items = torch.arange(num_items).expand(len(users), -1)
        scores: Tensor = model(torch.cat([users[:, None], items], dim=1))
        return scores

    return score


def measure(
    score: Scorer,
    held_out: Interactions,
    seen: Interactions | None,
    k: int = 10,
    *,
    sampled: int | None = None,
    seed: int = 0,
) -> dict[str, float]:
    """Measure a ranking of all items, or of each held-out item among a few sampled ones.

    An item's rank is how many items score at least as much, so a model that gives all items one score earns nothing.
    A user's hit is 1 if a held-out item is among the first k. The NDCG of a user is the sum of 1 / log2(1 + rank) over the
    held-out items among the first k, divided by the largest sum that there could be.

    Args:
        score: What is measured.
        held_out: What the ranking should find.
        seen: What is left out of the ranking, since the user has it; None leaves nothing out.
        k: How many items are recommended.
        sampled: Rank each held-out item among so many others drawn by chance, or fewer where a user has not so many left;
            None for all items.
        seed: Of the draw.

    Returns:
        `hit_rate` and `ndcg`, means over the users with a held-out item.

    Raises:
        ValueError: `held_out` is empty, or `k` or `sampled` is less than 1.
    """
    for name, value in (("k", k), ("sampled", sampled)):
        if value is not None and value < 1:
            raise ValueError(f"{name} must be at least 1, got {value}")
    if not len(held_out):
        raise ValueError("held_out must not be empty")
    generator = torch.Generator().manual_seed(seed)
    hits, gains = [], []
    best = (1 / torch.arange(2, k + 2).double().log2()).cumsum(0)  # (k,)
    everybody = held_out.starts.diff().nonzero().squeeze(1)  # all users with a held-out item
    for users in torch.split(everybody, users_at_once(held_out.num_items)):
        rows, chosen = held_out.of(users)  # (M,), (M,)
        scores = score(users)  # (B, num_items)
        if seen is not None:
            scores = scores.masked_fill(seen.mark(users), -torch.inf)
        ranks = _rank(scores, rows, held_out.items[chosen], held_out, users, sampled, generator)  # (M,)
        gain = torch.where(ranks <= k, 1 / (ranks + 1.0).double().log2(), 0.0)
        sums = gain.new_zeros(len(users)).index_add_(0, rows, gain)
        hits.append((sums > 0).double())
        gains.append(sums / best[rows.bincount().clamp(max=k) - 1])
    return {"hit_rate": float(torch.cat(hits).mean()), "ndcg": float(torch.cat(gains).mean())}


def _rank(
    scores: Tensor,
    rows: Tensor,
    items: Tensor,
    held_out: Interactions,
    users: Tensor,
    sampled: int | None,
    generator: torch.Generator,
) -> Tensor:
    """The rank (M,) of each item (M,) in its row of scores (B, num_items), from 1; an equal score counts as higher."""
    targets = scores[rows, items]  # (M,)
    if sampled is None:
        return (scores[rows] >= targets[:, None]).sum(dim=1)
    free = (scores > -torch.inf) & ~held_out.mark(users)  # what a sample may hold, (B, num_items)
    count = min(sampled, int(free.sum(dim=1).min()))
    others = torch.multinomial(free[rows].double(), count, generator=generator)  # (M, count)
    return 1 + (scores[rows].gather(1, others) >= targets[:, None]).sum(dim=1)


def recommend(score: Scorer, users: Tensor, seen: Interactions, k: int = 10) -> Tensor:
    """The first k items for each of these users (B,) that they do not have, (B, k), the best first.

    Raises:
        ValueError: `k` is less than 1, or a user has fewer than k items left.
    """
    has = seen.mark(users)
    left = int((~has).sum(dim=1).min())
    if not 1 <= k <= left:
        raise ValueError(f"k must be from 1 to {left}, the items that are left for each user, got {k}")
    return score(users).masked_fill(has, -torch.inf).topk(k, dim=1).indices


def ndcg_of_candidates(scores: Tensor, relevance: Tensor, k: int = 10) -> Tensor:
    """The mean NDCG of a batch of `AllItems`, for `hanli.train.fit`: scores and relevance (B, 1 + num_items)."""
    ranks = 1 + ((scores[:, 1:] >= scores[:, :1]) & (relevance[:, 1:] == 0)).sum(dim=1)
    return torch.where(ranks <= k, 1 / (ranks + 1.0).log2(), 0.0).mean()
