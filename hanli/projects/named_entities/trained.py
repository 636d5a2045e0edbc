"""What comes with hanli: a tagger that the course trained on the novel, and sentences that were checked by hand."""

from __future__ import annotations

from pathlib import Path

from hanli.projects.named_entities.sentences import Sentence, read_conll
from hanli.projects.named_entities.use import Recognizer

FILE = Path(__file__).with_name("crf.pt")
CHECKED = Path(__file__).with_name("checked.conll")


def load_recognizer(file: Path = FILE) -> Recognizer:
    """Load a tagger with a CRF that was trained on chapters 1 to 80 of 三国演义 with the seed 0, on the CPU.

    The program trained it, with its default settings and batches of 64.

    Args:
        file: Its file; the one that comes with `hanli`, if none is named.

    Returns:
        The recognizer, in evaluation mode. It finds persons (PER), provinces (LOC) and states (ORG).

    Raises:
        ValueError: The file is damaged.
    """
    try:
        return Recognizer.load(file)
    except ValueError as error:
        raise ValueError(f"{file} is damaged: install hanli again ({error})") from error


def load_checked_sentences() -> list[Sentence]:
    """Load sentences from chapters 91 to 120 whose names the authors of the course marked by hand.

    Returns:
        The sentences, as characters with tags. A name has at least two characters, as in the list of names.
    """
    return read_conll(CHECKED)
