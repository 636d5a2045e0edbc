"""Ctrl-C, and the request of a system to end, put off until a run can be written."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

from hanli.train.run import Run


class Interrupts:
    """Puts off SIGINT and SIGTERM, each once: a second one acts at once, as if this were not here.

    A handler that somebody else has set stays. Outside the main thread, where Python allows no handlers,
    nothing is put off.
    """

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._process = 0
        self._run: Run | None = None

    def start(self, run: Run) -> None:
        """From here on a signal sets `run.interrupted`: KeyboardInterrupt, or SystemExit with the status of shells."""
        self._run = run
        if threading.current_thread() is not threading.main_thread():
            return
        self._process = os.getpid()
        for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, signal.SIG_DFL)):
            if signal.getsignal(number) == usual:
                self._before[number] = signal.signal(number, self._receive)

    def stop(self) -> None:
        """Let signals act at once again."""
        self._run = None
        while self._before:
            number, before = self._before.popitem()
            signal.signal(number, before)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        """Remember the signal; the next acts at once."""
        if os.getpid() != self._process:  # a worker of a DataLoader: the run ends it
            if number != signal.SIGINT:
                signal.signal(number, signal.SIG_DFL)
                signal.raise_signal(number)
            return
        if self._run is not None:
            self._run.interrupted = KeyboardInterrupt() if number == signal.SIGINT else SystemExit(128 + number)
            self._run.signalled = True
        self.stop()
        with contextlib.suppress(Exception):  # the stream may be in use, or gone
            print("interrupted: the run ends after this step; once more ends it at once", file=sys.stderr, flush=True)
