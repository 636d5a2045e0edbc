"""The network that the course trained on the nuclei."""

from __future__ import annotations

from pathlib import Path

import torch

from hanli.projects.segmentation.network import UNet

FILE = Path(__file__).with_name("nuclei.pt")


def load_nuclei_unet(file: Path = FILE) -> UNet:
    """Load the U-Net that was trained on the left part of the image of nuclei with seed 0, in evaluation mode.

    `python -m benchmarks.segmentation` trained it, on the CPU.

    Args:
        file: The weights; those that come with `hanli`, if none are named.

    Returns:
        The network. It takes pictures (B, 1, H, W) from 0 to 1, height and width multiples of its `multiple`.

    Raises:
        ValueError: The file of the weights is damaged.
    """
    model = UNet()
    try:
        model.load_state_dict(torch.load(file, weights_only=True))
    except Exception as error:
        raise ValueError(f"{file} is damaged: install hanli again ({error})") from error
    return model.eval()
