"""The KV cache: keys and values of the tokens so far are kept, so a new token costs one position and not all of them.

Source: <https://arxiv.org/abs/1911.02150> (Shazeer 2019, incremental decoding)
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

from hanli.models import EncoderLayer, MultiHeadAttention
from hanli.projects.text_generation.network import GPT


class Cache:
    """Keys and values (B, H, L, D) of each layer, and which of the L positions are real, (B, L).

    Give one cache to all steps of one generation, and a new one to the next.
    """

    def __init__(self) -> None:
        self.keys: list[Tensor] = []
        self.values: list[Tensor] = []
        self.mask = torch.ones(0, 0, dtype=torch.bool)

    @property
    def length(self) -> int:
        """How many positions are cached."""
        return self.mask.shape[1]

    def extend(self, layer: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Add keys and values of new positions to those of a layer, and return all of them."""
        if layer == len(self.keys):
            self.keys.append(keys)
            self.values.append(values)
        else:
            self.keys[layer] = torch.cat([self.keys[layer], keys], dim=2)
            self.values[layer] = torch.cat([self.values[layer], values], dim=2)
        return self.keys[layer], self.values[layer]


@torch.no_grad()
def step(model: GPT, tokens: Tensor, cache: Cache, mask: Tensor | None = None) -> Tensor:
    """Read new tokens after those in the cache, and compute the logits of the token that follows.

    Args:
        model: In evaluation mode.
        tokens: The new tokens `(B, L)`: the whole prompt in the first step, then one at a time.
        cache: What was read before; it is extended in place.
        mask: `(B, L)`, boolean, True at real tokens of `tokens`; None if all are real.

    Returns:
        The logits `(B, V)` after the last of the new tokens.

    Raises:
        ValueError: The model is in training mode, or not causal; or the batch is not that of the cache.
    """
    if model.training or not model.causal:
        raise ValueError("model must be causal and in evaluation mode: call model.eval() first")
    if cache.length and len(tokens) != len(cache.mask):
        raise ValueError(f"tokens must have {len(cache.mask)} rows, as the cache, got {len(tokens)}")
    past = cache.length
    real = torch.ones_like(tokens, dtype=torch.bool) if mask is None else mask
    cache.mask = torch.cat([cache.mask, real], dim=1) if past else real
    allowed = _allowed(cache.mask, past)
    vectors = model.embedding(tokens)  # (B, L, E)
    for index, layer in enumerate(model.encoder.layers):
        assert isinstance(layer, EncoderLayer)
        normalized = layer.attention_norm(vectors)
        vectors = vectors + _attend(layer.attention, normalized, cache, index, past, allowed)
        vectors = vectors + layer.feed_forward(layer.feed_forward_norm(vectors))
    return model.head(model.encoder.norm(vectors[:, -1]))


def _attend(
    attention: MultiHeadAttention, inputs: Tensor, cache: Cache, layer: int, past: int, allowed: Tensor
) -> Tensor:
    """Let new positions (B, L, E) read all positions so far, (B, L, E)."""
    assert attention.rotary is not None
    queries, keys, values = (
        part(inputs).unflatten(2, (attention.num_heads, -1)).transpose(1, 2)
        for part in (attention.query, attention.key, attention.value)
    )  # (B, H, L, D) each
    queries, keys = attention.rotary(queries, first=past), attention.rotary(keys, first=past)
    keys, values = cache.extend(layer, keys, values)
    mixed = scaled_dot_product_attention(queries, keys, values, attn_mask=allowed)
    output: Tensor = attention.output(mixed.transpose(1, 2).flatten(2))
    return output


def _allowed(mask: Tensor, past: int) -> Tensor:
    """Which new position may read which position so far, (B, 1, L, past + L)."""
    total = mask.shape[1]
    causal = torch.ones(total, total, dtype=torch.bool, device=mask.device).tril()[past:]
    return (causal & mask[:, None, :])[:, None]
