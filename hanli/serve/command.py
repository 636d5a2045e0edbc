"""Serving by uvicorn, from Python and from the command line."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from hanli.export import Bundle
from hanli.serve.app import create_app
from hanli.serve.holder import ModelHolder


def run(
    model: ModelHolder | Bundle | str | Path, *, host: str = "127.0.0.1", port: int = 8000, grace: int = 30
) -> None:
    """Serve until SIGTERM or Ctrl+C; then take no new request, answer those that were taken, and return.

    One process, one thread: torch and the event loop share it without getting in each other's way. For more cores
    start more processes, each on its own port, behind a proxy.

    Args:
        model: As for `create_app`.
        host: The address to listen on. The default is reachable from this machine only.
        port: The port; 0 lets the system choose.
        grace: How many seconds the last answers may take.

    Source: <https://uvicorn.dev/settings/>
    """
    import uvicorn

    uvicorn.run(create_app(model), host=host, port=port, timeout_graceful_shutdown=grace)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m hanli.serve", description="Serve a bundle over HTTP.")
    parser.add_argument("bundle", type=Path, help="the folder that hanli.export.save_bundle made")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0 lets the system choose")
    parser.add_argument("--grace", type=int, default=30, help="seconds that the last answers may take")
    given = parser.parse_args(arguments)
    run(given.bundle, host=given.host, port=given.port, grace=given.grace)
