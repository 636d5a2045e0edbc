"""What comes with hanli: two taggers that the course trained on the novel, and sentences that were checked by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from hanli.projects.named_entities.sentences import Sentence, read_conll
from hanli.projects.named_entities.use import Recognizer

FOLDER = Path(__file__).parent


def load_recognizer(method: Literal["crf", "softmax"] = "crf") -> Recognizer:
    """Load a tagger that was trained on chapters 1 to 80 of 三国演义 with the seed 0.

    `python -m benchmarks.named_entities` trained both, on the CPU.

    Args:
        method: `"crf"` or `"softmax"`.

    Returns:
        The recognizer, in evaluation mode. It finds persons (PER), provinces (LOC) and states (ORG).

    Raises:
        ValueError: `method` is another word, or the file is damaged.
    """
    if method not in ("crf", "softmax"):
        raise ValueError(f"method must be 'crf' or 'softmax', got {method!r}")
    try:
        return Recognizer.load(FOLDER / f"{method}.pt")
    except ValueError as error:
        raise ValueError(f"{method}.pt is damaged: install hanli again ({error})") from error


def load_checked_sentences() -> list[Sentence]:
    """Load sentences from chapters 91 to 120 whose names the authors of the course marked by hand.

    Returns:
        The sentences, as characters with tags. A name has at least two characters, as in the list of names.
    """
    return read_conll(FOLDER / "checked.conll")
