from unittest.mock import patch

import torch
from torch.utils.benchmark import Timer, timer

calls, threads = 0, set()
x = torch.rand(64, 64)  # (64, 64)


def work():
    global calls
    calls += 1
    threads.add(torch.get_num_threads())
    return x @ x


for num_threads in (1, 2):
    calls = 0
    threads.clear()
    Timer("work()", globals={"work": work}, num_threads=num_threads).timeit(100)  # (1)!
    print(f"asked for {num_threads} threads: {calls} calls, threads inside {threads}")

present = patch("torch.accelerator.is_available", return_value=True)
with present, patch("torch.accelerator.synchronize") as synchronize:  # (2)!
    timer()
print("synchronized before looking at the clock:", synchronize.call_count == 1)
