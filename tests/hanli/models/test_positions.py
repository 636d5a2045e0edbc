"""Positions: the formula number by number, shifts that are one matrix, rotations that see distances alone, and lengths refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from hanli.models import LearnedPositions, MultiHeadAttention, RotaryPositions, SinusoidalPositions

close = partial(torch.testing.assert_close, rtol=0, atol=1e-12)
nearly = partial(torch.testing.assert_close, rtol=0, atol=1e-6)  # the table of codes is float32
lengths = st.integers(1, 12)
pairings = st.booleans()
even = st.integers(1, 6).map(lambda pairs: 2 * pairs)


def vectors(*shape: int, seed: int = 1) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def codes(model: nn.Module, length: int, width: int) -> Tensor:
    """The codes alone, (L, E): what the model adds to zeros."""
    added: Tensor = model(torch.zeros(1, length, width))[0]
    return added


@settings(max_examples=30, deadline=None)
@given(lengths, st.integers(1, 9))
def test_each_number_is_the_sine_or_cosine_of_the_formula(length, width):
    expected = [
        [(math.cos if dim % 2 else math.sin)(position / 10_000 ** (2 * (dim // 2) / width)) for dim in range(width)]
        for position in range(length)
    ]
    nearly(codes(SinusoidalPositions(width, length), length, width), torch.tensor(expected))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 20), st.integers(0, 20), even)
def test_a_shift_is_one_matrix_and_products_see_the_distance_alone(position, shift, width):
    table = SinusoidalPositions(width, 50).table.double()
    turns = [shift / 10_000 ** (2 * pair / width) for pair in range(width // 2)]
    blocks = [torch.tensor([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]]) for a in turns]
    nearly(torch.block_diag(*blocks).double() @ table[position], table[position + shift])
    torch.testing.assert_close(table[position] @ table[position + shift], table[0] @ table[shift], rtol=0, atol=1e-5)


@settings(max_examples=20, deadline=None)
@given(lengths, lengths, st.integers(1, 4), st.integers(1, 7), st.sampled_from([SinusoidalPositions, LearnedPositions]))
def test_every_sample_gets_the_codes_of_the_first_positions(length, extra, samples, width, kind):
    model = kind(width, length + extra)
    inputs = torch.randn(samples, length, width)
    nearly(model(inputs) - inputs, codes(model, length, width).expand(samples, -1, -1))


def test_the_table_is_a_buffer_that_no_checkpoint_holds():
    model = SinusoidalPositions(6, 10)
    assert not model.state_dict()
    assert not list(model.parameters())
    assert model.double().table.dtype == torch.float64
    assert model.to("meta")(torch.zeros(2, 3, 6, device="meta")).shape == (2, 3, 6)
    SinusoidalPositions(6, 99).load_state_dict(model.state_dict())


def test_learned_rows_beyond_the_inputs_get_no_gradient():
    model = LearnedPositions(4, 8)
    model(torch.zeros(2, 5, 4)).sum().backward()
    gradient = model.table.weight.grad
    assert gradient is not None
    assert (gradient[:5] == 2).all()
    assert (gradient[5:] == 0).all()
    assert model.to("meta")(torch.zeros(2, 3, 4, device="meta")).shape == (2, 3, 4)


@settings(max_examples=30, deadline=None)
@given(lengths, even, st.integers(0, 50))
def test_neighbors_turn_as_complex_numbers_do(length, width, first):
    inputs = vectors(2, 3, length, width)
    turns = torch.tensor([10_000 ** (-2 * pair / width) for pair in range(width // 2)], dtype=torch.float64)
    angles = torch.arange(first, first + length).unsqueeze(1) * turns
    turned = torch.view_as_complex(inputs.unflatten(-1, (-1, 2))) * torch.polar(torch.ones_like(angles), angles)
    close(RotaryPositions(width)(inputs, first), torch.view_as_real(turned).flatten(-2))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 500), even, pairings)
def test_products_depend_on_the_distance_alone(query, key, shift, width, interleaved):
    model = RotaryPositions(width, interleaved=interleaved)
    q, k = vectors(1, width), vectors(1, width, seed=2)
    before = model(q, query) @ model(k, key).mT
    close(model(q, query + shift) @ model(k, key + shift).mT, before)


@settings(max_examples=20, deadline=None)
@given(lengths, even, pairings)
def test_lengths_stay_and_position_zero_stays(length, width, interleaved):
    inputs = vectors(3, length, width)
    turned = RotaryPositions(width, interleaved=interleaved)(inputs)
    close(turned.norm(dim=-1), inputs.norm(dim=-1))
    close(turned[:, 0], inputs[:, 0])


@settings(max_examples=20, deadline=None)
@given(lengths, even)
def test_the_two_pairings_are_one_after_reordering(length, width):
    inputs = vectors(2, length, width)
    order = torch.arange(width).view(-1, 2).T.flatten()  # 0, 2, 4, …, 1, 3, 5, …
    halves = RotaryPositions(width, interleaved=False)(inputs[..., order])
    close(halves, RotaryPositions(width)(inputs)[..., order])


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 6), st.integers(0, 6), even)
def test_words_turned_one_by_one_are_the_words_turned_together(length, first, width):
    model, inputs = RotaryPositions(width), vectors(2, length, width)
    singly = [model(inputs[:, i : i + 1], first + i) for i in range(length)]
    close(torch.cat(singly, dim=1), model(inputs, first))


def test_half_precision_keeps_far_positions_apart():
    model = RotaryPositions(2)
    ones = torch.tensor([[1.0, 0.0]])
    for dtype in (torch.bfloat16, torch.float16):
        turned = model(ones.to(dtype), 3001)
        assert turned.dtype == dtype
        torch.testing.assert_close(turned.float(), model(ones, 3001), rtol=0, atol=0.01)
    assert model.to("meta")(torch.zeros(2, 5, 2, device="meta")).shape == (2, 5, 2)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 5), st.integers(1, 6), st.booleans())
def test_rotary_attention_is_blind_to_padding_in_front_and_sees_the_order(length, extra, causal):
    torch.manual_seed(1640)
    model = MultiHeadAttention(8, 2, rotary=True).double()
    words = vectors(1, length, 8)
    padded = torch.cat([vectors(1, extra, 8, seed=3), words], dim=1)
    mask = torch.arange(extra + length).unsqueeze(0) >= extra
    close(model(padded, mask, causal=causal)[:, extra:], model(words, causal=causal))
    close(model.weights(padded, mask, causal=causal)[..., extra:, extra:], model.weights(words, causal=causal))
    if length > 1:
        flipped = model(words.flip(1)).flip(1)
        assert (flipped - model(words)).abs().max() > 1e-6


def test_rotary_attention_turns_queries_and_keys_and_no_values():
    torch.manual_seed(1640)
    model = MultiHeadAttention(8, 2, rotary=True).double()
    words = vectors(2, 5, 8)
    queries, keys, values = (
        layer(words).unflatten(-1, (2, 4)).transpose(1, 2) for layer in (model.query, model.key, model.value)
    )
    turn = RotaryPositions(4)
    weights = (turn(queries) @ turn(keys).mT / 2).softmax(dim=-1)
    close(model.weights(words), weights)
    close(model(words), model.output((weights @ values).transpose(1, 2).flatten(2)))


def test_rotary_attention_has_the_weights_of_plain_attention():
    plain, rotary = MultiHeadAttention(8, 2), MultiHeadAttention(8, 2, rotary=True)
    rotary.load_state_dict(plain.state_dict())
    assert plain.rotary is None


WORDS = torch.rand(2, 5, 6)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: SinusoidalPositions(6.0), TypeError, "embed_dim must be an int, got float"),  # type: ignore[arg-type]
        (lambda: SinusoidalPositions(6, 0), ValueError, "max_length must be at least 1, got 0"),
        (lambda: LearnedPositions(0, 6), ValueError, "embed_dim must be at least 1, got 0"),
        (lambda: LearnedPositions(6, True), TypeError, "max_length must be an int, got bool"),
        (lambda: SinusoidalPositions(6)([[1.0]]), TypeError, "inputs must be a tensor, got list"),
        (lambda: SinusoidalPositions(6)(WORDS[0]), ValueError, r"shape \(B, L, 6\), got \(5, 6\)"),
        (lambda: LearnedPositions(4, 9)(WORDS), ValueError, r"shape \(B, L, 4\), got \(2, 5, 6\)"),
        (lambda: SinusoidalPositions(6, 4)(WORDS), ValueError, "at most 4 words, the max_length, got 5"),
        (lambda: LearnedPositions(6, 4)(WORDS), ValueError, "at most 4 words, the max_length, got 5"),
        (lambda: LearnedPositions(6, 9)(WORDS.long()), TypeError, "inputs must be a tensor of floats, got torch.int64"),
        (lambda: RotaryPositions(5), ValueError, "head_dim must be even, .* got 5"),
        (lambda: RotaryPositions("4"), TypeError, "head_dim must be an int, got str"),  # type: ignore[arg-type]
        (lambda: RotaryPositions(4, interleaved=1), TypeError, "interleaved must be a bool, got int"),  # type: ignore[arg-type]
        (lambda: RotaryPositions(6)([1.0]), TypeError, "vectors must be a tensor, got list"),
        (lambda: RotaryPositions(4)(WORDS), ValueError, r"shape \(..., L, 4\), got \(2, 5, 6\)"),
        (lambda: RotaryPositions(6)(WORDS[0, 0]), ValueError, r"shape \(..., L, 6\), got \(6,\)"),
        (lambda: RotaryPositions(6)(WORDS.long()), TypeError, "vectors must be a tensor of floats, got torch.int64"),
        (lambda: RotaryPositions(6)(WORDS, 1.0), TypeError, "first must be an int, got float"),  # type: ignore[arg-type]
        (lambda: RotaryPositions(6)(WORDS, -1), ValueError, "first must be at least 0, got -1"),
        (lambda: MultiHeadAttention(6, 2, rotary=True), ValueError, "head_dim must be even, .* got 3"),
        (lambda: MultiHeadAttention(6, 2, rotary=1), TypeError, "rotary must be a bool, got int"),  # type: ignore[arg-type]
    ],
)
def test_what_does_not_fit_is_named(call: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
