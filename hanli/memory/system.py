"""What the system and the accelerator say of memory: the process, the device, its peak."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import torch


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """What the system has given this process.

    Attributes:
        now: Bytes resident in memory now.
        peak: The most that were, since the process began.
    """

    now: int
    peak: int


def process_memory() -> ProcessMemory:
    """What the system has given this process; everything counts, Python and libraries too.

    Allocators keep freed memory in reserve, so this differs from run to run and falls late.

    Raises:
        ImportError: psutil is missing.

    Source: <https://psutil.readthedocs.io/en/latest/#psutil.Process.memory_info>
    """
    import psutil  # type: ignore[import-untyped]

    info = psutil.Process().memory_info()
    if sys.platform == "win32":
        return ProcessMemory(int(info.rss), int(info.peak_wset))
    import resource

    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss: bytes there, KiB elsewhere
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return ProcessMemory(int(info.rss), max(int(info.rss), peak))


@dataclass(frozen=True, slots=True)
class DeviceMemory:
    """What an accelerator holds, in bytes; None for what its backend does not tell.

    Attributes:
        allocated: In tensors now.
        peak: The most that was in tensors since `reset_device_peak`, or since the start.
        reserved: Held by torch's allocator, in tensors or for later.
        free: Free on the device, whoever took the rest.
        total: The size of the device, or what it recommends not to exceed.
    """

    allocated: int
    peak: int | None = None
    reserved: int | None = None
    free: int | None = None
    total: int | None = None


def device_memory(device: str | torch.device) -> DeviceMemory | None:
    """What an accelerator holds; None for the CPU, which has no allocator to ask.

    Args:
        device: As `"cuda"`, `"cuda:1"` or `"mps"`. Without an index, the current one.

    Raises:
        ValueError: The device is not the accelerator of this machine.

    Source: <https://docs.pytorch.org/docs/stable/accelerator.html>
    """
    target = torch.device(device)
    if target.type == "cpu":
        return None
    _check_accelerator(target)
    if target.type == "mps":
        return DeviceMemory(
            allocated=torch.mps.current_allocated_memory(),
            reserved=torch.mps.driver_allocated_memory(),
            total=torch.mps.recommended_max_memory(),
        )
    index = torch.accelerator.current_device_index() if target.index is None else target.index
    free, total = torch.accelerator.get_memory_info(index)
    return DeviceMemory(
        allocated=torch.accelerator.memory_allocated(index),
        peak=torch.accelerator.max_memory_allocated(index),
        reserved=torch.accelerator.memory_reserved(index),
        free=free,
        total=total,
    )


def reset_device_peak(device: str | torch.device) -> None:
    """Let the peak of `device_memory` count from now. No effect where no peak is told.

    Raises:
        ValueError: The device is not the accelerator of this machine.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.accelerator.memory.reset_peak_memory_stats.html>
    """
    target = torch.device(device)
    if target.type == "cpu":
        return
    _check_accelerator(target)
    if target.type != "mps":
        index = torch.accelerator.current_device_index() if target.index is None else target.index
        torch.accelerator.reset_peak_memory_stats(index)


def _check_accelerator(device: torch.device) -> None:
    """Refuse a device that is not the accelerator of this machine."""
    there = torch.accelerator.current_accelerator(check_available=True)
    if there is None or there.type != device.type:
        allowed = "cpu" if there is None else f"cpu, {there.type}"
        raise ValueError(f"device must be available on this machine ({allowed}), got {str(device)!r}")
