"""Start a function in several processes of this machine; what `hanli.distributed.launch` is made of."""

from __future__ import annotations

import faulthandler
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import torch

STORE_VARIABLE = "HANLI_STORE"
"""The variable that names the file where the processes of one `launch` find each other."""

_GRACE_SECONDS = 5.0  # seconds that the others have to fail on their own, once one has failed
_CHECK_SECONDS = 1.0  # how often is looked whether a process has died without closing its end of the pipe


class ProcessFailedError(RuntimeError):
    """A process of a `launch` raised an error or died. The message says which one, and of what."""

    __module__ = "hanli.distributed"  # where users import it from, and what a traceback should say


def launch(function: Callable[..., Any], *arguments: Any, processes: int, timeout: float = 600.0) -> list[Any]:
    """Call a function in several new processes at once, each of which can `join` the others.

    For trying things out, and for tests: on Linux the processes are forked where that is safe, so they need not
    import torch again. Real runs are started by torchrun, which starts them again after a fault and knows of other
    machines. The processes find each other by a file and not by a port. Each process computes with one thread. None
    outlives the call; where processes have groups (not on Windows), neither do the workers of their data loaders.

    Args:
        function: Called as `function(*arguments)` in each process. Where there is no fork (not on
            Linux, after CUDA was used, or once the gradient engine has threads of its own, as after
            `torch.export` on a CUDA build), it must be importable, so keep the call under
            `if __name__ == "__main__":`.
        *arguments: What it is called with, the same everywhere.
        processes: How many, from 1.
        timeout: Seconds after which all are killed; shortly before, each writes to stderr where it is.

    Returns:
        What the function returned, by rank. It travels by pickle: return tensors of the CPU.

    Raises:
        ValueError: `processes` is less than 1, or `timeout` not above 0.
        TypeError: There is no fork, and `function` or an argument cannot be pickled, as a lambda.
        ProcessFailedError: A process raised an error, returned what cannot be pickled, or died. The others are ended
            first.
        TimeoutError: Time is out.

    Source: <https://docs.pytorch.org/docs/stable/elastic/run.html>
    """
    if processes < 1:
        raise ValueError(f"processes must be at least 1, got {processes}")
    if not timeout > 0:
        raise ValueError(f"timeout must be above 0 seconds, got {timeout}")
    context = _choose_start_method()
    if context.get_start_method() != "fork":
        _check_pickled(function, arguments)
    started: list[tuple[BaseProcess, Connection]] = []
    with tempfile.TemporaryDirectory(prefix="hanli-") as folder:
        try:
            for rank in range(processes):
                started.append(_start_process(context, rank, processes, folder, function, arguments, timeout))
            return _collect_results(started, time.monotonic() + timeout, timeout)
        finally:
            for process, _ in started:
                _kill_group(process)


def _kill_group(process: BaseProcess) -> None:
    """End a process and those that it has started, which may not have noticed that it is gone."""
    process.kill()
    if process.pid is not None and hasattr(os, "killpg"):
        with suppress(ProcessLookupError):  # it had no time to found its group, or nobody is left in it
            os.killpg(process.pid, signal.SIGKILL)
    process.join()


def _choose_start_method() -> BaseContext:
    """Fork where that is safe, else spawn."""
    # Not on macOS, whose system libraries do not bear a fork.
    fresh = sys.platform == "linux" and not torch.cuda.is_initialized()  # type: ignore[no-untyped-call]
    return multiprocessing.get_context("fork" if fresh and not _has_gradient_threads() else "spawn")


def _has_gradient_threads() -> bool:
    """Whether the gradient engine has threads of its own in this process."""
    # A fork does not copy them, so that backward refuses to work in it. Tracing with fake tensors on a
    # CUDA build without a GPU is enough to have some: the engine then starts one for each made-up device.
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # a thread may end while we look
            if task.joinpath("comm").read_text().startswith("pt_autograd"):
                return True
    return False


