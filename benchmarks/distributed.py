"""What a second process gains: the same batch of 32 by one process, or 16 each by two under DDP.

Each process has one thread. CPU time is that of the whole process, gloo's own threads included,
and thus what the work costs; wall time is what one waits, on a machine that others may use. The
runs of a round alternate. Printed are ratios to one process: the median over the rounds of CPU time,
and for the wall, which others only lengthen, that of the shortest times.

    OMP_NUM_THREADS=1 python -m benchmarks.distributed
"""

from __future__ import annotations

import itertools
import statistics
import time

import torch
import torch.distributed as dist
from torch import Tensor, nn

from benchmarks import tables
from hanli.distributed import join, launch, spread

BATCH, WARM, STEPS, ROUNDS = 32, 3, 12, 5


class Transformer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        layer = nn.TransformerEncoderLayer(128, 4, 256, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 4, enable_nested_tensor=False)
        self.head = nn.Linear(128, 10)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.head(self.encoder(inputs).mean(1))


def network(name: str) -> tuple[nn.Module, tuple[int, ...]]:
    """A model, and the shape of one sample."""
    if name == "CNN":
        widths = (3, 32, 64, 64)
        layers = [layer for a, b in itertools.pairwise(widths) for layer in (nn.Conv2d(a, b, 3, padding=1), nn.GELU())]
        return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)), (3, 32, 32)
    if name == "transformer":
        return Transformer(), (64, 128)
    return nn.Sequential(nn.Linear(1024, 2048), nn.GELU(), nn.Linear(2048, 2048), nn.GELU(), nn.Linear(2048, 10)), (
        1024,
    )


def steps(name: str) -> tuple[float, float, float]:
    """Of this process: wall and CPU seconds of one step, and the shortest time to send a gradient."""
    with join("cpu") as world:
        torch.manual_seed(1640)
        model, shape = network(name)
        model = spread(model, world) if world.size > 1 else model
        optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
        inputs = torch.randn(BATCH // world.size, *shape)
        targets = torch.randint(10, (BATCH // world.size,))
        for step in range(WARM + STEPS):
            if step == WARM:
                dist.barrier()
                wall, cpu = time.perf_counter(), time.process_time()
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(inputs), targets).backward()
            optimizer.step()
        wall, cpu = (time.perf_counter() - wall) / STEPS, (time.process_time() - cpu) / STEPS
        return wall, cpu, send(sum(parameter.numel() for parameter in model.parameters()))


def send(numbers: int) -> float:
    """Seconds that it takes to add up so many numbers of all processes, at best."""
    gradient, times = torch.ones(numbers), []
    for _ in range(STEPS):
        dist.barrier()
        start = time.perf_counter()
        dist.all_reduce(gradient)
        times.append(time.perf_counter() - start)
    return min(times)


def row(name: str) -> list[str]:
    walls: dict[int, list[float]] = {1: [], 2: []}
    cpus, sends = [], []
    for turn in range(ROUNDS):
        order = (1, 2) if turn % 2 == 0 else (2, 1)
        found = {processes: launch(steps, name, processes=processes) for processes in order}
        for processes, times in found.items():
            walls[processes].append(max(wall for wall, _, _ in times))
        cpus.append(statistics.mean(cpu for _, cpu, _ in found[2]) / found[1][0][1])
        sends.append(found[2][0][2])
    size = sum(parameter.numel() for parameter in network(name)[0].parameters())
    one, two = min(walls[1]), min(walls[2])
    ratios = (min(sends) / one, statistics.median(cpus), two / one)
    return [name, f"{size / 1e6:.2f} M", f"{4 * size / 2**20:.1f} MiB", *(f"{ratio:.2f}" for ratio in ratios)]


def main() -> None:
    torch.set_num_threads(1)
    columns = [
        "model",
        "parameters",
        "gradient",
        "sending the gradient, over one step of one process",
        "CPU time of a process, two over one",
        "wall-clock time, two over one",
    ]
    rows = [row(name) for name in ("CNN", "transformer", "MLP")]
    tables.write("distributed", {"rounds": ROUNDS}, {"steps": tables.table(columns, rows)})


if __name__ == "__main__":
    main()
