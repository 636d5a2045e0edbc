"""A small GPT: the course's encoder layers with a causal mask, and a head that shares the weights of the embedding."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from hanli.models import TransformerEncoder
from hanli.models.arguments import check_count, check_tokens


class GPT(nn.Module):
    """Predict the next token from all tokens so far.

    Tokens become vectors, encoder layers with rotary positions let each position read itself and the positions before it, and the
    logit of a token is the product of the last vector and the vector of that token.

    Args:
        vocabulary_size: The number of tokens V.
        embed_dim: The length of a vector; embed_dim / num_heads is even.
        num_heads: The number of heads.
        num_layers: The number of layers.
        dropout: The share of numbers that dropout sets to 0 in training.
        causal: Whether a position may not read those after it. Without it this is no language model; it is here to show why.

    Shape:
        Tokens (B, L) to logits (B, L, V).

    Raises:
        TypeError: A count is no int, or the tokens are no integers.
        ValueError: A count is out of range, or the tokens are.

    Source: <https://cdn.openai.com/research-covers/language-unsupervised/language_understanding_paper.pdf>
    """

    def __init__(
        self,
        vocabulary_size: int,
        embed_dim: int = 96,
        num_heads: int = 4,
        num_layers: int = 2,
        dropout: float = 0.1,
        *,
        causal: bool = True,
    ) -> None:
        check_count("vocabulary_size", vocabulary_size)
        super().__init__()
        self.encoder = TransformerEncoder(embed_dim, num_heads, num_layers, dropout=dropout, rotary=True)
        self.embedding = nn.Embedding(vocabulary_size, embed_dim)
        nn.init.normal_(self.embedding.weight, std=0.02)  # as the head the usual 1 would make the logits too large
        self.dropout = nn.Dropout(dropout)
        self.causal = causal

    def forward(self, tokens: Tensor, mask: Tensor | None = None) -> Tensor:
        """Compute the logits of the next token at each position, (B, L) to (B, L, V).

        Args:
            tokens: `(B, L)`, integers.
            mask: `(B, L)`, boolean, True at real tokens. Only padding on the left needs it: padding on the right is not read by
                the tokens before it.

        Returns:
            The logits `(B, L, V)`; what stands at padding means nothing.
        """
        check_tokens("tokens", tokens, self.embedding.num_embeddings)
        vectors = self.encoder(self.dropout(self.embedding(tokens)), mask, causal=self.causal)  # (B, L, E)
        return self.head(vectors)

    def head(self, vectors: Tensor) -> Tensor:
        """The logits for vectors (..., E), (..., V)."""
        logits: Tensor = nn.functional.linear(vectors, self.embedding.weight)
        return logits


def next_token_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """The mean cross-entropy of logits (B, L, V) and targets (B, L), padding left out."""
    return nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=0)


@torch.no_grad()
def count_parameters(model: nn.Module) -> int:
    """How many numbers are trained."""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
