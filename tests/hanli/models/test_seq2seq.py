"""Seq2seq: attention beside torch's own, shapes, padding that changes nothing, and greedy decoding beside one step at a time."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from hanli.models import Seq2Seq, attend

PAD, BEGIN, END = 0, 1, 2


def model(attention: bool = True, width: int = 8) -> Seq2Seq:
    torch.manual_seed(0)
    return Seq2Seq(11, 7, width=width, embedding=5, attention=attention).double()


def sources(lengths: list[int], width: int | None = None) -> Tensor:
    torch.manual_seed(1)
    rows = torch.full((len(lengths), width or max(lengths)), PAD)
    for row, length in enumerate(lengths):
        rows[row, :length] = torch.randint(1, 11, (length,))
    return rows


SIZES = st.lists(st.integers(1, 6), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None)
@given(SIZES, st.integers(1, 4), st.integers(1, 6))
def test_attend_is_the_attention_of_torch(lengths: list[int], steps: int, width: int) -> None:
    torch.manual_seed(2)
    queries = torch.randn(len(lengths), steps, width, dtype=torch.float64)
    keys = torch.randn(len(lengths), max(lengths), width, dtype=torch.float64)
    mask = torch.arange(max(lengths)) < torch.tensor(lengths).unsqueeze(1)
    context, weights = attend(queries, keys, mask)
    expected = nn.functional.scaled_dot_product_attention(queries, keys, keys, attn_mask=mask.unsqueeze(1), scale=1.0)
    torch.testing.assert_close(context, expected)
    torch.testing.assert_close(weights.sum(-1), torch.ones(len(lengths), steps, dtype=torch.float64))
    assert (weights.masked_select(~mask.unsqueeze(1)) == 0).all()


@settings(max_examples=15, deadline=None)
@given(SIZES, st.integers(1, 4), st.integers(0, 3), st.booleans())
def test_shapes_and_padding_that_changes_nothing(lengths: list[int], steps: int, extra: int, attention: bool) -> None:
    net = model(attention)
    inputs = torch.randint(1, 7, (len(lengths), steps))
    logits = net(sources(lengths), inputs)
    assert logits.shape == (len(lengths), steps, 7)
    torch.testing.assert_close(net(sources(lengths, max(lengths) + extra), inputs), logits)


def by_hand(weights: dict[str, Tensor], source: Tensor, inputs: Tensor, attention: bool) -> Tensor:
    """The logits of one source without padding, from layers of torch's own and the formulas of the paper."""
    parts: dict[str, nn.Module] = {
        "source_embedding": nn.Embedding(11, 5),
        "target_embedding": nn.Embedding(7, 5),
        "encoder": nn.GRU(5, 4, bidirectional=True),
        "decoder": nn.GRU(5, 8),
        "head": nn.Linear(8, 7),
    }
    if attention:
        parts["combine"] = nn.Linear(16, 8)
    reference = nn.ModuleDict(parts).double()
    reference.load_state_dict(weights)
    keys, _ = reference["encoder"](reference["source_embedding"](source))  # (S, H)
    start = torch.cat([keys[-1, :4], keys[0, 4:]]).unsqueeze(0)  # where each direction ends
    states, _ = reference["decoder"](reference["target_embedding"](inputs), start)  # (T, H)
    if attention:
        shares = torch.einsum("th,sh->ts", states, keys).exp()
        context = torch.einsum("ts,sh->th", shares, keys) / shares.sum(dim=1, keepdim=True)
        states = torch.tanh(reference["combine"](torch.cat([context, states], dim=1)))
    return torch.as_tensor(reference["head"](states))


@settings(max_examples=15, deadline=None)
@given(SIZES, st.integers(1, 4), st.booleans())
def test_it_is_two_grus_of_torch_and_attention_by_hand(lengths: list[int], steps: int, attention: bool) -> None:
    net, rows = model(attention), sources(lengths)
    inputs = torch.randint(1, 7, (len(lengths), steps))
    for logits, row, length, given_inputs in zip(net(rows, inputs), rows, lengths, inputs, strict=True):
        torch.testing.assert_close(logits, by_hand(net.state_dict(), row[:length], given_inputs, attention))


@pytest.mark.parametrize("attention", [True, False])
def test_a_batch_is_its_rows(attention: bool) -> None:
    net, lengths = model(attention), [4, 2, 5]
    inputs = torch.randint(1, 7, (3, 3))
    together = net(sources(lengths), inputs)
    for row, length in enumerate(lengths):
        torch.testing.assert_close(
            net(sources(lengths)[row : row + 1, :length], inputs[row : row + 1])[0], together[row]
        )


def test_the_decoder_does_not_see_later_inputs() -> None:
    net, changed = model(), torch.tensor([[1, 3, 4, 5]])
    before = net(sources([3]), changed)
    changed[0, 2:] = 6
    after = net(sources([3]), changed)
    torch.testing.assert_close(after[:, :2], before[:, :2])
    assert not torch.allclose(after[:, 2:], before[:, 2:])


def test_without_attention_only_the_final_state_counts() -> None:
    net, inputs = model(attention=False), torch.tensor([[1, 3]])
    encoded = net.encode(sources([4]))
    logits, _, weights = net.decode(inputs, encoded.state, encoded)
    assert weights is None
    elsewhere = encoded._replace(outputs=torch.zeros_like(encoded.outputs))
    torch.testing.assert_close(net.decode(inputs, encoded.state, elsewhere)[0], logits)


