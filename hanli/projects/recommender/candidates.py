"""Batches for training, where each positive item meets a few sampled ones, and for validation, where it meets all."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.utils.data import BatchSampler, DataLoader, Dataset, RandomSampler, SequentialSampler

from hanli.projects.recommender.interactions import Interactions

Batch = tuple[Tensor, Tensor]


class _Batches(Dataset[Batch]):
    """Interactions that are read a batch at a time."""

    def __init__(self, interactions: Interactions) -> None:
        if not len(interactions):
            raise ValueError("interactions must not be empty")
        self.interactions = interactions

    def __len__(self) -> int:
        return len(self.interactions)

    def loader(self, batch_size: int, *, shuffle: bool = False) -> DataLoader[Batch]:
        """Batches in order or, with `shuffle`, in a new order in each epoch, by torch's global generator."""
        order = RandomSampler(self) if shuffle else SequentialSampler(self)
        return DataLoader(self, sampler=BatchSampler(order, batch_size, drop_last=False), batch_size=None)


class SampledItems(_Batches):
    """Each interaction with a few items that its user does not have, drawn anew in each epoch.

    Args:
        interactions: What is trained on.
        negatives: How many items are drawn for each interaction, by torch's global generator.

    Raises:
        ValueError: There are no interactions, `negatives` is less than 1, or a user has every item.
    """

    def __init__(self, interactions: Interactions, negatives: int = 1) -> None:
        super().__init__(interactions)
        if negatives < 1:
            raise ValueError(f"negatives must be at least 1, got {negatives}")
        if int(interactions.starts.diff().max()) >= interactions.num_items:
            raise ValueError("interactions must leave each user an item to draw, but a user has all of them")
        self.negatives = negatives

    def __getitem__(self, indices: Sequence[int]) -> Batch:
        """Rows (B, 2 + negatives) of a user, the positive item and the negatives, and their relevance (B, 1 + negatives)."""
        users, items = self.interactions.users[indices, None], self.interactions.items[indices, None]
        drawn = torch.randint(self.interactions.num_items, (len(indices), self.negatives))
        while (positive := self.interactions.contains(users, drawn)).any():
            drawn[positive] = torch.randint(self.interactions.num_items, (int(positive.sum()),))
        relevance = torch.zeros(len(indices), 1 + self.negatives, dtype=torch.int8)
        relevance[:, 0] = 1
        return torch.cat([users, items, drawn], dim=1), relevance


class AllItems(_Batches):
    """Each held-out interaction with all items, of which those that the user already has are left out.

    Args:
        interactions: What is held out.
        seen: What users already have.

    Raises:
        ValueError: There are no interactions.
    """

    def __init__(self, interactions: Interactions, seen: Interactions) -> None:
        super().__init__(interactions)
        self.seen = seen

    def __getitem__(self, indices: Sequence[int]) -> Batch:
        """Rows (B, 2 + num_items) of a user, the positive item and all items, and their relevance (B, 1 + num_items)."""
        users, items = self.interactions.users[indices], self.interactions.items[indices]
        every = torch.arange(self.interactions.num_items).expand(len(users), -1)
        relevance = torch.zeros(len(users), 1 + self.interactions.num_items, dtype=torch.int8)
        left_out = self.seen.mark(users) | self.interactions.mark(users)  # (B, num_items)
        relevance[:, 1:].masked_fill_(left_out, -1)
        relevance[:, 0] = 1
        return torch.cat([users[:, None], items[:, None], every], dim=1), relevance
