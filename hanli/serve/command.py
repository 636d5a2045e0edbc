"""Serving by uvicorn, from Python and from the command line."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from hanli.deploy import DeployError
from hanli.export import Bundle, BundleError
from hanli.serve.app import create_app
from hanli.serve.follow import Follower
from hanli.serve.holder import ModelHolder


def run(
    model: ModelHolder | Bundle | str | Path | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    grace: int = 30,
    drain: float = 1.0,
    follow: str | Path | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl+C; then take no new request, answer those that were taken, and return.

    One process, which computes in one thread beside the event loop. For more cores start more processes, each on its
    own port, behind a proxy.

    Args:
        model: As for `create_app`.
        host: The address to listen on. The default is reachable from this machine only.
        port: The port; 0 lets the system choose.
        grace: How many seconds the last answers may take.
        drain: For how many seconds after the signal requests are still taken, while `/ready` says 503 already and
            every answer closes its connection: time for a proxy to send them elsewhere.
        follow: In the place of `model` the folder of a deployment: whichever release `hanli.deploy` lets serve there.

    Raises:
        TypeError: Not just one of `model` and `follow` is given.

    Errors of `create_app` and `Follower` pass through.

    Source: <https://uvicorn.dev/settings/>
    """
    from hanli.serve.server import make_server

    if (model is None) == (follow is None):
        raise TypeError("give one of model and follow")
    follower = None if follow is None else Follower(follow)
    app = create_app(follower.holder if follower else model)  # type: ignore[arg-type]  # one of the two is there
    server = make_server(app, host=host, port=port, grace=grace, drain=drain)
    if follower:
        follower.start()
    try:
        server.run()
    finally:
        if follower:
            follower.stop()


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m hanli.serve", description="Serve a bundle over HTTP.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("bundle", type=Path, nargs="?", help="the folder that hanli.export.save_bundle made")
    what.add_argument("--follow", type=Path, metavar="ROOT", help="serve what hanli.deploy publishes in this folder")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0 lets the system choose")
    parser.add_argument("--grace", type=int, default=30, help="seconds that the last answers may take")
    parser.add_argument("--drain", type=float, default=1.0, help="seconds to go on after the signal, not ready")
    given = parser.parse_args(arguments)
    try:
        run(given.bundle, host=given.host, port=given.port, grace=given.grace, drain=given.drain, follow=given.follow)
    except (BundleError, DeployError, ValueError) as error:
        print(f"hanli.serve: {error}", file=sys.stderr)
        sys.exit(2)
