"""What each way to save memory saves, and what it costs, on the reference transformer.

12 layers of width 256, 16 x 128 tokens, one thread. Bytes are counted, not measured: they are the
same on every run. Time is CPU time of the thread, as a ratio to plain training in the same round;
the variants alternate, and medians of per-round ratios are printed.

    OMP_NUM_THREADS=1 python -m benchmarks.memory
"""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from benchmarks import tables
from hanli.memory import (
    MemoryMonitor,
    MixedPrecision,
    ReferenceTransformer,
    StepInBackward,
    accumulate,
    checkpoint_blocks,
    saved_bytes,
)

MIB = 2**20
LAYERS = 12
ROUNDS = 7


@dataclass(frozen=True)
class Way:
    parts: int = 1
    checkpointed: bool = False
    per_segment: int = 1
    bf16: bool = False


WAYS = {
    "plain": Way(),
    "accumulate, 4 parts": Way(parts=4),
    "checkpoint, 1 layer a segment": Way(checkpointed=True),
    "checkpoint, 2 layers a segment": Way(checkpointed=True, per_segment=2),
    "checkpoint, 3 layers a segment": Way(checkpointed=True, per_segment=3),
    "checkpoint, 4 layers a segment": Way(checkpointed=True, per_segment=4),
    "checkpoint, 6 layers a segment": Way(checkpointed=True, per_segment=6),
    "bf16": Way(bf16=True),
    "accumulate + checkpoint": Way(parts=4, checkpointed=True),
    "checkpoint + bf16": Way(checkpointed=True, bf16=True),
    "accumulate + checkpoint + bf16": Way(parts=4, checkpointed=True, bf16=True),
}


def layers(name: str, module: nn.Module) -> bool:
    return name.startswith("stack.") and name.count(".") == 1


class Case:
    """The net, its batch, and one forward and backward in one of the ways."""

    def __init__(self, way: Way) -> None:
        torch.manual_seed(0)
        self.net = ReferenceTransformer(LAYERS, per_segment=way.per_segment)
        self.tokens, self.targets = self.net.batch(16, 128)
        self.precision = MixedPrecision("cpu", "bf16" if way.bf16 else "fp32")
        self.parts = way.parts
        if way.checkpointed:
            checkpoint_blocks(self.net, layers)

    def run(self) -> None:
        accumulate(self.net, self.net.loss, self.tokens, self.targets, parts=self.parts, precision=self.precision)

    def count(self) -> tuple[float, float, Tensor]:
        """MiB kept for backward, MiB at the live peak, and the gradient."""
        with MemoryMonitor() as monitor, saved_bytes(self.net) as saved:
            self.run()
        gradient = torch.cat([p.grad.flatten() for p in self.net.parameters() if p.grad is not None])
        self.net.zero_grad()
        return saved.peak / MIB, monitor.peak / MIB, gradient

    def peak_without_gradients(self) -> float:
        """MiB at the live peak when each parameter's gradient is let go as soon as it is complete."""
        hooks = [p.register_post_accumulate_grad_hook(_let_go) for p in self.net.parameters()]
        with MemoryMonitor() as monitor:
            self.run()
        for hook in hooks:
            hook.remove()
        return monitor.peak / MIB

    def seconds(self) -> float:
        start = time.thread_time()
        self.run()
        passed = time.thread_time() - start
        self.net.zero_grad()
        return passed


def _let_go(parameter: Tensor) -> None:
    parameter.grad = None


def times(cases: dict[str, Case]) -> dict[str, float]:
    """Of each way, the median of its ratios to plain."""
    names = list(cases)
    found: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(ROUNDS):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            found[name].append(cases[name].seconds())
    return {
        name: statistics.median(own / plain for own, plain in zip(found[name], found["plain"], strict=True))
        for name in names
    }


