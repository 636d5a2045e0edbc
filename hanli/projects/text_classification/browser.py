"""Make what a page needs to classify texts: an ONNX file with the three networks, and the tokens with examples to compare with.

python -m hanli.projects.text_classification.browser
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from hanli.fetch import DamagedData, MissingData
from hanli.files import replace_atomically
from hanli.models.recurrent import LSTMClassifier
from hanli.projects.onnx_files import ExportableLSTM, write_onnx
from hanli.projects.text_classification.batches import LIMIT, encode
from hanli.projects.text_classification.bpe import BPE
from hanli.projects.text_classification.service import Exportable
from hanli.projects.text_classification.texts import DataSet, load_data
from hanli.projects.text_classification.trained import load_networks

EXAMPLES = (1, 758, 827, 61)
"""The numbers of the test mails that are shown: short ones, in which no private person is named."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m hanli.projects.text_classification.browser", description="Bring the networks into the browser."
    )
    parser.add_argument("--out", type=Path, default=Path("overrides/assets/models"), help="(default: %(default)s)")
    given = parser.parse_args(arguments)
    try:
        bpe, networks = load_networks()
        given.out.mkdir(parents=True, exist_ok=True)
        tokens = torch.ones(2, 3, dtype=torch.long)
        write_onnx(Together(networks), {"tokens": tokens}, {0: "N", 1: "T"}, list(networks), given.out / "mails.onnx")
        write_tokens(bpe, networks, load_data("mails"), given.out / "mails.json")
    except (OSError, ModuleNotFoundError, ValueError, MissingData, DamagedData) as error:
        parser.error(str(error))


class Together(nn.Module):
    """The networks side by side, for rows of tokens without padding, so that none need be packed or masked.

    Args:
        networks: The bag, the LSTM and the transformer by their names.
    """

    def __init__(self, networks: Mapping[str, nn.Module]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(
            ReadWhole(network) if isinstance(network, LSTMClassifier) else Exportable(network)
            for network in networks.values()
        )
        self.eval()

    def forward(self, tokens: Tensor) -> tuple[Tensor, ...]:
        """From tokens (N, T), none of them padding, to the logits (N, num_classes) of each network."""
        return tuple(network(tokens) for network in self.networks)


class ReadWhole(nn.Module):
    """An `LSTMClassifier` for rows that are all real tokens.

    Args:
        network: The classifier.
    """

    def __init__(self, network: LSTMClassifier) -> None:
        super().__init__()
        self.embedding, self.lstm, self.head = network.embedding, ExportableLSTM(network.lstm), network.head

    def forward(self, tokens: Tensor) -> Tensor:
        """From tokens (N, T) to logits (N, num_classes)."""
        _, final = self.lstm(self.embedding(tokens))
        logits: Tensor = self.head(final)
        return logits


@torch.no_grad()
def write_tokens(bpe: BPE, networks: Mapping[str, nn.Module], found: DataSet, file: Path) -> None:
    """Write the characters and merges, how many tokens are read, and examples with the logits of each network.

    Args:
        bpe: The tokens.
        networks: The networks by their names.
        found: The mails.
        file: Where to. A merge stands as its two tokens with a space between them, since no token holds one.
    """
    texts, labels = found.test
    examples: list[dict[str, Any]] = []
    for number in EXAMPLES:
        tokens = torch.tensor(encode(bpe, [texts[number]]))
        logits = {name: [round(one, 6) for one in network(tokens)[0].tolist()] for name, network in networks.items()}
        examples.append({"text": texts[number], "class": found.classes[labels[number]], "logits": logits})
    content = {
        "characters": "".join(bpe.characters),
        "merges": [" ".join(pair) for pair in bpe.merges],
        "limit": LIMIT,
        "examples": examples,
    }
    with replace_atomically(file) as kept:
        kept.write((json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode())


if __name__ == "__main__":
    main()
