"""uvicorn, with two things more: it drains before it stops, and it closes a connection on which no request comes.

Source: <https://uvicorn.dev/settings/>
"""

import asyncio
import time
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.auto import AutoHTTPProtocol

_CLOSE = (b"connection", b"close")


class Server(uvicorn.Server):
    """A server that goes on for a moment after SIGTERM or Ctrl+C, while `/ready` already says 503.

    Whoever shares the requests out among several processes learns so in time, and loses none. Each answer closes its
    connection by then, so that the next request goes elsewhere. A second signal stops at once.

    Args:
        config: As for uvicorn; its application is one of `create_app`.
        drain: Seconds between the signal and the end of listening.
    """

    def __init__(self, config: uvicorn.Config, *, drain: float) -> None:
        super().__init__(config)
        self._drain = drain
        self._stop_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain; stop if that is under way."""
        if self._stop_at is not None or self._drain <= 0 or not self.started:
            super().handle_exit(sig, frame)
            return
        self._captured_signals.append(sig)
        self._stop_at = time.monotonic() + self._drain
        app = self.config.app
        assert isinstance(app, FastAPI)
        app.state.draining = True
        self.config.encoded_headers.append(_CLOSE)
        self.server_state.default_headers = [*self.server_state.default_headers, _CLOSE]

    async def on_tick(self, counter: int) -> bool:
        """Stop when the time is over; uvicorn asks ten times a second."""
        if self._stop_at is not None and time.monotonic() >= self._stop_at:
            self.should_exit = True
        return await super().on_tick(counter)


def make_server(app: FastAPI, *, host: str, port: int, grace: int, drain: float, head_seconds: float = 10.0) -> Server:
    """Make a server that is ready to run.

    Args:
        app: The application.
        host: The address to listen on.
        port: The port; 0 lets the system choose.
        grace: How many seconds the last answers may take.
        drain: Seconds between the signal and the end of listening.
        head_seconds: How long the head of a request may take to arrive, from the first byte or the connection on.

    Returns:
        The server.
    """

    class Protocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # one of two classes, by what is installed
        """Closes a connection whose next request does not begin, or does not come to the end of its head."""

        _timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._watch()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch()

        def connection_lost(self, error: Exception | None) -> None:
            self._cancel()
            super().connection_lost(error)

        def _watch(self) -> None:
            """Time the head of a request that has begun, or stop doing so."""
            if self.cycle is not None and not self.cycle.response_complete:
                self._cancel()
            elif self._timer is None:
                self._timer = self.loop.call_later(head_seconds, self._close_unless_busy)

        def _close_unless_busy(self) -> None:
            """Close the connection if it has no request to answer."""
            self._timer = None
            if self.cycle is None or self.cycle.response_complete:
                self.transport.close()

        def _cancel(self) -> None:
            """Stop the timer."""
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    config = uvicorn.Config(app, host=host, port=port, timeout_graceful_shutdown=grace, http=Protocol)
    return Server(config, drain=drain)
