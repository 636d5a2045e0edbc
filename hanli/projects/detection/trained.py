"""The networks that the course trained: one for digits in composed scenes, and one for nuclei."""

from __future__ import annotations

from pathlib import Path

import torch

from hanli.projects.detection.network import GridDetector

SCENES = Path(__file__).with_name("scenes.pt")
NUCLEI = Path(__file__).with_name("nuclei.pt")


def load_digit_detector(file: Path = SCENES) -> GridDetector:
    """Load the network that was trained on composed scenes with the seed 0, in evaluation mode.

    `python -m benchmarks.detection` trained it, on the CPU.

    Args:
        file: The weights; those that come with `hanli`, if none are named.

    Returns:
        The network. It takes pictures (B, 3, H, W) from 0 to 1, and H and W are multiples of 8.

    Raises:
        ValueError: The file of the weights is damaged.
    """
    return _load(GridDetector(), file)


def load_nucleus_detector(file: Path = NUCLEI) -> GridDetector:
    """Load the network that was trained on nuclei with the seed 0, in evaluation mode.

    `python -m benchmarks.detection` trained it, on the CPU.

    Args:
        file: The weights; those that come with `hanli`, if none are named.

    Returns:
        The network. It takes pictures (B, 1, H, W) from 0 to 1, and H and W are multiples of 8.

    Raises:
        ValueError: The file of the weights is damaged.
    """
    return _load(GridDetector(in_channels=1, num_classes=1), file)


def _load(model: GridDetector, file: Path) -> GridDetector:
    """Give a network the weights of a file."""
    try:
        model.load_state_dict(torch.load(file, weights_only=True))
    except Exception as error:
        raise ValueError(f"{file} is damaged: install hanli again ({error})") from error
    return model.eval()
