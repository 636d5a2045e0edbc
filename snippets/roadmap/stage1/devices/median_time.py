import statistics
import time

import torch


def wait_for(device):
    if device.type != "cpu":
        torch.accelerator.synchronize(device)  # (1)!


def median_time(work, device, repeats=9):
    for _ in range(3):
        work()  # (2)!
    times = []
    for _ in range(repeats):
        wait_for(device)
        start = time.perf_counter()
        work()
        wait_for(device)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


device = torch.device("cpu")
small = torch.rand(64, 64, device=device)  # (64, 64)
large = torch.rand(256, 256, device=device)  # (256, 256)
ratio = median_time(lambda: large @ large, device) / median_time(lambda: small @ small, device)
print(f"64 times the multiplications, between 5 and 500 times the time: {5 < ratio < 500}")
