import torch
from torch.utils.benchmark import Timer

from hanli.device import pick_device


def compare(n, devices):
    original = torch.rand(n, n)  # (1)!
    expected = original @ original  # (n, n)
    measured = {}
    for device in devices:
        x = original.to(device)  # (n, n)
        if not torch.allclose((x @ x).cpu(), expected, rtol=1e-3):  # (2)!
            raise ValueError(f"{device} computes another product")
        timer = Timer("x @ x", globals={"x": x}, num_threads=1, description=str(device))
        measured[str(device)] = timer.blocked_autorange(min_run_time=0.1)
    return measured


devices = {torch.device("cpu"), pick_device()}  # (3)!
measured = compare(256, devices)
repeats = [len(result.times) * result.number_per_run for result in measured.values()]
print("one result for each device:", len(measured) == len(devices))
print("every product was repeated:", min(repeats) > 1)
