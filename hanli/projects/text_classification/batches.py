"""Batches of encoded texts, padded to the longest of them, texts of similar length side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from hanli.projects.text_classification.bpe import BPE, PADDING, UNKNOWN

LIMIT = 64
"""How many tokens of a text the networks read."""


class TextBatches:
    """Batches of tokens (B, T) with their labels (B,), anew at each iteration.

    A batch is as long as the longest text in it, and holds texts of similar lengths, so that little is padding. With
    `shuffle`, texts are drawn into groups of 20 batches, sorted by length within these, and the batches of a group
    come in any order.

    Args:
        rows: The tokens of each text, at least one, none of them padding.
        labels: (N,) of integers.
        batch_size: How many texts make a batch.
        shuffle: Whether the order is a new one in each epoch, by torch's global generator.
        hide: The share of tokens that are replaced by the unknown one, so that the network learns what to make of it.

    Raises:
        ValueError: The labels are not as many as the texts, or a text has no token.
    """

    def __init__(
        self,
        rows: Sequence[Sequence[int]],
        labels: Tensor,
        batch_size: int,
        *,
        shuffle: bool = False,
        hide: float = 0.0,
    ) -> None:
        if len(rows) != len(labels):
            raise ValueError(f"labels must be as many as rows, got {len(rows)} rows and {len(labels)} labels")
        if not all(len(row) for row in rows):
            raise ValueError("rows must have at least one token each, got an empty one")
        self.rows = [torch.tensor(row) for row in rows]
        self.labels, self.batch_size, self.shuffle, self.hide = labels, batch_size, shuffle, hide

    def __len__(self) -> int:
        return -(-len(self.rows) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        for indices in self._order():
            tokens = pad([self.rows[index] for index in indices])
            if self.hide:
                hidden = (torch.rand(tokens.shape) < self.hide) & (tokens != PADDING)
                tokens = tokens.masked_fill(hidden, UNKNOWN)
            yield tokens, self.labels[indices]

    def _order(self) -> list[list[int]]:
        """The indices of each batch; without `shuffle` as they stand, since what is computed must keep the order."""
        if not self.shuffle:
            return [part.tolist() for part in torch.split(torch.arange(len(self.rows)), self.batch_size)]
        found: list[list[int]] = []
        for group in torch.split(torch.randperm(len(self.rows)), 20 * self.batch_size):
            lengths = torch.tensor([len(self.rows[index]) for index in group.tolist()])
            batches = torch.split(group[lengths.argsort(stable=True)], self.batch_size)
            found += [batches[index].tolist() for index in torch.randperm(len(batches)).tolist()]
        return found


def pad(rows: Sequence[Tensor]) -> Tensor:
    """Rows of tokens as one tensor (B, T), 0 behind the shorter ones."""
    return pad_sequence(list(rows), batch_first=True, padding_value=PADDING)


def encode(bpe: BPE, texts: Sequence[str], limit: int = LIMIT) -> list[list[int]]:
    """The first tokens of each text; a text without any becomes a single unknown token."""
    return [bpe.encode(text, limit) or [UNKNOWN] for text in texts]
