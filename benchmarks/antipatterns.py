"""What the costly anti-patterns cost in time: the wrong way divided by the right way, in one run.

CPU time of the calling thread, except where worker processes do the work: there the clock on the wall counts. Rounds
alternate, and the median of the rounds' ratios is printed: from 10 on with one digit, since more would be noise.

    OMP_NUM_THREADS=1 python -m benchmarks.antipatterns
"""

from __future__ import annotations

import math
import statistics
import time
import warnings
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset, TensorDataset

from benchmarks import tables
from hanli.data import digits

ROUNDS = 11
CLOCKS = {time.thread_time: "CPU time", time.perf_counter: "wall-clock time"}
Way = Callable[[], object]
Item = tuple[Tensor, Tensor]


def tensor_loop() -> Tensor:
    positions = []
    for i in range(1000):
        positions.append(torch.tensor(i))
    return torch.stack(positions)


def tensor_comprehension() -> Tensor:
    return torch.stack([torch.tensor(i) for i in range(1000)])


def tensor_whole() -> Tensor:
    for _ in range(99):  # one is too short to be timed: the ratio is multiplied by 100
        torch.arange(1000)
    return torch.arange(1000)


def cat_ways(parts: int = 1000, width: int = 10) -> tuple[Way, Way]:
    part = torch.rand(8, width)

    def wrong() -> Tensor:
        outputs = torch.empty(0, width)
        for _ in range(parts):
            outputs = torch.cat([outputs, part])
        return outputs

    def right() -> Tensor:
        kept = []
        for _ in range(parts):
            kept.append(part)
        return torch.cat(kept)

    return wrong, right


def ndarray_ways() -> tuple[Way, Way]:
    arrays = [image.numpy() for image in digits()[0]]
    return lambda: torch.tensor(arrays), lambda: torch.from_numpy(np.stack(arrays))


def item_ways() -> tuple[Way, Way]:
    images, labels = digits()
    loader = DataLoader(
        TensorDataset(images[:1792].reshape(112, 16, 64), labels[:1792].reshape(112, 16)), batch_size=None
    )

    def train(*, each_step: bool) -> float:
        model = nn.Linear(64, 10)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
        total: float | Tensor = 0.0
        correct: int | Tensor = 0
        for inputs, targets in loader:
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = nn.functional.cross_entropy(outputs, targets)
            loss.backward()
            optimizer.step()
            hits = (outputs.argmax(1) == targets).sum()
            total += loss.item() if each_step else loss.detach()
            correct += hits.item() if each_step else hits
        return float(total) + float(correct)

    return lambda: train(each_step=True), lambda: train(each_step=False)


class Attention(nn.Module):
    mask: Tensor

    def __init__(self, length: int, *, buffered: bool) -> None:
        super().__init__()
        self.project = nn.Linear(32, 96)
        self.buffered = buffered
        self.register_buffer("mask", torch.full((length, length), float("-inf")).triu(1), persistent=False)

    def forward(self, inputs: Tensor) -> Tensor:
        length = inputs.shape[1]
        mask = self.mask
        if not self.buffered:
            mask = torch.zeros(length, length)
            for row in range(length):
                for column in range(row + 1, length):
                    mask[row, column] = float("-inf")
        query, key, value = self.project(inputs).chunk(3, dim=-1)
        return nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)


def mask_ways() -> tuple[Way, Way]:
    inputs = torch.rand(32, 32, 32)
    wrong, right = Attention(32, buffered=False), Attention(32, buffered=True)

    def run(model: nn.Module) -> Tensor:
        with torch.inference_mode():
            return model(inputs)

    return lambda: run(wrong), lambda: run(right)


def validation_ways() -> tuple[Way, Way]:
    images, _ = digits()
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 256), *(nn.Linear(256, 256) for _ in range(10))).eval()

    def run(*, record: bool) -> None:
        with torch.set_grad_enabled(record):
            for inputs in images.split(16):
                model(inputs)

    return lambda: run(record=True), lambda: run(record=False)


class Digits(Dataset[Item]):
    def __init__(self) -> None:
        self.images, self.labels = digits()

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> Item:
        return self.images[index], self.labels[index]


