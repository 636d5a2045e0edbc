"""The tagger: a bidirectional LSTM that scores the tags of each token, and a CRF or a softmax that chooses among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn

from hanli.models import LSTMTagger
from hanli.projects.named_entities.crf import CRF

Batch = tuple[Tensor, Tensor]
"""Tokens (B, T), padded with 0, and lengths (B,)."""

Emissions = tuple[Tensor, Tensor]
"""Emissions (B, T, K), and a mask (B, T) that is true at tokens."""

IGNORED = -100
FORBIDDEN = -1e4


class Tagger(nn.Module):
    """A bidirectional LSTM over characters or words, and what turns its emissions into tags.

    Args:
        vocabulary_size: The number of tokens, with 0 for the padding.
        num_tags: The number K of tags.
        embedding_size: The length of the vector of a token.
        hidden_size: The length of the hidden state of one direction.
        dropout: After the embedding and before the last layer.
        method: `"crf"` trains transitions between tags; `"softmax"` decides each tag by itself.

    Shape:
        Tokens (B, T) and lengths (B,), as a pair, to emissions (B, T, K) and a mask (B, T), as a pair.

    Raises:
        TypeError: As for `hanli.models.LSTMTagger`.
        ValueError: As for `hanli.models.LSTMTagger`; or `method` is another word.
    """

    def __init__(
        self,
        vocabulary_size: int,
        num_tags: int,
        embedding_size: int = 48,
        hidden_size: int = 64,
        *,
        dropout: float = 0.3,
        method: Literal["crf", "softmax"] = "crf",
    ) -> None:
        if method not in ("crf", "softmax"):
            raise ValueError(f"method must be 'crf' or 'softmax', got {method!r}")
        super().__init__()
        self.network = LSTMTagger(vocabulary_size, num_tags, embedding_size, hidden_size, dropout=dropout)
        self.crf = CRF(num_tags) if method == "crf" else None

    def forward(self, batch: Batch) -> Emissions:
        """Compute the emissions."""
        tokens, lengths = batch
        mask = torch.arange(tokens.shape[1], device=tokens.device) < lengths.to(tokens.device)[:, None]
        return self.network(tokens, lengths), mask

    def loss(self, outputs: Emissions, tags: Tensor) -> tuple[Tensor, Tensor]:
        """Add up the losses of a batch, and count its tokens, which the sum is to be divided by.

        Args:
            outputs: What `forward` returned.
            tags: The right tags (B, T), anything at the padding.

        Returns:
            The sum, (), and the number of tokens, (): the pair that `hanli.train.fit` accepts.
        """
        emissions, mask = outputs
        if self.crf is not None:
            return self.crf(emissions, tags, mask).sum(), mask.sum()
        return nn.functional.cross_entropy(emissions[mask], tags[mask], reduction="sum"), mask.sum()

    @torch.no_grad()
    def decode(self, outputs: Emissions, rules: Tensor | None = None) -> list[list[int]]:
        """Choose the tags of each sentence of a batch.

        Args:
            outputs: What `forward` returned.
            rules: Added to the transitions, (K + 1, K), as `forbidden_transitions` returns them. With them a tagger
                without a CRF also looks for the best path, with transitions of 0.

        Returns:
            A list of tags for each sentence, as long as the sentence.
        """
        emissions, mask = outputs
        if self.crf is None and rules is None:
            paths = emissions.argmax(2)
        else:
            paths = self._search(rules).to(emissions).viterbi(emissions, mask)[0]
        return [path[real].tolist() for path, real in zip(paths.cpu(), mask.cpu(), strict=True)]

    def _search(self, rules: Tensor | None) -> CRF:
        """The CRF that decodes: the trained one, or one of zeros, with the rules added."""
        if rules is None and self.crf is not None:
            return self.crf
        found = CRF(rules.shape[1] if rules is not None else self.network.head.out_features)
        for name, parameter in found.named_parameters():
            parameter.copy_(self.crf.get_parameter(name) if self.crf is not None else torch.zeros_like(parameter))
        if rules is not None:
            found.start_transitions.add_(rules[0])
            found.transitions.add_(rules[1:])
        return found


def forbidden_transitions(tags: Sequence[str]) -> Tensor:
    """Score the moves between tags: 0 where they are valid, and -10,000 to an `I-` that continues nothing.

    Args:
        tags: The names of the tags, in the order of their numbers.

    Returns:
        A row for the beginning of a sentence and one for each tag before, a column for each tag after, (K + 1, K).
    """
    before = ["O", *tags]
    rows = [[tag.startswith("I-") and last not in (tag, f"B-{tag[2:]}") for tag in tags] for last in before]
    return torch.tensor(rows) * FORBIDDEN
