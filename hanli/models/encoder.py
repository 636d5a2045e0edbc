"""A transformer encoder over padded batches of tokens, and a classifier on it that never reads the padding.

Source: <https://arxiv.org/abs/1706.03762> (Vaswani et al. 2017), <https://arxiv.org/abs/2002.04745> (Xiong et al. 2020, pre-norm)
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from hanli.models.arguments import check_count, check_share, check_switch, check_token, check_tokens
from hanli.models.attention import MultiHeadAttention


class EncoderLayer(nn.Module):
    """Let each word read the others, then change each word on its own, both added to what was there.

    The sublayers are self-attention and a feed-forward network of two linear layers with a ReLU between them. Dropout stands
    before each addition and, as in torch, behind the ReLU and on the attention weights.

    Args:
        embed_dim: The length E of the vector of a word.
        num_heads: The number of heads, which divides embed_dim.
        hidden_size: The width F of the feed-forward network, or None for 4 * embed_dim.
        dropout: The share of numbers that dropout sets to 0 in training.
        norm_first: Whether each sublayer reads normalized words (pre-norm), or each sum is normalized (post-norm).
        rotary: Whether attention turns queries and keys by their positions.

    Shape:
        Inputs (B, L, E) to outputs (B, L, E).

    Raises:
        TypeError: A count is no int, `dropout` no number or a switch no bool; or the inputs or the mask have a wrong type.
        ValueError: A count or `dropout` is out of range, or num_heads does not divide embed_dim; or the inputs or the mask have
            another shape.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html>
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        hidden_size: int | None = None,
        dropout: float = 0.1,
        *,
        norm_first: bool = True,
        rotary: bool = False,
    ) -> None:
        if hidden_size is not None:
            check_count("hidden_size", hidden_size)
        check_share("dropout", dropout)
        check_switch("norm_first", norm_first)
        super().__init__()
        self.attention = MultiHeadAttention(embed_dim, num_heads, dropout, rotary=rotary)
        width = 4 * embed_dim if hidden_size is None else hidden_size
        self.feed_forward = nn.Sequential(
            nn.Linear(embed_dim, width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, embed_dim)
        )
        self.attention_norm = nn.LayerNorm(embed_dim)
        self.feed_forward_norm = nn.LayerNorm(embed_dim)
        self.dropout = nn.Dropout(dropout)
        self.norm_first = norm_first

    def forward(self, inputs: Tensor, mask: Tensor | None = None, *, causal: bool = False) -> Tensor:
        """Encode once, (B, L, E) to (B, L, E).

        Args:
            inputs: `(B, L, E)`, floating-point.
            mask: `(B, L)`, boolean, True at real words and False at padding, which no word reads.
            causal: Whether a word reads only itself and the words before it.

        Returns:
            The outputs `(B, L, E)`. What stands in them at padding means nothing.
        """
        if self.norm_first:
            words = inputs + self.dropout(self.attention(self.attention_norm(inputs), mask, causal=causal))
            changed: Tensor = words + self.dropout(self.feed_forward(self.feed_forward_norm(words)))
            return changed
        words = self.attention_norm(inputs + self.dropout(self.attention(inputs, mask, causal=causal)))
        normalized: Tensor = self.feed_forward_norm(words + self.dropout(self.feed_forward(words)))
        return normalized


