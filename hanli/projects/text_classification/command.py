"""The program: learn the tokens, train, keep the best model, measure it once, export it, and print the final table."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from hanli.fetch import DamagedData, MissingData
from hanli.modes import evaluating
from hanli.projects.program import Row, Settings, add_arguments, format_table, train, write_scores
from hanli.projects.text_classification.batches import LIMIT, TextBatches, encode
from hanli.projects.text_classification.bpe import BPE
from hanli.projects.text_classification.metrics import accuracy, macro_f1
from hanli.projects.text_classification.network import MODELS, build_network
from hanli.projects.text_classification.service import save_classifier
from hanli.projects.text_classification.texts import DataSet, load_data

RATES = {"bag": 0.05, "lstm": 0.005, "transformer": 0.002}
"""The learning rate at the start of each network."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m hanli.projects.text_classification", description="Train a text classifier."
    )
    parser.add_argument("--data", default="mails", help="mails, topics, a folder or a .csv file (default: %(default)s)")
    parser.add_argument("--model", choices=MODELS, default="bag", help="(default: %(default)s)")
    parser.add_argument("--vocabulary", type=int, default=4000, help="tokens at most (default: %(default)s)")
    parser.add_argument("--limit", type=int, default=LIMIT, help="tokens of a text (default: %(default)s)")
    parser.add_argument("--width", type=int, default=48, help="of the vectors (default: %(default)s)")
    add_arguments(parser, folder="runs/text_classification", epochs=6, lr=0.003)
    parser.set_defaults(lr=None)
    given = parser.parse_args(arguments)
    given.lr = RATES[given.model] if given.lr is None else given.lr
    try:
        found = load_data(given.data)
        bpe = BPE.learn(found.training[0], given.vocabulary)
        rows = run(
            found,
            Settings.read(given),
            bpe,
            name=Path(given.data).stem,
            model_name=given.model,
            batch_size=given.batch_size,
            limit=given.limit,
            width=given.width,
        )
    except (FileExistsError, ModuleNotFoundError, ValueError, MissingData, DamagedData) as error:
        parser.error(str(error))
    print(format_table(rows))


def run(
    found: DataSet,
    settings: Settings,
    bpe: BPE,
    *,
    name: str,
    model_name: str = "bag",
    batch_size: int = 64,
    limit: int = LIMIT,
    width: int = 48,
) -> list[Row]:
    """Train one network, measure it once on the test set, and export it.

    Args:
        found: The data.
        settings: How to train, and the folder of the run.
        bpe: The tokens, learned from the training texts.
        name: The name of the bundle.
        model_name: Which network: `bag`, `lstm` or `transformer`.
        batch_size: How many texts make a step.
        limit: How many tokens of a text are read.
        width: Of the network.

    Returns:
        The rows of the table: the majority baseline and the network. The LSTM is not exported, since
        `torch.export` does not take packed sequences.
    """
    torch.manual_seed(settings.seed)
    model = build_network(model_name, len(bpe.tokens), len(found.classes), width)
    rows, labels = encode(bpe, found.training[0], limit), found.training[1]
    training = TextBatches(rows, labels, batch_size, shuffle=True, hide=0.05)
    validation = TextBatches(encode(bpe, found.validation[0], limit), found.validation[1], 200)
    train(model, training, validation, nn.functional.cross_entropy, settings)
    scores = measure(model.cpu(), bpe, found, limit)
    write_scores(settings.folder, scores)
    if model_name != "lstm" and not (settings.folder / f"{name}-1.0.0").exists():
        save_classifier(model, bpe, settings.folder, name=name, version="1.0.0", classes=found.classes, limit=limit)
    return scores


def measure(model: nn.Module, bpe: BPE, found: DataSet, limit: int = LIMIT) -> list[Row]:
    """The majority baseline and the network on the test set."""
    texts, labels = found.test
    majority = found.training[1].mode().values.expand(len(labels))
    logits = predict(model, bpe, texts, limit)
    rows = {"majority": {}, "network": {"loss": float(nn.functional.cross_entropy(logits, labels))}}
    for name, guesses in (("majority", majority), ("network", logits.argmax(1))):
        scores = {"accuracy": accuracy(guesses, labels), "macro_f1": macro_f1(guesses, labels, len(found.classes))}
        rows[name] = scores | rows[name]
    return list(rows.items())


@torch.no_grad()
def predict(model: nn.Module, bpe: BPE, texts: Sequence[str], limit: int = LIMIT) -> Tensor:
    """The logits (N, num_classes) of texts, in their order, computed in evaluation mode."""
    batches = TextBatches(encode(bpe, texts, limit), torch.zeros(len(texts)), 200)
    with evaluating(model):
        return torch.cat([model(tokens) for tokens, _ in batches])
