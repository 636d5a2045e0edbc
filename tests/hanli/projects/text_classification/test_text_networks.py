"""Networks, batches and scores: padding changes nothing, scores are those of torchmetrics."""

from __future__ import annotations

import pytest
import torch
from torchmetrics.functional.classification import multiclass_f1_score

from hanli.projects.text_classification import (
    BagClassifier,
    TextBatches,
    accuracy,
    build_network,
    encode,
    macro_f1,
    pad,
)
from hanli.projects.text_classification.bpe import BPE, UNKNOWN
from hanli.projects.text_classification.network import MODELS
from hanli.projects.text_classification.service import Exportable


@pytest.mark.parametrize("name", MODELS)
def test_padding_and_other_texts_change_no_logit(name: str) -> None:
    torch.manual_seed(0)
    network = build_network(name, 50, 3, width=16).eval()
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    rows = [torch.randint(1, 50, (length,)) for length in (7, 3, 1)]
    alone = torch.cat([network(row.unsqueeze(0)) for row in rows])
    torch.testing.assert_close(network(pad(rows)), alone)
    torch.testing.assert_close(network(torch.nn.functional.pad(pad(rows), (0, 5))), alone)
    assert not torch.allclose(alone[0], alone[1])


@pytest.mark.parametrize("name", ["bag", "transformer"])
def test_what_is_exported_computes_the_same_and_takes_a_row_of_padding(name: str) -> None:
    network = build_network(name, 50, 3, width=16).eval()
    tokens = pad([torch.randint(1, 50, (length,)) for length in (7, 3)])
    with torch.no_grad():
        torch.testing.assert_close(Exportable(network)(tokens.float()), network(tokens))
        assert Exportable(network)(torch.full((1, 7), 0.5)).isfinite().all()


def test_a_bag_counts_each_token_once() -> None:
    bag = BagClassifier(5, 2)
    torch.nn.init.normal_(bag.weights.weight)
    torch.testing.assert_close(bag(torch.tensor([[3, 2, 3, 3]])), bag(torch.tensor([[2, 3, 0, 0]])))
    with pytest.raises(ValueError, match=r"^num_classes must be at least 1, got 0$"):
        BagClassifier(5, 0)
    with pytest.raises(ValueError, match=r"^name must be bag, lstm, transformer, got 'gru'$"):
        build_network("gru", 5, 2)


def test_batches_hold_every_text_once_with_its_label_and_hide_no_padding() -> None:
    rows = [[number] * (1 + number % 5) for number in range(2, 99)]
    batches = TextBatches(rows, torch.arange(2, 99), 8, shuffle=True)
    assert len(batches) == 13 == len(list(batches))
    seen = [
        (int(tokens[0]), int(label)) for batch, labels in batches for tokens, label in zip(batch, labels, strict=True)
    ]
    assert all(token == label for token, label in seen)
    assert sorted(label for _, label in seen) == list(range(2, 99))
    plain = next(iter(TextBatches(rows, torch.arange(97), 97)))[0]
    hidden = next(iter(TextBatches(rows, torch.arange(97), 97, hide=0.5)))[0]
    assert ((hidden == 0) == (plain == 0)).all()
    assert 0.3 < float((hidden == UNKNOWN).sum() / (plain != 0).sum()) < 0.7


def test_batches_refuse_empty_texts_and_missing_labels() -> None:
    with pytest.raises(ValueError, match=r"^rows must have at least one token each, got an empty one$"):
        TextBatches([[1], []], torch.zeros(2), 1)
    with pytest.raises(ValueError, match=r"^labels must be as many as rows, got 1 rows and 2 labels$"):
        TextBatches([[1]], torch.zeros(2), 1)
    assert encode(BPE(["a"], []), ["a", ""]) == [[2], [UNKNOWN]]


def test_the_scores_are_those_of_torchmetrics() -> None:
    generator = torch.Generator().manual_seed(0)
    for classes in (2, 5):
        guesses, labels = (torch.randint(classes, (200,), generator=generator) for _ in range(2))
        theirs = multiclass_f1_score(guesses, labels, num_classes=classes, average="macro")
        assert abs(macro_f1(guesses, labels, classes) - float(theirs)) < 1e-6
    assert macro_f1(torch.tensor([0, 0]), torch.tensor([0, 0]), 2) == 0.5
    assert accuracy(torch.tensor([0, 1]), torch.tensor([0, 0])) == 0.5
    with pytest.raises(ValueError, match=r"^guesses must be integers, got torch\.float32: take the argmax"):
        accuracy(torch.zeros(2), torch.zeros(2))
    with pytest.raises(ValueError, match=r"^guesses and labels must be \(N,\)"):
        accuracy(torch.zeros(2, dtype=torch.long), torch.zeros(3, dtype=torch.long))
