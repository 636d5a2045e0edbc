"""Training mode, and evaluation mode for a while: both leave alone the layers that were put into evaluation mode."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn


def start_training(model: nn.Module) -> None:
    """Training mode, except for the layers of a training model that are in evaluation mode: those were put there.

    A model that is in evaluation mode as a whole is put into training mode as a whole. `model.train()` is
    called in any case, since a model may say there which of its parts stay in evaluation mode.
    """
    frozen = [module for module in model.modules() if not module.training] if model.training else []
    model.train()
    for module in frozen:
        module.training = False


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Evaluation mode inside; afterwards, after an error too, each module has the mode that it had.

    That is not `model.train()` at the end: frozen parts, which were in evaluation mode before, stay there.
    """
    training = [module for module in model.modules() if module.training]
    model.eval()
    try:
        yield
    finally:
        for module in training:
            module.training = True
