"""Sampling: what is cut and what stays, draws in their proportions, and texts that no other prompt changes."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hanli.projects.text_generation import GPT, Vocabulary, draw, generate, keep_top_k, keep_top_p

LOGITS = torch.tensor([0.5, 0.25, 0.15, 0.1]).log()


@pytest.fixture(scope="module")
def model() -> GPT:
    torch.manual_seed(0)
    network = GPT(10, embed_dim=16, num_heads=2).eval()
    with torch.no_grad():
        network.embedding.weight.mul_(20)
    return network


VOCABULARY = Vocabulary("abcdef")


def kept(logits: torch.Tensor) -> list[int]:
    return logits.isfinite().nonzero().flatten().tolist()


def test_top_k_keeps_so_many_and_their_logits() -> None:
    cut = keep_top_k(LOGITS, 2)
    assert kept(cut) == [0, 1] and torch.equal(cut[:2], LOGITS[:2])
    assert kept(keep_top_k(LOGITS, 99)) == [0, 1, 2, 3]
    assert kept(keep_top_k(torch.tensor([1.0, 0.0, 1.0]), 1)) == [0, 2]


@pytest.mark.parametrize(("p", "expected"), [(0.3, [0]), (0.6, [0, 1]), (0.8, [0, 1, 2]), (1.0, [0, 1, 2, 3])])
def test_top_p_keeps_the_token_that_crosses_p(p: float, expected: list[int]) -> None:
    assert kept(keep_top_p(LOGITS, p)) == expected
    order = torch.tensor([2, 0, 3, 1])
    assert kept(keep_top_p(LOGITS[order], p)) == sorted(order.tolist().index(token) for token in expected)


@given(st.lists(st.floats(-9, 9), min_size=2, max_size=9), st.floats(0.01, 1), st.integers(1, 9))
def test_the_most_probable_token_always_stays(values: list[float], p: float, k: int) -> None:
    logits = torch.tensor(values)
    for cut in (keep_top_p(logits, p), keep_top_k(logits, k)):
        assert cut.max() == logits.max() and not cut.isnan().any()


def test_tokens_are_drawn_in_proportion_to_their_probabilities() -> None:
    uniform = (torch.arange(10_000, dtype=torch.float64) + 0.5) / 10_000
    counted = draw(LOGITS.expand(10_000, 4), uniform).bincount(minlength=4)
    assert (counted - torch.tensor([5000, 2500, 1500, 1000])).abs().max() <= 1
    ends = draw(torch.tensor([[-torch.inf, 0.0, -torch.inf]] * 2), torch.tensor([0.0, 1 - 1e-12], dtype=torch.float64))
    assert ends.tolist() == [1, 1]


def test_a_text_is_the_same_whatever_stands_beside_it(model: GPT) -> None:
    alone = generate(model, VOCABULARY, ["ab"], max_tokens=9, seed=3)
    assert generate(model, VOCABULARY, ["ab", "cdefa"], max_tokens=9, seed=3)[0] == alone[0]
    assert alone[0].startswith("ab")


def test_temperature_0_takes_the_most_probable_at_each_step(model: GPT) -> None:
    (text,) = generate(model, VOCABULARY, ["a"], max_tokens=5, temperature=0)
    tokens = [1, *VOCABULARY.encode("a")]
    for _ in range(5):
        logits = model(torch.tensor([tokens]))[0, -1]
        logits[[0, 1, 3]] = -torch.inf
        tokens.append(int(logits.argmax()))
        if tokens[-1] == 2:
            break
    assert text == VOCABULARY.decode(tokens)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"prompts": []}, "prompts must be a list of at least one text"),
        ({"prompts": "ab"}, "prompts must be a list"),
        ({"prompts": ["aüö"]}, "prompts: the vocabulary has no ü、ö, got 'aüö'"),
        ({"max_tokens": 0}, "max_tokens must be at least 1, got 0"),
        ({"temperature": -1.0}, "temperature must be a number from 0 on, got -1.0"),
        ({"top_k": 0}, "k must be at least 1, got 0"),
        ({"top_p": 0.0}, "p must be above 0 and at most 1, got 0.0"),
    ],
)
def test_what_cannot_be_drawn_is_refused(model: GPT, options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        generate(model, VOCABULARY, **({"prompts": ["a"]} | options))  # type: ignore[arg-type]
