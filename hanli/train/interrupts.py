"""Ctrl-C, and the request of a system to end, put off until a run can be written."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any


class Interrupts:
    """Puts off SIGINT and SIGTERM, each once: a second one acts at once, as if this were not here.

    A handler that somebody else has set stays. Outside the main thread, where Python allows no handlers,
    nothing is put off.

    Attributes:
        received: The signal that came; None if there was none.
    """

    def __init__(self) -> None:
        self.received: int | None = None
        self._before: dict[int, Any] = {}
        self._process = 0

    def start(self) -> None:
        """Put off from here on."""
        self.received = None
        if threading.current_thread() is not threading.main_thread():
            return
        self._process = os.getpid()
        for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, signal.SIG_DFL)):
            if signal.getsignal(number) == usual:
                self._before[number] = signal.signal(number, self._receive)

    def stop(self) -> None:
        """Let signals act at once again."""
        while self._before:
            number, before = self._before.popitem()
            signal.signal(number, before)

    def pass_on(self) -> None:
        """Do now what the signal asked for, if one came.

        Raises:
            KeyboardInterrupt: It was SIGINT.
            SystemExit: It was SIGTERM; the status is 143, as shells tell of a process that ended by it.
        """
        if self.received == signal.SIGINT:
            raise KeyboardInterrupt
        if self.received is not None:
            raise SystemExit(128 + self.received)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        """Remember the signal; the next acts at once."""
        if os.getpid() != self._process:  # a worker of a DataLoader: the run ends it
            if number != signal.SIGINT:
                signal.signal(number, signal.SIG_DFL)
                signal.raise_signal(number)
            return
        self.received = number
        self.stop()
        with contextlib.suppress(Exception):  # the stream may be in use, or gone
            print("interrupted: the run ends after this step; once more ends it at once", file=sys.stderr, flush=True)
