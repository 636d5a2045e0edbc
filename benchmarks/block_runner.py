"""What the block runner adds to a block's own time, beside stock pytest-codeblocks and one interpreter for each block.

    python -m benchmarks.block_runner

Each way runs a course of few and of many equal blocks (import torch, one matrix product); the difference divided by the number
of extra blocks is the cost of one block, start-up excluded. Ways take turns; the table shows medians. Stock pytest-codeblocks runs
all blocks in one process, which is no isolation at all: it is the floor.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCK = "```python\nimport torch\nx = torch.ones(8, 8)\nprint((x @ x)[0, 0].item() + {0})\n```\n\n"
OUTPUT = "<!--pytest-codeblocks:expected-output-->\n```text\n{0}.0\n```\n\n"
WAYS = {  # how it is called, and how many blocks make the difference stand out of the noise
    "stock pytest-codeblocks": (["--codeblocks", "-p", "no:tools.runner"], 102),
    "a fork for each block": (["--codeblocks", "-p", "tools.runner"], 102),
    "an interpreter for each block": (["--codeblocks", "-p", "tools.runner", "--isolation=interpreter"], 8),
}
FEW, ROUNDS = 2, 5


def seconds(options: list[str], blocks: int) -> float:
    """Wall seconds of one pytest run over a page of that many blocks."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "docs" / "page.md"
        page.parent.mkdir()
        page.write_text(
            "".join((BLOCK + OUTPUT.replace("{0}", str(8 + n))).format(n) for n in range(blocks)), encoding="utf-8"
        )
        (Path(folder) / "pyproject.toml").write_text(
            "[tool.pytest.ini_options]\nwarm_imports = 'torch torch._dynamo'\n"
        )
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "docs"]
        start = time.perf_counter()
        done = subprocess.run(
            command, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
        )
        elapsed = time.perf_counter() - start
    if f"{blocks} passed" not in done.stdout:
        raise SystemExit(done.stdout + done.stderr)
    return elapsed


def main() -> None:
    costs: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(ROUNDS):
        for way, (options, many) in WAYS.items():
            costs[way].append((seconds(options, many) - seconds(options, FEW)) / (many - FEW))
    stock = statistics.median(costs["stock pytest-codeblocks"])
    print("| way | ms a block (median, lowest, highest) | over stock |")
    print("| --- | --- | --- |")
    for way, found in costs.items():
        middle = statistics.median(found)
        print(
            f"| {way} | {1000 * middle:.0f} ({1000 * min(found):.0f}–{1000 * max(found):.0f}) | +{1000 * (middle - stock):.0f} ms |"
        )


if __name__ == "__main__":
    main()
