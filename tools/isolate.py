"""Run a script as a reader would: as `__main__`, from a real file, in a clean process and an empty folder.

A new interpreter that imports torch costs seconds, a fork of one that has imported it costs milliseconds. So this file, started
as a program, is a fork server: it imports the modules named on its command line, then forks one child for each job that it reads.
Its own process runs no block and no parallel operation, hence nothing leaks from one block to the next.
"""

from __future__ import annotations

import ast
import atexit
import contextlib
import gc
import json
import logging
import multiprocessing.util
import os
import signal
import subprocess
import sys
import threading
import time
import types
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Result:
    """What one run left behind: exit code (negative: killed by that signal), wall seconds, and whether time ran out."""

    code: int
    seconds: float
    timed_out: bool
    stdout: str = ""
    stderr: str = ""


class Isolated:
    """Runs scripts under one environment, by a fork server for Python where there is fork, else by a new interpreter."""

    def __init__(
        self,
        environment: dict[str, str],
        warm: list[str],
        fork: bool = hasattr(os, "fork"),
        python: str = sys.executable,
    ) -> None:
        self.environment, self.warm, self.fork, self.python, self.server = environment, warm, fork, python, None

    def run(self, script: Path, language: str, timeout: float, trace: bool = False) -> Result:
        """Run `script` in its own folder; what it prints, its child processes included, is caught in files beside that folder.

        With `trace`, which needs a fork, its shape comments are checked between its statements while it runs.
        """
        out, err = Path(f"{script.parent}.out"), Path(f"{script.parent}.err")
        if language == "python" and self.fork:
            job = {
                "script": str(script),
                "out": str(out),
                "err": str(err),
                "timeout": timeout,
                "trace": trace,
                "folder": str(script.parent),
            }
            result = self._ask(job)
        else:
            result = self._start(script, language, timeout, out, err)
        result.stdout, result.stderr = out.read_text("utf-8", "replace"), err.read_text("utf-8", "replace")
        return result

    def _start(self, script: Path, language: str, timeout: float, out: Path, err: Path) -> Result:
        command = [self.python, "-W", "error"] if language == "python" else ["bash", "-euo", "pipefail"]
        with out.open("wb") as stdout, err.open("wb") as stderr:
            process = subprocess.Popen(
                [*command, str(script)],
                cwd=script.parent,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
            return watch(process.pid, process.poll, timeout)

    def _ask(self, job: dict[str, object]) -> Result:
        if self.server is None or self.server.poll() is not None:
            self.server = subprocess.Popen(
                [self.python, __file__, *self.warm],
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        print(json.dumps(job), file=self.server.stdin, flush=True)
        answer = self.server.stdout.readline()
        if not answer:
            raise RuntimeError(f"the fork server died with code {self.server.wait()}: see stderr above")
        return Result(**json.loads(answer))

    def close(self) -> None:
        if self.server:
            self.server.stdin.close()
            self.server.wait()


def watch(pid: int, poll, timeout: float) -> Result:
    """Wait for a process that leads its own group; kill it when time is out, and in any case whatever it left running."""
    start, code = time.monotonic(), poll()
    while code is None and (passed := time.monotonic() - start) < timeout:
        time.sleep(min(max(0.001, passed / 50), 0.05))  # looking a thousand times a second took a tenth of a core
        code = poll()
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL) if hasattr(os, "killpg") else os.kill(pid, signal.SIGTERM)
    timed_out = code is None
    while code is None:
        code = poll()
    return Result(code, time.monotonic() - start, timed_out)


def serve(warm: list[str]) -> dict[str, str]:
    """Import `warm`, then fork a child for every job on stdin. Returns only in a child, with its job."""
    del sys.path[0]  # the folder of this file, whose block.py is no reader's `block`
    for name in warm:
        with contextlib.suppress(ImportError):
            __import__(name)
    # The handlers of the warm modules would cost each child 40 ms and do nothing; these two are what a block may rely on.
    atexit._clear()
    atexit.register(logging.shutdown)
    atexit.register(multiprocessing.util._exit_function)
    # A collection in a child would touch, hence copy, every page that it shares with the server.
    gc.collect()
    gc.freeze()
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            answers.close()
            return job

        def poll(pid: int = pid) -> int | None:
            done, status = os.waitpid(pid, os.WNOHANG)
            return os.waitstatus_to_exitcode(status) if done else None

        result = watch(pid, poll, job["timeout"])
        print(
            json.dumps({"code": result.code, "seconds": result.seconds, "timed_out": result.timed_out}),
            file=answers,
            flush=True,
        )
    os._exit(0)


def become(job: dict[str, str]) -> None:
    """Turn this forked child into the process that `python -W error script` would have started, run the script, and exit."""
    os.setsid()
    for descriptor, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, job["out"], os.O_WRONLY),
        (2, job["err"], os.O_WRONLY),
    ):
        os.dup2(os.open(path, flags | os.O_CREAT | os.O_TRUNC), descriptor)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout.reconfigure(line_buffering=True)
    script, folder = job["script"], str(Path(job["script"]).parent)
    os.chdir(folder)
    sys.argv = [script]
    sys.path.insert(0, folder)
    import random
    import warnings

    sys.warnoptions[:] = ["error"]
    warnings.resetwarnings()
    warnings.simplefilter("error")
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].default_generator.seed()
    module = types.ModuleType("__main__")
    module.__file__ = script
    sys.modules["__main__"] = module
    code = 0
    try:
        code_of_script: str | ast.Module = Path(script).read_text(encoding="utf-8")
        if job["trace"]:
            from tools.shapes import instrument

            code_of_script = instrument(code_of_script)
        exec(compile(code_of_script, script, "exec"), module.__dict__)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        if not isinstance(stop.code, int | None):
            print(stop.code, file=sys.stderr)
    except BaseException as error:
        # the first frame is ours, not the reader's
        sys.excepthook(type(error), error.with_traceback(error.__traceback__.tb_next), error.__traceback__)
        code = 1
    loaded = "\n".join(sys.modules)
    Path(f"{job['folder']}.modules").write_text(loaded, encoding="utf-8")
    # what the interpreter does at its end, short of freeing half a gigabyte of modules object by object
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    become(serve(sys.argv[1:]))
