"""Train with less memory, and count the bytes: what a step holds, and how to make it hold less.

`accumulate` computes the gradient of a large batch in parts. `checkpoint_blocks` forgets what lies
inside chosen blocks and computes it again in backward. `MixedPrecision` halves what can be halved
on the device at hand, `GuardedStep` clips and skips steps that would spoil the weights, and
`StepInBackward` uses up each gradient as soon as it is there. `MemoryMonitor`, `saved_bytes`,
`process_memory` and `device_memory` tell what it was worth.

Source: <https://docs.pytorch.org/docs/stable/checkpoint.html>
"""

from hanli.batches import Loss
from hanli.memory.accumulation import accumulate
from hanli.memory.checkpointing import CheckpointedBlocks, Select, checkpoint_blocks
from hanli.memory.guarded_step import GuardedStep, NonFiniteGradientError
from hanli.memory.mixed_precision import MixedPrecision
from hanli.memory.monitor import Mark, MemoryMonitor
from hanli.memory.reference import ReferenceTransformer
from hanli.memory.saved_tensors import SavedBytes, saved_bytes
from hanli.memory.step_in_backward import StepInBackward
from hanli.memory.system import DeviceMemory, ProcessMemory, device_memory, process_memory, reset_device_peak

__all__ = [
    "accumulate",
    "checkpoint_blocks",
    "CheckpointedBlocks",
    "MixedPrecision",
    "GuardedStep",
    "NonFiniteGradientError",
    "StepInBackward",
    "MemoryMonitor",
    "Mark",
    "saved_bytes",
    "SavedBytes",
    "process_memory",
    "ProcessMemory",
    "device_memory",
    "DeviceMemory",
    "reset_device_peak",
    "ReferenceTransformer",
    "Loss",
    "Select",
]