def _check_pickled(function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Refuse what could not be sent to a process that is no copy of this one."""
    for name, content in {"function": function, "arguments": arguments}.items():
        try:
            pickle.dumps(content)
        except Exception as error:
            raise TypeError(
                f"{name} must be importable, got {content!r}: this system has no fork for it ({error}); define it at the "
                'top of a file, and keep the call under `if __name__ == "__main__":`'
            ) from error


def _start_process(
    context: BaseContext,
    rank: int,
    processes: int,
    folder: str,
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    timeout: float,
) -> tuple[BaseProcess, Connection]:
    """Start one process, and keep the end of the pipe that its answer comes through."""
    reading, writing = context.Pipe(duplex=False)
    place = {"RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": str(processes)}
    place |= {"LOCAL_WORLD_SIZE": str(processes), STORE_VARIABLE: str(Path(folder, "store"))}
    # No daemon, which may have no children: workers load data. As far as the types know, BaseContext has no Process.
    process = context.Process(target=_run_function, args=(writing, place, function, arguments, timeout))  # type: ignore[attr-defined]
    process.start()
    writing.close()  # the child has its own; without this, its death would not be seen
    return process, reading


def _run_function(
    writing: Connection,
    place: dict[str, str],
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    timeout: float,
) -> None:
    """What a process does: call the function, and send back its result or its error."""
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)  # the workers of its data loaders belong to its group, and are ended with it
    gc.freeze()  # what the parent left to be collected, such as a process group, waits for threads that a fork lacks
    os.environ.update(place)
    torch.set_num_threads(1)
    faulthandler.dump_traceback_later(0.9 * timeout)  # a process that hangs says where, before it is killed
    try:
        # By value: torch would otherwise share the memory of a process that is about to end.
        message = (True, pickle.dumps(function(*arguments)))
    except BaseException:
        message = (False, pickle.dumps(traceback.format_exc()))
    for stream in (sys.stdout, sys.stderr):  # the parent kills this process once it has the answer
        with suppress(Exception):
            stream.flush()
    writing.send(message)
    writing.close()


def _collect_results(started: list[tuple[BaseProcess, Connection]], deadline: float, timeout: float) -> list[Any]:
    """Wait for all answers; raise if one failed, died or is late."""
    results: dict[int, Any] = {}
    faults: dict[int, str] = {}
    open_ranks = {reading: rank for rank, (_, reading) in enumerate(started)}
    while open_ranks:
        ready = _wait_for_answers(started, open_ranks, deadline)
        if not ready and faults:
            break  # the others did not fail on their own
        if not ready:
            raise TimeoutError(f"{len(open_ranks)} of {len(started)} processes did not end within {timeout:g} s")
        for reading in ready:
            rank = open_ranks.pop(reading)
            try:
                if not reading.poll():
                    raise EOFError
                succeeded, content = reading.recv()
            except EOFError:
                started[rank][0].join()
                faults[rank] = f"died with exit code {started[rank][0].exitcode}"
            else:
                outcome = pickle.loads(content)
                (results if succeeded else faults)[rank] = outcome if succeeded else f"raised\n{outcome}"
        if faults:
            deadline = min(deadline, time.monotonic() + _GRACE_SECONDS)
    if faults:
        # Who died explains why the others raised, not the other way round.
        rank = min(faults, key=lambda rank: (not faults[rank].startswith("died"), rank))
        raise ProcessFailedError(f"process {rank} of {len(started)} {faults[rank]}")
    return [results[rank] for rank in range(len(started))]


def _wait_for_answers(
    started: list[tuple[BaseProcess, Connection]], open_ranks: dict[Connection, int], deadline: float
) -> list[Connection]:
    """The pipes that hold an answer, or whose process has died; none if time is out."""
    while True:
        seconds = max(0.0, deadline - time.monotonic())
        # A worker of a data loader holds a copy of the pipe, so that it may stay open after its process has died.
        ended = [reading for reading, rank in open_ranks.items() if started[rank][0].exitcode is not None]
        ready = wait(list(open_ranks), timeout=0.0 if ended else min(_CHECK_SECONDS, seconds))
        answers = [reading for reading in open_ranks if reading in ready or reading in ended]
        if answers or not seconds:
            return answers
