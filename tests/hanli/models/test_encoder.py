"""The transformer encoder: torch's own with the same weights, and results that padding and other samples leave alone."""

from __future__ import annotations

from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from hanli.models import EncoderLayer, TransformerClassifier, TransformerEncoder, mean_of_words

close = partial(torch.testing.assert_close, rtol=0, atol=1e-12)
lengths = st.lists(st.integers(1, 6), min_size=1, max_size=4)


def batch(counts: list[int], extra: int = 0) -> tuple[Tensor, Tensor]:
    """Random words of 8 numbers, (B, L, 8), and the mask (B, L) that says which are real."""
    torch.manual_seed(1)
    steps = max(counts) + extra
    return torch.randn(len(counts), steps, 8).double(), torch.arange(steps) < torch.tensor(counts).unsqueeze(1)


def build(**options: object) -> TransformerEncoder:
    torch.manual_seed(1640)
    return TransformerEncoder(8, 2, 2, 12, **options).double()  # type: ignore[arg-type]


def copied(layer: EncoderLayer) -> nn.TransformerEncoderLayer:
    """Torch's layer with the weights of ours."""
    theirs = nn.TransformerEncoderLayer(8, 2, 12, norm_first=layer.norm_first, batch_first=True).double()
    projections = (layer.attention.query, layer.attention.key, layer.attention.value)
    with torch.no_grad():
        theirs.self_attn.in_proj_weight.copy_(torch.cat([part.weight for part in projections]))
        theirs.self_attn.in_proj_bias.copy_(torch.cat([part.bias for part in projections]))
    theirs.self_attn.out_proj.load_state_dict(layer.attention.output.state_dict())
    theirs.linear1.load_state_dict(layer.feed_forward[0].state_dict())
    theirs.linear2.load_state_dict(layer.feed_forward[3].state_dict())
    theirs.norm1.load_state_dict(layer.attention_norm.state_dict())
    theirs.norm2.load_state_dict(layer.feed_forward_norm.state_dict())
    return theirs.eval()


@settings(max_examples=30, deadline=None)
@given(lengths, st.booleans(), st.booleans(), st.booleans())
def test_equals_the_layers_of_torch(counts, norm_first, padded, causal):
    model = build(norm_first=norm_first).eval()
    inputs, real = batch(counts)
    with torch.no_grad():
        for layer in model.layers:
            for norm in (layer.attention_norm, layer.feed_forward_norm):
                norm.weight.uniform_(0.5, 1.5)
                norm.bias.uniform_(-0.5, 0.5)
    expected = inputs
    future = torch.ones(inputs.shape[1], inputs.shape[1], dtype=torch.bool).triu(1) if causal else None
    for layer in model.layers:
        expected = copied(layer)(expected, src_mask=future, src_key_padding_mask=~real if padded else None)
    if norm_first:
        expected = nn.functional.layer_norm(expected, (8,))
    outputs = model(inputs, real if padded else None, causal=causal)
    close(outputs[real], expected[real])


def test_in_training_it_drops_as_the_layer_of_torch_does():
    layer = build(dropout=0.3).layers[0].train()
    theirs = copied(layer).train()
    theirs.dropout.p = theirs.dropout1.p = theirs.dropout2.p = theirs.self_attn.dropout = 0.3
    inputs, _ = batch([5, 5])
    torch.manual_seed(3)
    outputs = layer(inputs)
    torch.manual_seed(3)
    assert not torch.equal(outputs, layer.eval()(inputs))
    assert theirs(inputs).shape == outputs.shape
    assert not (outputs == 0).any()


@settings(max_examples=25, deadline=None)
@given(lengths, st.integers(0, 3), st.booleans(), st.booleans())
def test_padding_changes_no_word(counts, extra, norm_first, rotary):
    model = build(norm_first=norm_first, rotary=rotary).eval()
    inputs, mask = batch(counts, extra)
    outputs = model(inputs, mask)
    other = torch.where(mask.unsqueeze(-1), inputs, 7.0)
    close(model(other, mask)[mask], outputs[mask])
    close(mean_of_words(model(other, mask), mask), mean_of_words(outputs, mask))
    for row, count in enumerate(counts):
        close(model(inputs[row : row + 1, :count])[0], outputs[row, :count])


