"""Evaluation mode for a while, shared by the modules that look at a model without training it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn


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
