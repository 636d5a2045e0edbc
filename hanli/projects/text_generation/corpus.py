"""The text as tensors of tokens: Tang quatrains, or any plain-text file, split into three parts."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import BatchSampler, DataLoader, Dataset, RandomSampler, SequentialSampler

POEMS = Path(__file__).with_name("poems.tsv.gz")
DATA_SETS = {"seven": 7, "five": 5}
"""The names of the two forms, and how many characters a line has."""

PADDING, BEGIN, END, UNKNOWN = range(4)
SPECIAL = 4  # so many tokens stand before the characters


class Vocabulary:
    """Characters and their tokens: 0 is padding, 1 begins a text, 2 ends it, 3 stands for unknown characters.

    Args:
        characters: Each character once; the first gets the token 4.

    Raises:
        ValueError: A character stands there twice.
    """

    def __init__(self, characters: str) -> None:
        if len(set(characters)) != len(characters):
            twice = Counter(characters).most_common(1)[0][0]
            raise ValueError(f"characters must hold each character once, got {twice!r} twice")
        self.characters = characters
        self.tokens = {character: token for token, character in enumerate(characters, SPECIAL)}

    def __len__(self) -> int:
        return SPECIAL + len(self.characters)

    def encode(self, text: str) -> list[int]:
        """The tokens of a text, without begin and end."""
        return [self.tokens.get(character, UNKNOWN) for character in text]

    def decode(self, tokens: Iterable[int]) -> str:
        """The text of tokens; padding, begin and end are nothing, an unknown character is □."""
        return "".join(
            "□" if token == UNKNOWN else self.characters[token - SPECIAL] for token in map(int, tokens) if token > END
        )


@dataclass(frozen=True)
class Corpus:
    """Tokens to train on, to choose by, and to test on.

    Attributes:
        vocabulary: What the tokens mean.
        training: Texts (N, L): each begins with 1, a poem ends with 2, and 0 fills up what is shorter.
        validation: The same.
        test: The same.
    """

    vocabulary: Vocabulary
    training: Tensor
    validation: Tensor
    test: Tensor


class TokenBatches(Dataset[tuple[Tensor, Tensor]]):
    """Texts whose targets are the texts themselves, one token further, a whole batch at a time."""

    def __init__(self, texts: Tensor) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, indices: list[int]) -> tuple[Tensor, Tensor]:
        texts = self.texts[indices]
        return texts[:, :-1], texts[:, 1:]

    def loader(self, batch_size: int, *, shuffle: bool = False) -> DataLoader[Any]:
        """Batches in order or, with `shuffle`, in a new order in each epoch, by torch's global generator."""
        order = RandomSampler(self) if shuffle else SequentialSampler(self)
        return DataLoader(self, sampler=BatchSampler(order, batch_size, drop_last=False), batch_size=None)


def load_poems(form: str) -> list[tuple[str, str]]:
    """Load the quatrains of one form, in simplified characters.

    Args:
        form: `"seven"` for 七绝 with seven characters a line, or `"five"` for 五绝 with five.

    Returns:
        Pairs of the author and the text, whose four lines are joined by line breaks.

    Raises:
        ValueError: There is no form of this name.

    Source: <https://github.com/chinese-poetry/chinese-poetry>, see `hanli.projects.text_generation.extract`
    """
    if form not in DATA_SETS:
        raise ValueError(f"form must be one of {', '.join(DATA_SETS)}, got {form!r}")
    width = DATA_SETS[form]
    rows = (line.split("\t") for line in gzip.decompress(POEMS.read_bytes()).decode("utf-8").splitlines())
    return [(author, break_lines(text, width)) for author, text in rows if len(text) == 4 * width]


def break_lines(text: str, width: int) -> str:
    """The text with a line break after each `width` characters."""
    return "\n".join(text[start : start + width] for start in range(0, len(text), width))


def load_corpus(form: str) -> Corpus:
    """The quatrains of one form as tokens: a tenth validates, a tenth is the test, poems that share a line stay together.

    Both forms have the same vocabulary, so a network of one form can be trained further on the other.
    """
    texts = [text for _, text in load_poems(form)]
    used = {character for name in DATA_SETS for _, text in load_poems(name) for character in text}
    vocabulary = Vocabulary("".join(sorted(used)))
    parts = split_together(group_by_line(texts), (0.8, 0.1, 0.1), seed=1640)
    rows = [to_rows([texts[index] for index in part], vocabulary, END) for part in parts]
    return Corpus(vocabulary, *rows)


def read_text(path: Path, context: int = 64) -> Corpus:
    """Read a plain-text file in UTF-8 and cut it into pieces of `context` characters.

    The last tenth of the pieces is the test, the tenth before it validates. A character that the training part does not have
    is unknown. Pieces have no end, since the file goes on.

    Args:
        path: The file.
        context: How many characters a piece has, at least 2.

    Returns:
        The corpus.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file is not in UTF-8, or is shorter than ten pieces; or `context` is below 2.
    """
    if context < 2:
        raise ValueError(f"context must be at least 2, got {context}")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not in UTF-8: {error.reason} at byte {error.start}") from None
    pieces = [text[start : start + context] for start in range(0, len(text), context)]
    if len(pieces) < 10:
        raise ValueError(
            f"{path} has {len(text)} characters, at least {9 * context + 1} are needed, or a shorter context"
        )
    tenth = len(pieces) // 10
    training, validation, test = pieces[: -2 * tenth], pieces[-2 * tenth : -tenth], pieces[-tenth:]
    vocabulary = Vocabulary("".join(sorted(set("".join(training)))))
    return Corpus(vocabulary, *(to_rows(part, vocabulary) for part in (training, validation, test)))


def to_rows(texts: Sequence[str], vocabulary: Vocabulary, *ends: int) -> Tensor:
    """Texts as one tensor of tokens (N, L), each with the token that begins it, filled up with padding on the right."""
    rows = [torch.tensor([BEGIN, *vocabulary.encode(text), *ends]) for text in texts]
    return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PADDING)


def group_by_line(texts: Sequence[str]) -> list[list[int]]:
    """Put texts that share a whole line into one group, also over a third text; returns groups of indices."""
    leader = list(range(len(texts)))

    def find(index: int) -> int:
        """The text that stands for the group of this one."""
        while leader[index] != index:
            leader[index] = index = leader[leader[index]]
        return index

    first_with: dict[str, int] = {}
    for index, text in enumerate(texts):
        for line in text.split("\n"):
            leader[find(index)] = find(first_with.setdefault(line, index))
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(texts)):
        groups[find(index)].append(index)
    return list(groups.values())


def split_together(groups: Sequence[list[int]], shares: tuple[float, ...], seed: int) -> list[list[int]]:
    """Deal whole groups of indices into parts of about these shares, in an order drawn by the seed."""
    order = torch.randperm(len(groups), generator=torch.Generator().manual_seed(seed)).tolist()
    total = sum(map(len, groups))
    bounds = [total * sum(shares[: at + 1]) for at in range(len(shares))]
    parts: list[list[int]] = [[] for _ in shares]
    dealt = 0
    for group in (groups[index] for index in order):
        part = next((at for at, bound in enumerate(bounds) if dealt < bound - 0.5), len(shares) - 1)
        parts[part] += group
        dealt += len(group)
    return [sorted(part) for part in parts]
