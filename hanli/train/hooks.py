"""The calling of callbacks: who is called, in which order, and what happens to an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from hanli.train.averaging import EMA
from hanli.train.checkpoint import Checkpoint
from hanli.train.run import Callback, Run


def check_callbacks(callbacks: Sequence[Callback]) -> None:
    """Refuse what is no list of callbacks, and one object that would be called twice."""
    if not isinstance(callbacks, Sequence):
        raise TypeError(f"callbacks must be a list of Callback objects, got {_describe(callbacks)}")
    for place, callback in enumerate(callbacks):
        if not isinstance(callback, Callback):
            advice = ": make an object of it" if isinstance(callback, type) else ": derive its class from Callback"
            raise TypeError(f"callbacks[{place}] must be a Callback, got {_describe(callback)}{advice}")
    if len({id(callback) for callback in callbacks}) < len(callbacks):
        raise ValueError("callbacks must hold each object once, got the same one twice")


def sort_callbacks(callbacks: Sequence[Callback]) -> list[Callback]:
    """The order in which they are called: `EMA` first, `Checkpoint` last, the others as they were given."""
    return sorted(callbacks, key=lambda callback: isinstance(callback, Checkpoint) - isinstance(callback, EMA))


def call_hooks(run: Run, name: str) -> None:
    """Call one method of all callbacks, in their order."""
    for callback in run.callbacks:
        try:
            getattr(callback, name)(run)
        except KeyboardInterrupt as error:
            put_off(run, error)


def put_off(run: Run, error: KeyboardInterrupt) -> None:
    """Keep an interrupt of a callback until a `Checkpoint` has written; raise it if there is none, or after a signal.

    A second interrupt is the same one again, as of a callback that looks at a clock, but after Ctrl-C it is another
    Ctrl-C, which acts at once.
    """
    if run.signalled or not run.resumable:
        raise error
    run.interrupted = run.interrupted or error


def pass_on(run: Run) -> None:
    """Raise now what was put off, if there is anything."""
    if run.interrupted is not None:
        raise run.interrupted


def find_hooks(callbacks: Sequence[Callback], name: str) -> list[Callable[..., None]]:
    """One method of those callbacks that do not leave it as `Callback` has it: what a step has to call."""
    methods = [getattr(callback, name) for callback in callbacks]
    return [method for method in methods if getattr(method, "__func__", None) is not getattr(Callback, name)]


@contextmanager
def running(run: Run) -> Iterator[None]:
    """`before_fit` of all callbacks first; an error inside is told to all that have begun, and raised on."""
    begun: list[Callback] = []
    try:
        for callback in run.callbacks:
            callback.before_fit(run)
            begun.append(callback)
        yield
    except BaseException as error:
        _tell(begun, run, error)
        raise


def _tell(callbacks: list[Callback], run: Run, error: BaseException) -> None:
    """Call `on_error`; an error within it becomes a note of the first."""
    for callback in callbacks:
        try:
            callback.on_error(run, error)
        except BaseException as another:
            told = f"{type(another).__name__}: {another}"
            error.add_note(f"then {type(callback).__name__}.on_error raised {told}")


def _describe(thing: Any) -> str:
    """What a thing is: a class by its name, an object by the name of its class."""
    return f"the class {thing.__name__}" if isinstance(thing, type) else f"an object of class {type(thing).__name__}"
