"""Multi-head attention: torch's own module with the same weights, and words that padding, samples and the future leave alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from hanli.models import MultiHeadAttention

close = partial(torch.testing.assert_close, rtol=0, atol=1e-12)
sizes = st.tuples(st.integers(1, 3), st.integers(1, 4))  # heads, numbers in a head
lengths = st.lists(st.integers(1, 6), min_size=1, max_size=4)


def build(heads: int = 2, width: int = 3, **options: object) -> MultiHeadAttention:
    torch.manual_seed(1640)
    return MultiHeadAttention(heads * width, heads, **options).double()  # type: ignore[arg-type]


def batch(model: MultiHeadAttention, counts: list[int], extra: int = 0) -> tuple[Tensor, Tensor]:
    """Random words, (B, L, E), and the mask (B, L) that says which are real."""
    torch.manual_seed(1)
    steps = max(counts) + extra
    inputs = torch.randn(len(counts), steps, model.embed_dim, dtype=torch.float64)
    return inputs, torch.arange(steps) < torch.tensor(counts).unsqueeze(1)


def copied(model: MultiHeadAttention) -> nn.MultiheadAttention:
    """Torch's module with the weights of ours."""
    bias = model.query.bias is not None
    theirs = nn.MultiheadAttention(model.embed_dim, model.num_heads, bias=bias, batch_first=True).double()
    projections = (model.query, model.key, model.value)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([layer.weight for layer in projections]))
        theirs.out_proj.load_state_dict(model.output.state_dict())
        if bias:
            theirs.in_proj_bias.copy_(torch.cat([layer.bias for layer in projections]))
    return theirs


@settings(max_examples=40, deadline=None)
@given(sizes, lengths, st.booleans(), st.booleans(), st.booleans())
def test_equals_the_module_of_torch(shape, counts, bias, padded, causal):
    model = build(*shape, bias=bias)
    inputs, real = batch(model, counts)
    mask = real if padded else None
    future = torch.ones(inputs.shape[1], inputs.shape[1], dtype=torch.bool).triu(1) if causal else None
    expected, weights = copied(model)(
        inputs,
        inputs,
        inputs,
        key_padding_mask=None if mask is None else ~mask,
        attn_mask=future,
        average_attn_weights=False,
    )
    close(model(inputs, mask, causal=causal), expected)
    close(model.weights(inputs, mask, causal=causal), weights)


@settings(max_examples=25, deadline=None)
@given(sizes, lengths, st.integers(0, 3), st.booleans())
def test_padding_changes_no_word(shape, counts, extra, causal):
    model = build(*shape)
    inputs, mask = batch(model, counts, extra)
    outputs = model(inputs, mask, causal=causal)
    assert outputs.shape == inputs.shape
    other = torch.where(mask.unsqueeze(-1), inputs, 7.0)
    close(model(other, mask, causal=causal)[mask], outputs[mask])
    for row, count in enumerate(counts):
        close(model(inputs[row : row + 1, :count], causal=causal)[0], outputs[row, :count])


@settings(max_examples=25, deadline=None)
@given(lengths, st.data())
def test_a_changed_word_changes_its_sample_and_with_causal_nothing_before_it(counts, data):
    model = build()
    inputs, mask = batch(model, counts)
    sample = data.draw(st.integers(0, len(counts) - 1))
    word = data.draw(st.integers(0, counts[sample] - 1))
    changed = inputs.clone()
    changed[sample, word] += 1.0
    for causal in (False, True):
        difference = (model(changed, mask, causal=causal) - model(inputs, mask, causal=causal)).abs().amax(-1)
        seen = torch.zeros_like(mask)
        seen[sample, word if causal else 0 :] = True
        assert difference[~seen].max().item() == 0 if (~seen).any() else True
        assert (difference[seen & mask] > 1e-9).all()


@settings(max_examples=25, deadline=None)
@given(sizes, st.permutations(range(5)))
def test_another_order_of_the_words_is_the_same_order_of_the_outputs(shape, order):
    model = build(*shape)
    inputs, _ = batch(model, [5, 5])
    close(model(inputs[:, order]), model(inputs)[:, order])


