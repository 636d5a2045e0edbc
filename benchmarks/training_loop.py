"""What a training loop costs beside the work: a loop by hand, hanli.train, Accelerate, Lightning.

Function calls a step (Python and C, by the interpreter's profile) and CPU time a step, as ratios to
the loop by hand with AdamW as it comes. Each figure is the difference of a long and a short run, so
that setting up does not count; the runs of a round alternate, and medians of per-round ratios are
printed. The last column takes 38 samples in batches of 4, 4 batches to a step, and compares the
gradient of the last and shorter step with that of its 6 samples in one batch.

    OMP_NUM_THREADS=1 python -m benchmarks.training_loop
"""

from __future__ import annotations

import contextlib
import io
import logging
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from benchmarks import tables
from hanli.train import Callback, fit

Loop = Callable[[nn.Module, torch.optim.Optimizer, DataLoader[Any], int], None]
LOSS = nn.CrossEntropyLoss()
ROUNDS = 25
SIZES = {"tiny": (20, 220), "transformer": (3, 23)}  # steps of the short and of the long run


def by_hand(model: nn.Module, optimizer: torch.optim.Optimizer, loader: DataLoader[Any], accumulate: int) -> None:
    """As most tutorials write it: each batch weighs the same, and a remainder gets no step."""
    for step, (inputs, targets) in enumerate(loader, start=1):
        loss = LOSS(model(inputs), targets)
        (loss / accumulate if accumulate > 1 else loss).backward()
        if step % accumulate == 0:
            optimizer.step()
            optimizer.zero_grad()


class Count(Callback):
    def __init__(self) -> None:
        self.steps = 0

    def after_step(self, run: Any) -> None:
        self.steps += 1


def thin(model: nn.Module, optimizer: torch.optim.Optimizer, loader: DataLoader[Any], accumulate: int) -> None:
    options: dict[str, Any] = {"loss": LOSS, "epochs": 1, "optimizer": optimizer, "accumulate": accumulate}
    fit(model, loader, callbacks=[Count(), Count()], device="cpu", **options)


def accelerate(model: nn.Module, optimizer: torch.optim.Optimizer, loader: DataLoader[Any], accumulate: int) -> None:
    from accelerate import Accelerator

    accelerator = Accelerator(cpu=True, gradient_accumulation_steps=accumulate)
    model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
    for inputs, targets in loader:
        with accelerator.accumulate(model) if accumulate > 1 else contextlib.nullcontext():
            accelerator.backward(LOSS(model(inputs), targets))
            optimizer.step()
            optimizer.zero_grad()


