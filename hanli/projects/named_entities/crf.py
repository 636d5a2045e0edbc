"""A conditional random field over a chain of tags, for whole batches: the loss by the forward algorithm, the best path by Viterbi.

Source: <https://arxiv.org/abs/1508.01991>
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from hanli.models.arguments import check_count


class CRF(nn.Module):
    """Scores of the transitions between tags, which make the tags of a sentence one decision.

    The score of a path (one tag for each token) is the sum of its emissions, which a network gives for each token and
    tag, and of its transitions: from each tag to the next, to the first tag, and from the last. The softmax over all
    paths of a sentence is their probability. The names of the parameters are those of pytorch-crf.

    Args:
        num_tags: The number K of tags.

    Attributes:
        start_transitions: The score of each tag at the beginning, (K,).
        end_transitions: The score of each tag at the end, (K,).
        transitions: The score of the tag of the column after the tag of the row, (K, K).

    Shape:
        Emissions (B, T, K), tags (B, T) and mask (B, T). The mask is true at tokens and false at padding, which stands
        behind the tokens. What the emissions and the tags hold at the padding changes nothing.

    Raises:
        TypeError: `num_tags` is no int, or the mask is not boolean.
        ValueError: `num_tags` is below 1; or a shape does not fit, or the mask has a gap or a sentence without a token.
    """

    def __init__(self, num_tags: int) -> None:
        check_count("num_tags", num_tags)
        super().__init__()
        self.start_transitions = nn.Parameter(torch.empty(num_tags).uniform_(-0.1, 0.1))
        self.end_transitions = nn.Parameter(torch.empty(num_tags).uniform_(-0.1, 0.1))
        self.transitions = nn.Parameter(torch.empty(num_tags, num_tags).uniform_(-0.1, 0.1))

    def forward(self, emissions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """Compute the loss of each sentence, the negative logarithm of the probability of its path, (B,)."""
        return self.log_partition(emissions, mask) - self.score(emissions, tags, mask)

    def score(self, emissions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """Compute the score of one path for each sentence, (B, T, K), (B, T) and (B, T) to (B,)."""
        self._check(emissions, mask)
        tags = tags.masked_fill(~mask, 0)  # such as -100, which could not be an index
        chosen = emissions.gather(2, tags[:, :, None])[:, :, 0].masked_fill(~mask, 0)
        moves = self.transitions[tags[:, :-1], tags[:, 1:]].masked_fill(~mask[:, 1:], 0)
        last = tags.gather(1, mask.sum(1, keepdim=True) - 1)[:, 0]
        return chosen.sum(1) + moves.sum(1) + self.start_transitions[tags[:, 0]] + self.end_transitions[last]

    def log_partition(self, emissions: Tensor, mask: Tensor) -> Tensor:
        """Compute the logarithm of the sum of exp(score) over all paths by the forward algorithm, (B,)."""
        self._check(emissions, mask)
        total = self.start_transitions + emissions[:, 0]  # (B, K): all paths that end here in each tag
        for step in range(1, emissions.shape[1]):
            longer = (total[:, :, None] + self.transitions).logsumexp(1) + emissions[:, step]
            total = torch.where(mask[:, step, None], longer, total)
        return (total + self.end_transitions).logsumexp(1)

    @torch.no_grad()
    def viterbi(self, emissions: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Find the path with the highest score for each sentence.

        Args:
            emissions: Of a network, (B, T, K).
            mask: True at tokens, (B, T).

        Returns:
            The paths, (B, T), with 0 at the padding, and their scores, (B,).
        """
        self._check(emissions, mask)
        best = self.start_transitions + emissions[:, 0]  # (B, K): the best path that ends here in each tag
        origins = []
        for step in range(1, emissions.shape[1]):
            value, origin = (best[:, :, None] + self.transitions).max(1)  # from which tag it came
            best = torch.where(mask[:, step, None], value + emissions[:, step], best)
            stay = torch.arange(best.shape[1], device=best.device).expand_as(origin)
            origins.append(torch.where(mask[:, step, None], origin, stay))
        scores, tag = (best + self.end_transitions).max(1)
        path = [tag]
        for origin in reversed(origins):
            path.append(origin.gather(1, path[-1][:, None])[:, 0])
        return torch.stack(path[::-1], 1).masked_fill(~mask, 0), scores

    def _check(self, emissions: Tensor, mask: Tensor) -> None:
        """Refuse shapes that do not fit, and padding that does not stand behind the tokens."""
        if mask.dtype != torch.bool:
            raise TypeError(f"mask must be boolean, true at tokens, got {mask.dtype}")
        if emissions.ndim != 3 or emissions.shape[2] != len(self.transitions) or mask.shape != emissions.shape[:2]:
            raise ValueError(
                f"emissions and mask must have the shapes (B, T, {len(self.transitions)}) and (B, T), "
                f"got {tuple(emissions.shape)} and {tuple(mask.shape)}"
            )
        if mask.shape[1] == 0 or not mask[:, 0].all() or (mask[:, 1:] & ~mask[:, :-1]).any():
            raise ValueError("mask must be true from the first token of each sentence to its last, without a gap")
