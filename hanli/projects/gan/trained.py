"""The generators that the course trained, and pictures that they made on the way."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from hanli.projects.gan.network import Generator

FOLDER = Path(__file__).parent
TRAINED = ("fashion", "digits")


def load_generator(name: str = "fashion", folder: Path = FOLDER) -> Generator:
    """Load a generator that was trained with seed 0, in evaluation mode.

    `python -m benchmarks.gan` trained it, on the CPU.

    Args:
        name: One of `TRAINED`.
        folder: Where the weights are; those that come with `hanli`, if none is named.

    Returns:
        The generator. It takes random numbers (B, 32) and gives pictures (B, 1, 28, 28) from -1 to 1.

    Raises:
        ValueError: There is no generator of this name, or the file of its weights is damaged.
    """
    if name not in TRAINED:
        raise ValueError(f"name must be one of {', '.join(TRAINED)}, got {name!r}")
    model, file = Generator(), folder / f"{name}.pt"
    try:
        model.load_state_dict(torch.load(file, weights_only=True))
    except Exception as error:
        raise ValueError(f"{file} is damaged: install hanli again ({error})") from error
    return model.eval()


def load_strip(name: str, folder: Path = FOLDER) -> Tensor:
    """Load what a generator made of the same random numbers after each epoch of its training with seed 0.

    `python -m benchmarks.gan` made it, on the CPU.

    Args:
        name: The name of a run: `"fashion"`, `"digits"`, `"glyphs"`, or a run of `benchmarks.gan` that failed.
        folder: Where the file is; the one that comes with `hanli`, if none is named.

    Returns:
        Pictures (E, N, 28, 28) from 0 to 1 for each of E moments, the first one before the training.

    Raises:
        ValueError: There is no run of this name, or the file is damaged.
    """
    file = folder / "strips.pt"
    try:
        strips: dict[str, Tensor] = torch.load(file, weights_only=True)
    except Exception as error:
        raise ValueError(f"{file} is damaged: install hanli again ({error})") from error
    if name not in strips:
        raise ValueError(f"name must be one of {', '.join(strips)}, got {name!r}")
    return strips[name].float() / 255
