"""Multi-head self-attention over padded batches: padding changes no word, and with `causal` neither does the future.

Source: <https://arxiv.org/abs/1706.03762> (Vaswani et al. 2017, section 3.2)
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from hanli.models.arguments import check_count, check_share, check_switch
from hanli.models.positions import RotaryPositions


class MultiHeadAttention(nn.Module):
    """Let each word of a sequence read the others, in several heads at once.

    Queries, keys and values come from the same inputs, by a linear layer each. They are split into heads of
    `embed_dim / num_heads` numbers, each head attends on its own, and a last linear layer mixes what the heads found.

    Args:
        embed_dim: The length E of the vector of a word, of the inputs and of the outputs.
        num_heads: The number of heads H, which divides embed_dim.
        dropout: The share of attention weights that dropout sets to 0 in training.
        bias: Whether the four linear layers have a bias.
        rotary: Whether queries and keys are turned by their positions, for which embed_dim / num_heads must be even.

    Shape:
        Inputs (B, L, E) to outputs (B, L, E).

    Raises:
        TypeError: A count is no int, `dropout` no number, `bias` or `rotary` no bool; or the inputs are no floats, the mask no
            bools.
        ValueError: A count or `dropout` is out of range, num_heads does not divide embed_dim, or with `rotary` a head has an odd
            width; or the inputs or the mask have another shape, or a row of the mask has no True.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html>
    """

    def __init__(
        self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True, *, rotary: bool = False
    ) -> None:
        _check_sizes(embed_dim, num_heads, dropout, bias)
        check_switch("rotary", rotary)
        super().__init__()
        self.embed_dim, self.num_heads, self.dropout = embed_dim, num_heads, dropout
        self.query = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.key = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.value = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.output = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.rotary = RotaryPositions(embed_dim // num_heads) if rotary else None

    def forward(self, inputs: Tensor, mask: Tensor | None = None, *, causal: bool = False) -> Tensor:
        """Attend, (B, L, E) to (B, L, E).

        Args:
            inputs: `(B, L, E)`, floating-point.
            mask: `(B, L)`, boolean, True at real words and False at padding, which no word reads. Each row needs one True.
                What stands in the outputs at padding is finite and means nothing.
            causal: Whether a word reads only itself and the words before it.

        Returns:
            The outputs `(B, L, E)`.
        """
        self._check_inputs(inputs, mask)
        mixed = scaled_dot_product_attention(
            *self._queries_and_keys(inputs),
            self._heads(self.value(inputs)),
            attn_mask=None if mask is None else _allowed(inputs, mask, causal),
            dropout_p=self.dropout if self.training else 0.0,
            is_causal=causal and mask is None,
        )  # (B, H, L, E / H)
        joined: Tensor = self.output(mixed.transpose(1, 2).flatten(2))
        return joined

    def weights(self, inputs: Tensor, mask: Tensor | None = None, *, causal: bool = False) -> Tensor:
        """Compute the attention weights, to look at them: `forward` never holds them as a whole.

        Args:
            inputs: `(B, L, E)`, floating-point.
            mask: `(B, L)`, boolean, True at real words.
            causal: Whether a word reads only itself and the words before it.

        Returns:
            The weights `(B, H, L, L)` without dropout: row i holds how much word i reads of each word. A row sums to 1, or is
            0 where nothing may be read, as for padding in front of a causal sequence.
        """
        self._check_inputs(inputs, mask)
        queries, keys = self._queries_and_keys(inputs)  # (B, H, L, E / H), (B, H, L, E / H)
        scores: Tensor = queries @ keys.mT / math.sqrt(queries.shape[-1])  # (B, H, L, L)
        forbidden = ~_allowed(inputs, mask, causal)
        return scores.masked_fill(forbidden, -torch.inf).softmax(dim=-1).masked_fill(forbidden, 0.0)

    def _queries_and_keys(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Compute queries and keys of the heads, with `rotary` turned by their positions, (B, H, L, E / H) both."""
        queries, keys = self._heads(self.query(inputs)), self._heads(self.key(inputs))
        return (queries, keys) if self.rotary is None else (self.rotary(queries), self.rotary(keys))

    def _heads(self, vectors: Tensor) -> Tensor:
        """Split vectors into heads, (B, L, E) to (B, H, L, E / H)."""
        samples, length, _ = vectors.shape
        return vectors.view(samples, length, self.num_heads, -1).transpose(1, 2)

    def _check_inputs(self, inputs: Tensor, mask: Tensor | None) -> None:
        """Refuse what is not a batch of vectors of this width, and a mask that does not fit it."""
        if not isinstance(inputs, Tensor):
            raise TypeError(f"inputs must be a tensor, got {type(inputs).__name__}")
        if inputs.ndim != 3 or inputs.shape[2] != self.embed_dim or 0 in inputs.shape:
            raise ValueError(
                f"inputs must have the shape (B, L, {self.embed_dim}), neither B nor L 0, got {tuple(inputs.shape)}"
            )
        if not torch.is_floating_point(inputs):
            raise TypeError(f"inputs must be a tensor of floats, got {inputs.dtype}")
        if mask is not None:
            _check_mask(mask, inputs)


def _allowed(inputs: Tensor, mask: Tensor | None, causal: bool) -> Tensor:
    """Say which word may read which, (B, 1, L, L) or what broadcasts to it: True where row i may read column j."""
    length = inputs.shape[1]
    allowed = torch.ones(length, length, dtype=torch.bool, device=inputs.device)
    if causal:
        allowed = allowed.tril()
    return allowed if mask is None else allowed & mask[:, None, None, :]


def _check_sizes(embed_dim: int, num_heads: int, dropout: float, bias: bool) -> None:
    """Refuse sizes that make no heads, a share outside of [0, 1) and a switch that is no bool."""
    check_count("embed_dim", embed_dim)
    check_count("num_heads", num_heads)
    if embed_dim % num_heads:
        raise ValueError(f"num_heads must divide embed_dim, got {num_heads} and {embed_dim}")
    check_share("dropout", dropout)
    check_switch("bias", bias)


def _check_mask(mask: Tensor, inputs: Tensor) -> None:
    """Refuse what is not one bool for each word, with a real word in each row."""
    if not isinstance(mask, Tensor):
        raise TypeError(f"mask must be a tensor or None, got {type(mask).__name__}")
    if mask.dtype != torch.bool:
        raise TypeError(f"mask must be a tensor of bools, True at real words, got {mask.dtype}")
    if mask.shape != inputs.shape[:2]:
        raise ValueError(
            f"mask must have the shape (B, L) of the inputs, {tuple(inputs.shape[:2])}, got {tuple(mask.shape)}"
        )
    if not torch.compiler.is_exporting() and not mask.any(dim=1).all():  # a graph can't depend on values
        raise ValueError("mask must have a True in each row: attention over nothing has no weights")
