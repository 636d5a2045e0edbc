"""The networks that the course trained: three members of an ensemble on Fashion-MNIST, and one on digits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from hanli.projects.classification.confidence import Calibrated
from hanli.projects.classification.network import ImageClassifier

FILE = Path(__file__).with_name("fashion.pt")
DIGITS = Path(__file__).with_name("digits.pt")


def load_ensemble(file: Path = FILE) -> list[ImageClassifier]:
    """Load three networks that were trained on Fashion-MNIST with the seeds 0, 1 and 2, in evaluation mode.

    `python -m benchmarks.classification` trained them, on the CPU.

    Args:
        file: The weights of the members; those that come with `hanli`, if none are named.

    Returns:
        The networks. They take pictures (B, 1, 28, 28) from 0 to 1.

    Raises:
        ValueError: The file of the weights is damaged.
    """
    try:
        states = torch.load(file, weights_only=True)
        members = [ImageClassifier() for _ in states]
        for member, state in zip(members, states, strict=True):
            member.load_state_dict(state)
    except Exception as error:
        raise ValueError(f"{file} is damaged: install hanli again ({error})") from error
    return [member.eval() for member in members]


def load_digits(file: Path = DIGITS) -> Calibrated:
    """Load the network that was trained on the digits of `load_data("digits")`, in evaluation mode.

    `python -m hanli.projects.classification --data digits --epochs 20` trained it, and
    `python -m hanli.projects.classification.browser` made its weights, its temperature and its ONNX file.

    Args:
        file: The weights with their temperature; those that come with `hanli`, if none are named.

    Returns:
        The network. It takes pictures (B, 1, 28, 28) from 0 (paper) to 1 (ink), and gives probabilities (B, 10).

    Raises:
        ValueError: The file of the weights is damaged.
    """
    model = Calibrated(ImageClassifier())
    try:
        state: dict[str, Any] = torch.load(file, weights_only=True)
        model.load_state_dict(state)
    except Exception as error:
        raise ValueError(f"{file} is damaged: install hanli again ({error})") from error
    return model.eval()