@settings(max_examples=25, deadline=None)
@given(lengths, st.integers(0, 3))
def test_the_classifier_does_not_read_padding(counts, extra):
    torch.manual_seed(1640)
    model = TransformerClassifier(9, 4, 8, 2, 2).double().eval()
    _, real = batch(counts, extra)
    tokens = torch.randint(1, 9, real.shape) * real
    logits = model(tokens)
    assert logits.shape == (len(counts), 4)
    for row, count in enumerate(counts):
        close(model(tokens[row : row + 1, :count])[0], logits[row])
    with torch.no_grad():
        model.embedding.weight[0] = 7.0
    close(model(tokens), logits)


def test_the_future_changes_nothing_before_it():
    model = build().eval()
    inputs, _ = batch([6])
    changed = inputs.clone()
    changed[:, 4] = torch.randn(8).double()
    same = (model(inputs, causal=True) == model(changed, causal=True)).all(dim=-1)
    assert same.tolist() == [[True, True, True, True, False, False]]


def test_names_of_the_parts():
    names = dict(build().named_modules())
    assert {"layers.0.attention.query", "layers.1.feed_forward.0", "layers.1.attention_norm", "norm"} <= set(names)
    assert isinstance(build(norm_first=False).norm, nn.Identity)
    assert EncoderLayer(8, 2).feed_forward[0].out_features == 32


def test_the_mean_ignores_nan_at_padding():
    vectors = torch.tensor([[[1.0, 2.0], [3.0, 6.0], [torch.nan, torch.inf]]])
    assert mean_of_words(vectors, torch.tensor([[True, True, False]])).tolist() == [[2.0, 4.0]]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"hidden_size": 0}, ValueError, "hidden_size must be at least 1, got 0"),
        ({"dropout": 1.0}, ValueError, "dropout must be at least 0 and below 1, got 1.0"),
        ({"norm_first": 1}, TypeError, "norm_first must be a bool, got int"),
        ({"num_heads": 3}, ValueError, "num_heads must divide embed_dim, got 3 and 8"),
        ({"num_layers": 0}, ValueError, "num_layers must be at least 1, got 0"),
    ],
)
def test_refuses_sizes(arguments, error, message):
    with pytest.raises(error, match=message):
        TransformerEncoder(**{"embed_dim": 8, "num_heads": 2, "num_layers": 1} | arguments)


@pytest.mark.parametrize(
    ("dropout", "error", "message"),
    [
        (1.5, ValueError, "^dropout must be at least 0 and below 1, got 1.5"),
        ("a", TypeError, "^dropout must be a float, got str"),
    ],
)
def test_the_classifier_names_a_wrong_dropout(dropout, error, message):
    with pytest.raises(error, match=message):
        TransformerClassifier(10, 2, dropout=dropout)


def test_refuses_batches():
    model = TransformerClassifier(9, 4, 8, 2, 1)
    with pytest.raises(ValueError, match="a real token in each row"):
        model(torch.tensor([[1, 2], [0, 0]]))
    with pytest.raises(ValueError, match="tokens must be from 0 to 8, got 9"):
        model(torch.tensor([[9]]))
    with pytest.raises(ValueError, match=r"mask must be \(B, L\) of bools"):
        mean_of_words(torch.zeros(2, 3, 4), torch.ones(2, 3))
    with pytest.raises(ValueError, match="the mean of nothing"):
        mean_of_words(torch.zeros(1, 3, 4), torch.zeros(1, 3, dtype=torch.bool))
    with pytest.raises(ValueError, match="padding_idx must be from 0 to 8"):
        TransformerClassifier(9, 4, 8, 2, padding_idx=9)