@settings(max_examples=25, deadline=None)
@given(sizes, lengths, st.booleans())
def test_weights_sum_to_one_and_are_zero_where_nothing_is_read(shape, counts, causal):
    model = build(*shape)
    inputs, mask = batch(model, counts)
    weights = model.weights(inputs, mask, causal=causal)
    assert weights.shape == (len(counts), shape[0], max(counts), max(counts))
    close(weights.sum(-1), torch.ones_like(weights[..., 0]))
    assert (weights.masked_select(~mask[:, None, None, :]) == 0).all()
    if causal:
        assert (weights.triu(1) == 0).all()


def test_padding_in_front_of_a_causal_sequence_reads_nothing_and_stays_finite():
    model = build()
    inputs, _ = batch(model, [4])
    inputs.requires_grad_()
    mask = torch.tensor([[False, False, True, True]])
    outputs = model(inputs, mask, causal=True)
    close(outputs[:, 2:], model(inputs[:, 2:], causal=True))
    assert (model.weights(inputs, mask, causal=True)[:, :, :2] == 0).all()
    outputs.sum().backward()
    assert outputs.isfinite().all()
    assert inputs.grad is not None
    assert inputs.grad.isfinite().all()


def test_scores_are_divided_by_the_root_of_the_width_of_a_head():
    model = build(heads=4, width=16)
    with torch.no_grad():
        for layer in (model.query, model.key):
            layer.weight.copy_(torch.eye(64))
            layer.bias.zero_()
    inputs, _ = batch(model, [6])
    head = inputs[0, :, 16:32]
    close(model.weights(inputs)[0, 1], (head @ head.mT / 4).softmax(-1))


def test_dropout_acts_in_training_alone():
    model = build(dropout=0.5)
    inputs, mask = batch(model, [6, 4])
    first, second = (model(inputs, mask) for _ in range(2))
    assert not torch.equal(first, second)
    model.eval()
    close(model(inputs, mask), model(inputs, mask))
    assert not torch.equal(model(inputs, mask), first)


def test_float32_gives_the_same_and_meta_gives_the_shape():
    model = build().float()
    inputs, mask = batch(model, [6, 4])
    outputs = model(inputs.float(), mask, causal=True)
    assert outputs.dtype == torch.float32
    torch.testing.assert_close(outputs, build()(inputs, mask, causal=True).float())
    assert model.to("meta")(inputs.float().to("meta"), causal=True).shape == inputs.shape


WORDS = torch.rand(2, 5, 6, dtype=torch.float64)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: MultiHeadAttention(6.0, 2), TypeError, "embed_dim must be an int, got float"),  # type: ignore[arg-type]
        (lambda: MultiHeadAttention(6, 0), ValueError, "num_heads must be at least 1, got 0"),
        (lambda: MultiHeadAttention(6, 4), ValueError, "num_heads must divide embed_dim, got 4 and 6"),
        (lambda: MultiHeadAttention(6, 2, dropout=1.0), ValueError, "dropout must be at least 0 and below 1, got 1.0"),
        (lambda: MultiHeadAttention(6, 2, dropout="no"), TypeError, "dropout must be a float, got str"),  # type: ignore[arg-type]
        (lambda: MultiHeadAttention(6, 2, bias=1), TypeError, "bias must be a bool, got int"),  # type: ignore[arg-type]
        (lambda: build()([[1.0]]), TypeError, "inputs must be a tensor, got list"),
        (lambda: build()(WORDS[0]), ValueError, r"inputs must have the shape \(B, L, 6\), .* got \(5, 6\)"),
        (lambda: build()(WORDS[..., :4]), ValueError, r"inputs must have the shape \(B, L, 6\), .* got \(2, 5, 4\)"),
        (lambda: build()(WORDS[:, :0]), ValueError, r"neither B nor L 0, got \(2, 0, 6\)"),
        (lambda: build()(WORDS.long()), TypeError, "inputs must be a tensor of floats, got torch.int64"),
        (lambda: build()(WORDS, [True]), TypeError, "mask must be a tensor or None, got list"),
        (lambda: build()(WORDS, torch.ones(2, 5)), TypeError, "True at real words, got torch.float32"),
        (lambda: build()(WORDS, WORDS[:, 0] > 0), ValueError, r"mask must have the shape .* \(2, 5\), got \(2, 6\)"),
        (lambda: build()(WORDS, WORDS[..., 0] > 2), ValueError, "mask must have a True in each row"),
        (lambda: build().weights(WORDS[0]), ValueError, r"inputs must have the shape \(B, L, 6\)"),
    ],
)
def test_what_does_not_fit_is_named(call: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
