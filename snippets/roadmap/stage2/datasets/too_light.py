from time import perf_counter

import torch
from torch.utils.data import DataLoader, TensorDataset

rows = TensorDataset(torch.rand(1000, 10), torch.zeros(1000))  # (1)!


def seconds(num_workers):
    loader = DataLoader(rows, batch_size=32, num_workers=num_workers)
    start = perf_counter()
    for _ in range(2):
        for _ in loader:
            pass
    return perf_counter() - start


if __name__ == "__main__":
    ratio = seconds(2) / seconds(0)
    for least in (2, 4):
        print(f"2 workers take more than {least} times as long: {ratio > least}")
