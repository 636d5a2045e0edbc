"""The record of a run, `cuda.json`: written by the command, read by the site for the blocks that only a GPU can run."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tools.block import Block
from tools.gpu.reading import digest, needs_gpu
from tools.gpu.running import Outcome

NAME = "cuda.json"
SHOWN = {"equal", "ran"}  # the outcomes of which a page says that the block was run


def make_record(outcomes: Iterable[Outcome], device: dict[str, str | None], run: dict[str, Any]) -> dict[str, Any]:
    """The record as JSON has it.

    Args:
        outcomes: What became of the blocks.
        device: `gpu`, its name or None, and the versions `torch`, `cuda` and so on.
        run: How long it took, with how many processes, and the like.
    """
    blocks = [{key: value for key, value in asdict(outcome).items() if value} for outcome in outcomes]
    versions = {name: version for name, version in device.items() if name != "gpu" and version}
    counts = Counter(block["state"] for block in blocks)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return {
        "date": today,
        "gpu": device["gpu"],
        "versions": versions,
        **run,
        "counts": dict(sorted(counts.items())),
        "blocks": blocks,
    }


def write_record(record: dict[str, Any], folder: Path) -> Path:
    """Write the record into a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / NAME
    draft = file.with_suffix(".tmp")
    draft.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(file)
    return file


def read_record(root: Path) -> dict[str, Any] | None:
    """The record that is committed, if there is one and a GPU made it."""
    file = root / "proof" / NAME
    if not file.is_file():
        return None
    record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return record if record["gpu"] else None


def find_result(record: dict[str, Any], block: Block) -> dict[str, Any] | None:
    """What the record holds of a block as it is now, if it ran to its end and printed what the page shows, if that shows any."""
    now = digest(block)
    return next((found for found in record["blocks"] if found["digest"] == now and found["state"] in SHOWN), None)


def find_stale(record: dict[str, Any], blocks: Iterable[Block]) -> list[str]:
    """One line for each result that only a GPU can give and that is not of a block as it is now."""
    current = {digest(block) for block in blocks if needs_gpu(block)}
    return [
        f"proof/{NAME}: the block {found['name']} of {found['page']} has changed since it ran on {record['gpu']} ({record['date']}), so its "
        "result is not shown: run python -m tools.gpu --out proof on a computer with a GPU, or take it out of the file"
        for found in record["blocks"]
        if found.get("needs_gpu") and found["digest"] not in current
    ]
