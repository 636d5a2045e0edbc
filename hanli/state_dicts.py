"""State dicts of models that are compiled as a whole or in part: written and read under the plain names."""

from __future__ import annotations

from typing import Any

from torch import nn

_COMPILED = "_orig_mod."  # what torch.compile puts before the names of a module's parameters


def get_plain_name(name: str) -> str:
    """The name that a parameter or buffer has without `torch.compile`."""
    return name.replace(_COMPILED, "")


def get_plain_state(model: nn.Module) -> dict[str, Any]:
    """The state dict of a model, with the names that it has without `torch.compile`."""
    return {get_plain_name(name): value for name, value in model.state_dict().items()}


def load_plain_state(model: nn.Module, state: dict[str, Any]) -> None:
    """Load a state dict with plain or with compiled names into a model, compiled or not.

    Raises:
        RuntimeError: Names or shapes do not fit, as torch says.
    """
    names = {get_plain_name(name): name for name in model.state_dict()}
    plain = {get_plain_name(name): value for name, value in state.items()}
    model.load_state_dict({names.get(name, name): value for name, value in plain.items()})
