"""The networks that the course trained on the mails, with their tokens."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from hanli.projects.text_classification.bpe import BPE
from hanli.projects.text_classification.network import build_network

FILE = Path(__file__).with_name("mails.pt")


def load_networks(file: Path = FILE) -> tuple[BPE, dict[str, nn.Module]]:
    """Load the tokens and the three networks that were trained on the mails with seed 0, in evaluation mode.

    `python -m benchmarks.text_classification` trained them, on the CPU. Their weights are kept in half precision and
    computed with in single precision.

    Args:
        file: The tokens and weights; those that come with `hanli`, if none are named.

    Returns:
        The tokens, and the networks by name: `bag`, `lstm` and `transformer`. They take tokens (B, T) to logits (B, 2).

    Raises:
        ValueError: The file is damaged.
    """
    try:
        content = torch.load(file, weights_only=True)
        bpe = BPE(content["characters"], content["merges"])
        networks = {name: build_network(name, len(bpe.tokens), 2) for name in content["states"]}
        for name, network in networks.items():
            network.load_state_dict(content["states"][name])
    except Exception as error:
        raise ValueError(f"{file} is damaged: install hanli again ({error})") from error
    return bpe, {name: network.eval() for name, network in networks.items()}
