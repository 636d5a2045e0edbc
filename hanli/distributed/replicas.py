"""A copy of the model in each process, by DDP, which says which parameters had no part in a step."""

from __future__ import annotations

import re
from typing import Any

from torch import nn
from torch.nn.parallel import DistributedDataParallel


class Replica(DistributedDataParallel):
    """DDP whose error about unused parameters names them, and what to pass to `spread`."""

    def forward(self, *inputs: Any, **options: Any) -> Any:
        """The forward pass of the model."""
        try:
            return super().forward(*inputs, **options)  # type: ignore[no-untyped-call]
        except RuntimeError as error:
            _explain(self.module, error)
            raise

    def check_gradients_sent(self) -> None:
        """Refuse to go on after a backward pass in which parameters were unused, so that no gradient is complete.

        Raises:
            RuntimeError: There are such parameters; the message names them.
        """
        try:
            self._check_reducer_finalized()  # type: ignore[no-untyped-call]
        except RuntimeError as error:
            _explain(self.module, error)
            raise


def _explain(model: nn.Module, error: RuntimeError) -> None:
    """Raise an error that says more, if this one is about unused parameters."""
    found = re.search(r"Parameter indices which did not receive grad for rank (\d+): ([\d ]+)", str(error))
    if found is None:
        return
    names = [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    unused = ", ".join(repr(names[int(index)]) for index in found[2].split())
    raise RuntimeError(
        f"model has parameters without a gradient in process {found[1]}, got none for {unused}: DDP waits for the "
        "gradient of each; pass find_unused=True to spread, or set requires_grad_(False) on what is never used"
    ) from error
