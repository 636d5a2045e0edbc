"""Names that have changed: for one release the old ones still work, and a warning tells the new ones."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any


def forward_old_names(module: str, new_names: Mapping[str, str]) -> Callable[[str], Any]:
    """Make the `__getattr__` of a module, which finds under an old name what has a new one."""

    def find(name: str) -> Any:
        """What the name stands for today."""
        owner = sys.modules[module]
        if name not in new_names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}", name=name, obj=owner)
        warn_of_old_name(f"{module}.{name}", new_names[name], stacklevel=3)
        return getattr(owner, new_names[name])

    return find


def warn_of_old_name(old: str, new: str, *, stacklevel: int) -> None:
    """Tell whoever uses an old name what to write instead."""
    message = f"{old} is now called {new}; the old name goes with the next release"
    warnings.warn(message, DeprecationWarning, stacklevel=stacklevel)
