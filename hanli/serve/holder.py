"""The model that answers now, and those before it: switching, going back, health."""

import gc
import logging
import threading
from pathlib import Path

import torch
from torch import Tensor

from hanli.deprecation import warn_of_old_name
from hanli.export import Bundle, load_bundle
from hanli.serve.images import normalize
from hanli.serve.inference import UnhealthyModelError, infer

LOGGER = logging.getLogger("hanli.serve")

MAX_FAILURES = 3
"""After so many failed requests in a row the last one of them has to succeed before the model counts as ready."""


class NoPreviousModelError(Exception):
    """There is no version to go back to."""

    __module__ = "hanli.serve"  # where users import it from, and what a traceback should say


class ModelHolder:
    """The model that answers now, and those before it.

    A request asks for `current` once and stays with what it got, so a switch disturbs none that is under way. All
    methods may be called from any thread.

    Args:
        bundle: The model to begin with, or the folder of its bundle.
        keep: How many earlier models stay in memory, for `rollback`.

    Raises:
        ValueError: `keep` is negative, or the network takes other input than floating-point numbers.

    Errors of `hanli.export.load_bundle` pass through.
    """

    def __init__(self, bundle: Bundle | str | Path, *, keep: int = 1) -> None:
        if keep < 0:
            raise ValueError(f"keep must be 0 or more, got {keep}")
        self._keep = keep
        self._lock = threading.Lock()
        self._current = _load_if_path(bundle)
        self._earlier: list[Bundle] = []
        self._proved_healthy: Bundle | None = None
        self._failures = 0
        self._failed_sample: Tensor | None = None

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
            UnhealthyModelError: It failed the trial.
            ValueError: It takes input of another shape, or other input than floating-point numbers.

        Errors of `hanli.export.load_bundle` pass through, and nothing has changed then.
        """
        new = _load_if_path(bundle)
        if new.input_shape != self._current.input_shape:
            raise ValueError(
                f"bundle must take input of shape {self._current.input_shape}, as the present one, got {new.input_shape}"
            )
        if check:
            _try_inference(new)
        with self._lock:
            self._earlier = [*self._earlier, self._current][-self._keep :] if self._keep else []
            self._replace_current(new)
        if gc.get_freeze_count():  # the application runs: what was dropped goes, and what is new stays
            gc.unfreeze()
            gc.collect()
            gc.freeze()

    def rollback(self) -> Bundle:
        """Let the model before the present one answer again; the present one is dropped.

        Returns:
            The model that answers now.

        Raises:
            NoPreviousModelError: None is kept.
        """
        with self._lock:
            if not self._earlier:
                raise NoPreviousModelError(
                    f"no model before {describe_model(self._current)} is kept: switch to one instead"
                )
            self._replace_current(self._earlier.pop())
            return self._current

    @property
    def known_ready(self) -> bool:
        """Whether `ready` would say yes without an inference."""
        return self._proved_healthy is self._current

    def ready(self) -> bool:
        """Whether the present model answers: one inference, whose good result is kept until a request fails.

        It is an inference on a grey sample; after a run of failed requests on the sample that failed, too.
        """
        bundle = self.current
        if self._proved_healthy is not bundle:
            sample = self._failed_sample if self._failures >= MAX_FAILURES else None
            try:
                _try_inference(bundle)
                if sample is not None:
                    _try_inference(bundle, sample)
            except UnhealthyModelError as error:
                LOGGER.error("%s is not ready: %s", describe_model(bundle), error, exc_info=error.__cause__)
                return False
            self._proved_healthy = bundle
        return True

    def record_success(self, bundle: Bundle) -> None:
        """Note that a model answered a request, which ends a run of failures."""
        if self._failures and bundle is self._current:
            self._failures, self._failed_sample = 0, None

    def record_failure(self, bundle: Bundle, sample: Tensor) -> None:
        """Note that a model failed on a sample, (*input_shape): `ready` tries it again."""
        if bundle is self._current:
            self._failures, self._failed_sample = self._failures + 1, sample
            self.invalidate_health()

    def invalidate_health(self) -> None:
        """Forget that the model was healthy, so that `ready` tries it again; called when a request failed."""
        self._proved_healthy = None

    def doubt(self) -> None:
        """The old name of `invalidate_health`."""
        warn_of_old_name("ModelHolder.doubt", "invalidate_health", stacklevel=3)
        self.invalidate_health()

    def _replace_current(self, bundle: Bundle) -> None:
        """Put another bundle in the place of the current one, and forget its failures."""
        LOGGER.info("%s follows %s", describe_model(bundle), describe_model(self._current))
        self._current = bundle
        self._failures, self._failed_sample = 0, None


def _load_if_path(bundle: Bundle | str | Path) -> Bundle:
    """The bundle itself, or the one at a path; refused if its inputs are no floating-point numbers."""
    loaded = bundle if isinstance(bundle, Bundle) else load_bundle(bundle)
    if not loaded.dtype.is_floating_point:
        raise ValueError(
            f"bundle must take floating-point numbers to be served, {loaded.name} {loaded.version} takes {loaded.dtype}"
        )
    return loaded


def describe_model(bundle: Bundle) -> str:
    return f"model {bundle.name} {bundle.version}"


def _try_inference(bundle: Bundle, sample: Tensor | None = None) -> None:
    """One inference, on a grey sample unless another is given.

    Raises:
        UnhealthyModelError: It failed.
    """
    grey = normalize(torch.full(bundle.input_shape, 0.5), bundle.preprocessing)
    (result,) = infer(bundle, [grey if sample is None else sample])
    if isinstance(result, UnhealthyModelError):
        raise result
