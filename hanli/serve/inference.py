"""Inference in batches: samples that wait at the same time share one."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from hanli.export import Bundle


class UnhealthyModelError(Exception):
    """The model raised, or returned something else than finite numbers for every class."""

    __module__ = "hanli.serve"  # where users import it from, and what a traceback should say


def infer(bundle: Bundle, samples: Sequence[Tensor]) -> list[list[float] | UnhealthyModelError]:
    """Compute the probabilities of a batch; a sample that the model cannot answer does not spoil the others.

    Args:
        bundle: The model.
        samples: At least one, each (*input_shape).

    Returns:
        For each sample its probabilities, one for each class, or the error.
    """
    try:
        with torch.inference_mode():
            logits = bundle.module(torch.stack(list(samples)))  # (N, K)
            if tuple(logits.shape) != (len(samples), len(bundle.classes)):
                raise UnhealthyModelError(f"returned shape {tuple(logits.shape)} for {len(samples)} samples")
            finite = logits.isfinite().all(dim=1).tolist()  # (N,)
            probabilities = logits.softmax(dim=1).tolist()  # (N, K)
    except Exception as error:
        if len(samples) > 1:
            return [infer(bundle, [sample])[0] for sample in samples]
        sick = (
            error
            if isinstance(error, UnhealthyModelError)
            else UnhealthyModelError(f"raised {type(error).__name__}: {error}")
        )
        sick.__cause__ = None if sick is error else error
        return [sick]
    return [
        row if right else UnhealthyModelError("returned a value that is not finite")
        for row, right in zip(probabilities, finite, strict=True)
    ]


class Batcher:
    """Puts samples that wait at the same time into one batch.

    The first sample asks for a flush at the next turn of the event loop, and whatever arrives until then goes with it.
    As long as a turn brought another sample, one more turn is waited for: requests that come together are read one by
    one, and the loop does that work sooner or later anyway. So nobody waits for company that does not come: a single
    client is served at once, many at once share one inference.

    Args:
        max_rows: The largest batch, which is never kept waiting. What is beyond goes into the next one, after other
            events had their turn.
        observe: Is told the size of every batch.

    Raises:
        ValueError: `max_rows` is less than 1.
    """

    def __init__(self, max_rows: int, observe: Callable[[int], object] = lambda rows: None) -> None:
        if max_rows < 1:
            raise ValueError(f"max_rows must be 1 or more, got {max_rows}")
        self._max_rows = max_rows
        self._observe = observe
        self._waiting: dict[asyncio.AbstractEventLoop, list[_WaitingSample]] = {}

    async def probabilities(self, bundle: Bundle, sample: Tensor) -> list[float]:
        """Compute the probabilities of one sample, (*input_shape), together with others that wait.

        Raises:
            UnhealthyModelError: The model cannot answer this sample.
        """
        loop = asyncio.get_running_loop()
        waiting = self._waiting.setdefault(loop, [])
        if not waiting:
            loop.call_soon(self._run_batch, loop, 1)
        row = _WaitingSample(bundle, sample, loop.create_future())
        waiting.append(row)
        return await row.future

    def _run_batch(self, loop: asyncio.AbstractEventLoop, seen: int) -> None:
        """Infer what waits, unless this turn brought somebody and there is room for more."""
        waiting = self._waiting.pop(loop)
        if seen < len(waiting) < self._max_rows:  # this turn brought somebody, so the next one may
            self._waiting[loop] = waiting
            loop.call_soon(self._run_batch, loop, len(waiting))
            return
        batch, rest = waiting[: self._max_rows], waiting[self._max_rows :]
        if rest:
            self._waiting[loop] = rest
            loop.call_soon(self._run_batch, loop, len(rest))
        for rows in _group_by_model(batch):
            self._observe(len(rows))
            for row, result in zip(rows, infer(rows[0].bundle, [row.sample for row in rows]), strict=True):
                if row.future.done():  # the client left
                    continue
                if isinstance(result, UnhealthyModelError):
                    row.future.set_exception(result)
                else:
                    row.future.set_result(result)


@dataclass(frozen=True)
class _WaitingSample:
    bundle: Bundle
    sample: Tensor
    future: "asyncio.Future[list[float]]"


def _group_by_model(rows: list[_WaitingSample]) -> Iterator[list[_WaitingSample]]:
    """Rows of one model together; during a switch two versions can wait at once."""
    groups: dict[int, list[_WaitingSample]] = {}
    for row in rows:
        groups.setdefault(id(row.bundle), []).append(row)
    yield from groups.values()
