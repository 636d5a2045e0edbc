"""Property-based tests look at the same examples on every machine, however slow it is; a fork may compute gradients.

Which tests share a process is up to the scheduler, and some trace with fake tensors. After that, on a
CUDA build without a GPU, the first backward starts a thread for each made-up device, and no fork of
the process can compute gradients any more. A backward before all others settles it: no threads.

One thread a process: several processes share the tests, and threads that wait for one another spin on each other's cores.

No test leaves processes behind: a fork holds the pipes of its parent open, such as that to the browser's driver, and the end of
the session would wait for it forever.
"""

import gc
import multiprocessing
import os
from collections.abc import Iterator

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when torch is imported, here and in the processes that tests start

import pytest
import torch
from hypothesis import settings
from torch.utils.data import _utils

settings.register_profile("hanli", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("hanli")

torch.ones(1, requires_grad=True).sum().backward()  # type: ignore[no-untyped-call]


@pytest.fixture(autouse=True)
def leave_no_processes() -> Iterator[None]:
    """End the workers of a loader that only the traceback of an expected error still holds; others are a fault.

    A loader waits for each worker before it terminates it, by default for five seconds.
    """
    yield
    if multiprocessing.active_children():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_utils, "MP_STATUS_CHECK_INTERVAL", 0.1)
            gc.collect()
        for child in multiprocessing.active_children():
            child.join(5)  # a terminated one is still there for a moment, on a busy machine for longer
        assert not multiprocessing.active_children(), "the test leaves processes behind: join or terminate them"
