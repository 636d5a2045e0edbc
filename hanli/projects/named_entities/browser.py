"""Make what a page needs to find names: an ONNX file that gives the emissions, and the characters, the CRF and examples.

python -m hanli.projects.named_entities.browser
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from hanli.files import replace_atomically
from hanli.models import LSTMTagger
from hanli.projects.named_entities.crf import CRF
from hanli.projects.named_entities.trained import load_recognizer
from hanli.projects.named_entities.use import Recognizer
from hanli.projects.onnx_files import ExportableLSTM, write_onnx

EXAMPLES = (
    "孔明引兵出汉中",
    "韩立拜见孔明，说东吴必退。",
    "东吴先锋朱异，引兵迎敌。",
    "所患者惟司马懿一人而已。",
    "孔明尚忧陈仓不可轻进，先令人去哨探。",
)
"""Sentences of the page, and of the chapters for testing: one that is tagged as by the list, and two that are not."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m hanli.projects.named_entities.browser", description="Bring the tagger into the browser."
    )
    parser.add_argument("--out", type=Path, default=Path("overrides/assets/models"), help="(default: %(default)s)")
    given = parser.parse_args(arguments)
    try:
        recognizer = load_recognizer()
        given.out.mkdir(parents=True, exist_ok=True)
        model = WholeSentences(recognizer.model.network).eval()
        tokens = torch.ones(2, 3, dtype=torch.long)
        write_onnx(model, {"tokens": tokens}, {0: "N", 1: "T"}, ["emissions"], given.out / "entities.onnx")
        write_rest(recognizer, given.out / "entities.json")
    except (OSError, ModuleNotFoundError, ValueError) as error:
        parser.error(str(error))


class WholeSentences(nn.Module):
    """The network of a tagger for sentences of equal length, so that none is padded or packed.

    Args:
        network: The network of the tagger.
    """

    def __init__(self, network: LSTMTagger) -> None:
        super().__init__()
        self.embedding, self.lstm, self.head = network.embedding, ExportableLSTM(network.lstm), network.head

    def forward(self, tokens: Tensor) -> Tensor:
        """From tokens (N, T) to emissions (N, T, K)."""
        outputs, _ = self.lstm(self.embedding(tokens))
        emissions: Tensor = self.head(outputs)
        return emissions


def marginals(crf: CRF, emissions: Tensor) -> Tensor:
    """The probability of each tag at each token: the share of all paths, weighted, that go through it.

    It is the derivative of the logarithm of the partition sum by the emissions.

    Args:
        crf: The CRF.
        emissions: Of sentences of equal length, (N, T, K).

    Returns:
        The probabilities, (N, T, K), that add up to 1 at each token.

    Source: <https://arxiv.org/abs/1011.4088> (Sutton and McCallum, 2010)
    """
    emissions = emissions.detach().requires_grad_()
    total = crf.log_partition(emissions, torch.ones(emissions.shape[:2], dtype=torch.bool)).sum()
    (found,) = torch.autograd.grad(total, emissions)
    return found


def write_rest(recognizer: Recognizer, file: Path) -> None:
    """Write the characters, the tags, the scores of the CRF, and examples with the best path and its score.

    Args:
        recognizer: A recognizer with a CRF, whose tokens are single characters.
        file: Where to.

    Raises:
        ValueError: The recognizer has no CRF, or a token of several characters.
    """
    crf, tokens = recognizer.model.crf, recognizer.vocabulary.tokens
    if crf is None or any(len(token) != 1 for token in tokens):
        raise ValueError("recognizer must have a CRF and single characters as tokens")
    content: dict[str, Any] = {
        "characters": "".join(tokens),
        "tags": recognizer.tags,
        "start": crf.start_transitions.tolist(),
        "end": crf.end_transitions.tolist(),
        "transitions": crf.transitions.tolist(),
        "examples": [_example(recognizer, crf, text) for text in EXAMPLES],
    }
    with replace_atomically(file) as kept:
        kept.write((json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode())


@torch.no_grad()
def _example(recognizer: Recognizer, crf: CRF, text: str) -> dict[str, Any]:
    """A sentence with its best path."""
    emissions, mask = recognizer.model((recognizer.vocabulary.encode(text)[None], torch.tensor([len(text)])))
    paths, scores = crf.viterbi(emissions, mask)
    return {"text": text, "tags": [recognizer.tags[tag] for tag in paths[0]], "score": round(float(scores[0]), 4)}


if __name__ == "__main__":
    main()
