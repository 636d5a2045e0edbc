import torch
from torch.utils.benchmark import Timer

from hanli.device import pick_device


def compare(n, devices):
    at_home = torch.rand(n, n)  # made once, so that all sides get the same numbers
    measured = {}
    for device in devices:
        x = at_home.to(device)  # (n, n)
        same = torch.allclose((x @ x).cpu(), at_home @ at_home, rtol=1e-3)  # (1)!
        if not same:
            raise ValueError(f"{device} does other work")
        timer = Timer("x @ x", globals={"x": x}, num_threads=1, description=str(device))
        measured[str(device)] = timer.blocked_autorange(min_run_time=0.1)
    return measured


devices = {torch.device("cpu"), pick_device()}  # one, or two
measured = compare(256, devices)
runs = [result.number_per_run * len(result.times) for result in measured.values()]
print("the same product everywhere, and one result for each device:", len(measured) == len(devices))
print("more than one run behind each:", min(runs) > 1)
