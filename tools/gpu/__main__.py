"""Run all blocks on a computer with a GPU, also those that need one, compare them by their grades, and list what differs.

python -m tools.gpu --out proof                  # all pages: what the site shows of it is proof/cuda.json
python -m tools.gpu --minutes 2 trials/growth    # one page
python -m tools.gpu --cpu trials/growth          # the same on a computer without a GPU, which skips what needs one

It needs Python, torch and numpy. Blocks that import what is not installed are skipped, listed and counted.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from tools.block import Block
from tools.gpu.reading import PageError, read_blocks
from tools.gpu.record import find_stale, make_record, read_record, write_record
from tools.gpu.running import run_blocks
from tools.gpu.summary import summarize
from tools.imports import project
from tools.machines import CUDA, environment
from tools.pages import Page, pages
from tools.proof import versions

ROOT = Path(__file__).parents[2]
MINUTES = 7.5
BAD = {"differs", "failed", "not reached"}
ASK = """
import json, torch
gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else None
print(json.dumps({"gpu": gpu, "torch": torch.__version__, "cuda": torch.version.cuda}))
"""


class DeviceError(Exception):
    """A computer that the blocks cannot run on, in one line: what is missing, what to do."""


def ask_device(machine: str, root: Path) -> dict[str, str | None]:
    """The name of the GPU and the versions, as a process of its own sees them: one that has asked must not fork blocks.

    Raises:
        DeviceError: torch is missing or too old, or the machine is `cuda` and there is no GPU.
    """
    command = [sys.executable, "-c", ASK]
    done = subprocess.run(command, env=environment(machine, root), capture_output=True, text=True, check=False)
    oldest = next(
        found[1] for line in project(root)["dependencies"] if (found := re.fullmatch(r"torch>=([\d.]+)", line))
    )
    remedy = f"run the command with a Python that has torch >= {oldest} and numpy"
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise DeviceError(f"{sys.executable} cannot use torch ({said}): {remedy}")
    device: dict[str, str | None] = json.loads(done.stdout.splitlines()[-1])
    if numbers(str(device["torch"])) < numbers(oldest):
        raise DeviceError(f"{sys.executable} has torch {device['torch']}: {remedy}")
    if machine == CUDA and not device["gpu"]:
        built = f"for CUDA {device['cuda']}" if device["cuda"] else "for the CPU only"
        raise DeviceError(
            f"torch {device['torch']}, built {built}, finds no GPU here: run it on a computer that has one, or add --cpu "
            "to see what the blocks print without"
        )
    return device


def numbers(version: str) -> tuple[int, int]:
    """The first two numbers of a version."""
    major, minor = re.findall(r"\d+", version)[:2]
    return int(major), int(minor)


def choose_blocks(names: list[str], root: Path) -> list[Block]:
    """The blocks of the pages of these names, or of all; those of the other language are the same."""
    chosen = [Page(root, root / "docs/zh" / f"{name}.md") for name in names] or pages(root, "zh")
    return [block for page in chosen for block in read_blocks(page)]


def read_arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.gpu", description="Run the blocks on a GPU and compare.")
    parser.add_argument("pages", nargs="*", help="pages such as trials/tensors; all, if none is named")
    parser.add_argument("--cpu", action="store_true", help="run on the CPU, without what needs a GPU")
    parser.add_argument("--jobs", type=int, default=max(1, (os.cpu_count() or 2) // 2), help="processes at a time")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="when to stop; what is not reached is listed")
    parser.add_argument("--out", type=Path, help="folder in which to write cuda.json")
    chosen = parser.parse_args(words)
    if chosen.jobs < 1 or chosen.minutes < 0:
        parser.error(f"--jobs must be at least 1 and --minutes at least 0, got {chosen.jobs} and {chosen.minutes}")
    return chosen


def main(words: list[str] | None = None, root: Path = ROOT) -> int:
    """Run the command: 0 if all that ran printed the same, 1 if not or if time was up, 2 if it cannot run."""
    chosen, start = read_arguments(words), time.monotonic()
    machine = "host" if chosen.cpu else CUDA
    try:
        blocks = choose_blocks(chosen.pages, root)
        device = ask_device(machine, root)
    except (DeviceError, PageError) as error:
        print(error, file=sys.stderr)
        return 2
    outcomes = run_blocks(blocks, machine, root, chosen.jobs, chosen.minutes)
    run = {"jobs": chosen.jobs, "minutes": chosen.minutes, "seconds": round(time.monotonic() - start, 1)}
    record = make_record(outcomes, {**versions(), **device}, run)
    lines = summarize(record)
    if chosen.out:
        lines.append(f"wrote {write_record(record, chosen.out)}")
    if committed := read_record(root):
        lines += find_stale(committed, choose_blocks([], root))
    print(*lines, sep="\n")
    return int(any(outcome.state in BAD for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
