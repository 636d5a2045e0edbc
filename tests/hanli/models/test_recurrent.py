"""The LSTM classifier and tagger: equal to torch's LSTM, blind to padding, and picky about what they are given."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from hanli.models import LSTMClassifier, LSTMTagger

VOCABULARY = 11
batches = st.lists(st.lists(st.integers(1, VOCABULARY - 1), min_size=1, max_size=6), min_size=1, max_size=4)
networks = st.sampled_from([LSTMClassifier, LSTMTagger])
options = st.fixed_dictionaries({"num_layers": st.integers(1, 2), "bidirectional": st.booleans()})


def build(kind: type[LSTMClassifier] | type[LSTMTagger], **settings: object) -> LSTMClassifier | LSTMTagger:
    torch.manual_seed(1640)
    return kind(VOCABULARY, 3, 4, 5, **settings).double().eval()  # type: ignore[arg-type]


def pad(samples: list[list[int]], extra: int = 0, token: int = 0) -> tuple[Tensor, Tensor]:
    width = max(map(len, samples)) + extra
    rows = [sample + [token] * (width - len(sample)) for sample in samples]
    return torch.tensor(rows), torch.tensor([len(sample) for sample in samples])


@settings(max_examples=25, deadline=None)
@given(samples=batches, kind=networks, chosen=options)
def test_a_batch_equals_its_samples_read_one_by_one(samples, kind, chosen):
    model = build(kind, **chosen)
    batch = model(*pad(samples))
    for row, sample in zip(batch, samples, strict=True):
        alone = model(*pad([sample]))[0]
        real = row if kind is LSTMClassifier else row[: len(sample)]
        torch.testing.assert_close(real, alone, rtol=0, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(
    samples=batches,
    kind=networks,
    chosen=options,
    extra=st.integers(0, 3),
    token=st.integers(0, VOCABULARY - 1),
)
def test_the_padding_changes_no_real_step(samples, kind, chosen, extra, token):
    model = build(kind, **chosen)
    plain, changed = model(*pad(samples)), model(*pad(samples, extra, token))
    if kind is LSTMClassifier:
        torch.testing.assert_close(changed, plain, rtol=0, atol=1e-12)
        return
    assert changed.shape == (len(samples), plain.shape[1] + extra, 3)
    for row, other, sample in zip(plain, changed, samples, strict=True):
        torch.testing.assert_close(other[: len(sample)], row[: len(sample)], rtol=0, atol=1e-12)


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("num_layers", [1, 2])
def test_without_padding_it_is_torchs_own_lstm(num_layers, bidirectional):
    tokens, lengths = pad([[3, 8, 1], [2, 7, 5]])
    classifier = build(LSTMClassifier, num_layers=num_layers, bidirectional=bidirectional)
    tagger = build(LSTMTagger, num_layers=num_layers, bidirectional=bidirectional)
    for model in (classifier, tagger):
        outputs, (final, _) = model.lstm(model.embedding(tokens))
        top = torch.cat([final[-2], final[-1]], dim=1) if bidirectional else final[-1]
        expected = model.head(top if model is classifier else outputs)
        torch.testing.assert_close(model(tokens, lengths), expected, rtol=0, atol=1e-12)


def by_hand(model: LSTMClassifier | LSTMTagger, sample: list[int], each_step: bool) -> Tensor:
    """The logits of one sample, from an embedding, an LSTM and a linear layer of torch's own with the same weights."""
    layers, directions = model.lstm.num_layers, 1 + model.lstm.bidirectional
    lstm = nn.LSTM(4, 5, layers, bidirectional=directions == 2)
    reference = nn.ModuleDict(
        {"embedding": nn.Embedding(VOCABULARY, 4), "lstm": lstm, "head": nn.Linear(5 * directions, 3)}
    ).double()
    reference.load_state_dict(model.state_dict())
    outputs, _ = reference["lstm"](reference["embedding"](torch.tensor(sample)))  # (T, D * H)
    last = torch.cat([outputs[-1, :5], outputs[0, 5:]])  # where each direction ends; the second is empty without one
    return torch.as_tensor(reference["head"](outputs if each_step else last))


@settings(max_examples=25, deadline=None)
@given(samples=batches, kind=networks, chosen=options)
def test_it_is_an_lstm_and_a_linear_layer_of_torch_put_together_by_hand(samples, kind, chosen):
    model = build(kind, **chosen)
    for row, sample in zip(model(*pad(samples)), samples, strict=True):
        expected = by_hand(model, sample, each_step=kind is LSTMTagger)
        real = row[: len(sample)] if kind is LSTMTagger else row
        torch.testing.assert_close(real, expected, rtol=0, atol=1e-12)