def lightning(model: nn.Module, optimizer: torch.optim.Optimizer, loader: DataLoader[Any], accumulate: int) -> None:
    import pytorch_lightning

    class Module(pytorch_lightning.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def training_step(self, batch: list[Tensor], _: int) -> Tensor:
            return LOSS(self.model(batch[0]), batch[1])

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return optimizer

    trainer = pytorch_lightning.Trainer(
        accelerator="cpu",
        accumulate_grad_batches=accumulate,
        enable_checkpointing=False,
        enable_model_summary=False,
        enable_progress_bar=False,
        logger=False,
        max_epochs=1,
    )
    trainer.fit(Module(), loader)


LOOPS: dict[str, tuple[Loop, bool]] = {  # with the fused AdamW or with AdamW as it comes
    "by hand": (by_hand, False),
    "by hand, fused AdamW": (by_hand, True),
    "`hanli.train`, two callbacks": (thin, True),
    "Accelerate": (accelerate, False),
    "Lightning, bare": (lightning, False),
}


class Transformer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        layer = nn.TransformerEncoderLayer(64, 4, 128, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(64, 10)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.head(self.encoder(inputs).mean(1))


def material(size: str, steps: int) -> tuple[nn.Module, DataLoader[Any]]:
    torch.manual_seed(0)
    shape, model = ((32,), nn.Sequential(nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 10)))
    if size == "transformer":
        shape, model = (32, 64), Transformer()
    batch = 16
    data = TensorDataset(torch.randn(steps, batch, *shape), torch.randint(10, (steps, batch)))
    return model, DataLoader(data, batch_size=None)


def run(name: str, size: str, steps: int, *, count: bool) -> float:
    """Calls, or else CPU seconds, of one epoch; not both, since counting takes time."""
    loop, fused = LOOPS[name]
    model, loader = material(size, steps)
    optimizer = torch.optim.AdamW(model.parameters(), fused=True if fused else None)
    calls = 0

    def profile(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    start = time.thread_time()
    if count:
        sys.setprofile(profile)
    try:
        loop(model, optimizer, loader, 1)
    finally:
        sys.setprofile(None)
    return calls if count else time.thread_time() - start


def a_step(name: str, size: str, *, count: bool = False) -> float:
    """Calls or CPU seconds of one step, without what setting up takes."""
    short, long = SIZES[size]
    return (run(name, size, long, count=count) - run(name, size, short, count=count)) / (long - short)


def last_gradient_error(name: str) -> float:
    """Of the last step's gradient, relative to the 6 samples in one batch; 1 if there is no such step."""
    loop, fused = LOOPS[name]
    torch.manual_seed(0)
    inputs, targets = torch.randn(38, 32), torch.randint(10, (38,))
    model = nn.Sequential(nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 10))
    truth = torch.autograd.grad(LOSS(model(inputs[32:]), targets[32:]), list(model.parameters()))
    seen: list[Tensor] = []
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.0, weight_decay=0.0, fused=True if fused else None)

    def look(*_: object) -> None:
        seen.append(torch.cat([p.grad.flatten().clone() for p in model.parameters() if p.grad is not None]))

    optimizer.register_step_post_hook(look)  # Lightning computes gradients inside step()
    loop(model, optimizer, DataLoader(TensorDataset(inputs, targets), batch_size=4), 4)
    if len(seen) < 3:
        return 1.0
    expected = torch.cat([gradient.flatten() for gradient in truth])
    return float((seen[-1] - expected).norm() / expected.norm())


def measure() -> dict[str, dict[str, list[float]]]:
    """For each size and loop, the CPU seconds of a step in each round."""
    found: dict[str, dict[str, list[float]]] = {size: {name: [] for name in LOOPS} for size in SIZES}
    names = list(LOOPS)
    for size in SIZES:
        for turn in range(ROUNDS):
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                found[size][name].append(a_step(name, size))
    return found


def loops() -> dict[str, Any]:
    for _ in range(2):  # twice, since importing Lightning adds calls to every loop: all are counted after it
        calls = {name: a_step(name, "tiny", count=True) for name in LOOPS}
    found = measure()
    rows = []
    for name, (_, fused) in LOOPS.items():
        over = calls[name] - calls["by hand, fused AdamW" if fused else "by hand"]
        ratios = [
            statistics.median(ours / base for ours, base in zip(times[name], times["by hand"], strict=True))
            for times in found.values()
        ]
        error = last_gradient_error(name)
        told = "no step" if error == 1.0 else f"{error:.0%}" if error > 0.001 else f"{error:.0e}"
        rows.append([name, f"{calls[name]:.0f}", f"{over:+.0f}", f"{ratios[0]:.2f}", f"{ratios[1]:.2f}", told])
    columns = [
        "loop",
        "calls a step",
        "calls more than by hand",
        "CPU time, tiny network",
        "CPU time, transformer",
        "error of the last gradient",
    ]
    return tables.table(columns, rows)


def main() -> None:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    for logger in ("pytorch_lightning", "lightning_fabric", "lightning.pytorch"):
        logging.getLogger(logger).setLevel(logging.ERROR)
    with contextlib.redirect_stderr(io.StringIO()):
        measured = loops()
    tables.write("training_loop", {"rounds": ROUNDS}, {"loops": measured})


if __name__ == "__main__":
    main()
