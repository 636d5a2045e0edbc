"""The tagger: a batch tags as its sentences alone, rules forbid what they should, and the loss counts tokens."""

from __future__ import annotations

import pytest
import torch

from hanli.projects.named_entities import Tagger, count_invalid, forbidden_transitions

TAGS = ("O", "B-LOC", "I-LOC", "B-PER", "I-PER")


def batch() -> tuple[tuple[torch.Tensor, torch.Tensor], torch.Tensor]:
    """Four sentences of 1 to 9 tokens."""
    torch.manual_seed(0)
    lengths = torch.tensor([9, 1, 4, 7])
    real = torch.arange(9) < lengths[:, None]
    tokens = torch.randint(1, 30, (4, 9)).masked_fill(~real, 0)
    return (tokens, lengths), torch.randint(5, (4, 9))


@pytest.mark.parametrize("method", ["crf", "softmax"])
@pytest.mark.parametrize("rules", [None, forbidden_transitions(TAGS)])
def test_a_batch_tags_as_its_sentences_alone(method, rules) -> None:  # type: ignore[no-untyped-def]
    (tokens, lengths), tags = batch()
    model = Tagger(30, 5, 8, 8, method=method).double().eval()
    outputs = model((tokens, lengths))
    together = model.decode(outputs, rules)
    assert [len(path) for path in together] == lengths.tolist()
    total, count = model.loss(outputs, tags)
    assert count == 21
    losses = 0.0
    for row, length in enumerate(lengths.tolist()):
        alone = model((tokens[row : row + 1, :length], lengths[row : row + 1]))
        assert model.decode(alone, rules) == [together[row]]
        losses += model.loss(alone, tags[row : row + 1, :length])[0].item()
    assert total.item() == pytest.approx(losses)


@pytest.mark.parametrize("method", ["crf", "softmax"])
def test_rules_leave_no_invalid_tag(method) -> None:  # type: ignore[no-untyped-def]
    model = Tagger(30, 5, 8, 8, method=method).eval()
    torch.manual_seed(1)
    outputs = torch.randn(200, 12, 5), torch.ones(200, 12, dtype=torch.bool)

    def invalid(paths: list[list[int]]) -> int:
        return sum(count_invalid([TAGS[tag] for tag in path]) for path in paths)

    assert invalid(model.decode(outputs)) > 100
    assert invalid(model.decode(outputs, forbidden_transitions(TAGS))) == 0
    first = model.decode(outputs)
    valid = [row for row, path in enumerate(first) if not invalid([path])]
    second = model.decode(outputs, forbidden_transitions(TAGS))
    assert valid and all(first[row] == second[row] for row in valid)


def test_the_rules_are_those_of_the_tags() -> None:
    rules = forbidden_transitions(TAGS) == 0
    assert rules.shape == (6, 5)
    assert rules[0].tolist() == [True, True, False, True, False]
    assert rules[1 + TAGS.index("I-LOC")].tolist() == [True, True, True, True, False]
    assert rules[1 + TAGS.index("B-PER")].tolist() == [True, True, False, True, True]


def test_another_method_is_refused() -> None:
    with pytest.raises(ValueError, match="method must be 'crf' or 'softmax', got 'hmm'"):
        Tagger(30, 5, method="hmm")  # type: ignore[arg-type]
