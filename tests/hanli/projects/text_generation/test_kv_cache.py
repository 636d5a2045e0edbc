"""The GPT and its cache: no position reads a later one, and with the cache, padding in front or LoRA the logits are the same."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hanli.models import add_lora
from hanli.projects.text_generation import GPT, Cache, next_token_loss, pad_left, step


def build(seed: int = 0, *, lora: bool = False) -> GPT:
    torch.manual_seed(seed)
    model = GPT(30, embed_dim=16, num_heads=2, num_layers=2).double().eval()
    with torch.no_grad():
        model.embedding.weight.mul_(20)  # logits that differ
    if lora:
        add_lora(model, 2, ["query", "value"])
        for name, parameter in model.named_parameters():
            if name.endswith("lora_b"):
                torch.nn.init.normal_(parameter)
    return model


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 99), st.lists(st.lists(st.integers(4, 29), max_size=6), min_size=1, max_size=4), st.booleans())
def test_the_cache_gives_the_logits_of_each_row_alone_at_every_step(
    seed: int, prompts: list[list[int]], lora: bool
) -> None:
    model = build(seed, lora=lora)
    rows = [[1, *prompt] for prompt in prompts]
    tokens, mask = pad_left(rows)
    cache = Cache()
    for _ in range(5):
        logits = step(model, tokens, cache, mask)
        for row, cached in zip(rows, logits, strict=True):
            torch.testing.assert_close(cached, model(torch.tensor([row]))[0, -1], rtol=1e-10, atol=1e-10)
        tokens = logits.argmax(1, keepdim=True)
        mask = torch.ones_like(tokens, dtype=torch.bool)
        for row, token in zip(rows, tokens.tolist(), strict=True):
            row += token
    assert cache.length == max(map(len, rows)) - 1


def test_a_prompt_may_be_read_in_several_pieces() -> None:
    model, tokens = build(), torch.tensor([[1, 5, 6, 7, 8, 9]])
    cache = Cache()
    step(model, tokens[:, :2], cache)
    torch.testing.assert_close(step(model, tokens[:, 2:], cache), model(tokens)[:, -1])


def test_no_position_reads_a_later_one_unless_the_mask_is_left_out() -> None:
    first, second = torch.tensor([[1, 5, 6, 7]]), torch.tensor([[1, 5, 6, 8]])
    model = build()
    assert torch.equal(model(first)[:, :3], model(second)[:, :3])
    model.causal = False
    assert not torch.allclose(model(first)[:, :3], model(second)[:, :3])


def test_padding_is_no_target() -> None:
    logits = torch.randn(2, 3, 30)
    targets = torch.tensor([[5, 6, 0], [7, 0, 0]])
    kept = torch.stack([logits[0, 0], logits[0, 1], logits[1, 0]])
    expected = torch.nn.functional.cross_entropy(kept, torch.tensor([5, 6, 7]))
    torch.testing.assert_close(next_token_loss(logits, targets), expected)


def test_what_cannot_be_cached_is_refused() -> None:
    model = build()
    cache = Cache()
    step(model, torch.tensor([[1, 5]]), cache)
    with pytest.raises(ValueError, match=r"^tokens must have 1 rows, as the cache, got 2$"):
        step(model, torch.tensor([[6], [7]]), cache)
    model.train()
    with pytest.raises(ValueError, match=r"^model must be causal and in evaluation mode"):
        step(model, torch.tensor([[1]]), Cache())
