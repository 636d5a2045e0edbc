"""The program: train a tagger, keep the best epoch, print its scores beside two baselines, and keep it for use."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Literal

import torch

from hanli.fetch import DamagedData, MissingData
from hanli.projects.named_entities.entities import Entity, count_invalid, entity_scores, find_entities, to_tags
from hanli.projects.named_entities.memory import NameMemory
from hanli.projects.named_entities.network import Tagger
from hanli.projects.named_entities.sentences import DATA_SETS, DataSet, SentenceBatches, Vocabulary, load_data
from hanli.projects.named_entities.use import Recognizer
from hanli.projects.program import Row, Settings, add_arguments, format_table, train, write_scores


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, or find names in text with a trained tagger, as the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m hanli.projects.named_entities", description="Train a tagger that finds names."
    )
    parser.add_argument(
        "--data",
        default=DATA_SETS[0],
        help=f"{', '.join(DATA_SETS)}, or a file in the format of CoNLL (default: %(default)s)",
    )
    parser.add_argument("--method", choices=("crf", "softmax"), default="crf", help="(default: %(default)s)")
    parser.add_argument("--hidden-size", type=int, default=64, help="of one direction (default: %(default)s)")
    add_arguments(parser, folder="runs/named_entities", epochs=2, lr=0.012)
    given = parser.parse_args(arguments)
    try:
        rows = run(
            load_data(given.data),
            Settings.read(given),
            batch_size=given.batch_size,
            method=given.method,
            hidden_size=given.hidden_size,
        )
    except (FileExistsError, ValueError, MissingData, DamagedData) as error:
        parser.error(str(error))
    print(format_table(rows))


def run(
    found: DataSet,
    settings: Settings,
    *,
    batch_size: int = 64,
    method: Literal["crf", "softmax"] = "crf",
    hidden_size: int = 64,
) -> list[Row]:
    """Train one tagger, measure it once on the test sentences, and keep it as `recognizer.pt`.

    Args:
        found: The data.
        settings: How to train, and the folder of the run.
        batch_size: How many sentences make a step.
        method: Of the tagger.
        hidden_size: Of the tagger.

    Returns:
        The rows of the table: the most frequent tag, the memory, and the tagger.
    """
    torch.manual_seed(settings.seed)
    vocabulary = Vocabulary.fit(found.training)
    model = Tagger(len(vocabulary), len(found.tags), hidden_size=hidden_size, method=method)
    training = SentenceBatches(found.training, vocabulary, found.tags).loader(batch_size, shuffle=True)
    validation = SentenceBatches(found.validation, vocabulary, found.tags).loader(200)
    train(model, training, validation, model.loss, settings)
    recognizer = Recognizer(model.cpu(), vocabulary, found.tags)
    rows = measure(recognizer, found)
    write_scores(settings.folder, rows)
    recognizer.save(settings.folder / "recognizer.pt")
    return rows


def measure(recognizer: Recognizer, found: DataSet) -> list[Row]:
    """The scores of the most frequent tag, the memory and the tagger on the test sentences."""
    tokens = [sentence for sentence, _ in found.test]
    frequent = Counter(tag for _, tags in found.training for tag in tags).most_common(1)[0][0]
    guesses = {
        "most frequent tag": [[frequent] * len(sentence) for sentence in tokens],
        "memory": remember(found),
        "tagger": recognizer.predict(tokens),
    }
    return [(name, scores(guess, found)) for name, guess in guesses.items()]


def remember(found: DataSet) -> list[list[str]]:
    """The tags of the test sentences by memory: of whole names if the tags say where names are, else of single tokens."""
    if has_entities(found.tags):
        memory = NameMemory.fit(found.training)
        return [to_tags(len(tokens), memory.find(tokens)) for tokens, _ in found.test]
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for tokens, tags in found.training:
        for token, tag in zip(tokens, tags, strict=True):
            counts[token][tag] += 1
    frequent = sum(counts.values(), Counter()).most_common(1)[0][0]
    best = {token: tags.most_common(1)[0][0] for token, tags in counts.items()}
    return [[best.get(token, frequent) for token in tokens] for tokens, _ in found.test]


def has_entities(tags: Sequence[str]) -> bool:
    """Whether the tags are `O`, `B-` and `I-` with a kind."""
    return all(tag == "O" or tag[:2] in ("B-", "I-") for tag in tags)


def scores(guesses: Sequence[Sequence[str]], found: DataSet) -> dict[str, float]:
    """Token accuracy and, where the tags are those of entities, their scores and the invalid tags.

    Args:
        guesses: The tags of each test sentence.
        found: The data.

    Returns:
        `accuracy` of the tokens; `precision`, `recall` and `f1` of the entities; `recall_unseen` of those whose name is
        in no training sentence; and `invalid`, the number of sentences with an `I-` that continues nothing.
    """
    pairs = [
        pair for (_, tags), guess in zip(found.test, guesses, strict=True) for pair in zip(tags, guess, strict=True)
    ]
    result = {"accuracy": sum(tag == guess for tag, guess in pairs) / len(pairs)}
    if not has_entities(found.tags):
        return result
    answers = [find_entities(tags) for _, tags in found.test]
    entities = [find_entities(guess) for guess in guesses]
    unseen = keep_unseen(answers, found)
    invalid = sum(count_invalid(guess) > 0 for guess in guesses)
    return result | {
        **entity_scores(answers, entities)._asdict(),
        "recall_unseen": entity_scores(unseen, entities).recall,
        "invalid": float(invalid),
    }


def keep_unseen(entities: Sequence[Sequence[Entity]], found: DataSet) -> list[list[Entity]]:
    """Of the entities of the test sentences, those whose name stands in no training sentence as an entity."""
    known = {_text(tokens, entity) for tokens, tags in found.training for entity in find_entities(tags)}
    return [
        [entity for entity in listed if _text(tokens, entity) not in known]
        for (tokens, _), listed in zip(found.test, entities, strict=True)
    ]


def _text(tokens: Sequence[str], entity: Entity) -> str:
    return "".join(tokens[entity.start : entity.end])