class Together(Digits):
    def __getitems__(self, indices: list[int]) -> Item:
        chosen = torch.tensor(indices)
        return self.images[chosen], self.labels[chosen]


def keep(batch: Item) -> Item:
    return batch


def epoch(loader: DataLoader[Item]) -> int:
    return sum(len(labels) for _, labels in loader)


def loaders() -> tuple[Way, Way, Way, Way]:
    two = DataLoader(Digits(), batch_size=256, num_workers=2)
    stay = DataLoader(Digits(), batch_size=256, num_workers=2, persistent_workers=True)
    none = DataLoader(Digits(), batch_size=256)
    batched = DataLoader(Together(), batch_size=256, collate_fn=keep)
    return lambda: epoch(two), lambda: epoch(stay), lambda: epoch(none), lambda: epoch(batched)


def taken(way: Way, clock: Callable[[], float]) -> float:
    start = clock()
    way()
    return clock() - start


def ratio(wrong: Way, right: Way, clock: Callable[[], float]) -> float:
    """The median over alternated rounds, after one that does not count."""
    ratios = []
    for turn in range(ROUNDS + 1):
        ways = (wrong, right) if turn % 2 else (right, wrong)
        times = {way: taken(way, clock) for way in ways}
        ratios.append(times[wrong] / times[right])
    return statistics.median(ratios[1:])


def told(value: float) -> str:
    if value < 10:
        return f"{value:.1f}"
    digits_left = math.floor(math.log10(value))
    return f"≈ {round(value, -digits_left):,.0f}"


def main() -> None:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    two, stay, none, batched = loaders()
    cpu, wall = time.thread_time, time.perf_counter
    cases: list[tuple[str, str, str, Way, Way, Callable[[], float], float]] = [
        (
            "[a tensor per number, against one call](#tensor-in-loop)",
            "`torch.tensor(i)` × 1000",
            "`torch.arange`",
            tensor_loop,
            tensor_whole,
            cpu,
            100,
        ),
        (
            "[a tensor per number, against a comprehension](#tensor-in-loop)",
            "`torch.tensor(i)` × 1000",
            "`[torch.tensor(i) …]`",
            tensor_loop,
            tensor_comprehension,
            cpu,
            1,
        ),
        ("[`cat` in a loop](#cat-in-loop)", "`cat` × 1000", "`cat` × 1", *cat_ways(), cpu, 1),
        ("[a list of arrays](#ndarray-list)", "`tensor(arrays)`", "`np.stack`", *ndarray_ways(), cpu, 1),
        ("[`item()` in each step](#item-each-step)", "`loss.item()`", "`loss.detach()`", *item_ways(), cpu, 1),
        (
            "[a mask built in each forward pass](#mask-each-forward)",
            "`mask[row, column] = …`",
            "`register_buffer`",
            *mask_ways(),
            cpu,
            1,
        ),
        (
            "[validation without `no_grad`](#missing-no-grad)",
            "`model.eval()`",
            "`torch.no_grad()`",
            *validation_ways(),
            cpu,
            1,
        ),
        (
            "[new workers for cheap samples](#workers-for-cheap-items)",
            "`num_workers=2`",
            "`num_workers=0`",
            two,
            none,
            wall,
            1,
        ),
        (
            "[persistent workers for cheap samples](#workers-for-cheap-items)",
            "`persistent_workers=True`",
            "`num_workers=0`",
            stay,
            none,
            wall,
            1,
        ),
        (
            "[samples fetched one at a time](#workers-for-cheap-items)",
            "`__getitem__`",
            "`__getitems__`",
            none,
            batched,
            cpu,
            1,
        ),
    ]
    columns = ["anti-pattern", "wrong way", "compared with", "time, wrong over compared", "clock"]
    rows = [
        [name, wrong_name, right_name, told(ratio(wrong, right, clock) * times), CLOCKS[clock]]
        for name, wrong_name, right_name, wrong, right, clock, times in cases
    ]
    tables.write("antipatterns", {"rounds": ROUNDS}, {"times": tables.table(columns, rows, left=3)})


if __name__ == "__main__":
    main()
