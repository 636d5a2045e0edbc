import random

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, get_worker_info


class Noisy(Dataset):
    def __init__(self):
        self.own = np.random.default_rng(1640)  # (1)!

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return {
            "torch.rand": torch.rand(()).item(),
            "random": random.random(),
            "np.random": np.random.rand(),
            "own Generator": self.own.random(),
        }


def reseed(worker_id):
    dataset = get_worker_info().dataset  # (2)!
    dataset.own = np.random.default_rng(torch.initial_seed())  # (3)!


def draws(worker_init_fn=None):
    generator = torch.Generator().manual_seed(1640)
    return list(
        DataLoader(Noisy(), num_workers=2, generator=generator, worker_init_fn=worker_init_fn)
    )


if __name__ == "__main__":
    for title, (first, second) in {"as it is": draws(), "reseeded": draws(reseed)}.items():
        for source in first:
            same = first[source].item() == second[source].item()
            print(f"{title:9}{source:14}two workers draw the same: {same}")
