"""The counting baselines, against probabilities computed by hand; and the network's loss on the same characters."""

from __future__ import annotations

import math

import pytest
import torch

from hanli.projects.text_generation import GPT, NGrams, Vocabulary, character_loss, load_corpus, tune
from hanli.projects.text_generation.corpus import END, to_rows

VOCABULARY = Vocabulary("\nab")


def test_the_losses_are_those_computed_by_hand() -> None:
    training, text = to_rows(["ab", "aa"], VOCABULARY, END), to_rows(["ab"], VOCABULARY, END)
    ngrams = NGrams(training, VOCABULARY)
    assert ngrams.loss(text, (1.0,)) == pytest.approx(math.log(2))
    assert ngrams.loss(text, (0.0, 1.0)) == pytest.approx(-(math.log(3 / 4) + math.log(1 / 4)) / 2)
    mixed = [0.5 * 3 / 4 + 0.5 * 2 / 2, 0.5 * 1 / 4 + 0.5 * 1 / 2]  # after the beginning, after a
    assert ngrams.loss(text, (0.0, 0.5, 0.5)) == pytest.approx(-sum(map(math.log, mixed)) / 2)


def test_line_breaks_are_read_but_not_predicted() -> None:
    ngrams = NGrams(to_rows(["a\nb", "b\nb"], VOCABULARY, END), VOCABULARY)
    assert ngrams.loss(to_rows(["a\nb"], VOCABULARY, END), (0.0, 0.01, 0.99)) < 0.7
    assert sum(ngrams.totals[1].values()) == 4


def test_weights_that_are_no_mixture_are_refused() -> None:
    ngrams = NGrams(to_rows(["ab"], VOCABULARY), VOCABULARY)
    for weights in ((), (0.5,), (0.2,) * 5):
        with pytest.raises(ValueError, match=r"^weights must be one to four numbers that sum to 1, got "):
            ngrams.loss(to_rows(["ab"], VOCABULARY), weights)


def test_each_order_is_better_than_the_one_before_on_poems() -> None:
    corpus = load_corpus("five")
    ngrams = NGrams(corpus.training, corpus.vocabulary)
    losses = [ngrams.loss(corpus.test, tune(ngrams, corpus.validation, order)) for order in (1, 2, 3)]
    assert losses[0] < math.log(ngrams.characters) - 1
    assert losses[2] < losses[1] < losses[0] - 0.4


def test_the_network_is_measured_on_characters_only() -> None:
    torch.manual_seed(0)
    model = GPT(len(VOCABULARY), embed_dim=8, num_heads=2).eval()
    texts = to_rows(["a\nb", "ba"], VOCABULARY, END)
    expected = []
    for row in texts:
        logits = model(row[None, :-1])[0].log_softmax(-1).detach()
        expected += [float(-logits[at, token]) for at, token in enumerate(row[1:]) if int(token) > 4]
    assert len(expected) == 4
    assert character_loss(model, texts, VOCABULARY, batch_size=1) == pytest.approx(sum(expected) / 4, rel=1e-5)