@pytest.mark.parametrize("attention", [True, False])
def test_greedy_writes_what_teacher_forcing_predicts(attention: bool) -> None:
    net, given_sources = model(attention), sources([4, 2, 5])
    written, weights = net.greedy(given_sources, begin=BEGIN, end=END, limit=6)
    inputs = torch.cat([torch.full((3, 1), BEGIN), written[:, :-1]], dim=1)
    predicted = net(given_sources, inputs).argmax(-1)
    for row in range(3):
        ends = (written[row] == END).nonzero().flatten().tolist()
        upto = ends[0] + 1 if ends else written.shape[1]
        assert written[row, :upto].tolist() == predicted[row, :upto].tolist()
        assert (written[row, upto:] == PAD).all()
    assert (weights is None) != attention
    if weights is not None:
        assert weights.shape == (3, written.shape[1], 5)


def test_greedy_stops_when_every_row_has_ended() -> None:
    net = model()
    with torch.no_grad():
        net.head.weight.zero_()
        net.head.bias.copy_(nn.functional.one_hot(torch.tensor(END), 7))
    written, _ = net.greedy(sources([4, 2]), begin=BEGIN, end=END, limit=9)
    assert written.tolist() == [[END], [END]]


def test_a_row_that_has_ended_is_padded_while_others_go_on() -> None:
    for seed in range(100):
        torch.manual_seed(seed)
        net = Seq2Seq(11, 7, width=8, embedding=5).double()
        with torch.no_grad():
            net.head.weight.mul_(20)
        free, _ = net.greedy(sources([4, 2]), begin=BEGIN, end=-1, limit=6)
        end = int(free[0, 1])
        if end != PAD and end not in free[1].tolist():
            break
    written, _ = net.greedy(sources([4, 2]), begin=BEGIN, end=end, limit=6)
    at = free[0].tolist().index(end) + 1
    assert written[0].tolist() == free[0, :at].tolist() + [PAD] * (6 - at)
    assert written[1].tolist() == free[1].tolist()


def test_padding_in_the_embeddings_gets_no_gradient() -> None:
    net = model()
    net(sources([4, 2]), torch.tensor([[1, 3], [1, 0]])).sum().backward()
    for embedding in (net.source_embedding, net.target_embedding):
        assert embedding.weight.grad is not None
        assert (embedding.weight.grad[PAD] == 0).all()


FLOATS, ONES = torch.rand(2, 3), torch.ones(2, 2, dtype=torch.int64)
QUERIES, KEYS = torch.rand(2, 3, 4), torch.rand(2, 5, 4)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Seq2Seq(0, 7), ValueError, "source_size must be at least 1, got 0"),
        (lambda: Seq2Seq(11, 7.0), TypeError, "target_size must be an int, got float"),
        (lambda: Seq2Seq(11, 7, width=0), ValueError, "width must be at least 1, got 0"),
        (lambda: Seq2Seq(11, 7, width=7), ValueError, "width must be even, got 7"),
        (lambda: Seq2Seq(11, 7, embedding=True), TypeError, "embedding must be an int, got bool"),
        (lambda: Seq2Seq(11, 7, attention=1), TypeError, "attention must be a bool, got int"),
        (lambda: Seq2Seq(11, 7, padding_index=7), ValueError, "padding_index must be from 0 to 6, got 7"),
        (lambda: Seq2Seq(11, 7, padding_index=None), TypeError, "padding_index must be an int, got NoneType"),
        (lambda: model().encode([[3]]), TypeError, "sources must be a tensor, got list"),
        (lambda: model().encode(FLOATS), TypeError, "sources must be int64 or int32, got torch.float32"),
        (lambda: model().encode(ONES[0]), ValueError, r"sources must have the shape \(B, T\), neither of them 0, got \(2,\)"),
        (lambda: model().encode(11 * ONES), ValueError, "sources must be from 0 to 10, got 11"),
        (lambda: model().encode(torch.tensor([[0, 3]])), ValueError, "sources must have the padding, 0, at the end of a row only"),
        (lambda: model().encode(torch.tensor([[3, 0, 4]])), ValueError, "sources must have the padding, 0, at the end of a row only"),
        (lambda: model()(sources([3]), FLOATS), TypeError, "inputs must be int64 or int32, got torch.float32"),
        (lambda: model()(sources([3]), -ONES[:1]), ValueError, "inputs must be from 0 to 6, got -1"),
        (lambda: model()(sources([3]), ONES), ValueError, r"inputs must have 1 rows, as sources \(1, 3\), got \(2, 2\)"),
        (lambda: model().greedy(sources([3]), begin=1, end=2, limit=0), ValueError, "limit must be at least 1, got 0"),
        (lambda: model().greedy(sources([3]), begin=7, end=2, limit=1), ValueError, "begin must be from 0 to 6, got 7"),
        (lambda: attend(FLOATS, FLOATS, FLOATS > 2), ValueError, r"queries and keys must have the shapes .*, got \(2, 3\) and \(2, 3\)"),
        (lambda: attend(QUERIES, KEYS, torch.ones(2, 5)), TypeError, "mask must be bool, got torch.float32"),
        (lambda: attend(QUERIES, KEYS, torch.ones(2, 3) > 0), ValueError, r"mask must have the shape \(2, 5\), .* got \(2, 3\)"),
        (lambda: attend(QUERIES, KEYS, torch.ones(2, 5) > 1), ValueError, "mask must have a True in each row"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_by_name(call, error: type[Exception], message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=message):
        call()
