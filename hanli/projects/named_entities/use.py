"""A trained tagger in use: text in, names out; and the one file that it is kept in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch.nn.utils.rnn import pad_sequence

from hanli.files import replace_atomically
from hanli.projects.named_entities.entities import find_entities
from hanli.projects.named_entities.network import Tagger, forbidden_transitions
from hanli.projects.named_entities.sentences import Vocabulary, split_sentences


class Recognizer:
    """A tagger with the vocabulary that it reads and the names of the tags that it gives.

    Args:
        model: The tagger, on the CPU. It is put into evaluation mode.
        vocabulary: Numbers the tokens.
        tags: The names of the tags.
        only_valid: Whether an `I-` that continues nothing is forbidden when the tags are chosen.
    """

    def __init__(self, model: Tagger, vocabulary: Vocabulary, tags: Sequence[str], *, only_valid: bool = False) -> None:
        self.model, self.vocabulary, self.tags = model.eval(), vocabulary, tuple(tags)
        self.rules = forbidden_transitions(self.tags) if only_valid else None

    @torch.no_grad()
    def predict(self, sentences: Sequence[Sequence[str]], batch_size: int = 200) -> list[list[str]]:
        """Choose the tags of sentences, which are read in batches of about the same length.

        Args:
            sentences: The tokens of each; for the novel, its characters. None is empty.
            batch_size: How many are read together.

        Returns:
            The tags of each sentence, in the order of the sentences.
        """
        answers: list[list[str]] = [[] for _ in sentences]
        order = sorted(range(len(sentences)), key=lambda index: len(sentences[index]))
        for start in range(0, len(order), batch_size):
            chosen = order[start : start + batch_size]
            rows = [self.vocabulary.encode(sentences[index]) for index in chosen]
            batch = pad_sequence(rows, batch_first=True), torch.tensor([len(row) for row in rows])
            for index, path in zip(chosen, self.model.decode(self.model(batch), self.rules), strict=True):
                answers[index] = [self.tags[number] for number in path]
        return answers

    def find(self, text: str) -> list[tuple[str, str]]:
        """Find the names in a text of any length, whose tokens are its characters.

        Args:
            text: Chinese text. It is split into sentences as the training data was.

        Returns:
            Each name with its kind, in the order of the text.
        """
        sentences = split_sentences(text)
        found = []
        for sentence, tags in zip(sentences, self.predict(sentences), strict=True):
            found += [(sentence[start:end], kind) for start, end, kind in find_entities(tags)]
        return found

    def save(self, file: Path) -> None:
        """Write the weights, the vocabulary and the tags into one file, whole or not at all."""
        network = self.model.network
        content = {
            "tokens": list(self.vocabulary.tokens),
            "tags": list(self.tags),
            "method": "softmax" if self.model.crf is None else "crf",
            "embedding_size": network.embedding.embedding_dim,
            "hidden_size": network.lstm.hidden_size,
            "only_valid": self.rules is not None,
            "weights": self.model.state_dict(),
        }
        buffer = io.BytesIO()
        torch.save(content, buffer)
        with replace_atomically(file) as kept:
            kept.write(buffer.getvalue())

    @classmethod
    def load(cls, file: str | Path) -> Recognizer:
        """Read what `save` wrote; nothing in the file is run.

        Args:
            file: The file.

        Returns:
            The recognizer, on the CPU.

        Raises:
            ValueError: The file is absent, damaged, or no recognizer.
        """
        try:
            content: dict[str, Any] = torch.load(file, weights_only=True)
            vocabulary = Vocabulary(content["tokens"])
            sizes = content["embedding_size"], content["hidden_size"]
            model = Tagger(len(vocabulary), len(content["tags"]), *sizes, method=content["method"])
            model.load_state_dict(content["weights"])
            return cls(model, vocabulary, content["tags"], only_valid=content["only_valid"])
        except Exception as error:
            raise ValueError(f"{file} must be a file that Recognizer.save wrote, complete ({error})") from error
