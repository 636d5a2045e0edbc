"""Draw the next token from logits, and write texts with the cache."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from hanli.projects.text_generation.cache import Cache, step
from hanli.projects.text_generation.corpus import BEGIN, END, PADDING, UNKNOWN, Vocabulary
from hanli.projects.text_generation.network import GPT


def keep_top_k(logits: Tensor, k: int) -> Tensor:
    """Set all but the k largest logits of each row (..., V) to minus infinity; equal logits at the border all stay.

    Raises:
        ValueError: `k` is below 1.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    smallest = logits.topk(min(k, logits.shape[-1])).values[..., -1:]
    return logits.masked_fill(logits < smallest, -torch.inf)


def keep_top_p(logits: Tensor, p: float) -> Tensor:
    """Keep the most probable tokens of each row (..., V) until their probabilities reach p; the others become minus infinity.

    The token that crosses p is kept, so there is always one.

    Raises:
        ValueError: `p` is not above 0 and at most 1.

    Source: <https://arxiv.org/abs/1904.09751> (Holtzman et al. 2019)
    """
    if not 0 < p <= 1:
        raise ValueError(f"p must be above 0 and at most 1, got {p}")
    ordered, order = logits.sort(dim=-1, descending=True)
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities  # (..., V), what the more probable tokens add up to
    dropped = (before >= p).scatter(-1, order, before >= p)
    return logits.masked_fill(dropped, -torch.inf)


def draw(logits: Tensor, uniform: Tensor) -> Tensor:
    """Draw a token for each row from the softmax of its logits, by a number between 0 and 1.

    Args:
        logits: `(B, V)`.
        uniform: `(B,)`, from 0 on and below 1: the token is the first at which the added probabilities exceed it.

    Returns:
        The tokens `(B,)`.
    """
    added = logits.double().softmax(dim=-1).cumsum(dim=-1)  # (B, V)
    added = added / added[:, -1:]  # the sum may be a little off 1
    return torch.searchsorted(added, uniform.double()[:, None].contiguous(), right=True)[:, 0]


def pad_left(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Put rows of different lengths into one tensor, padding in front; also where real tokens stand, (B, L) both."""
    length = max(map(len, rows))
    tokens = torch.tensor([[PADDING] * (length - len(row)) + list(row) for row in rows])
    return tokens, tokens != PADDING


def generate(
    model: GPT,
    vocabulary: Vocabulary,
    prompts: Sequence[str],
    *,
    max_tokens: int = 40,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    seed: int = 0,
) -> list[str]:
    """Continue each prompt until the network ends the text, with the cache, all prompts at once.

    Args:
        model: In evaluation mode.
        vocabulary: That of its corpus.
        prompts: The beginnings, of any length; the empty one lets the network begin.
        max_tokens: How many tokens are drawn at most.
        temperature: What the logits are divided by; 0 takes the most probable token.
        top_k: Draw from so many tokens only.
        top_p: Draw from the most probable tokens that reach this probability only.
        seed: Of the draws. Each prompt has its own, so that the other prompts do not change what it gets.

    Returns:
        The texts, each with its prompt.

    Raises:
        ValueError: There is no prompt, one has a character that the vocabulary lacks, or a number is out of range.
    """
    _check(vocabulary, prompts, max_tokens, temperature)
    tokens, mask = pad_left([[BEGIN, *vocabulary.encode(prompt)] for prompt in prompts])
    uniforms = _draws(len(prompts), max_tokens, seed)
    cache, logits = Cache(), torch.empty(0)
    written: list[Tensor] = []
    ended = torch.zeros(len(prompts), dtype=torch.bool)
    for uniform in uniforms.T:
        logits = step(model, tokens, cache, mask)  # (B, V)
        logits[:, [PADDING, BEGIN, UNKNOWN]] = -torch.inf
        chosen = choose(logits, uniform, temperature, top_k, top_p).where(~ended, PADDING)  # (B,)
        ended |= chosen == END
        written.append(chosen)
        if ended.all():
            break
        tokens, mask = chosen[:, None], (chosen != PADDING)[:, None]
    rows = torch.stack(written, dim=1)  # (B, drawn)
    return [prompt + vocabulary.decode(row.tolist()) for prompt, row in zip(prompts, rows, strict=True)]


def choose(logits: Tensor, uniform: Tensor, temperature: float, top_k: int | None, top_p: float | None) -> Tensor:
    """One token for each row of logits (B, V): divided by the temperature first, then cut, then drawn."""
    if temperature == 0:
        return logits.argmax(dim=-1)
    logits = logits / temperature
    if top_k is not None:
        logits = keep_top_k(logits, top_k)
    if top_p is not None:
        logits = keep_top_p(logits, top_p)
    return draw(logits, uniform)


def _draws(rows: int, count: int, seed: int) -> Tensor:
    """Numbers from 0 to 1, (rows, count): a row's do not depend on how many rows there are."""
    return torch.rand(rows, count, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def _check(vocabulary: Vocabulary, prompts: Sequence[str], max_tokens: int, temperature: float) -> None:
    """Refuse what cannot be continued."""
    if isinstance(prompts, str) or not prompts:
        raise ValueError(f"prompts must be a list of at least one text, got {prompts!r}")
    for prompt in prompts:
        if unknown := [character for character in prompt if character not in vocabulary.tokens]:
            raise ValueError(f"prompts: the vocabulary has no {'、'.join(dict.fromkeys(unknown))}, got {prompt!r}")
    if max_tokens < 1:
        raise ValueError(f"max_tokens must be at least 1, got {max_tokens}")
    if not 0 <= temperature < float("inf"):
        raise ValueError(f"temperature must be a number from 0 on, got {temperature}")
