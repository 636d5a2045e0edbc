"""Write what each process holds of a state while training goes on with another one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch.distributed as dist
from torch.distributed.checkpoint import state_dict_saver
from torch.distributed.checkpoint.api import CheckpointException

from hanli.distributed.world import World, run_on_all


class BackgroundWriter:
    """Copies a state at once, writes the copy in a thread, and tells all processes of a failure later.

    The threads talk through a group of their own, so that their messages do not mix with those of the training.

    Args:
        world: The processes; all of them must make it.

    Source: <https://docs.pytorch.org/docs/stable/distributed.checkpoint.html#torch.distributed.checkpoint.state_dict_saver.async_save>
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._group: Any = dist.new_group(backend="gloo")
        self._pending: Future[None] | None = None

    def start(self, states: dict[str, Any], folder: Path, publish: Callable[[], None]) -> None:
        """Copy the states, and begin to write them into a folder.

        Args:
            states: As for `torch.distributed.checkpoint`; may be changed once this returns.
            folder: Where to; it exists.
            publish: Called in the first process once all processes have written.
        """
        written = state_dict_saver.async_save(states, checkpoint_id=folder, process_group=self._group)
        assert isinstance(written, Future)  # and no AsyncSaveResponse: the copy is made at once
        published: Future[None] = Future()

        def proceed(done: Future[Any]) -> None:
            """Publish what is written, and keep the error of either."""
            try:
                done.result()
                if self._world.is_first:
                    publish()
            except (Exception, CheckpointException) as error:  # the latter is no Exception
                published.set_exception(error)
            else:
                published.set_result(None)

        self._pending = published
        written.add_done_callback(proceed)

    def finish(self) -> None:
        """Wait until what was begun is written.

        Raises:
            RuntimeError: A process could not write; all processes raise it, and it names that process.
        """
        if self._pending is not None:
            pending, self._pending = self._pending, None
            run_on_all(self._world, pending.result)

    def wait_alone(self) -> None:
        """Wait until this process has nothing more to write, whatever came of it; for use after an error."""
        if self._pending is not None:
            with suppress(Exception, CheckpointException):
                self._pending.result()
