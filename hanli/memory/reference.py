"""The net that figures on memory are measured with. The public name is that of `hanli.memory`."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class ReferenceTransformer(nn.Module):
    """A plain transformer without dropout, in which every figure about memory is measured.

    `stack` holds the layers; with `per_segment` above 1 it holds `nn.Sequential`s of so many layers,
    each to be checkpointed as one. The weights depend on the seed alone, not on the segments.

    Args:
        layers: How many layers.
        width: The size of a token's vector, a multiple of `heads`.
        vocabulary: How many tokens there are to choose from.
        heads: How many heads of attention.
        per_segment: How many layers make one segment; must divide `layers`.

    Raises:
        ValueError: `per_segment` does not divide `layers`, or `heads` not `width`.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html>
    """

    def __init__(
        self, layers: int = 12, width: int = 256, vocabulary: int = 1000, heads: int = 4, per_segment: int = 1
    ) -> None:
        super().__init__()
        if per_segment < 1 or layers % per_segment:
            raise ValueError(f"per_segment must divide layers={layers}, got {per_segment}")
        if heads < 1 or width % heads:
            raise ValueError(f"heads must divide width={width}, got {heads}")
        self.embedding = nn.Embedding(vocabulary, width)
        made: list[nn.Module] = [_Layer(width, heads) for _ in range(layers)]
        if per_segment > 1:
            made = [nn.Sequential(*made[start : start + per_segment]) for start in range(0, layers, per_segment)]
        self.stack = nn.ModuleList(made)
        self.head = nn.Linear(width, vocabulary)

    def forward(self, tokens: Tensor) -> Tensor:
        """From tokens, (N, T), to scores for the vocabulary, (N, T, V)."""
        x = self.embedding(tokens)
        for layer in self.stack:
            x = layer(x)
        scores: Tensor = self.head(x)
        return scores

    def loss(self, scores: Tensor, tokens: Tensor) -> Tensor:
        """The mean cross-entropy of the scores, (N, T, V), for the targets, (N, T)."""
        return nn.functional.cross_entropy(scores.flatten(0, 1), tokens.flatten())

    def batch(self, samples: int, length: int, seed: int = 0) -> tuple[Tensor, Tensor]:
        """Random tokens and targets, (N, T) each, the same for the same seed."""
        generator = torch.Generator().manual_seed(seed)
        tokens = torch.randint(self.head.out_features, (2, samples, length), generator=generator)
        return tokens[0], tokens[1]


class _Layer(nn.Module):
    """Attention and a perceptron, each behind a normalization, each added to its input."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm_1 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm_2 = nn.LayerNorm(width)
        self.perceptron = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x: Tensor) -> Tensor:
        """(N, T, C) to (N, T, C)."""
        n, t, c = x.shape
        q, k, v = self.qkv(self.norm_1(x)).view(n, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        mixed = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(mixed.transpose(1, 2).reshape(n, t, c))
        added: Tensor = x + self.perceptron(self.norm_2(x))
        return added
