"""What the block runner checks of a run beside its output: shape comments and figures; and what it keeps of a fault."""

from __future__ import annotations

import ast
import os
import shutil
from pathlib import Path

from tools import shapes
from tools.block import Block
from tools.compare import last_error, same, same_figure
from tools.isolate import Result
from tools.outcome import Fault


def told(fault: Fault, block: Block, result: Result, folder: Path) -> list[tuple[str, str]]:
    """What `tools.versions` keeps of a fault: its first line, and what the reader sees instead of the page's output.

    The reader sees the output, then warnings, or the error that ended the block without its frames.
    """
    error = last_error(result.stderr) if "Traceback (most" in result.stderr else result.stderr
    seen = (result.stdout + error).replace(f"{folder}{os.sep}", "")
    first = [("fault", str(fault).split("\n", 1)[0])]
    return first if result.timed_out or same(block.expected or "", seen, block.grade) else [*first, ("seen", seen)]


def with_checks(block: Block) -> str:
    """The code of a block with the checks of its shape comments written into it."""
    return ast.unparse(shapes.instrument(block.code)) + "\n"


def verify_shapes(block: Block, result: Result, folder: Path) -> None:
    """Raise what the trace of a run says against the shape comments."""
    if faults := shapes.faults(block.code, folder):
        raise Fault("\n".join(["has shape comments that do not hold", *faults, result.stderr]))


def verify_figure(made: Path, kept: Path, update: bool) -> bool:
    """Compare a figure with the one kept beside the snippet, or keep it and say so."""
    if not made.exists():
        raise Fault(f"did not save {made.name} into its own folder")
    if kept.exists() and same_figure(kept, made):
        return False
    if not update:
        raise Fault(f"drew another {made.name} than the page shows: look at both, then run with --update-outputs")
    shutil.copy(made, kept)
    return True
