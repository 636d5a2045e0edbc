"""A recurrent encoder and decoder with attention, for translating one sequence into another.

The encoder is a bidirectional GRU over packed sources, the decoder a GRU whose states query the encoder's outputs by dot
products. `forward` is for training: it is given the right tokens and predicts, at each position, the next one. `greedy` is
for use: it is given only the source and feeds back its own best token at each step.

Source: <https://arxiv.org/abs/1508.04025> (Luong et al. 2015: dot-product attention after the recurrent layer)
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from hanli.models.arguments import check_count, check_switch, check_token, check_tokens


class Encoded(NamedTuple):
    """What the encoder makes of sources: outputs `(B, S, H)`, final state `(1, B, H)`, mask `(B, S)`, True at tokens."""

    outputs: Tensor
    state: Tensor
    mask: Tensor


def attend(queries: Tensor, keys: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Average the keys for each query, weighted by the softmax of the dot products of the query with the keys.

    Args:
        queries: `(B, T, H)`.
        keys: `(B, S, H)`.
        mask: `(B, S)`, boolean, True where a key may be used. Each row needs one True.

    Returns:
        The averages `(B, T, H)` and the weights `(B, T, S)`, which sum to 1 over S and are 0 where the mask is False.

    Raises:
        ValueError: A shape does not fit, or a row of the mask has no True.
        TypeError: The mask is not boolean.
    """
    if queries.dim() != 3 or keys.dim() != 3 or queries.shape[::2] != keys.shape[::2]:
        raise ValueError(
            "queries and keys must have the shapes (B, T, H) and (B, S, H) with the same B and H, "
            f"got {_of(queries)} and {_of(keys)}"
        )
    if mask.dtype != torch.bool:
        raise TypeError(f"mask must be bool, got {mask.dtype}")
    if mask.shape != keys.shape[:2]:
        raise ValueError(f"mask must have the shape {tuple(keys.shape[:2])}, (B, S) of the keys, got {_of(mask)}")
    if not mask.any(dim=1).all():
        raise ValueError("mask must have a True in each row, got a row without: attention over nothing has no weights")
    scores = queries @ keys.mT  # (B, T, S)
    weights = scores.masked_fill(~mask.unsqueeze(1), -torch.inf).softmax(dim=-1)  # (B, T, S)
    return weights @ keys, weights


