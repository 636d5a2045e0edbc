"""What a run of a block printed, as its page should show it, or what is wrong with the run. Needs the standard library only."""

from __future__ import annotations

from tools.block import Block
from tools.compare import last_error
from tools.isolate import Result

ABSENT = "hanli.fetch.MissingData: "  # not imported: a course may have a hanli of its own


class Fault(Exception):
    """A block that did not do what the page says."""


def printed(block: Block, result: Result) -> str:
    """What the page should show for this run.

    Raises:
        Fault: the run took too long, ended otherwise than the page says, or wrote to stderr.
    """
    got, stderr = result.stdout, result.stderr
    if result.timed_out:
        raise Fault(f"ran longer than {block.timeout} s: make it smaller, or mark it timeout(…)\n{got}{stderr}")
    if block.raises:
        if result.code != 1 or "Traceback (most" not in stderr:
            raise Fault(f"is marked raises, yet it ended with code {result.code}, no error: remove the mark\n{got}")
        return got + last_error(stderr)
    if result.code:
        how = f"was killed by signal {-result.code}" if result.code < 0 else f"ended with code {result.code}"
        raise Fault(f"{how}: mend the block, or mark it raises\n{got}{stderr}")
    if stderr:
        raise Fault(f"wrote to stderr, which a reader would see: silence its cause\n{stderr}")
    return got


def check_bound(block: Block, got: str) -> None:
    """Under the grade `bound` each line is a statement that holds.

    Raises:
        Fault: a line is none, or does not hold.
    """
    if block.grade == "bound" and (line := next((x for x in got.splitlines() if not x.endswith(": True")), None)):
        raise Fault(f"is graded bound, so each line ends in ': True', yet it printed: {line}")


def missing_data(stderr: str) -> str | None:
    """What a block says that ended for want of data: the line that fetches them."""
    if "Traceback (most" in stderr and (error := last_error(stderr)).startswith(ABSENT):
        return error.removeprefix(ABSENT).strip()
    return None