def ways(counts: dict[str, tuple[float, float, Tensor]], ratios: dict[str, float]) -> dict[str, Any]:
    """What each way keeps, its peak and time, and how far its gradient strays."""
    kept, peak, gradient = counts["plain"]
    rows = []
    for name, (own_kept, own_peak, own) in counts.items():
        error = float((own - gradient).abs().max() / gradient.abs().max())
        bytes_told = [f"{own_kept:.1f} ({kept / own_kept:.1f}×)", f"{own_peak:.1f} ({peak / own_peak:.2f}×)"]
        rows.append([name, *bytes_told, f"{ratios[name]:.2f}", f"{error:.0e}" if error else "0"])
    columns = ["way", "kept for backward, MiB", "live peak, MiB", "CPU time", "gradient differs by"]
    return tables.table(columns, rows)


def segments(counts: dict[str, tuple[float, float, Tensor]]) -> tuple[dict[str, str], dict[str, Any]]:
    """What a segment's length should cost, what it costs, and how far that is from the bound.

    The bound knows nothing of the parameters' gradients, so the distance is told without them too.
    """
    net = ReferenceTransformer(1)
    border = torch.zeros(16, 128, 256, requires_grad=True)
    with saved_bytes(net, border) as saved:
        kept = net.stack[0](border * 1)
    inside, edge = saved.peak / MIB, border.nbytes / MIB
    del kept
    bound = 2 * math.sqrt(LAYERS * inside * edge)
    rows = []
    for name, way in WAYS.items():
        if way.checkpointed and way.parts == 1 and not way.bf16:
            k, peak = way.per_segment, counts[name][1]
            aside = Case(way).peak_without_gradients()
            formula, ratios = LAYERS / k * edge + k * inside, (f"{peak / bound:.2f}", f"{aside / bound:.2f}")
            rows.append([str(k), f"{formula:.1f}", f"{peak:.1f}", ratios[0], f"{aside:.1f}", ratios[1]])
    columns = [
        "layers a segment, k",
        "formula L/k·B + k·A, MiB (A = {A}, B = {B})",
        "live peak, MiB",
        "live peak, over the bound 2√(L·A·B) = {bound} MiB",
        "live peak without gradients, MiB",
        "live peak without gradients, over the bound",
    ]
    facts = {"A": f"{inside:.2f}", "B": f"{edge:.2f}", "bound": f"{bound:.1f}"}
    return facts, tables.table(columns, rows, left=0)


def whole_step(samples: int, *, in_backward: bool) -> float:
    """Parameters and live peak of two steps of AdamW with checkpointing, over the parameters."""
    torch.manual_seed(0)
    net = ReferenceTransformer(LAYERS)
    size = sum(parameter.nbytes for parameter in net.parameters())
    tokens, targets = net.batch(samples, 128)
    checkpoint_blocks(net, layers)

    def make(parameters: Any) -> torch.optim.Optimizer:
        return torch.optim.AdamW(parameters, fused=True)

    with MemoryMonitor() as monitor:
        handle = StepInBackward(net, make) if in_backward else None
        optimizer = None if in_backward else make(net.parameters())
        for _ in range(2):
            accumulate(net, net.loss, tokens, targets, parts=1)
            if optimizer is not None:
                optimizer.step()
                optimizer.zero_grad()
    del handle
    return (size + monitor.peak) / size


def main() -> None:
    torch.set_num_threads(1)
    cases = {name: Case(way) for name, way in WAYS.items()}
    counts = {name: case.count() for name, case in cases.items()}
    facts, by_length = segments(counts)
    sizes = (2, 4, 16)
    columns = ["optimizer step with AdamW and checkpoints", *(f"batch of {size} × 128" for size in sizes)]
    steps = [
        [f"`{name}`", *(f"{whole_step(size, in_backward=in_backward):.2f}" for size in sizes)]
        for name, in_backward in (("step()", False), ("StepInBackward", True))
    ]
    measured = {"ways": ways(counts, times(cases)), "segments": by_length, "whole_steps": tables.table(columns, steps)}
    tables.write("memory", {"rounds": ROUNDS, **facts}, measured)


if __name__ == "__main__":
    main()