class Seq2Seq(nn.Module):
    """Translate sequences of tokens into others: a GRU reads, a GRU writes, and attention looks back while it writes.

    Args:
        source_size: How many different tokens sources have.
        target_size: How many different tokens targets have.
        width: The width H of the states, even, since half of it reads forwards and half backwards.
        embedding: The width of the vectors of the tokens.
        attention: Whether the decoder looks at the encoder's outputs. Without, it knows the source by one state alone.
        padding_index: The token that fills up shorter sequences, in sources and in targets.

    Raises:
        TypeError: A size or the padding index is no int, or `attention` no bool.
        ValueError: A size is below 1, the width is odd, or the padding index is no token of both sides.
    """

    def __init__(
        self,
        source_size: int,
        target_size: int,
        *,
        width: int = 64,
        embedding: int = 32,
        attention: bool = True,
        padding_index: int = 0,
    ) -> None:
        counts = {"source_size": source_size, "target_size": target_size, "width": width, "embedding": embedding}
        for name, value in counts.items():
            check_count(name, value)
        if width % 2:
            raise ValueError(f"width must be even, got {width}: half of it reads forwards, half backwards")
        check_switch("attention", attention)
        check_token("padding_index", padding_index, min(source_size, target_size))  # of both sides
        super().__init__()
        self.attention, self.padding_index = attention, padding_index
        self.source_embedding = nn.Embedding(source_size, embedding, padding_idx=padding_index)
        self.target_embedding = nn.Embedding(target_size, embedding, padding_idx=padding_index)
        self.encoder = nn.GRU(embedding, width // 2, batch_first=True, bidirectional=True)
        self.decoder = nn.GRU(embedding, width, batch_first=True)
        self.combine = nn.Linear(2 * width, width) if attention else None
        self.head = nn.Linear(width, target_size)

    def encode(self, sources: Tensor) -> Encoded:
        """Read the sources; padding at their ends changes nothing.

        Args:
            sources: `(B, S)`, integer tokens, filled up at the end with the padding index.

        Returns:
            The outputs, the final state and the mask.

        Raises:
            ValueError: The shape is not `(B, S)`, a token is out of range, padding stands before a token, or a source
                is nothing but padding.
            TypeError: The tokens are no tensor of integers.
        """
        check_tokens("sources", sources, self.source_embedding.num_embeddings)
        mask = sources != self.padding_index  # (B, S)
        if (mask[:, 1:] & ~mask[:, :-1]).any() or not mask[:, 0].all():
            raise ValueError(
                f"sources must have the padding, {self.padding_index}, at the end of a row only, and a token before it"
            )
        packed = pack_padded_sequence(
            self.source_embedding(sources), mask.sum(dim=1).cpu(), batch_first=True, enforce_sorted=False
        )
        packed_outputs, states = self.encoder(packed)  # states: (2, B, H / 2)
        outputs, _ = pad_packed_sequence(packed_outputs, batch_first=True, total_length=sources.shape[1])
        return Encoded(outputs, torch.cat([states[0], states[1]], dim=-1).unsqueeze(0), mask)

    def decode(self, inputs: Tensor, state: Tensor, encoded: Encoded) -> tuple[Tensor, Tensor, Tensor | None]:
        """Predict the token after each of the inputs.

        Args:
            inputs: `(B, T)`, integer tokens.
            state: `(1, B, H)`, the decoder's state before the first of them: the encoder's at the beginning.
            encoded: What `encode` returned.

        Returns:
            Logits `(B, T, V)`, the state after the last input, and the weights `(B, T, S)`, or None without attention.

        Raises:
            ValueError: The shape is not `(B, T)`, B differs from that of the sources, or a token is out of range.
            TypeError: The tokens are no tensor of integers.
        """
        check_tokens("inputs", inputs, self.target_embedding.num_embeddings)
        if len(inputs) != len(encoded.mask):
            raise ValueError(
                f"inputs must have {len(encoded.mask)} rows, as sources {_of(encoded.mask)}, got {_of(inputs)}"
            )
        states, state = self.decoder(self.target_embedding(inputs), state)  # (B, T, H), (1, B, H)
        weights = None
        if self.combine is not None:
            context, weights = attend(states, encoded.outputs, encoded.mask)
            states = self.combine(torch.cat([context, states], dim=-1)).tanh()
        return self.head(states), state, weights

    def forward(self, sources: Tensor, inputs: Tensor) -> Tensor:
        """Predict the token after each of the inputs, which in training are the target without its last token.

        Args:
            sources: `(B, S)`, integer tokens with padding at the end.
            inputs: `(B, T)`, integer tokens, the first of them that which begins a target.

        Returns:
            Logits `(B, T, V)`.

        Raises:
            ValueError: A shape does not fit, a token is out of range, or the padding does not stand at the end.
            TypeError: The tokens are no tensor of integers.
        """
        encoded = self.encode(sources)
        logits, _, _ = self.decode(inputs, encoded.state, encoded)
        return logits

    @torch.no_grad()
    def greedy(self, sources: Tensor, *, begin: int, end: int, limit: int) -> tuple[Tensor, Tensor | None]:
        """Translate: take the best token at each step and feed it back, until each row has ended.

        Args:
            sources: `(B, S)`, integer tokens with padding at the end.
            begin: The token that the decoder is given first.
            end: The token after which a row is filled up with padding.
            limit: How many tokens a translation has at most.

        Returns:
            Tokens `(B, T)` with T at most the limit, without `begin`, and the weights `(B, T, S)`, or None without attention.

        Raises:
            ValueError: The limit is below 1, a shape does not fit, `begin` or another token is out of range, or the
                padding does not stand at the end.
            TypeError: The limit or `begin` is no int, or the tokens are no tensor of integers.
        """
        check_count("limit", limit)
        check_token("begin", begin, self.target_embedding.num_embeddings)
        encoded = self.encode(sources)
        state, inputs = encoded.state, sources.new_full((len(sources), 1), begin)
        ended = torch.zeros_like(inputs, dtype=torch.bool)
        tokens: list[Tensor] = []
        weights: list[Tensor] = []
        while len(tokens) < limit and not ended.all():
            logits, state, step_weights = self.decode(inputs, state, encoded)
            inputs = logits.argmax(dim=-1).masked_fill(ended, self.padding_index)  # (B, 1)
            ended = ended | (inputs == end)
            tokens.append(inputs)
            if step_weights is not None:
                weights.append(step_weights)
        return torch.cat(tokens, dim=1), torch.cat(weights, dim=1) if weights else None


def _of(tensor: Tensor) -> str:
    return str(tuple(tensor.shape))
