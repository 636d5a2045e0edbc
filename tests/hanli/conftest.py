"""Property-based tests look at the same examples on every machine, however slow it is; a fork may compute gradients.

Which tests share a process is up to the scheduler, and some trace with fake tensors. After that, on a
CUDA build without a GPU, the first backward starts a thread for each made-up device, and no fork of
the process can compute gradients any more. A backward before all others settles it: no threads.

One thread a process: several processes share the tests, and threads that wait for one another spin on each other's cores.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when torch is imported, here and in the processes that tests start

import torch
from hypothesis import settings

settings.register_profile("hanli", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("hanli")

torch.ones(1, requires_grad=True).sum().backward()  # type: ignore[no-untyped-call]
