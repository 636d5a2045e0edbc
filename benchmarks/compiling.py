"""What compiling a training step costs and gains on a CPU: the first step, the later steps, and when the two are even.

Each network has a process and an empty cache of its own. In it a plain network and a compiled copy take turns, and medians of
the rounds are kept: CPU time of the thread for a step, wall-clock time for the first compiled step, which starts other
processes. A second process with the same cache tells what the first step costs when the generated code is already there.

    OMP_NUM_THREADS=1 python -m benchmarks.compiling

The figures are of one machine and say no more than the order of magnitude.
"""

from __future__ import annotations

import copy
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from benchmarks import tables

ROUNDS = 9
SECONDS = 0.3  # of plain steps a round
GAIN = 0.03  # a smaller share of a step is noise


class Encoder(nn.Module):
    """Two layers of a transformer, and a linear layer on the mean over the words."""

    def __init__(self) -> None:
        super().__init__()
        layer = nn.TransformerEncoderLayer(64, 4, 128, dropout=0.0, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(64, 10)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.head(self.layers(inputs).mean(1))


class Written(nn.Module):
    """GELU by its formula, one operation after another."""

    def forward(self, x: Tensor) -> Tensor:
        return 0.5 * x * (1 + torch.tanh(0.79788456 * (x + 0.044715 * x * x * x)))


def dense(width: int, inputs: int = 64, activation: Callable[[], nn.Module] = nn.ReLU) -> nn.Module:
    return nn.Sequential(
        nn.Linear(inputs, width), activation(), nn.Linear(width, width), activation(), nn.Linear(width, 10)
    )


def convolutional() -> nn.Module:
    layers: list[nn.Module] = []
    for before, after in ((3, 16), (16, 32)):
        layers += [nn.Conv2d(before, after, 3, padding=1), nn.BatchNorm2d(after), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(32 * 8 * 8, 10))


NETWORKS: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "linear layers of width 64, 64 samples": (lambda: dense(64), (64, 64)),
    "linear layers of width 1024, 128 samples": (lambda: dense(1024, 784), (128, 784)),
    "convolutions, 32 pictures of 32×32": (convolutional, (32, 3, 32, 32)),
    "transformer of width 64, 16 sentences of 64 words": (Encoder, (16, 64, 64)),
    "GELU written by hand, width 256, 512 samples": (lambda: dense(256, 64, Written), (512, 64)),
}


def steps_of(model: nn.Module, inputs: Tensor, labels: Tensor) -> Callable[[], None]:
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)

    def step() -> None:
        loss = nn.functional.cross_entropy(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def measure(name: str, *, first_only: bool) -> dict[str, float]:
    """Seconds of the first compiled step and, unless only that is asked, of a plain and of a compiled step."""
    torch.set_num_threads(1)
    torch.manual_seed(1640)
    build, shape = NETWORKS[name]
    model = build()
    inputs, labels = torch.rand(shape), torch.randint(10, shape[:1])
    plain, compiled = copy.deepcopy(model), model
    compiled.compile()
    eager, fast = steps_of(plain, inputs, labels), steps_of(compiled, inputs, labels)
    start = time.perf_counter()
    fast()
    found = {"first": time.perf_counter() - start}
    if first_only:
        return found
    for _ in range(3):
        eager()
        fast()
    start = time.thread_time()
    eager()
    number = max(3, round(SECONDS / (time.thread_time() - start)))
    times: dict[str, list[float]] = {"eager": [], "compiled": []}
    for turn in range(ROUNDS):
        for kind in ("eager", "compiled") if turn % 2 else ("compiled", "eager"):
            step = eager if kind == "eager" else fast
            start = time.thread_time()
            for _ in range(number):
                step()
            times[kind].append((time.thread_time() - start) / number)
    ratios = [ours / base for ours, base in zip(times["compiled"], times["eager"], strict=True)]
    return found | {kind: statistics.median(own) for kind, own in times.items()} | {"ratio": statistics.median(ratios)}


def in_a_process(name: str, cache: str, *, first_only: bool) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.compiling", name, "first" if first_only else "all"]
    done = subprocess.run(
        command, env=os.environ | {"TORCHINDUCTOR_CACHE_DIR": cache}, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def row(name: str) -> list[str]:
    with tempfile.TemporaryDirectory() as cache:
        found = in_a_process(name, cache, first_only=False)
        again = in_a_process(name, cache, first_only=True)
    saved = found["eager"] * (1 - found["ratio"])
    steps = found["first"] / saved
    even = f"{float(f'{steps:.1g}'):,.0f}" if found["ratio"] < 1 - GAIN else "none"
    milliseconds = [f"{found[kind] * 1000:.2g}" for kind in ("eager", "compiled")]
    return [name, f"{found['first']:.0f}", f"{again['first']:.0f}", *milliseconds, f"{found['ratio']:.2f}", even]


def main() -> None:
    """Keep the table: a row for each network."""
    rows: list[list[str]] = []
    for name in NETWORKS:
        rows.append(row(name))
        print(*rows[-1], sep=" | ", flush=True)
    columns = [
        "network",
        "first compiled step, s",
        "first step with code in the cache, s",
        "plain step, ms",
        "compiled step, ms",
        "compiled over plain",
        "pays off after, steps",
    ]
    facts: dict[str, Any] = {"rounds": ROUNDS, "cores": os.cpu_count(), "load": f"{os.getloadavg()[0]:.1f}"}
    tables.write("compiling", facts, {"steps": tables.table(columns, rows)})


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(measure(sys.argv[1], first_only=sys.argv[2] == "first")))
    else:
        main()
