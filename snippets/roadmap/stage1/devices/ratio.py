import torch
from torch.utils.benchmark import Timer


def median_time(n):
    x = torch.rand(n, n)  # (n, n)
    return Timer("x @ x", globals={"x": x}).blocked_autorange(min_run_time=0.1).median  # (1)!


ratio = median_time(512) / median_time(128)
print(f"64 times the multiplications, ratio of times > 5: {ratio > 5}")
