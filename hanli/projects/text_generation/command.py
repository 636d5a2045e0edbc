"""The program: train a GPT on poems or on any text, or train it further, and print it beside what counting reaches."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from hanli.files import replace_atomically
from hanli.models import add_lora, merge_lora
from hanli.projects.program import Row, Settings, add_arguments, format_table, train, write_scores
from hanli.projects.text_generation.corpus import DATA_SETS, Corpus, TokenBatches, Vocabulary, load_corpus, read_text
from hanli.projects.text_generation.network import GPT, next_token_loss
from hanli.projects.text_generation.ngrams import NGrams, character_loss, tune
from hanli.projects.text_generation.trained import TARGETS, load_gpt

BASELINES = ("uniform", "unigram", "bigram", "trigram")
SIZES = {"embed_dim": 96, "num_heads": 4, "num_layers": 2, "dropout": 0.1}


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m hanli.projects.text_generation", description="Train a small GPT on characters."
    )
    parser.add_argument("--data", choices=DATA_SETS, default="seven", help="quatrains (default: %(default)s)")
    parser.add_argument("--text", type=Path, help="a plain-text file in UTF-8, instead of --data")
    parser.add_argument(
        "--context", type=int, default=64, help="characters of a piece of --text (default: %(default)s)"
    )
    parser.add_argument("--embed-dim", type=int, default=SIZES["embed_dim"], help="(default: %(default)s)")
    parser.add_argument("--layers", type=int, default=SIZES["num_layers"], help="(default: %(default)s)")
    parser.add_argument(
        "--from-trained", action="store_true", help="start with the network for seven characters a line"
    )
    parser.add_argument("--lora-rank", type=int, help="with --from-trained: train matrices of this rank only")
    add_arguments(parser, folder="runs/text_generation", epochs=8, lr=0.003)
    parser.set_defaults(batch_size=32, weight_decay=0.1)
    given = parser.parse_args(arguments)
    if given.from_trained and given.text is not None:
        parser.error("--from-trained goes with --data only: its network knows the characters of the poems")
    if given.lora_rank is not None and not given.from_trained:
        parser.error("--lora-rank needs --from-trained: there is nothing else to keep")
    sizes = SIZES | {"embed_dim": given.embed_dim, "num_layers": given.layers}
    try:
        corpus = load_corpus(given.data) if given.text is None else read_text(given.text, given.context)
        start = load_gpt()[0] if given.from_trained else None
        rows = run(
            corpus,
            Settings.read(given),
            batch_size=given.batch_size,
            sizes=sizes,
            start=start,
            lora_rank=given.lora_rank,
        )
    except (OSError, ValueError) as error:
        parser.error(str(error))
    print(format_table(rows))


def run(
    corpus: Corpus,
    settings: Settings,
    *,
    batch_size: int = 32,
    sizes: dict[str, Any] = SIZES,
    start: GPT | None = None,
    lora_rank: int | None = None,
) -> list[Row]:
    """Train one network, measure it once on the test texts, and keep what `load_run` needs.

    Args:
        corpus: The texts.
        settings: How to train, and the folder of the run.
        batch_size: How many texts make a step.
        sizes: The arguments of `GPT` besides the vocabulary.
        start: A trained network with this vocabulary, which is trained further in place.
        lora_rank: Train it further by LoRA of this rank; afterwards the matrices are merged.

    Returns:
        The rows of the table: what counting reaches, and the network. The loss is in nats a character.
    """
    torch.manual_seed(settings.seed)
    model = start or GPT(len(corpus.vocabulary), **sizes)
    if lora_rank is not None:
        add_lora(model, lora_rank, TARGETS)
    training = TokenBatches(corpus.training).loader(batch_size, shuffle=True)
    validation = TokenBatches(corpus.validation).loader(256)
    train(model, training, validation, next_token_loss, settings)
    model.cpu()
    if lora_rank is not None:
        merge_lora(model)
    rows = [*measure_counting(corpus), describe("network", character_loss(model, corpus.test, corpus.vocabulary))]
    write_scores(settings.folder, rows)
    save_run(settings.folder, model, corpus.vocabulary, sizes)
    return rows


def measure_counting(corpus: Corpus) -> list[Row]:
    """The losses of the baselines on the test texts; their mixtures are chosen on the validation texts."""
    ngrams = NGrams(corpus.training, corpus.vocabulary)
    weights = [(1.0,), *(tune(ngrams, corpus.validation, order) for order in (1, 2, 3))]
    return [describe(name, ngrams.loss(corpus.test, one)) for name, one in zip(BASELINES, weights, strict=True)]


def describe(name: str, loss: float) -> Row:
    """One row of the table."""
    return name, {"loss": loss, "perplexity": math.exp(loss)}


def save_run(folder: Path, model: GPT, vocabulary: Vocabulary, sizes: dict[str, Any]) -> None:
    """Keep the network as `network.pt`, with its vocabulary and sizes as `network.json`."""
    with replace_atomically(folder / "network.pt") as file:
        torch.save(model.state_dict(), file)
    with replace_atomically(folder / "network.json") as file:
        content = {"characters": vocabulary.characters, "sizes": sizes}
        file.write(json.dumps(content, ensure_ascii=False).encode())


def load_run(folder: Path) -> tuple[GPT, Vocabulary]:
    """Load the network that a run kept, in evaluation mode, with its vocabulary.

    Raises:
        FileNotFoundError: The folder holds no finished run.
    """
    described = json.loads((folder / "network.json").read_text(encoding="utf-8"))
    vocabulary = Vocabulary(described["characters"])
    model = GPT(len(vocabulary), **described["sizes"])
    model.load_state_dict(torch.load(folder / "network.pt", weights_only=True))
    return model.eval(), vocabulary
