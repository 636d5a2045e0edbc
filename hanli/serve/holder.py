"""The model that answers now, and those before it: switching, going back, health."""

import logging
import threading
from pathlib import Path

import torch

from hanli.export import Bundle, load_bundle
from hanli.serve.inference import SickModelError, infer

LOGGER = logging.getLogger("hanli.serve")


class NoPreviousModelError(Exception):
    """There is no version to go back to."""


class ModelHolder:
    """The model that answers now, and those before it.

    A request asks for `current` once and stays with what it got, so a switch disturbs none that is under way. All
    methods may be called from any thread.

    Args:
        bundle: The model to begin with, or the folder of its bundle.
        keep: How many earlier models stay in memory, for `rollback`.

    Raises:
        ValueError: `keep` is negative.

    Errors of `hanli.export.load_bundle` pass through.
    """

    def __init__(self, bundle: Bundle | str | Path, *, keep: int = 1) -> None:
        if keep < 0:
            raise ValueError(f"keep must be 0 or more, got {keep}")
        self._keep = keep
        self._lock = threading.Lock()
        self._current = _loaded(bundle)
        self._earlier: list[Bundle] = []
        self._proved: Bundle | None = None

    @property
    def current(self) -> Bundle:
        """The model that answers now."""
        return self._current

    def switch(self, bundle: Bundle | str | Path, *, check: bool = True) -> None:
        """Let another model answer from now on.

        Args:
            bundle: The model, or the folder of its bundle. Takes input of the same shape as the one before.
            check: Try it first, and refuse it if it is sick; the present model then goes on.

        Raises:
            SickModelError: It failed the trial.
            ValueError: It takes input of another shape.

        Errors of `hanli.export.load_bundle` pass through, and nothing has changed then.
        """
        new = _loaded(bundle)
        if new.input_shape != self._current.input_shape:
            raise ValueError(
                f"bundle must take input of shape {self._current.input_shape}, as the present one, got {new.input_shape}"
            )
        if check:
            _trial(new)
        with self._lock:
            self._earlier = [*self._earlier, self._current][-self._keep :] if self._keep else []
            self._become(new)

    def rollback(self) -> Bundle:
        """Let the model before the present one answer again; the present one is dropped.

        Returns:
            The model that answers now.

        Raises:
            NoPreviousModelError: None is kept.
        """
        with self._lock:
            if not self._earlier:
                raise NoPreviousModelError(f"no model before {_title(self._current)} is kept: switch to one instead")
            self._become(self._earlier.pop())
            return self._current

    def ready(self) -> bool:
        """Whether the present model answers: one inference, whose good result is kept until a request fails."""
        bundle = self.current
        if self._proved is not bundle:
            try:
                _trial(bundle)
            except SickModelError as error:
                LOGGER.error("%s is not ready: %s", _title(bundle), error, exc_info=error.__cause__)
                return False
            self._proved = bundle
        return True

    def doubt(self) -> None:
        """Forget that the model was healthy, so that `ready` tries it again; called when a request failed."""
        self._proved = None

    def _become(self, bundle: Bundle) -> None:
        LOGGER.info("%s follows %s", _title(bundle), _title(self._current))
        self._current = bundle


def _loaded(bundle: Bundle | str | Path) -> Bundle:
    return bundle if isinstance(bundle, Bundle) else load_bundle(bundle)


def _title(bundle: Bundle) -> str:
    return f"model {bundle.name} {bundle.version}"


def _trial(bundle: Bundle) -> None:
    """One inference on a grey sample.

    Raises:
        SickModelError: It failed.
    """
    (result,) = infer(bundle, [torch.full(bundle.input_shape, 0.5)])
    if isinstance(result, SickModelError):
        raise result
