"""Baselines that count: how often a character follows the one or two before it."""

from __future__ import annotations

import math
from collections import Counter

import torch
from torch import Tensor, nn

from hanli.projects.text_generation.corpus import END, PADDING, Vocabulary


class NGrams:
    """Predict a character from the up to two tokens before it, by counts of the training texts.

    The probability is a mixture: `weights[0]` of it is spread evenly over all characters, `weights[1]` goes by how common a character
    is, `weights[2]` by what follows the token before, and `weights[3]`, if there is one, by what follows the two before. Where the
    tokens before were never seen, their share goes to the shorter ones.

    Args:
        texts: Training texts (N, L).
        vocabulary: That of the texts. Line breaks are read but not predicted: the form is given to the baseline.

    Source: <https://web.stanford.edu/~jurafsky/slp3/3.pdf>
    """

    def __init__(self, texts: Tensor, vocabulary: Vocabulary) -> None:
        self.characters = len(vocabulary.characters) - ("\n" in vocabulary.tokens)
        self.line_break = vocabulary.tokens.get("\n", -1)
        self.counts: list[Counter[tuple[int, ...]]] = [Counter(), Counter(), Counter()]
        self.totals: list[Counter[tuple[int, ...]]] = [Counter(), Counter(), Counter()]
        for context, token in self._positions(texts):
            for order in range(3):
                before = context[2 - order :]
                self.counts[order][(*before, token)] += 1
                self.totals[order][before] += 1

    def _positions(self, texts: Tensor) -> list[tuple[tuple[int, int], int]]:
        """Each character with the two tokens before it; in front of a text stands padding."""
        found = []
        for row in texts.tolist():
            padded = [PADDING, *row]
            for at in range(2, len(padded)):
                if padded[at] not in (PADDING, END, self.line_break):
                    found.append(((padded[at - 2], padded[at - 1]), padded[at]))
        return found

    def loss(self, texts: Tensor, weights: tuple[float, ...]) -> float:
        """The mean negative log probability of the characters of texts (N, L), in nats.

        Raises:
            ValueError: The weights do not sum to 1, or there are more than four.
        """
        if not 1 <= len(weights) <= 4 or not math.isclose(sum(weights), 1, abs_tol=1e-9):
            raise ValueError(f"weights must be one to four numbers that sum to 1, got {weights}")
        losses = []
        for context, token in self._positions(texts):
            probability = 1 / self.characters
            mixed = weights[0]
            for order, weight in enumerate(weights[1:]):
                before = context[2 - order :]
                mixed += weight
                if total := self.totals[order][before]:
                    seen = self.counts[order][(*before, token)] / total
                    share = weight / mixed if mixed else 0.0
                    probability = (1 - share) * probability + share * seen
            losses.append(-math.log(probability))
        return sum(losses) / len(losses)


def tune(ngrams: NGrams, texts: Tensor, order: int) -> tuple[float, ...]:
    """The mixture of up to `order` tokens (1 to 3) with the lowest loss on validation texts, of a few that are tried."""
    steps: dict[int, list[tuple[float, ...]]] = {
        1: [()],
        2: [(0.2,), (0.35,), (0.5,), (0.65,)],
        3: [(a, b) for a in (0.2, 0.35, 0.5) for b in (0.05, 0.1, 0.2)],
    }
    tried = [(0.02, 0.98 - sum(rest), *rest) for rest in steps[order]]
    return min(tried, key=lambda weights: ngrams.loss(texts, weights))


@torch.no_grad()
def character_loss(model: nn.Module, texts: Tensor, vocabulary: Vocabulary, batch_size: int = 256) -> float:
    """The mean cross-entropy of a network on the characters of texts (N, L), in nats, line breaks and ends left out.

    What the network gives to line breaks and ends counts against it, while `NGrams` is told where they stand.
    """
    total, count = 0.0, 0
    for start in range(0, len(texts), batch_size):
        rows = texts[start : start + batch_size]
        targets = rows[:, 1:].clone()
        targets[(targets == END) | (targets == vocabulary.tokens.get("\n", -1))] = PADDING
        logits = model(rows[:, :-1])
        losses = nn.functional.cross_entropy(
            logits.flatten(0, 1), targets.flatten(), ignore_index=PADDING, reduction="sum"
        )
        total += float(losses)
        count += int((targets != PADDING).sum())
    return total / count
