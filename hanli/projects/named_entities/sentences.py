"""The data of the project: sentences of tokens with tags, from the novel or from a file, and batches of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset, Sampler

from hanli import data
from hanli.projects.named_entities.entities import Entity, to_tags

Sentence = tuple[tuple[str, ...], tuple[str, ...]]
"""Tokens, and a tag for each of them."""

DATA_SETS = ("three_kingdoms", "cantonese")
PADDING, UNKNOWN = 0, 1


@dataclass(frozen=True)
class DataSet:
    """Sentences for training, validation and test.

    Attributes:
        training: Sentences to train on.
        validation: Sentences that choose the epoch.
        test: Sentences that are used once.
        tags: The names of the tags, `O` first if there is one.
    """

    training: list[Sentence]
    validation: list[Sentence]
    test: list[Sentence]
    tags: tuple[str, ...]


class Vocabulary:
    """The number of each token: 0 is padding, 1 an unknown token, the others are numbered from 2.

    Args:
        tokens: The tokens from number 2 on, all different.
    """

    def __init__(self, tokens: Iterable[str]) -> None:
        self.tokens = tuple(tokens)
        self._numbers = {token: number for number, token in enumerate(self.tokens, start=2)}

    def __len__(self) -> int:
        return len(self.tokens) + 2

    @classmethod
    def fit(cls, sentences: Iterable[Sentence], min_count: int = 2) -> Vocabulary:
        """Number the tokens that occur at least `min_count` times, so that rare ones train the unknown token."""
        counts = Counter(token for tokens, _ in sentences for token in tokens)
        return cls(sorted(token for token, count in counts.items() if count >= min_count))

    def encode(self, tokens: Sequence[str]) -> Tensor:
        """The numbers of the tokens, (T,)."""
        return torch.tensor([self._numbers.get(token, UNKNOWN) for token in tokens], dtype=torch.long)


class SentenceBatches(Dataset[tuple[Tensor, Tensor]]):
    """Sentences as numbers, and loaders of padded batches in which the sentences have about the same length.

    Args:
        sentences: Tokens and tags.
        vocabulary: Numbers the tokens.
        tags: The names of the tags, which number them.
    """

    def __init__(self, sentences: Sequence[Sentence], vocabulary: Vocabulary, tags: Sequence[str]) -> None:
        numbers = {tag: number for number, tag in enumerate(tags)}
        self.rows = [
            (vocabulary.encode(tokens), torch.tensor([numbers[tag] for tag in answer])) for tokens, answer in sentences
        ]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        """The tokens (T,) and the tags (T,) of one sentence."""
        return self.rows[index]

    def loader(self, batch_size: int, *, shuffle: bool = False) -> DataLoader[tuple[Tensor, Tensor]]:
        """Batches ((tokens, lengths), tags) in order or, with `shuffle`, in a new order in each epoch."""
        batches = _Batches([len(tokens) for tokens, _ in self.rows], batch_size, shuffle)
        return DataLoader(self, batch_sampler=batches, collate_fn=_pad)


class _Batches(Sampler[list[int]]):
    """Batches of indices; shuffled ones are sorted by length within portions of twenty batches, to pad less."""

    def __init__(self, lengths: Sequence[int], batch_size: int, shuffle: bool) -> None:
        self.lengths, self.batch_size, self.shuffle = lengths, batch_size, shuffle

    def __len__(self) -> int:
        return -(-len(self.lengths) // self.batch_size)

    def __iter__(self) -> Iterator[list[int]]:
        order = list(range(len(self.lengths)))
        if not self.shuffle:
            return (order[start : start + self.batch_size] for start in range(0, len(order), self.batch_size))
        order = torch.randperm(len(order)).tolist()
        portion = 20 * self.batch_size
        batches = []
        for start in range(0, len(order), portion):
            near = sorted(order[start : start + portion], key=lambda index: self.lengths[index])
            batches += [near[at : at + self.batch_size] for at in range(0, len(near), self.batch_size)]
        return (batches[index] for index in torch.randperm(len(batches)).tolist())


def _pad(rows: Sequence[tuple[Tensor, Tensor]]) -> tuple[tuple[Tensor, Tensor], Tensor]:
    """One batch: tokens (B, T) and lengths (B,), and tags (B, T)."""
    lengths = torch.tensor([len(tokens) for tokens, _ in rows])
    tokens, tags = (pad_sequence([row[part] for row in rows], batch_first=True) for part in (0, 1))
    return (tokens, lengths), tags


def load_data(name: str | Path) -> DataSet:
    """Load one of `DATA_SETS`, or a file of your own.

    Args:
        name: `"three_kingdoms"`, the novel with tags from a list of names: chapters 1 to 80 to train, 81 to 90 for
            validation, 91 to 120 for the test. `"cantonese"`, conversations with the part of speech of each word: 42 to
            train, 4 for validation, 12 for the test. Or the path of a file in the format of CoNLL, of which the last
            tenth is the test and the tenth before it validation.

    Returns:
        The data set. The parts are the same at each call.

    Raises:
        ValueError: There is neither a data set nor a file of this name, or the file has another format.
        hanli.fetch.MissingData: The data was not fetched.
    """
    if name == "three_kingdoms":
        return _gather(*_novel())
    if name == "cantonese":
        return _gather(*_conversations())
    path = Path(name)
    if not path.is_file():
        raise ValueError(
            f"data must be {' or '.join(DATA_SETS)} or the path of a file in the format of CoNLL, got {name}"
        )
    found = read_conll(path)
    tenth = len(found) // 10
    if not tenth:
        raise ValueError(f"{path} must hold at least 10 sentences, to train, choose and test, got {len(found)}")
    return _gather(found[: -2 * tenth], found[-2 * tenth : -tenth], found[-tenth:])


def read_conll(path: str | Path) -> list[Sentence]:
    """Read a file in the format of CoNLL: a token and its tag in each line, an empty line after each sentence.

    Columns are separated by tabs or spaces; the token is in the first and the tag in the last. Lines that begin with
    `-DOCSTART-` are left out.

    Args:
        path: The file, in UTF-8.

    Returns:
        The sentences.

    Raises:
        ValueError: A line has a single column, or the file has no sentence.
    """
    sentences: list[Sentence] = []
    rows: list[tuple[str, str]] = []
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate([*lines, ""], start=1):
        columns = line.split()
        if not columns or columns[0] == "-DOCSTART-":
            if rows:
                tokens, tags = zip(*rows, strict=True)
                sentences.append((tokens, tags))
                rows = []
            continue
        if len(columns) < 2:
            raise ValueError(f"{path}, line {number}: must hold a token and its tag, got {line!r}")
        rows.append((columns[0], columns[-1]))
    if not sentences:
        raise ValueError(f"{path} must hold sentences, a token and its tag in each line, got none")
    return sentences


def split_sentences(text: str) -> list[str]:
    """Split a Chinese text behind 。！？ and the closing quotes that follow; white space is left out."""
    parts = re.findall("[^。！？\n]+[。！？]*[”’]*", re.sub("[ \t\u3000]", "", text))
    return [part for part in parts if re.search("[\u4e00-\u9fff]", part)]


def compile_names(names: Iterable[str]) -> re.Pattern[str]:
    """Compile a pattern that finds the names in a text, the longest where several begin.

    The names are grouped by their first character: so a position of the text is compared with few of them.

    Args:
        names: At least one, and none of them empty.

    Returns:
        The pattern; its matches are names.
    """
    endings: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        endings[name[0]].append(re.escape(name[1:]))
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in endings.items()))


def _novel() -> tuple[list[Sentence], list[Sentence], list[Sentence]]:
    """The sentences of the novel, with the tags that the list of names gives."""
    chapters, names = data.three_kingdoms()
    pattern = compile_names(names)

    def tagged(text: str) -> Sentence:
        entities = [Entity(*match.span(), names[match.group()]) for match in pattern.finditer(text)]
        return tuple(text), tuple(to_tags(len(text), entities))

    parts = (chapters[:80], chapters[80:90], chapters[90:])
    training, validation, test = (
        [tagged(text) for chapter in part for text in split_sentences(chapter)] for part in parts
    )
    return training, validation, test


def _conversations() -> tuple[list[Sentence], list[Sentence], list[Sentence]]:
    """Conversations split as on the page of practice, with every twelfth or so of the training for validation."""
    found = data.cantonese_conversations()
    order = torch.randperm(len(found), generator=torch.Generator().manual_seed(1640)).tolist()
    parts = (order[:42], order[42:46], order[46:])
    training, validation, test = (
        [tuple(zip(*utterance, strict=True)) for index in part for utterance in found[index]] for part in parts
    )
    return training, validation, test  # type: ignore[return-value]


def _gather(training: list[Sentence], validation: list[Sentence], test: list[Sentence]) -> DataSet:
    """A data set with its tags, `O` first."""
    tags = {tag for part in (training, validation, test) for _, answer in part for tag in answer}
    return DataSet(training, validation, test, tuple(sorted(tags, key=lambda tag: (tag != "O", tag[2:], tag))))
