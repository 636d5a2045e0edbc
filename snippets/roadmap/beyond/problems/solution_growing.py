import torch
from torch import nn

from hanli.memory import MemoryMonitor

torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 1))


def evaluate(batches):
    total = torch.zeros(())  # ()
    for _ in range(batches):
        total = total + model(torch.randn(64, 100)).square().mean()  # ()
    return total / batches  # ()


for name, way in {"graph kept": evaluate, "no_grad": torch.no_grad()(evaluate)}.items():
    for batches in (10, 20):
        with MemoryMonitor() as monitor:
            mean = way(batches)
            print(f"{name:11}{batches} batches: {monitor.live:>9,} bytes alive")
