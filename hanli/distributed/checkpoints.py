"""Checkpoints of several processes, whole or not at all; what `hanli.distributed.Checkpoints` is made of."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.checkpoint import state_dict_loader, state_dict_saver
from torch.distributed.checkpoint.state_dict import get_state_dict, set_state_dict
from torch.optim import Optimizer

from hanli.distributed.background_writing import BackgroundWriter
from hanli.distributed.world import World, broadcast_buffers, run_on_all, run_on_first, unwrap_ddp
from hanli.files import flush_to_disk, replace_atomically
from hanli.generators import get_generator_states, set_generator_states
from hanli.seed import MAX_SEED, seed_all

MANIFEST = "manifest.json"


def find_complete_checkpoints(folder: str | Path) -> list[Path]:
    """Find the checkpoints in a folder that are whole, the oldest first.

    Whole is one that has its manifest, and every file that is named there in the size told there.
    What a process was writing when it was killed has another name, or lacks one of these.

    Args:
        folder: Where `Checkpoints` writes; it need not exist.

    Returns:
        Their folders, by step.
    """
    return [path for path in sorted(Path(folder).glob("step-*")) if _read_manifest(path) is not None]


class Checkpoints:
    """Keep a run of several processes on disk, so that any number of processes can continue it.

    Each process writes its own part. All parts go into a folder under a temporary name, the first
    process adds a list of the files with their sizes, and renames the folder: so a checkpoint is
    there as a whole or not at all. Kept are parameters, buffers, optimizer, what you pass as
    `extra`, and the state of the generators of each process: `random`, NumPy, torch, the device.
    Every method must be called by all processes.

    With `in_background`, `save` copies everything in memory and returns; threads write the copy, and the first
    process renames the folder when all have written. Training may change the weights meanwhile. A write that
    failed is raised by the next call of `save`, `load` or `finish`, in all processes; call `finish` at the end.

    The files are those of torch.distributed.checkpoint, which unpickles them: load only what you
    or people whom you trust have written.

    Args:
        folder: Where checkpoints go, one folder each; all processes must see it. Made if missing.
        world: The processes, from `join`.
        keep: How many to keep, from 1; older ones are deleted once a newer one is whole.
        in_background: Whether to write while training goes on.

    Raises:
        ValueError: `keep` is less than 1.

    Source: <https://docs.pytorch.org/docs/stable/distributed.checkpoint.html>
    """

    def __init__(self, folder: str | Path, world: World, *, keep: int = 2, in_background: bool = False) -> None:
        if keep < 1:
            raise ValueError(f"keep must be at least 1, got {keep}")
        self.folder, self.world, self.keep = Path(folder), world, keep
        self._writer = BackgroundWriter(world) if in_background else None

    def save(self, step: int, model: nn.Module, optimizer: Optimizer, extra: dict[str, Any] | None = None) -> Path:
        """Write a checkpoint, and delete what is older than the last `keep`.

        Buffers, which may differ between processes, become those of the first one.

        Args:
            step: What has been completed; it names the checkpoint.
            model: As `spread` returned it.
            optimizer: Of the parameters of that model.
            extra: What else to keep: tensors, numbers, texts, lists, dicts. The first process's counts.

        Returns:
            The folder of the checkpoint; written in the background, it is there when `finish` has returned.

        Raises:
            ValueError: `step` is negative.
            RuntimeError: A process could not write, now or in the background; all processes raise it, and it
                names that process.
        """
        if step < 0:
            raise ValueError(f"step must be at least 0, got {step}")
        final = self.folder / f"step-{step:08d}"
        partial = self.folder / f".{final.name}.partial"
        self.finish()
        run = {"processes": self.world.size, "step": step, "extra": extra or {}}
        run_on_first(self.world, lambda: self._make_partial_folder(partial))
        broadcast_buffers(unwrap_ddp(model), self.world)
        states = _collect_states(model, optimizer)
        run_on_all(self.world, lambda: self._write_run(run, partial))
        if self._writer is None:
            run_on_all(self.world, lambda: state_dict_saver.save(states, checkpoint_id=partial))
            run_on_first(self.world, lambda: self._publish(partial, final))  # every part is on disk before the list
        else:
            start = self._writer.start
            run_on_all(self.world, lambda: start(states, partial, lambda: self._publish(partial, final)))
        return final

    def finish(self) -> None:
        """Wait until what `save` has begun in the background is written.

        Raises:
            RuntimeError: A process could not write; all processes raise it, and it names that process.
        """
        if self._writer is not None:
            self._writer.finish()

    def wait_alone(self) -> None:
        """Wait until this process writes nothing more, without the others and whatever came of it: after an error."""
        if self._writer is not None:
            self._writer.wait_alone()

    def load(
        self,
        model: nn.Module,
        optimizer: Optimizer,
        *,
        check: Callable[[dict[str, Any]], None] | None = None,
    ) -> dict[str, Any] | None:
        """Continue from the newest checkpoint that is whole, if there is one.

        With another number of processes than wrote it, the parts are dealt out anew, and the
        generators of each process are seeded from the step and its rank, since theirs do not exist.

        Args:
            model: As `spread` returned it; changed in place.
            optimizer: Of the parameters of that model; changed in place.
            check: Called with what was passed to `save` as `extra`, before anything is changed; it
                may raise.

        Returns:
            What was passed to `save` as `extra`, and the step as `"step"`; None without checkpoint.

        Raises:
            RuntimeError: Model or optimizer are not those that were saved; in what is missing, the
                message of torch names the keys.
        """
        self.finish()
        whole = find_complete_checkpoints(self.folder)
        chosen = [whole[-1].name if whole else None]
        dist.broadcast_object_list(chosen, src=0)  # all must load the same one
        if chosen[0] is None:
            return None
        path = self.folder / chosen[0]
        kept: dict[str, Any] = torch.load(path / "run.pt", map_location="cpu", weights_only=True)
        if check is not None:
            check(kept["extra"])
        parts = _collect_states(model, optimizer)
        state_dict_loader.load(parts, checkpoint_id=path)
        set_state_dict(model, optimizer, model_state_dict=parts["model"], optim_state_dict=parts["optimizer"])
        if kept["processes"] == self.world.size:
            states = torch.load(path / f"chance-{self.world.rank:05d}.pt", map_location="cpu", weights_only=True)
            set_generator_states(states, self.world.device)
        else:
            seed_all((kept["step"] * 1_000_003 + self.world.rank) % MAX_SEED)
        return {**kept["extra"], "step": kept["step"]}

    def _make_partial_folder(self, partial: Path) -> None:
        """Make the folder to write into, and remove what a run that was cut off has left."""
        for left in (*self.folder.glob(".step-*.partial"), *self.folder.glob(".step-*.old")):
            shutil.rmtree(left)  # of a run that was cut off
        partial.mkdir(parents=True)

    def _write_run(self, run: dict[str, Any], partial: Path) -> None:
        """Write the states of this process's generators, and in the first process which run this is."""
        _save_file(get_generator_states(self.world.device), partial / f"chance-{self.world.rank:05d}.pt")
        if self.world.is_first:
            _save_file(run, partial / "run.pt")

    def _publish(self, partial: Path, final: Path) -> None:
        """List the files with their sizes, give the folder its name, and delete what is older than the last ones."""
        sizes = {file.name: file.stat().st_size for file in sorted(partial.iterdir())}
        with (partial / MANIFEST).open("w", encoding="utf-8") as file:
            json.dump({"files": sizes}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        _remove_checkpoint(final)  # a damaged one, or of the same step
        flush_to_disk(partial)
        partial.rename(final)
        flush_to_disk(self.folder)  # before anything older goes
        for older in find_complete_checkpoints(self.folder)[: -self.keep]:
            _remove_checkpoint(older)


def _collect_states(model: nn.Module, optimizer: Optimizer) -> dict[str, Any]:
    model_state, optimizer_state = get_state_dict(model, optimizer)
    return {"model": model_state, "optimizer": optimizer_state}


def _save_file(content: object, path: Path) -> None:
    with replace_atomically(path) as file:
        torch.save(content, file)


def _read_manifest(path: Path) -> dict[str, int] | None:
    """The files of a checkpoint and their sizes; None if it is not whole."""
    try:
        files: dict[str, int] = json.loads((path / MANIFEST).read_text(encoding="utf-8"))["files"]
        whole = all((path / name).stat().st_size == size for name, size in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return files if whole else None


def _remove_checkpoint(path: Path) -> None:
    """Delete a checkpoint; cut off in the middle, it is no checkpoint either."""
    if path.exists():
        old = path.with_name(f".{path.name}.old")
        path.rename(old)
        shutil.rmtree(old)
