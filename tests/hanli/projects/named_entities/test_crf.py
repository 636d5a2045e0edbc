"""The CRF: equal to brute force and to pytorch-crf in float32 and float64, and blind to the padding."""

from __future__ import annotations

import itertools

import pytest
import torch
import torchcrf
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from hanli.projects.named_entities import CRF

PRECISIONS = {torch.float32: 2e-4, torch.float64: 1e-10}
sizes = st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 4), st.integers(0, 9999))
dtypes = st.sampled_from(list(PRECISIONS))


def example(size: tuple[int, int, int, int], dtype: torch.dtype) -> tuple[CRF, Tensor, Tensor, Tensor]:
    """A CRF with large transitions, and a batch in which one sentence has the full length."""
    batch, steps, tags, seed = size
    generator = torch.Generator().manual_seed(seed)
    crf = CRF(tags).to(dtype)
    for parameter in crf.parameters():
        parameter.data = 2 * torch.randn(parameter.shape, generator=generator, dtype=dtype)
    emissions = 3 * torch.randn(batch, steps, tags, generator=generator, dtype=dtype)
    lengths = torch.randint(1, steps + 1, (batch,), generator=generator)
    lengths[0] = steps
    answer = torch.randint(tags, (batch, steps), generator=generator)
    return crf, emissions, answer, torch.arange(steps) < lengths[:, None]


def path_score(crf: CRF, emissions: Tensor, path: tuple[int, ...]) -> Tensor:
    """The score of a path of one sentence, term by term."""
    total = crf.start_transitions[path[0]] + crf.end_transitions[path[-1]]
    for step, tag in enumerate(path):
        total = total + emissions[step, tag]
    for last, tag in itertools.pairwise(path):
        total = total + crf.transitions[last, tag]
    return total


@settings(max_examples=60, deadline=None)
@given(sizes, dtypes)
def test_all_three_are_those_of_brute_force(size: tuple[int, int, int, int], dtype: torch.dtype) -> None:
    crf, emissions, answer, mask = example(size, dtype)
    tolerance = {"atol": PRECISIONS[dtype], "rtol": PRECISIONS[dtype]}
    with torch.no_grad():
        scores, sums = crf.score(emissions, answer, mask), crf.log_partition(emissions, mask)
        paths, best = crf.viterbi(emissions, mask)
        for row in range(len(emissions)):
            length = int(mask[row].sum())
            all_paths = list(itertools.product(range(size[2]), repeat=length))
            totals = torch.stack([path_score(crf, emissions[row], path) for path in all_paths])
            right = path_score(crf, emissions[row], tuple(answer[row, :length].tolist()))
            torch.testing.assert_close(scores[row], right, **tolerance)
            torch.testing.assert_close(sums[row], totals.logsumexp(0), **tolerance)
            torch.testing.assert_close(best[row], totals.max(), **tolerance)
            found = path_score(crf, emissions[row], tuple(paths[row, :length].tolist()))
            torch.testing.assert_close(found, totals.max(), **tolerance)
            assert not paths[row, length:].any()


@settings(max_examples=60, deadline=None)
@given(st.tuples(st.integers(1, 6), st.integers(1, 20), st.integers(1, 9), st.integers(0, 9999)), dtypes)
def test_loss_gradients_and_paths_are_those_of_pytorch_crf(size: tuple[int, int, int, int], dtype: torch.dtype) -> None:
    crf, emissions, answer, mask = example(size, dtype)
    theirs = torchcrf.CRF(size[2], batch_first=True).to(dtype)
    theirs.load_state_dict(crf.state_dict())
    loss, other = crf(emissions, answer, mask), -theirs(emissions, answer, mask, reduction="none")
    tolerance = {"atol": 10 * PRECISIONS[dtype], "rtol": 10 * PRECISIONS[dtype]}
    torch.testing.assert_close(loss, other, **tolerance)
    loss.sum().backward()
    other.sum().backward()
    for mine, parameter in zip(crf.parameters(), theirs.parameters(), strict=True):
        other = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad  # a step has no transition
        torch.testing.assert_close(mine.grad, other, **tolerance)
    paths, _ = crf.viterbi(emissions, mask)
    assert [path[real].tolist() for path, real in zip(paths, mask, strict=True)] == theirs.decode(emissions, mask)


@settings(max_examples=40, deadline=None)
@given(sizes)
def test_the_loss_is_not_negative_and_the_probabilities_add_up_to_1(size: tuple[int, int, int, int]) -> None:
    crf, emissions, answer, mask = example(size, torch.float64)
    with torch.no_grad():
        assert (crf(emissions, answer, mask) >= -1e-12).all()
        steps, tags = size[1:3]
        paths = torch.tensor(list(itertools.product(range(tags), repeat=steps)))
        alone = emissions[:1].expand(len(paths), -1, -1)
        total = (-crf(alone, paths, torch.ones_like(paths, dtype=torch.bool))).exp().sum()
    assert float(total) == pytest.approx(1)


@settings(max_examples=40, deadline=None)
@given(sizes)
def test_what_stands_in_the_padding_changes_nothing(size: tuple[int, int, int, int]) -> None:
    crf, emissions, answer, mask = example(size, torch.float64)
    other, ignored = emissions.masked_fill(~mask[:, :, None], 1e6), answer.masked_fill(~mask, -100)
    with torch.no_grad():
        assert torch.equal(crf(emissions, answer, mask), crf(other, ignored, mask))
        assert torch.equal(crf.viterbi(emissions, mask)[0], crf.viterbi(other, mask)[0])
        alone = [
            crf(e[None, real], t[None, real], real[None, real])
            for e, t, real in zip(emissions, answer, mask, strict=True)
        ]
    torch.testing.assert_close(crf(emissions, answer, mask), torch.cat(alone))


@pytest.mark.parametrize(
    ("shape", "mask", "message"),
    [
        ((2, 3, 5), [[1, 1, 1], [1, 0, 0]], r"must have the shapes \(B, T, 4\) and \(B, T\), got \(2, 3, 5\)"),
        ((1, 3, 4), [[1, 1]], r"got \(1, 3, 4\) and \(1, 2\)"),
        ((1, 3, 4), [[1, 0, 1]], "without a gap"),
        ((1, 3, 4), [[0, 0, 0]], "must be true from the first token"),
        ((1, 0, 4), [[]], "must be true from the first token"),
    ],
)
def test_shapes_and_masks_that_do_not_fit_are_refused(shape, mask, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        CRF(4).log_partition(torch.zeros(shape), torch.tensor(mask, dtype=torch.bool))


def test_a_mask_of_numbers_and_no_tags_are_refused() -> None:
    with pytest.raises(TypeError, match=r"mask must be boolean, true at tokens, got torch\.float32"):
        CRF(2).viterbi(torch.zeros(1, 2, 2), torch.ones(1, 2))
    with pytest.raises(ValueError, match="num_tags must be"):
        CRF(0)
