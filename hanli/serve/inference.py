"""Inference in batches beside the event loop: samples that wait at the same time share one."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import torch
from torch import Tensor

from hanli.export import Bundle

Result = TypeVar("Result")


class UnhealthyModelError(Exception):
    """The model raised, or returned something else than finite numbers for every class."""

    __module__ = "hanli.serve"  # where users import it from, and what a traceback should say


def infer(bundle: Bundle, samples: Sequence[Tensor]) -> list[list[float] | UnhealthyModelError]:
    """Compute the probabilities of a batch; a sample that the model cannot answer does not spoil the others.

    Args:
        bundle: The model.
        samples: At least one, each (*input_shape), as the network takes it; made to be of its dtype.

    Returns:
        For each sample its probabilities, one for each class, or the error. They are the softmax of what the network
        returns, or that itself if the bundle says that it returns probabilities.
    """
    try:
        with torch.inference_mode():
            logits = bundle.module(torch.stack(list(samples)).to(bundle.dtype))  # (N, K)
            if tuple(logits.shape) != (len(samples), len(bundle.classes)):
                raise UnhealthyModelError(f"returned shape {tuple(logits.shape)} for {len(samples)} samples")
            finite = logits.isfinite().all(dim=1).tolist()  # (N,)
            exact = logits if logits.dtype is torch.float64 else logits.float()
            probabilities = (exact if bundle.output == "probabilities" else exact.softmax(dim=1)).tolist()  # (N, K)
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
    """Puts samples that wait at the same time into one batch, and computes it in a thread of its own.

    The first sample asks for a flush at the next turn of the event loop, and whatever arrives until then goes with it.
    As long as a turn brought another sample, one more turn is waited for: requests that come together are read one by
    one, and the loop does that work sooner or later anyway. So nobody waits for company that does not come: a single
    client is served at once, many at once share one inference. While a batch is computed the loop goes on, and what
    arrives meanwhile is the next batch.

    Args:
        max_rows: The largest batch, which is never kept waiting. What is beyond goes into the next one.
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
        self._at_work: set[asyncio.AbstractEventLoop] = set()
        # One thread: two inferences at once would share the cores, and each would take twice the time.
        self._thread = ThreadPoolExecutor(1, "hanli-inference")

    async def probabilities(self, bundle: Bundle, sample: Tensor) -> list[float]:
        """Compute the probabilities of one sample, (*input_shape), together with others that wait.

        Raises:
            UnhealthyModelError: The model cannot answer this sample.
        """
        loop = asyncio.get_running_loop()
        waiting = self._waiting.setdefault(loop, [])
        if not waiting and loop not in self._at_work:
            loop.call_soon(self._gather, loop, 1)
        row = _WaitingSample(bundle, sample, loop.create_future())
        waiting.append(row)
        return await row.future

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do something else in the thread of the inferences, between two of them."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _gather(self, loop: asyncio.AbstractEventLoop, seen: int) -> None:
        """Begin with what waits, unless this turn brought somebody and there is room for more."""
        waiting = self._waiting[loop]
        if seen < len(waiting) < self._max_rows:  # this turn brought somebody, so the next one may
            loop.call_soon(self._gather, loop, len(waiting))
            return
        batch, rest = waiting[: self._max_rows], waiting[self._max_rows :]
        if rest:
            self._waiting[loop] = rest
        else:
            del self._waiting[loop]
        groups = list(_group_by_model(row for row in batch if not row.future.done()))  # some clients left
        for rows in groups:
            self._observe(len(rows))
        self._at_work.add(loop)
        computed = loop.run_in_executor(self._thread, _infer_groups, groups)
        computed.add_done_callback(partial(self._finish, loop, groups))

    def _finish(
        self,
        loop: asyncio.AbstractEventLoop,
        groups: list[list["_WaitingSample"]],
        computed: "asyncio.Future[list[list[list[float] | UnhealthyModelError]]]",
    ) -> None:
        """Hand the answers out, and begin at once with those who came meanwhile."""
        self._at_work.discard(loop)
        if loop in self._waiting:
            self._gather(loop, len(self._waiting[loop]))
        if computed.cancelled():
            return
        for rows, results in zip(groups, computed.result(), strict=True):
            for row, result in zip(rows, results, strict=True):
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


def _infer_groups(groups: list[list[_WaitingSample]]) -> list[list[list[float] | UnhealthyModelError]]:
    return [infer(rows[0].bundle, [row.sample for row in rows]) for rows in groups]


def _group_by_model(rows: Iterator[_WaitingSample]) -> Iterator[list[_WaitingSample]]:
    """Rows of one model together; during a switch two versions can wait at once."""
    groups: dict[int, list[_WaitingSample]] = {}
    for row in rows:
        groups.setdefault(id(row.bundle), []).append(row)
    yield from groups.values()
