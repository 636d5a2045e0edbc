"""Choose where to compute: the accelerator that is really there, or the CPU.

Source: <https://docs.pytorch.org/docs/stable/accelerator.html>
"""

from __future__ import annotations

import torch


def pick_device(preferred: str | torch.device | None = None) -> torch.device:
    """Return the device to compute on: the one asked for, else the accelerator, else the CPU.

    `torch.accelerator.current_accelerator()` alone reports what torch was built for, and may
    answer `cuda` on a machine without a GPU. Here only hardware that can be used counts. To know that,
    the driver is asked, after which processes that are forked may be unable to use CUDA: start them before,
    or by `spawn`.

    Args:
        preferred: A device that must be used, as `"cpu"`, `"cuda:1"` or a `torch.device`.
            An index counts from 0. None, the default, leaves the choice to this function.

    Returns:
        The device. It has an index only if `preferred` has one.

    Raises:
        TypeError: `preferred` is neither a string nor a device nor None.
        ValueError: `preferred` is no device that torch knows, or not available on this machine.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.accelerator.current_accelerator.html>
    """
    accelerator = torch.accelerator.current_accelerator(check_available=True)
    if preferred is None:
        return accelerator or torch.device("cpu")
    if not isinstance(preferred, str | torch.device):
        raise TypeError(
            f"preferred must be a string, a torch.device or None, got {preferred!r} of type {type(preferred).__name__}"
        )
    # Compared as text: torch keeps an index in one byte, and 'cuda:256' becomes 'cuda:0'.
    allowed = _list_device_names(accelerator)
    if str(preferred) not in allowed:
        raise ValueError(f"preferred must be available on this machine ({', '.join(allowed)}), got {str(preferred)!r}")
    return torch.device(preferred)


def _list_device_names(accelerator: torch.device | None) -> list[str]:
    """Every way to name a device of this machine."""
    names = ["cpu", "cpu:0"]
    if accelerator is not None:
        count = torch.accelerator.device_count()
        names += [accelerator.type, *(f"{accelerator.type}:{index}" for index in range(count))]
    return names
