"""The networks that the course trained: one for 七绝, and the LoRA matrices that make it write 五绝."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from hanli.files import replace_atomically
from hanli.models import add_lora, load_lora_state_dict, lora_state_dict
from hanli.projects.text_generation.corpus import Vocabulary
from hanli.projects.text_generation.network import GPT

SEVEN = Path(__file__).with_name("seven.pt")
FIVE = Path(__file__).with_name("five_lora.pt")
LOG = Path(__file__).with_name("training.csv")
RANK = 8
TARGETS = ("query", "key", "value", "output", "feed_forward.0", "feed_forward.3")


def load_gpt(file: Path = SEVEN) -> tuple[GPT, Vocabulary]:
    """Load the network that was trained on 七绝 with seed 0, in evaluation mode, and its vocabulary.

    `python -m benchmarks.text_generation` trained it, on the CPU. Its weights are kept in float16, and computed with in float32.

    Args:
        file: The weights with the characters; those that come with `hanli`, if none are named.

    Raises:
        ValueError: The file of the weights is damaged.
    """
    try:
        kept: dict[str, Any] = torch.load(file, weights_only=True)
        vocabulary = Vocabulary(kept["characters"])
        model = GPT(len(vocabulary))
        model.load_state_dict(_widen(kept["state"]))
    except Exception as error:
        raise ValueError(f"{file} is damaged: install hanli again ({error})") from error
    return model.eval(), vocabulary


def load_five(file: Path = FIVE) -> tuple[GPT, Vocabulary]:
    """Load the network of `load_gpt` with the LoRA matrices that were trained on 五绝, not merged, in evaluation mode.

    Raises:
        ValueError: The file of the matrices is damaged.
    """
    model, vocabulary = load_gpt()
    add_lora(model, RANK, TARGETS)
    try:
        load_lora_state_dict(model, _widen(torch.load(file, weights_only=True)))
    except Exception as error:
        raise ValueError(f"{file} is damaged: install hanli again ({error})") from error
    return model.eval(), vocabulary


def load_log(file: Path = LOG) -> dict[str, list[tuple[int, float, float]]]:
    """The epochs of the runs of `python -m benchmarks.text_generation`: their number, training loss and validation loss, by run."""
    log: dict[str, list[tuple[int, float, float]]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            values = int(row["epoch"]), float(row["train_loss"]), float(row["val_loss"])
            log.setdefault(row["run"], []).append(values)
    return log


def save_gpt(model: GPT, vocabulary: Vocabulary, file: Path) -> None:
    """Keep a network for `load_gpt`, in float16."""
    with replace_atomically(file) as target:
        torch.save({"characters": vocabulary.characters, "state": _narrow(model.state_dict())}, target)


def save_five(model: GPT, file: Path) -> None:
    """Keep the LoRA matrices of a network for `load_five`, in float16."""
    with replace_atomically(file) as target:
        torch.save(_narrow(lora_state_dict(model)), target)


def _narrow(state: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.half() for name, tensor in state.items()}


def _widen(state: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.float() for name, tensor in state.items()}
