"""The networks that the course trained: three members of an ensemble on Fashion-MNIST."""

from __future__ import annotations

from pathlib import Path

import torch

from hanli.projects.classification.network import ImageClassifier

FILE = Path(__file__).with_name("fashion.pt")


def load_ensemble() -> list[ImageClassifier]:
    """Load three networks that were trained on Fashion-MNIST with the seeds 0, 1 and 2, in evaluation mode.

    `python -m benchmarks.classification` trained them, on the CPU.

    Returns:
        The networks. They take pictures (B, 1, 28, 28) from 0 to 1.

    Raises:
        ValueError: The file of the weights is damaged.
    """
    try:
        states = torch.load(FILE, weights_only=True)
        members = [ImageClassifier() for _ in states]
        for member, state in zip(members, states, strict=True):
            member.load_state_dict(state)
    except Exception as error:
        raise ValueError(f"{FILE} is damaged: install hanli again ({error})") from error
    return [member.eval() for member in members]
