"""Follow what `hanli.deploy` publishes: load the release that is to serve, switch to it, and back."""

import logging
import threading
from pathlib import Path

from hanli.deploy import DeployError, find_live_release
from hanli.export import BundleError
from hanli.serve.holder import LOGGER, ModelHolder
from hanli.serve.inference import UnhealthyModelError


class Follower:
    """Lets a `ModelHolder` answer with the release that `hanli.deploy.find_live_release` names.

    A release is loaded and tried beside the one that answers, which goes on meanwhile; so no request is refused over a
    switch. One that cannot be loaded or fails its trial is told to the log, and the present one goes on: the deployment
    sees that by `/version`, and goes back.

    Args:
        root: The folder of the deployment.
        interval: Seconds between two looks at it.

    Raises:
        DeployError: Nothing is deployed there yet, or `live.json` is damaged.

    Errors of `ModelHolder` pass through.

    Source: <https://martinfowler.com/bliki/BlueGreenDeployment.html>
    """

    def __init__(self, root: str | Path, *, interval: float = 0.2) -> None:
        if not interval > 0:
            raise ValueError(f"interval must be above 0 seconds, got {interval}")
        self._root, self._interval = Path(root), interval
        release = find_live_release(root)
        if release is None:
            raise DeployError(f"{root}: nothing is deployed there yet: deploy a first release, then serve it")
        self.holder = ModelHolder(release)
        self._seen: Path | None = release
        self._told = ""
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hanli-follow", daemon=True)

    def start(self) -> None:
        """Begin to look, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self._thread.join()

    def look(self) -> None:
        """Look once, and switch if another release is to serve; what goes wrong is told once."""
        try:
            release = find_live_release(self._root)
        except (DeployError, OSError) as error:
            self._tell(f"cannot be followed: {error}", logging.ERROR)
            return
        if release is None or release == self._seen:
            return
        self._seen = release
        try:
            self.holder.switch(release)
        except (BundleError, UnhealthyModelError, ValueError, OSError) as error:
            present = self.holder.current
            self._tell(f"{release.name} is not taken, {present.name}-{present.version} goes on: {error}", logging.ERROR)
        else:
            self._tell(f"{release.name} is followed", logging.INFO)

    def _run(self) -> None:
        while not self._stopped.wait(self._interval):
            self.look()

    def _tell(self, message: str, level: int) -> None:
        """Log a message, once until another one follows."""
        if message != self._told:
            self._told = message
            LOGGER.log(level, "%s: %s", self._root, message)
