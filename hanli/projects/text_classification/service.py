"""From a trained network to a bundle with its tokens, and to a service that is asked with text.

Source: <https://fastapi.tiangolo.com/tutorial/testing/>
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from hanli.export import save_bundle
from hanli.files import replace_atomically
from hanli.models.encoder import TransformerClassifier
from hanli.projects.text_classification.batches import encode
from hanli.projects.text_classification.bpe import BPE, PADDING

if TYPE_CHECKING:
    from fastapi import FastAPI

TOKENS = "tokens.json"
"""The file of a bundle that holds the characters and the merges."""


class Exportable(nn.Module):
    """A network for `torch.export`: it takes the numbers of tokens as float32, as a bundle does, and checks nothing.

    Args:
        model: A `BagClassifier` or a `TransformerClassifier`.
    """

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, numbers: Tensor) -> Tensor:
        """From numbers of tokens (N, T) in any dtype to logits (N, num_classes)."""
        tokens = numbers.long()
        if not isinstance(self.model, TransformerClassifier):
            logits: Tensor = self.model(tokens)
            return logits
        first = torch.ones_like(tokens[:, :1], dtype=torch.bool)  # counts as real, so that no row is padding only
        real = torch.cat([first, tokens[:, 1:] != PADDING], dim=1)
        encoded = self.model.encoder(self.model.embedding(tokens), real)  # evaluation mode, so no dropout
        total = encoded.masked_fill(~real.unsqueeze(-1), 0.0).sum(dim=1)
        logits = self.model.head(total / real.sum(dim=1, keepdim=True))
        return logits


def save_classifier(
    model: nn.Module, bpe: BPE, folder: Path, *, name: str, version: str, classes: Sequence[str], limit: int
) -> Path:
    """Export a bag or a transformer as a bundle, with the tokens beside it.

    Args:
        model: The network, on the CPU.
        bpe: Its tokens.
        folder: Where the bundle `<name>-<version>` goes.
        name: As for `hanli.export.save_bundle`.
        version: As for `hanli.export.save_bundle`.
        classes: The names of the classes.
        limit: How many tokens of a text the network reads.

    Returns:
        The folder of the bundle.
    """
    example = torch.ones(2, limit)
    place = save_bundle(Exportable(model).eval(), example, folder, name=name, version=version, classes=classes)
    with replace_atomically(place / TOKENS) as file:
        content = {"characters": bpe.characters, "merges": bpe.merges}
        file.write((json.dumps(content, ensure_ascii=False) + "\n").encode())
    return place


def text_reader(bundle: Path) -> Callable[[str], Tensor]:
    """What turns a text into the input of a bundle of `save_classifier`, (T,) of float32.

    Args:
        bundle: The folder of the bundle.

    Raises:
        FileNotFoundError: It has no tokens.
    """
    bpe = load_tokens(bundle / TOKENS)
    (limit,) = json.loads((bundle / "bundle.json").read_text("utf-8"))["input_shape"]

    def read(text: str) -> Tensor:
        """The numbers of the tokens of a text, with padding behind them."""
        sample = torch.zeros(limit)
        numbers = encode(bpe, [text], limit)[0]
        sample[: len(numbers)] = torch.tensor(numbers, dtype=torch.float32)
        return sample

    return read


def load_tokens(file: Path) -> BPE:
    """The tokens that `save_classifier` kept."""
    content = json.loads(file.read_text("utf-8"))
    return BPE(content["characters"], [(left, right) for left, right in content["merges"]])


def create_text_app(bundle: str | Path) -> FastAPI:
    """The application of `hanli.serve` for a bundle of texts: `POST /predict/text` with `{"text": "…"}`.

    Args:
        bundle: The folder that `save_classifier` returned.

    Source: <https://fastapi.tiangolo.com/>
    """
    from hanli.serve import create_app

    return create_app(Path(bundle), read_text=text_reader(Path(bundle)))
