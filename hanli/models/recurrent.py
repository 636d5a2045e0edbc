"""Recurrent networks for padded batches of tokens: what stands in the padding changes no result.

Both networks pack the batch before the LSTM reads it, so neither direction reads the padding.

Source: <https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_padded_sequence.html>
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from hanli.models.arguments import (
    check_count,
    check_integers,
    check_range,
    check_share,
    check_switch,
    check_token,
    check_tokens,
)


class _LSTMReader(nn.Module):
    """An embedding and an LSTM over it, with a linear head whose meaning the subclass decides."""

    def __init__(
        self,
        vocabulary_size: int,
        num_outputs: int,
        embedding_size: int,
        hidden_size: int,
        num_layers: int,
        bidirectional: bool,
        dropout: float,
        padding_idx: int,
    ) -> None:
        _check_network(vocabulary_size, embedding_size, hidden_size, num_layers)
        _check_options(vocabulary_size, bidirectional, dropout, padding_idx)
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, embedding_size, padding_idx=padding_idx)
        between_layers = dropout if num_layers > 1 else 0.0  # with a single layer there is no between
        self.lstm = nn.LSTM(
            embedding_size,
            hidden_size,
            num_layers,
            batch_first=True,
            dropout=between_layers,
            bidirectional=bidirectional,
        )
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(hidden_size * (2 if bidirectional else 1), num_outputs)

    def read(self, tokens: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Read a batch, (B, T) and (B,) to the outputs (B, T, D * H) and the final states (L * D, B, H)."""
        _check_batch(tokens, lengths, self.embedding.num_embeddings)
        embedded = self.dropout(self.embedding(tokens))
        packed = pack_padded_sequence(embedded, lengths.cpu(), batch_first=True, enforce_sorted=False)
        packed_outputs, (final, _) = self.lstm(packed)
        outputs, _ = pad_packed_sequence(packed_outputs, batch_first=True, total_length=tokens.shape[1])
        return outputs, final


class LSTMClassifier(_LSTMReader):
    """An embedding, a packed LSTM, and a linear layer over the final state of its top layer.

    With two directions the final states of both are joined. The result for a sample depends on its
    real tokens only, not on the padding and not on the other samples of the batch.

    Args:
        vocabulary_size: The number of tokens; tokens are 0 to vocabulary_size - 1.
        num_classes: The number of logits.
        embedding_size: The length of the vector of a token.
        hidden_size: The length of the hidden state of one direction.
        num_layers: The number of LSTM layers on top of each other.
        bidirectional: Whether to read from the end to the beginning as well.
        dropout: The share of numbers that dropout sets to 0 in training: after the embedding,
            between layers and before the linear layer.
        padding_idx: The token of the padding, whose vector is 0 and not trained.

    Shape:
        Tokens (B, T) and lengths (B,) to logits (B, num_classes).

    Raises:
        TypeError: A count is no int, or `bidirectional` no bool; or the tokens or the lengths are
            no tensor of integers.
        ValueError: A count, `dropout` or `padding_idx` is out of range; or the tokens or the lengths
            have another shape or are out of range.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html>
    """

    def __init__(
        self,
        vocabulary_size: int,
        num_classes: int,
        embedding_size: int = 64,
        hidden_size: int = 64,
        *,
        num_layers: int = 1,
        bidirectional: bool = True,
        dropout: float = 0.0,
        padding_idx: int = 0,
    ) -> None:
        check_count("num_classes", num_classes)
        super().__init__(
            vocabulary_size,
            num_classes,
            embedding_size,
            hidden_size,
            num_layers,
            bidirectional,
            dropout,
            padding_idx,
        )

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """Compute the logits, (B, T) and (B,) to (B, num_classes)."""
        _, final = self.read(tokens, lengths)
        directions = 2 if self.lstm.bidirectional else 1
        top = torch.cat(tuple(final[-directions:]), dim=1)
        logits: Tensor = self.head(self.dropout(top))
        return logits


class LSTMTagger(_LSTMReader):
    """An embedding, a packed LSTM, and a linear layer over its output in every step.

    The logits of a real step depend on the real tokens of its sample only. In a padded step the
    linear layer is given zeros, so mask these steps, or give them the label that the loss ignores.

    Args:
        vocabulary_size: The number of tokens; tokens are 0 to vocabulary_size - 1.
        num_tags: The number of logits in each step.
        embedding_size: The length of the vector of a token.
        hidden_size: The length of the hidden state of one direction.
        num_layers: The number of LSTM layers on top of each other.
        bidirectional: Whether to read from the end to the beginning as well.
        dropout: The share of numbers that dropout sets to 0 in training: after the embedding,
            between layers and before the linear layer.
        padding_idx: The token of the padding, whose vector is 0 and not trained.

    Shape:
        Tokens (B, T) and lengths (B,) to logits (B, T, num_tags).

    Raises:
        TypeError: A count is no int, or `bidirectional` no bool; or the tokens or the lengths are
            no tensor of integers.
        ValueError: A count, `dropout` or `padding_idx` is out of range; or the tokens or the lengths
            have another shape or are out of range.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html>
    """

    def __init__(
        self,
        vocabulary_size: int,
        num_tags: int,
        embedding_size: int = 64,
        hidden_size: int = 64,
        *,
        num_layers: int = 1,
        bidirectional: bool = True,
        dropout: float = 0.0,
        padding_idx: int = 0,
    ) -> None:
        check_count("num_tags", num_tags)
        super().__init__(
            vocabulary_size,
            num_tags,
            embedding_size,
            hidden_size,
            num_layers,
            bidirectional,
            dropout,
            padding_idx,
        )

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """Compute the logits of every step, (B, T) and (B,) to (B, T, num_tags)."""
        outputs, _ = self.read(tokens, lengths)
        logits: Tensor = self.head(self.dropout(outputs))
        return logits


def _check_network(vocabulary_size: int, embedding_size: int, hidden_size: int, num_layers: int) -> None:
    """Refuse sizes that make no network."""
    check_count("vocabulary_size", vocabulary_size)
    check_count("embedding_size", embedding_size)
    check_count("hidden_size", hidden_size)
    check_count("num_layers", num_layers)


def _check_options(vocabulary_size: int, bidirectional: bool, dropout: float, padding_idx: int) -> None:
    """Refuse a switch that is no bool, a share outside of [0, 1) and a padding outside of the vocabulary."""
    check_switch("bidirectional", bidirectional)
    check_share("dropout", dropout)
    check_token("padding_idx", padding_idx, vocabulary_size)


def _check_batch(tokens: Tensor, lengths: Tensor, vocabulary_size: int) -> None:
    """Refuse tokens and lengths that are no padded batch: (B, T) in the vocabulary, and (B,) from 1 to T."""
    check_tokens("tokens", tokens, vocabulary_size)
    check_integers("lengths", lengths)
    samples, steps = tokens.shape
    if lengths.shape != (samples,):
        raise ValueError(
            f"lengths must have the shape ({samples},), as tokens has {samples} rows, got {tuple(lengths.shape)}"
        )
    check_range("lengths", lengths, 1, steps)
