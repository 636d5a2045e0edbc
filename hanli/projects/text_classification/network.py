"""The three networks that the project compares: a bag of words, an LSTM, and a transformer."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from hanli.models.encoder import TransformerClassifier
from hanli.models.recurrent import LSTMClassifier
from hanli.projects.text_classification.bpe import PADDING

MODELS = ("bag", "lstm", "transformer")


class BagClassifier(nn.Module):
    """A bag of words: each token has one number for each class, and a text adds those of its different tokens.

    This is logistic regression. Neither the order of the tokens counts nor how often one occurs, and the sum is
    divided by the square root of their number, so that long texts are not surer of themselves than short ones.

    Args:
        vocabulary_size: The number of tokens, of which 0 is padding.
        num_classes: The number of logits.

    Raises:
        ValueError: An argument is less than 1.
    """

    def __init__(self, vocabulary_size: int, num_classes: int) -> None:
        super().__init__()
        for name, value in (("vocabulary_size", vocabulary_size), ("num_classes", num_classes)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        self.weights = nn.Embedding(vocabulary_size, num_classes, padding_idx=PADDING)
        self.bias = nn.Parameter(torch.zeros(num_classes))
        nn.init.zeros_(self.weights.weight)

    def forward(self, tokens: Tensor) -> Tensor:
        """From tokens (B, T) to logits (B, num_classes)."""
        ordered = tokens.sort(dim=1).values
        first = torch.cat([torch.ones_like(ordered[:, :1], dtype=torch.bool), ordered[:, 1:] != ordered[:, :-1]], dim=1)
        counted = first & (ordered != PADDING)  # each token once
        total = (self.weights(ordered) * counted.unsqueeze(-1)).sum(dim=1)
        logits: Tensor = self.bias + total / counted.sum(dim=1, keepdim=True).clamp(min=1).sqrt()
        return logits


class LSTMReader(LSTMClassifier):
    """`LSTMClassifier` that finds the lengths itself: all tokens before the padding."""

    def forward(self, tokens: Tensor, lengths: Tensor | None = None) -> Tensor:
        """From tokens (B, T) with the padding at the end to logits (B, num_classes)."""
        return super().forward(tokens, (tokens != PADDING).sum(dim=1) if lengths is None else lengths)


def build_network(name: str, vocabulary_size: int, num_classes: int, width: int = 48) -> nn.Module:
    """A network by its name: `bag`, `lstm` or `transformer`.

    All take tokens (B, T), with 0 as padding at the end, to logits (B, num_classes).

    Args:
        name: Which one.
        vocabulary_size: The number of tokens.
        num_classes: The number of logits.
        width: The length of the vector of a token and of the hidden states; a bag has none.

    Raises:
        ValueError: There is no such network.
    """
    if name == "bag":
        return BagClassifier(vocabulary_size, num_classes)
    if name == "lstm":
        return LSTMReader(vocabulary_size, num_classes, width, width, dropout=0.3)
    if name == "transformer":
        return TransformerClassifier(vocabulary_size, num_classes, width, 4, 2, dropout=0.3)
    raise ValueError(f"name must be {', '.join(MODELS)}, got {name!r}")
