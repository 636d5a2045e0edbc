"""The data of the project: mails, words with their topics, or texts of the reader's own."""

from __future__ import annotations

import csv
import hashlib
import json
import random
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from hanli import data, fetch
from hanli.files import replace_atomically
from hanli.projects.text_classification import copies, mails
from hanli.projects.text_classification.copies import find_copies

Texts = tuple[list[str], Tensor]
DATA_SETS = ("mails", "topics")
LONGEST = 2000
"""How many characters of a mail are kept."""


@dataclass(frozen=True)
class DataSet:
    """Texts and labels for training, validation and test, and what the labels mean.

    Attributes:
        training: N texts and their labels (N,).
        validation: The same kind of pair; it chooses the epoch.
        test: The same kind of pair, used once.
        classes: The name of each label.
    """

    training: Texts
    validation: Texts
    test: Texts
    classes: tuple[str, ...]


def load_data(name: str | Path) -> DataSet:
    """Load a data set, divided into training, validation and test.

    Args:
        name: `mails` (wanted and unwanted, in English), `topics` (Chinese words of nine topics), a folder, or a file.
            A folder is divided already: `train/CLASS/*.txt` and `test/CLASS/*.txt`, as that of IMDB's reviews,
            aclImdb; its classes are those of the folder `test`. A file ends in `.csv` and has a label and a text in
            each row, without a heading; copies in it are left out before it is divided.

    Returns:
        The data. Of mails, topics and files, a tenth is for validation and a fifth for testing; of a folder's
        training texts, those that stand in the test too are left out, and a tenth of the others is for validation.

    Raises:
        ValueError: There is no such data set, or it lacks a class or texts.
        hanli.fetch.MissingData: The data were not fetched.
    """
    if name == "mails":
        texts, groups, copied = prepare_mails()
        kept = [index for index, copy in enumerate(copied) if copy is None]
        labels = [int(groups[index].startswith("spam")) for index in kept]
        return divide([texts[index] for index in kept], labels, ("wanted", "spam"))
    if name == "topics":
        topics = {topic: words[:2000] for topic, words in data.topic_words().items()}
        listed = [(word, label) for label, words in enumerate(topics.values()) for word in words]
        return divide([word for word, _ in listed], [label for _, label in listed], tuple(topics))
    path = Path(name)
    if path.is_dir():
        return _read_folder(path)
    if path.suffix == ".csv" and path.is_file():
        return _read_table(path)
    raise ValueError(f"name must be {' or '.join(DATA_SETS)}, a folder or a file that ends in .csv, got {str(name)!r}")


def prepare_mails() -> tuple[list[str], list[str], list[int | None]]:
    """All mails, cleaned: their first 2,000 characters, their groups, and of which earlier mail each is a copy.

    Cleaning takes some twenty seconds, so the result is kept in the folder of the fetched data, under a name that
    changes with the data and with the code that cleans.
    """
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in (mails, copies))
    listed = fetch.read_lock()["spam_assassin"].sha256
    mark = hashlib.sha256(code + f"{listed} {LONGEST}".encode()).hexdigest()[:12]
    place = fetch.folder() / f"spam_assassin_cleaned_{mark}.json"
    if place.is_file():
        texts, groups, copied = json.loads(place.read_text("utf-8"))
        return texts, groups, copied
    found = data.spam_mails()
    texts = [text[:LONGEST] for text in mails.clean([mail for _, mail in found])]
    groups, copied = [group for group, _ in found], find_copies(texts)
    with replace_atomically(place) as file:
        file.write(json.dumps([texts, groups, copied]).encode())
    return texts, groups, copied


def divide(texts: list[str], labels: list[int], classes: tuple[str, ...]) -> DataSet:
    """Divide texts into 70, 10 and 20 percent, each class in the same proportion."""
    answers = torch.tensor(labels)
    known, test = data.split(answers, 0.8, seed=0)
    training, validation = data.split(answers[known], 0.875, seed=0)
    parts = (_choose(texts, answers, part) for part in (known[training], known[validation], test))
    first, second, third = parts
    return DataSet(first, second, third, classes)


def _choose(texts: list[str], labels: Tensor, indices: Tensor) -> Texts:
    """The texts and labels of these indices."""
    return [texts[index] for index in indices.tolist()], labels[indices]


def _read_table(path: Path) -> DataSet:
    """The texts of a CSV file with a label and a text in each row, without copies."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    if wrong := next((number for number, row in enumerate(rows, 1) if len(row) != 2), None):
        raise ValueError(
            f"{path}: each row must have a label and a text, row {wrong} has {len(rows[wrong - 1])} columns"
        )
    copied = find_copies([text for _, text in rows])
    kept = [row for row, copy in zip(rows, copied, strict=True) if copy is None]
    classes = tuple(sorted({label for label, _ in kept}))
    if len(classes) < 2:
        raise ValueError(f"{path} must have texts of at least two classes, got {len(classes)}")
    return divide([text for _, text in kept], [classes.index(label) for label, _ in kept], classes)


def _read_folder(folder: Path) -> DataSet:
    """The texts of `train` and `test`, each with a folder for a class."""
    test_folder = folder / "test"
    classes = (
        tuple(sorted(path.name for path in test_folder.iterdir() if path.is_dir())) if test_folder.is_dir() else ()
    )
    if len(classes) < 2:
        raise ValueError(f"{folder} must have test/CLASS/*.txt for at least two classes, got {len(classes)}")
    parts = {part: _read_part(folder / part, classes) for part in ("train", "test")}
    tested = {text for text, _ in parts["test"]}
    known = [(text, label) for text, label in parts["train"] if text not in tested]
    random.Random(0).shuffle(known)  # files of one author stand side by side
    texts, labels = [text for text, _ in known], torch.tensor([label for _, label in known])
    training, validation = (_choose(texts, labels, part) for part in data.split(labels, 0.9, seed=0))
    test = [text for text, _ in parts["test"]], torch.tensor([label for _, label in parts["test"]])
    return DataSet(training, validation, test, classes)


def _read_part(folder: Path, classes: tuple[str, ...]) -> list[tuple[str, int]]:
    """Each text of a part with its label, in the order of the files' names."""
    found = []
    for label, name in enumerate(classes):
        files = sorted((folder / name).glob("*.txt"))
        if not files:
            raise ValueError(f"{folder / name} must hold texts, *.txt, got none")
        found += [(file.read_text("utf-8", errors="replace"), label) for file in files]
    return found
