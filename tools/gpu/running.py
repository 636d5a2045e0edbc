"""Run blocks by several fork servers at a time until time is up, and compare what they print by their grades."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.block import Block
from tools.compare import same
from tools.gpu.needs import missing, missing_by
from tools.gpu.reading import digest, needs_gpu
from tools.isolate import Isolated
from tools.machines import CUDA, environment
from tools.outcome import Fault, check_bound, missing_data, printed
from tools.pages import Page

WARM = [
    "torch",
    "numpy",
    "matplotlib",
    "torch._dynamo",
]  # none of them asks the driver, after which no fork could use CUDA
CHOOSES_DEVICE = re.compile(r"\bcuda\b|\baccelerator\b|\bpick_device\b")
LONGEST = 4_000  # characters of what a block printed that are kept


@dataclass(frozen=True)
class Outcome:
    """What became of a block.

    `state` is `equal`, `ran` (the page shows no output to compare with), `differs`, `failed`, `skipped` or `not reached`; `text` is
    what it printed (of `ran` and `differs`) or why (of the others).
    """

    page: str
    name: str
    digest: str
    state: str
    needs_gpu: bool
    seconds: float = 0.0
    text: str = ""
    expected: str = ""


def run_blocks(blocks: Iterable[Block], machine: str, root: Path, jobs: int, minutes: float) -> list[Outcome]:
    """Run blocks, those that need a GPU first, then those that choose a device.

    Args:
        blocks: The blocks.
        machine: `cuda`, or `host` for the CPU, which does not run what needs a GPU.
        root: The folder of `docs`, `snippets` and `hanli`.
        jobs: How many run at a time.
        minutes: After this time no block begins, and those that run are ended.

    Returns:
        The outcomes, in the order of the blocks.
    """
    blocks = list(blocks)
    until = time.monotonic() + 60 * minutes
    ahead = deque(sorted(range(len(blocks)), key=lambda at: urgency(blocks[at])))
    outcomes: dict[int, Outcome] = {}

    def work(folder: Path) -> None:
        isolated = Isolated(environment(machine, root), WARM)
        try:
            while (at := take(ahead)) is not None:
                outcomes[at] = run_block(blocks[at], isolated, machine, root, folder, until)
        finally:
            isolated.close()

    folder = Path(tempfile.mkdtemp(prefix="gpu-"))
    try:
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(work, [folder] * jobs))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [outcomes[at] for at in range(len(blocks))]


def take(ahead: deque[int]) -> int | None:
    """The next of a queue that several threads share, None at its end."""
    try:
        return ahead.popleft()
    except IndexError:
        return None


def urgency(block: Block) -> int:
    """The smaller, the earlier a block runs: a deadline shall not meet what only a GPU can show."""
    return 0 if needs_gpu(block) else 1 if CHOOSES_DEVICE.search(block.code) else 2


def run_block(block: Block, isolated: Isolated, machine: str, root: Path, folder: Path, until: float) -> Outcome:
    """Run one block, if it can run here and time is left."""
    say = outcomes_of(block, root)
    if block.skip and not (needs_gpu(block) and machine == CUDA):
        return say("skipped", text=block.skip)
    if absent := missing(block, root):
        return say("skipped", text=f"needs {', '.join(absent)}")
    left = until - time.monotonic()
    if left <= 0:
        return say("not reached")
    work = Path(tempfile.mkdtemp(dir=folder)) / "work"
    work.mkdir()
    try:
        result = isolated.run(block.write(work), block.language, min(block.timeout, left))
    except RuntimeError as error:  # the fork server died; the next block starts another
        return say("failed", text=str(error))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if result.timed_out and left < block.timeout:
        return say("not reached")
    seconds = round(result.seconds, 2)
    if needed := missing_data(result.stderr):
        return say("skipped", seconds, f"needs data: {needed}")
    try:
        got = printed(block, result)
        check_bound(block, got)
    except Fault as fault:
        if absent_one := missing_by(result.stdout + result.stderr):
            return say("skipped", seconds, f"needs {absent_one}")
        return say("failed", seconds, str(fault))
    if block.expected is None and needs_gpu(block):
        return say("ran", seconds, got)
    if same(block.expected or "", got, block.grade):
        return say("equal", seconds)
    return say("differs", seconds, got, block.expected or "")


def outcomes_of(block: Block, root: Path) -> Callable[..., Outcome]:
    """What makes the outcome of a block, by its state, its seconds, its text and the text that the page shows."""

    def say(state: str, seconds: float = 0.0, text: str = "", expected: str = "") -> Outcome:
        name, kept = Page(root, block.page).name, (text[:LONGEST], expected[:LONGEST])
        return Outcome(name, block.name, digest(block), state, needs_gpu(block), seconds, *kept)

    return say