def test_the_vector_of_the_padding_is_zero_and_gets_no_gradient():
    model = LSTMTagger(VOCABULARY, 3, padding_idx=2)
    logits = model(torch.tensor([[2, 1, 2]]), torch.tensor([3]))
    logits.sum().backward()
    assert model.embedding.weight[2].eq(0).all()
    assert model.embedding.weight.grad is not None
    assert model.embedding.weight.grad[2].eq(0).all()
    assert model.embedding.weight.grad[1].ne(0).any()


@pytest.mark.parametrize("kind", [LSTMClassifier, LSTMTagger])
def test_dropout_works_with_one_layer_and_warns_of_nothing(kind, recwarn):
    model = kind(VOCABULARY, 3, dropout=0.5)
    tokens, lengths = pad([[3, 8, 1], [2]])
    assert not torch.equal(model(tokens, lengths), model(tokens, lengths))
    model.eval()
    torch.testing.assert_close(model(tokens, lengths), model(tokens, lengths), rtol=0, atol=0)
    assert not recwarn.list
    assert kind(VOCABULARY, 3, num_layers=2, dropout=0.5).lstm.dropout == 0.5


def test_a_classifier_learns_which_token_comes_first():
    torch.manual_seed(1640)
    model = LSTMClassifier(VOCABULARY, 2, 8, 8)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    tokens, lengths = pad([[1, 3, 5, 7], [2, 4], [1, 8, 3], [2, 5, 9, 3, 4]])
    labels = torch.tensor([0, 1, 0, 1])
    for _ in range(60):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(tokens, lengths), labels)
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.05


@pytest.mark.parametrize("kind", [LSTMClassifier, LSTMTagger])
@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (lambda k: k(0, 3), ValueError, "vocabulary_size must be at least 1, got 0"),
        (lambda k: k(9, 2.0), TypeError, r"num_(classes|tags) must be an int, got float"),
        (lambda k: k(9, 3, 0), ValueError, "embedding_size must be at least 1, got 0"),
        (lambda k: k(9, 3, 4, -1), ValueError, "hidden_size must be at least 1, got -1"),
        (lambda k: k(9, 3, num_layers=True), TypeError, "num_layers must be an int, got bool"),
        (lambda k: k(9, 3, bidirectional=1), TypeError, "bidirectional must be a bool, got int"),
        (lambda k: k(9, 3, dropout="a"), TypeError, "dropout must be a float, got str"),
        (lambda k: k(9, 3, dropout=1), ValueError, "dropout must be at least 0 and below 1, got 1"),
        (lambda k: k(9, 3, padding_idx=9), ValueError, "padding_idx must be from 0 to 8, got 9"),
        (lambda k: k(9, 3, padding_idx=None), TypeError, "padding_idx must be an int, got NoneType"),
    ],
)
def test_a_network_that_cannot_be_is_refused_by_name(
    kind: type, wrong: Callable[[type], object], error: type[Exception], message: str
):
    with pytest.raises(error, match=message):
        wrong(kind)


@pytest.mark.parametrize("kind", [LSTMClassifier, LSTMTagger])
@pytest.mark.parametrize(
    ("tokens", "lengths", "error", "message"),
    [
        ([[1, 2]], torch.tensor([2]), TypeError, "tokens must be a tensor, got list"),
        (torch.ones(1, 2), torch.tensor([2]), TypeError, "tokens must be int64 or int32, got torch.float32"),
        (torch.ones(2).long(), torch.tensor([2]), ValueError, r"shape \(B, T\), neither of them 0, got \(2,\)"),
        (torch.ones(1, 0).long(), torch.tensor([2]), ValueError, r"neither of them 0, got \(1, 0\)"),
        (torch.ones(1, 2).long(), [2], TypeError, "lengths must be a tensor, got list"),
        (torch.ones(1, 2).long(), torch.tensor([2.0]), TypeError, "lengths must be int64 or int32"),
        (torch.ones(1, 2).long(), torch.tensor([2, 1]), ValueError, r"shape \(1,\), as tokens has 1 rows, got \(2,\)"),
        (torch.ones(1, 2).long(), torch.tensor([0]), ValueError, "lengths must be from 1 to 2, got 0"),
        (torch.ones(1, 2).long(), torch.tensor([3]), ValueError, "lengths must be from 1 to 2, got 3"),
        (torch.tensor([[1, 9]]), torch.tensor([2]), ValueError, "tokens must be from 0 to 8, got 9"),
        (torch.tensor([[1, -1]]), torch.tensor([2]), ValueError, "tokens must be from 0 to 8, got -1"),
    ],
)
def test_a_batch_that_cannot_be_is_refused_by_name(
    kind: type, tokens: Tensor, lengths: Tensor, error: type[Exception], message: str
):
    with pytest.raises(error, match=message):
        kind(9, 3)(tokens, lengths)