class TransformerEncoder(nn.Module):
    """Encoder layers on top of each other, and with pre-norm a last layer normalization, without which the sums are not normalized.

    Args:
        embed_dim: The length E of the vector of a word.
        num_heads: The number of heads, which divides embed_dim.
        num_layers: The number of layers.
        hidden_size: The width of the feed-forward networks, or None for 4 * embed_dim.
        dropout: The share of numbers that dropout sets to 0 in training.
        norm_first: Whether the layers are pre-norm or post-norm.
        rotary: Whether attention turns queries and keys by their positions.

    Shape:
        Inputs (B, L, E) to outputs (B, L, E).

    Raises:
        TypeError: As `EncoderLayer`.
        ValueError: As `EncoderLayer`.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html>
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        num_layers: int,
        hidden_size: int | None = None,
        dropout: float = 0.1,
        *,
        norm_first: bool = True,
        rotary: bool = False,
    ) -> None:
        check_count("num_layers", num_layers)
        super().__init__()
        self.layers = nn.ModuleList(
            EncoderLayer(embed_dim, num_heads, hidden_size, dropout, norm_first=norm_first, rotary=rotary)
            for _ in range(num_layers)
        )
        self.norm = nn.LayerNorm(embed_dim) if norm_first else nn.Identity()

    def forward(self, inputs: Tensor, mask: Tensor | None = None, *, causal: bool = False) -> Tensor:
        """Encode in each layer, (B, L, E) to (B, L, E); `mask` and `causal` are those of `EncoderLayer`."""
        words = inputs
        for layer in self.layers:
            words = layer(words, mask, causal=causal)
        outputs: Tensor = self.norm(words)
        return outputs


class TransformerClassifier(nn.Module):
    """An embedding, an encoder with rotary positions, and a linear layer over the mean of the real words.

    The result for a sample depends on its real tokens only, not on the padding and not on the other samples of the batch.

    Args:
        vocabulary_size: The number of tokens; tokens are 0 to vocabulary_size - 1.
        num_classes: The number of logits.
        embed_dim: The length of the vector of a token; embed_dim / num_heads is even.
        num_heads: The number of heads.
        num_layers: The number of encoder layers.
        hidden_size: The width of the feed-forward networks, or None for 4 * embed_dim.
        dropout: The share of numbers that dropout sets to 0 in training.
        padding_idx: The token of the padding.

    Shape:
        Tokens (B, L) to logits (B, num_classes).

    Raises:
        TypeError: As `EncoderLayer`, or the tokens are no tensor of integers.
        ValueError: As `EncoderLayer`, or the tokens have another shape, are out of range, or a row holds only padding.

    Source: <https://arxiv.org/abs/1706.03762>
    """

    def __init__(
        self,
        vocabulary_size: int,
        num_classes: int,
        embed_dim: int = 64,
        num_heads: int = 4,
        num_layers: int = 2,
        *,
        hidden_size: int | None = None,
        dropout: float = 0.1,
        padding_idx: int = 0,
    ) -> None:
        check_count("vocabulary_size", vocabulary_size)
        check_count("num_classes", num_classes)
        check_count("embed_dim", embed_dim)
        check_share("dropout", dropout)
        check_token("padding_idx", padding_idx, vocabulary_size)
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, embed_dim, padding_idx=padding_idx)
        self.dropout = nn.Dropout(dropout)
        self.encoder = TransformerEncoder(embed_dim, num_heads, num_layers, hidden_size, dropout, rotary=True)
        self.head = nn.Linear(embed_dim, num_classes)
        self.padding_idx = padding_idx

    def forward(self, tokens: Tensor) -> Tensor:
        """Compute the logits, (B, L) to (B, num_classes)."""
        check_tokens("tokens", tokens, self.embedding.num_embeddings)
        real = tokens != self.padding_idx
        if not real.any(dim=1).all():
            raise ValueError("tokens must have a real token in each row, got a row of padding only")
        encoded = self.encoder(self.dropout(self.embedding(tokens)), real)
        logits: Tensor = self.head(mean_of_words(encoded, real))
        return logits


def mean_of_words(vectors: Tensor, mask: Tensor) -> Tensor:
    """Average the vectors of the real words, (B, L, E) and (B, L) to (B, E).

    Args:
        vectors: `(B, L, E)`, floating-point.
        mask: `(B, L)`, boolean, True at real words, at least one in each row.

    Returns:
        The means `(B, E)`, which no vector at padding changes.

    Raises:
        ValueError: The mask is not (B, L) of bools, or a row of it has no True.
    """
    if mask.dtype != torch.bool or mask.shape != vectors.shape[:2]:
        raise ValueError(
            f"mask must be (B, L) of bools, here {tuple(vectors.shape[:2])}, got {tuple(mask.shape)} of {mask.dtype}"
        )
    if not mask.any(dim=1).all():
        raise ValueError("mask must have a True in each row: the mean of nothing has no value")
    total = vectors.masked_fill(~mask.unsqueeze(-1), 0.0).sum(dim=1)
    return total / mask.sum(dim=1, keepdim=True)
